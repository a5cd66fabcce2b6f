"""Sections below a general heading are sections everywhere: lists, filters, facets, coverage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.reporting.coverage import coverage
from indexer.search.request import SearchRequest

REPORT = """青江职业学院2024年信息公开年度报告
一、概述
学院重视信息公开。
二、信息公开情况
本年度公开信息三百条。
（一）主动公开情况
学院公布各类信息。
1.招生考试信息
公布招生章程。
（二）依申请公开情况
未收到申请。
（三）评议情况
师生满意。
三、主要问题和改进措施
更新不够及时。
"""


@pytest.fixture
def three_parts(archive: Archive, folder: Path, put: Callable[..., Path]) -> Archive:
    put("a.txt", REPORT)
    put("b.txt", school="白河师范学院", year=2024)
    archive.update([folder])
    return archive


def test_each_has_its_entry_and_the_general_heading_has_none(three_parts: Archive) -> None:
    report = three_parts.find_report("青江 2024")
    names = ("preamble", "overview", "proactive", "on_request", "evaluation", "improvement")
    assert report.sections == names
    general = report.parts[2]
    assert (general.sections, general.heading) == (("unclassified",), "二、信息公开情况")
    assert general.text == "本年度公开信息三百条。"
    assert [part.topics for part in report.parts[3:5]] == [(), ("admissions",)]
    assert report.text.replace("\n", "") == REPORT.replace("\n", "")


def test_a_report_with_such_a_section_does_not_lack_it(three_parts: Archive) -> None:
    lacking = [head.path for head in three_parts.reports(lacks=["evaluation"])]
    assert lacking == ["b.txt"]
    assert "a.txt" in [head.path for head in three_parts.reports(lacks=["unclassified"])]


def test_filters_and_facets_count_its_parts(three_parts: Archive) -> None:
    for section in ("evaluation", "on_request", "proactive", "unclassified"):
        answer = three_parts.search(SearchRequest("", section=[section]))
        counts = {value.value: value.count for value in answer.facets["section"]}
        assert counts[section] == answer.total > 0
        assert "青江职业学院" in {hit.school for hit in answer.hits}


def test_coverage_sees_it(three_parts: Archive) -> None:
    with three_parts.reading() as reader:
        rows = coverage(reader, 2024).rows
    (row,) = [row for row in rows if row.school == "青江职业学院"]
    states = {section: cell["state"] for section, cell in row.to_dict()["cells"].items()}
    assert states["evaluation"] != "absent"
    assert states["complaints"] == "absent"
