"""Passages by their anchors."""

from __future__ import annotations

import pytest

from indexer.reporting.passages import find_passage, paragraphs
from indexer.reports.model import Part
from tests.reporting.conftest import make_report

PART = Part(
    2, ("on_request",), (), "二、申请", "收到 5 件。\n\n  \n甲\t乙\n丙\t丁\n均已答复。没有收费。\n"
)
REPORT = make_report("r", parts=(Part(1, ("preamble",), (), "", "前言。"), PART))


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    assert [(each.anchor, each.text) for each in paragraphs(PART)] == [
        ("s2p1", "收到 5 件。"),
        ("s2p2", "甲 乙"),
        ("s2p3", "丙 丁"),
        ("s2p4", "均已答复。没有收费。"),
    ]


def test_a_passage_is_found_by_its_anchor() -> None:
    found = find_passage(REPORT, "s2p4")
    assert found is not None
    assert found.sentences == ("均已答复。", "没有收费。")
    whole = find_passage(REPORT, "s1")
    assert whole is not None
    assert (whole.anchor, whole.text) == ("s1", "")


@pytest.mark.parametrize(
    "anchor", ["", "s3", "s2p5", "s2p0", "s0", "h1", "s2p", "s2-1", "s２", "x" * 99]
)
def test_what_is_no_anchor_of_the_report_names_nothing(anchor: str) -> None:
    assert find_passage(REPORT, anchor) is None
