"""Trends: how many reports and parts match a query, by year and by province."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from indexer.reports.json_record import JsonRecord
from indexer.search.engine import IndexReader, Plan
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from indexer.search.response import UNKNOWN_VALUE, SearchResponse

EVERY_VALUE: Final = 10_000
_FACETS: Final = ("year", "province")
COLUMNS: Final = ("facet", "value", "reports", "parts", "of_reports", "share")
"""Columns of the points as a table."""


def share(reports: int, of_reports: int) -> float | None:
    """0..1, to four digits; None where there is no report."""
    return round(reports / of_reports, 4) if of_reports else None


@dataclass(frozen=True, slots=True)
class Point(JsonRecord):
    """One year, or one province."""

    JSON = ("value", "parts", "reports", "of_reports", "share")

    value: str
    """As a filter takes it; `unknown` for null."""
    parts: int
    reports: int
    of_reports: int
    """All reports of the archive with this value."""

    @property
    def share(self) -> float | None:
        return share(self.reports, self.of_reports)


@dataclass(frozen=True, slots=True)
class Trends(JsonRecord):
    """The response, and its points: years ascending, provinces by share."""

    JSON = (
        "answer.request.query",
        "answer.request.match",
        "answer.request.scope",
        "answer.read_as",
        "answer.relaxed",
        "answer.total",
        "answer.reports",
        "years",
        "provinces",
    )

    answer: SearchResponse
    years: tuple[Point, ...]
    provinces: tuple[Point, ...]


def trends(reader: IndexReader, request: SearchRequest) -> Trends:
    """The points of a request, from one snapshot. Raises QueryError, UnknownValueError.

    The request's filters apply to what is counted, not to `of_reports`.
    """
    found = search(
        reader,
        replace(
            request,
            size=1,
            page=1,
            facet_size=EVERY_VALUE,
            report_counts=_FACETS,
            suggestions=False,
        ),
    )
    whole = reader.search(Plan(limit=1, facets=False, report_counts=_FACETS))
    points = {facet: _points(found, facet, whole.facet_reports[facet]) for facet in _FACETS}
    return Trends(
        answer=found,
        years=tuple(sorted(points["year"], key=lambda p: (p.value == UNKNOWN_VALUE, p.value))),
        provinces=tuple(
            sorted(points["province"], key=lambda p: (-(p.share or 0), -p.reports, p.value))
        ),
    )


def _points(
    found: SearchResponse, facet: str, of_reports: Mapping[str | None, int]
) -> Iterator[Point]:
    """A point for each value of the archive; with a filter, for each selected value."""
    values = {value.value: value for value in found.facets[facet]}
    is_filtered = bool(getattr(found.request, facet))
    for stored, reports in of_reports.items():
        name = UNKNOWN_VALUE if stored is None else stored
        value = values.get(name)
        if not is_filtered or (value and value.selected):
            yield Point(
                value=name,
                parts=value.count if value else 0,
                reports=(value.reports or 0) if value else 0,
                of_reports=reports,
            )
