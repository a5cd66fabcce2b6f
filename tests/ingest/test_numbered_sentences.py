"""A sentence in a section with a number before it is not a heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.reading import read_text

REPORT = """安徽大学2023年信息公开年度报告
一、概述
学校重视信息公开工作。
二、主动公开情况
学校主要从以下方面推进。
一是加强网站建设，完善栏目设置。
{here}
三、依申请公开情况
本年度没有收到申请。
四、存在的问题和改进措施
有的栏目更新不及时。
{there}
"""
SECTIONS = ("preamble", "overview", "proactive", "on_request", "improvement")
NUMBERS = (
    "六、",
    "七、",
    "九．",
    "五 、",
    "陆、",
    "（六）",
    "(五)",
    "6.",
    "5、",
    "（8）",
    "⑥",
    "六 ",
    "VI、",
    "三、",
    "3.",
    "一、",
)


def sentences() -> list[str]:
    """The sentences of the data file."""
    lines = Path(__file__).with_name("outlines").joinpath("sentences.txt")
    return [line for line in lines.read_text(encoding="utf-8").splitlines() if line[0] != "#"]


def numbered() -> list[tuple[str, str]]:
    """Each sentence after four of the numbers, so that each number comes with many sentences."""
    return [
        (sentence, NUMBERS[(4 * at + step) % len(NUMBERS)])
        for at, sentence in enumerate(sentences())
        for step in range(4)
    ]


@pytest.mark.parametrize(("sentence", "number"), numbered())
def test_a_sentence_after_a_number_opens_no_section(sentence: str, number: str) -> None:
    for line in (number + sentence, number + sentence.rstrip("。；")):
        for here, there in ((line, "正在改进。"), ("二是公布目录。", line.replace("三、", "五、"))):
            report = read_text(REPORT.format(here=here, there=there))
            assert report.sections == SECTIONS, line
            if line.endswith(("。", "；")):  # without, it may be a lower heading
                assert all(entry.level == 1 for entry in report.outline), line


@pytest.mark.parametrize("sentence", sentences())
def test_nor_does_it_inside_a_paragraph_or_a_flattened_page(sentence: str) -> None:
    for number, joint in (("六、", "\n"), ("六、", " "), ("（六）", "\n"), ("6.", " ")):
        here = f"二是公布目录。{number}{sentence}这些做法得到好评。"
        text = REPORT.format(here=here, there="正在改进。").replace("\n", joint)
        report = read_text(text)
        assert report.sections == SECTIONS, text
        assert len(report.outline) == len(SECTIONS) - 1, text
