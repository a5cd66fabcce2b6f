"""Citations by GB/T 7714—2015; what is not known is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer.reporting.citations import gb7714, plain, title_of
from indexer.search.engine import ReportHead
from tests.reporting.conftest import make_report

TODAY = date(2026, 11, 21)
HEAD = ReportHead.of(make_report("r"))
ONLINE = replace(HEAD, source_url="https://x.example/a.htm")


@pytest.mark.parametrize(
    ("head", "citation"),
    [
        (
            ONLINE,
            (
                "青江职业学院. 青江职业学院信息公开年度报告[R/OL]. (2024-10-30)[2026-11-21]. "
                "https://x.example/a.htm."
            ),
        ),
        (
            replace(ONLINE, published=None),
            "青江职业学院. 青江职业学院信息公开年度报告[R/OL]. [2026-11-21]. https://x.example/a.htm.",
        ),
        (HEAD, "青江职业学院. 青江职业学院信息公开年度报告[R]. 2024-10-30."),
        (replace(HEAD, published=None), "青江职业学院. 青江职业学院信息公开年度报告[R]. 2024."),
        (replace(HEAD, school=None, published=None, year=None), "青江职业学院信息公开年度报告[R]."),
    ],
)
def test_gb7714(head: ReportHead, citation: str) -> None:
    assert gb7714(head, TODAY) == citation


def test_plain() -> None:
    assert plain(HEAD) == "青江职业学院《青江职业学院信息公开年度报告》，2024年10月30日"


def test_a_report_without_a_title_gets_one_from_school_and_period() -> None:
    assert title_of(replace(HEAD, title="")) == "青江职业学院2023-2024学年信息公开年度报告"
    assert title_of(replace(HEAD, title="", period="2024")) == "青江职业学院2024年信息公开年度报告"
    assert title_of(replace(HEAD, title="", period=None, school=None)) == "信息公开年度报告"
    assert title_of(replace(HEAD, title="甲\n 乙")) == "甲 乙"
