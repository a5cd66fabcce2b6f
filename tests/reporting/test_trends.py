"""Trends: counts by year and province agree with the search."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.reporting.trends import trends
from indexer.search.engine import IndexReader, Plan
from indexer.search.request import SearchRequest
from tests.reporting.conftest import make_report

OpenReader = Callable[..., IndexReader]


def reader_of_three(open_reader: OpenReader) -> IndexReader:
    return open_reader(
        make_report("a", year=2023, province="湖北"),
        make_report("b", year=2024),
        make_report("c", year=None, province=None, parts=make_report("x").parts[:1]),
    )


def test_each_year_has_matching_and_total_reports(open_reader: OpenReader) -> None:
    found = trends(reader_of_three(open_reader), SearchRequest("举报"))
    assert [(p.value, p.reports, p.of_reports, p.share) for p in found.years] == [
        ("2023", 1, 1, 1.0),
        ("2024", 1, 1, 1.0),
        ("unknown", 0, 1, 0.0),
    ]
    assert {p.value for p in found.provinces} == {"湖北", "安徽", "unknown"}


def test_its_sums_are_those_of_the_response(open_reader: OpenReader) -> None:
    found = trends(reader_of_three(open_reader), SearchRequest("公开 OR 举报"))
    for points in (found.years, found.provinces):
        assert sum(point.parts for point in points) == found.answer.total
        assert sum(point.reports for point in points) == found.answer.reports


def test_filters_narrow_what_is_shown(open_reader: OpenReader) -> None:
    found = trends(reader_of_three(open_reader), SearchRequest("公开", year=("2024",)))
    assert [point.value for point in found.years] == ["2024"]
    assert {p.value: p.reports for p in found.provinces} == {"安徽": 1, "湖北": 0, "unknown": 0}


def test_one_search_answers_all_years_and_provinces(
    open_reader: OpenReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one more counts what the archive has."""
    reader = reader_of_three(open_reader)
    plans: list[Plan] = []
    search = reader.search
    monkeypatch.setattr(reader, "search", lambda plan: plans.append(plan) or search(plan))
    trends(reader, SearchRequest("举报"))
    assert len(plans) == 2
