"""Numbers in front of headings."""

from __future__ import annotations

import pytest

from indexer.reports.numbering import Rank, from_chinese, read_marker, read_unmarked, strip_marker


@pytest.mark.parametrize(
    ("line", "rank", "number", "words"),
    [
        ("第一部分 概述", Rank.PART, 1, "概述"),
        ("第 3 章 评议", Rank.PART, 3, "评议"),
        ("一、概述", Rank.HAN, 1, "概述"),
        ("一 、概述", Rank.HAN, 1, "概述"),
        ("一．概述", Rank.HAN, 1, "概述"),
        ("　　十二、概述", Rank.HAN, 12, "概述"),
        ("II、概述", Rank.HAN, 2, "概述"),
        ("壹、概述", Rank.HAN, 1, "概述"),
        ("陆．改进措施", Rank.HAN, 6, "改进措施"),
        ("拾壹、其他", Rank.HAN, 11, "其他"),
        ("（叁）评议", Rank.HAN_PAREN, 3, "评议"),
        ("第贰部分 主动公开", Rank.PART, 2, "主动公开"),
        ("（三）招生", Rank.HAN_PAREN, 3, "招生"),
        ("(三) 招生", Rank.HAN_PAREN, 3, "招生"),
        ("㈢招生", Rank.HAN_PAREN, 3, "招生"),
        ("（）招生", Rank.HAN_PAREN, None, "招生"),
        ("1.工作机制", Rank.ARABIC, 1, "工作机制"),
        ("２、工作机制", Rank.ARABIC, 2, "工作机制"),
        ("⒉工作机制", Rank.ARABIC, 2, "工作机制"),
        ("2.1 招生信息", Rank.DECIMAL, 1, "招生信息"),
        ("（1）财务", Rank.ARABIC_PAREN, 1, "财务"),
        ("⑴财务", Rank.ARABIC_PAREN, 1, "财务"),
        ("②财务", Rank.CIRCLED, 2, "财务"),
        ("、依申请公开情况", Rank.HAN, None, "依申请公开情况"),
    ],
)
def test_each_form_of_number_is_read(line: str, rank: Rank, number: int | None, words: str) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert (marker.rank, marker.number) == (rank, number)
    assert strip_marker(line) == words


@pytest.mark.parametrize(
    "line",
    [
        "概述",
        "一是细化内容",
        "一年来",
        "2024.10.30",
        "2024 年 10 月 30 日",
        "1.5万人",
        "99.90 %",
        "3.14 亿元",
        "（见附件）",
        "二〇二四年",
        "",
    ],
)
def test_a_figure_or_a_word_is_no_number_of_a_heading(line: str) -> None:
    assert read_marker(line) is None


def test_a_number_with_only_a_blank_behind_it_is_weak() -> None:
    marker = read_marker("1 概述")
    assert marker is not None
    assert marker.weak


@pytest.mark.parametrize(
    ("line", "number", "words"),
    [("一概述", 1, "概述"), ("十二其他事项", 12, "其他事项"), ("3评议情况", 3, "评议情况")],
)
def test_a_number_may_run_into_its_words(line: str, number: int, words: str) -> None:
    marker = read_unmarked(line)
    assert marker is not None
    assert (marker.number, line[marker.end :], marker.weak) == (number, words, True)


@pytest.mark.parametrize(
    "line", ["一是细化", "一般情况", "三年来", "一览表", "十大类", "二级学院", "2023年", "概述"]
)
def test_a_word_that_begins_with_a_number_is_none(line: str) -> None:
    assert read_unmarked(line) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("二〇二三", 2023)],
)
def test_chinese_numbers_are_read(written: str, value: int) -> None:
    assert from_chinese(written) == value
