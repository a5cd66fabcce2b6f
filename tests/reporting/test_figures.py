"""Figures of many reports are counted and sorted from columns, with what no report states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from indexer.reporting.figures import FigureTable
from indexer.reports.figures import Figure
from indexer.search.request import SearchRequest
from tests.webapp.conftest import a_report, archive_of

REQUESTS = "requests_received"


def figure(text: str) -> Figure:
    """12, 0, `-` for not stated, `?` for unread, ~300 for about 300."""
    match text:
        case "-":
            return Figure()
        case "?":
            return Figure("unread", sentence="办理申请若干件。", ordinal=2, span=(0, 8))
        case "0":
            return Figure("zero", 0, sentence="没有收到申请。", ordinal=2, span=(0, 7))
        case _:
            value = int(text.strip("~"))
            return Figure(
                "number",
                value,
                "about" if "~" in text else None,
                f"收到申请{value}件。",
                2,
                (0, len(f"收到申请{value}件。")),
            )


def table_of(
    rows: Mapping[str, tuple[str | None, int | None, str]], request: SearchRequest | None = None
) -> FigureTable:
    """A table of reports given as id → (province, year, figure)."""
    reports = [
        replace(
            a_report(key, school=f"{key}学院", province=province, year=year),
            figures={REQUESTS: figure(text)},
        )
        for key, (province, year, text) in rows.items()
    ]
    with archive_of(reports).reading() as reader:
        return FigureTable(reader, request or SearchRequest())


ROWS = {
    "甲": ("安徽", 2024, "3"),
    "乙": ("安徽", 2024, "0"),
    "丙": ("湖南", 2024, "-"),
    "丁": ("湖南", 2024, "?"),
    "戊": (None, 2024, "~300"),
    "己": ("安徽", 2023, "5"),
}


def test_a_count_says_how_many_reports_state_it_and_how_many_do_not() -> None:
    count = table_of(ROWS, SearchRequest(year="2024")).count(REQUESTS)
    assert (count.reports, count.number, count.zero) == (5, 2, 1)
    assert (count.not_stated, count.unread, count.stated) == (1, 1, 3)
    assert (count.total, count.median, count.share) == (303, 3.0, 0.6667)
    assert not count.is_exact


def test_there_is_no_total_where_no_report_states_the_figure() -> None:
    count = table_of({"丙": ("湖南", 2024, "-"), "丁": ("湖南", 2024, "?")}).count(REQUESTS)
    assert (count.total, count.median, count.share) == (None, None, None)


def test_years_are_counted_whatever_year_is_chosen() -> None:
    years = table_of(ROWS, SearchRequest(year="2024")).totals(REQUESTS).years
    assert [(point.value, point.count.total, point.count.reports) for point in years] == [
        ("2023", 5, 1),
        ("2024", 303, 5),
    ]


def test_provinces_come_by_their_totals_and_the_unknown_one_is_among_them() -> None:
    provinces = table_of(ROWS, SearchRequest(year="2024")).totals(REQUESTS).provinces
    assert [(point.value, point.count.total, point.count.reports) for point in provinces] == [
        (None, 300, 1),
        ("安徽", 3, 2),
        ("湖南", None, 2),
    ]


@pytest.mark.parametrize(
    ("descending", "expected"), [(True, "戊己甲乙丁丙"), (False, "乙甲己戊丁丙")]
)
def test_rows_are_sorted_by_a_figure_and_those_without_a_value_come_last(
    descending: bool, expected: str
) -> None:
    rows = table_of(ROWS).rows(REQUESTS, descending=descending)
    assert "".join((row.head.school or "")[0] for row in rows) == expected


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("sort", ["year", "province", "school"])
def test_rows_are_sorted_by_a_fact_and_unknown_ones_come_last(sort: str, descending: bool) -> None:
    keys = [getattr(row.head, sort) for row in table_of(ROWS).rows(sort, descending=descending)]
    known = [key for key in keys if key is not None]
    assert keys == sorted(known, reverse=descending) + [None] * (len(keys) - len(known))


def test_rows_come_by_pages() -> None:
    table = table_of(ROWS)
    whole = table.rows(REQUESTS, descending=True)
    assert table.rows(REQUESTS, descending=True, first=2, size=2) == whole[2:4]
    assert table.rows(REQUESTS, first=9, size=2) == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"province": "安徽"}, 3),
        ({"province": "unknown"}, 1),
        ({"year": "2023"}, 1),
        ({"year": "2023..2024"}, 6),
        ({"school": "甲学院"}, 1),
        ({"figure": "requests_received>0"}, 3),
        ({"figure": "requests_received=zero"}, 1),
        ({"figure": ["requests_received>0", "requests_received<5"]}, 1),
        ({"figure": "requests_received=unread", "province": "湖南"}, 1),
    ],
)
def test_a_table_holds_the_reports_that_its_filters_let_pass(
    filters: Mapping[str, str], expected: int
) -> None:
    assert table_of(ROWS, SearchRequest(**filters)).reports == expected


def test_an_empty_archive_gives_an_empty_table() -> None:
    with archive_of([]).reading() as reader:
        table = FigureTable(reader, SearchRequest())
    assert table.reports == 0
    assert table.rows(REQUESTS) == []
    assert table.totals(REQUESTS).years == ()
