"""Coverage, trends and comparisons from Python: flat rows for a DataFrame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import indexer
from indexer.archive import Archive
from indexer.errors import NotFoundError, UnknownValueError
from indexer.search.request import SearchRequest
from tests.webapp.conftest import archive_of, seed_reports


@pytest.fixture(scope="module")
def archive() -> Iterator[Archive]:
    with archive_of(seed_reports()).snapshot() as pinned:
        yield pinned


def test_coverage_has_a_flat_row_for_each_report_and_missing_school(archive: Archive) -> None:
    rows = [row.to_dict() for row in archive.coverage(2024)]
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert [*rows[0]][:3] == ["school", "province", "year"]
    states = {row["school"]: row["complaints"] for row in rows}
    assert states["湖南机电职业技术学院"] == "no_report"
    assert all(isinstance(value, str | int | bool | None) for row in rows for value in row.values())


def test_coverage_of_several_years_is_one_table(archive: Archive) -> None:
    assert {row.year for row in archive.coverage()} == {2022, 2024}
    assert {row.year for row in archive.coverage([2022])} == {2022}


def test_coverage_takes_the_filters_of_the_page(archive: Archive) -> None:
    absent = archive.coverage(2024, section="评议", states=["absent"])
    assert all(row.sections["evaluation"] == "absent" for row in absent)
    with pytest.raises(UnknownValueError):
        archive.coverage(2024, section="火星")


def test_trends_have_a_row_for_each_year_and_province(archive: Archive) -> None:
    request = SearchRequest("举报", match="exact")
    rows = archive.trends(request)
    pairs = {(row.year, row.province) for row in rows}
    assert len(pairs) == len(rows)
    assert pairs == {(head.year, head.province) for head in archive.reports()}
    assert sum(row.reports for row in rows) == archive.search(request).reports
    assert sum(row.parts for row in rows) == archive.search(request).total
    assert sum(row.of_reports for row in rows) == len(archive.reports())


def test_trends_under_a_filter_have_the_selected_rows(archive: Archive) -> None:
    rows = archive.trends(SearchRequest("举报", year=["2022"], province=["湖南"]))
    assert [(row.year, row.province) for row in rows] == [(2022, "湖南")]


def test_a_comparison_has_a_row_for_each_section_and_report(archive: Archive) -> None:
    rows = archive.compare(["000", "湖南机电 2022"], sections=["评议", "complaints"])
    assert [(row.section, row.report_id) for row in rows[-2:]] == [
        ("complaints", "000"),
        ("complaints", "001"),
    ]
    assert all(row.text is None or row.changes is None or row.changes > 0 for row in rows)
    whole = archive.compare(["000", "001", "002"])
    assert {row.changes for row in whole} == {None}
    with pytest.raises(NotFoundError):
        archive.compare(["nowhere", "000"])


def test_the_types_of_the_rows_are_public() -> None:
    assert {"CoverageRow", "TrendRow", "CompareRow"} <= set(indexer.__all__)
    assert indexer.TrendRow.__name__ == "TrendRow"
