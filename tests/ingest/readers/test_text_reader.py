"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.text import is_wrapped

PARAGRAPH = (
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单，"
    "按季度通报进度，对迟报漏报的单位点名提醒，年终把结果记入考核，全年共核对一百二十项。"
)


def test_text_is_read_unchanged() -> None:
    text = "一、概述\n\n\u3000\u3000无。\n"
    assert read_bytes(text.encode(), "a.txt").text == text


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_every_kind_of_newline_ends_a_line(newline: str) -> None:
    assert read_bytes(f"一、概述{newline}无。".encode(), "a.txt").text == "一、概述\n无。"


def test_a_tab_after_a_number_or_before_a_line_does_not_separate_cells() -> None:
    text = "一、\t概述\n\t\t无。\n（一）\t机制\n序号\t事项\n"
    assert read_bytes(text.encode(), "a.txt").text == (
        "一、 概述\n\u3000\u3000无。\n（一） 机制\n序号\t事项\n"
    )


def test_addresses_written_out_are_links() -> None:
    extracted = read_bytes(
        "详见 http://xxgk.example.edu.cn/a.htm。另见HTTPS://b.cn/，完".encode(), "a"
    )
    assert [link.url for link in extracted.links] == [
        "http://xxgk.example.edu.cn/a.htm",
        "HTTPS://b.cn/",
    ]


def _wrap(width: int) -> str:
    whole = "\u3000\u3000" + PARAGRAPH
    lines = [whole[at : at + width] for at in range(0, len(whole), width)]
    return "\n".join(["一、概述", *lines, "二、主动公开情况", *lines, *lines])


def test_lines_broken_at_a_margin_are_detected() -> None:
    assert is_wrapped(_wrap(30))
    assert is_wrapped(_wrap(38))


def test_paragraphs_of_any_length_are_not_wrapped() -> None:
    sentences = [PARAGRAPH[: 20 + 7 * step] for step in range(12)]
    assert not is_wrapped("\n".join(sentences))
    assert not is_wrapped("\n".join([PARAGRAPH] * 12))
    assert not is_wrapped("一、概述\n无。\n" * 8)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("公开~~1500~~1435条", "公开1435条"),
        ("公开<del>600</del>573件<S>旧</S>", "公开573件"),
        ("1435<sup>1</sup>条，CO<sub>2</sub>", "1435¹条，CO₂"),
        ("2019~~2020年，2021~~2022年", "2019~~2020年，2021~~2022年"),
        ("约~30~40条", "约~30~40条"),
    ],
)
def test_struck_out_and_raised_characters_of_markdown(written: str, shown: str) -> None:
    assert read_bytes(written.encode(), "a.md").text == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("公开<!-- 略 -->1435条", "公开1435条"),
        ("甲 --><!-- 略 -->乙", "甲 -->乙"),
        ("甲<!--略--><!----><!-- 略\n略 -->乙", "甲乙"),
        ("甲<!-- 没有结束", "甲<!-- 没有结束"),
    ],
)
def test_comments_of_markdown_are_left_out(written: str, shown: str) -> None:
    assert read_bytes(written.encode(), "a.md").text == shown


def test_markdown_loses_its_marks_and_keeps_headings_tables_and_links() -> None:
    text = """---
title: 某学院信息公开年度报告
---
## 一、概述

**一是**健全机制，*二是*见[学校章程](http://a.cn/zc_(1).htm "章程")，三是`OA`系统。<!-- 略 -->

- 门户网站 3 \\* 4
---
| 序号 | 事项 |
|---:|:---|
| 1 | [办学规模](https://a.cn/1) |
"""
    extracted = read_bytes(text.encode(), "a.md")
    assert [line for line in extracted.text.split("\n") if line] == [
        "## 一、概述",
        "一是健全机制，二是见学校章程，三是OA系统。",
        "门户网站 3 * 4",
        "序号\t事项",
        "1\t办学规模",
    ]
    assert extracted.title == "某学院信息公开年度报告"
    assert extracted.links == (
        ExtractedLink("学校章程", "http://a.cn/zc_(1).htm"),
        ExtractedLink("办学规模", "https://a.cn/1"),
    )


def test_asterisks_and_underscores_that_are_not_markup_stay() -> None:
    extracted = read_bytes("3*4*5 项\na_b_c\n*注：略\n".encode(), "a.md")
    assert extracted.text.split("\n")[:3] == ["3*4*5 项", "a_b_c", "*注：略"]
