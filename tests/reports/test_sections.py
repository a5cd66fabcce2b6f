"""Headings and the canonical sections they open."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from indexer.reports.sections import classify_heading
from indexer.reports.taxonomy import SECTIONS

HEADINGS = Path(__file__).with_name("headings.tsv")


def observed() -> list[tuple[str, tuple[str, ...]]]:
    """Titles as reports word them, with the sections a person reads in them."""
    rows = HEADINGS.read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t") for row in rows if row and not row.startswith("# ")]
    return [(title, () if ids == "-" else tuple(ids.split())) for title, ids in pairs]


@pytest.mark.parametrize(("title", "sections"), observed())
def test_a_title_opens_what_a_person_reads_in_it(title: str, sections: tuple[str, ...]) -> None:
    assert classify_heading(title) == sections


NUMBERS = ["", "三、", "三．", "　　三、", "第三部分 ", "**三、", "## 三、", "（三）", "3.", "III."]
OWNERS = ["", "学校", "我校", "安徽大学", "2023年", "2022—2023学年", "本年度"]
TITLES = {
    "信息公开工作概述": ("overview",),
    "主动公开信息情况": ("proactive",),
    "依申请公开和不予公开情况": ("on_request",),
    "信息公开评议情况": ("evaluation",),
    "信息公开举报投诉情况": ("complaints",),
    "信息公开工作存在的问题和改进措施": ("improvement",),
}


@pytest.mark.parametrize("title", TITLES)
def test_number_school_and_year_in_front_change_nothing(title: str) -> None:
    for number, owner in product(NUMBERS, OWNERS):
        assert classify_heading(f"{number}{owner}{title}") == TITLES[title]


@pytest.mark.parametrize("ending", ["", "。", "：", " ", "（见附件）"])
def test_what_hangs_behind_a_title_changes_nothing(ending: str) -> None:
    assert classify_heading("三、依申请公开情况" + ending) == ("on_request",)


def test_two_labels_stand_in_the_order_of_the_words() -> None:
    assert classify_heading("对信息公开的评议及举报情况") == ("evaluation", "complaints")
    assert classify_heading("信息公开举报和评议情况") == ("complaints", "evaluation")


def test_only_known_sections_are_ever_named() -> None:
    for title, _ in observed():
        assert set(classify_heading(title)) <= set(SECTIONS) - {"preamble", "unclassified"}


@pytest.mark.parametrize("text", ["", " ", "一、", "。", "\n", "1234", "a" * 500, "概" * 60])
def test_text_that_is_no_title_opens_nothing(text: str) -> None:
    assert classify_heading(text) == ()
