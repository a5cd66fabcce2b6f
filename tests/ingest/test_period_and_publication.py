"""The period a report is about and the day it was published, from text, titles and file name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import Overrides, parse_report
from indexer.reports.model import Report, Source

BODY = """
一、概述
学校重视信息公开工作，成立了领导小组，由办公室负责日常工作。
二、主动公开情况
学校通过门户网站、校报和宣传栏公开各类信息三百余条，涉及招生、财务和人事。
"""
REPORTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "periods.toml").read_text(encoding="utf-8")
)["report"]


def _read(case: dict[str, Any]) -> Report:
    text = case["text"].strip() + BODY + case.get("end", "").strip()
    extracted = Extracted(text, title=case.get("page_title"))
    path = case.get("file", "report.txt")
    return parse_report(
        extracted, Source(path), report_id="r", overrides=Overrides(school="某某大学")
    )


@pytest.mark.parametrize("case", REPORTS, ids=range(len(REPORTS)))
def test_period_and_publication_are_those_the_report_states(case: dict[str, Any]) -> None:
    report = _read(case)
    read = (report.period, report.period_start, report.period_end, report.published)
    assert read == tuple(map(case.get, ("period", "first", "last", "published"))), case


@pytest.mark.parametrize("case", [case for case in REPORTS if case.get("warned")])
def test_weak_or_contradicting_evidence_of_the_period_is_told(case: dict[str, Any]) -> None:
    assert any(warning.concern == "period" for warning in _read(case).warnings)
