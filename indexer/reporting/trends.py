"""A query over time and place: how many reports and parts hold it, of how many there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from indexer.search.engine import IndexReader, ReportHead
from indexer.search.execute import answer
from indexer.search.request import SearchRequest
from indexer.search.response import UNKNOWN_VALUE, SearchResponse

EVERY_VALUE: Final = 10_000
COLUMNS: Final = ("facet", "value", "reports", "parts", "of_reports", "share")
"""Of the points as a table."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year, or one province."""

    value: str
    """As a filter takes it; `unknown` where it is not known."""
    parts: int
    reports: int
    of_reports: int
    """Reports of the archive there, whatever they hold."""

    @property
    def share(self) -> float | None:
        """0..1; None where there is no report."""
        return self.reports / self.of_reports if self.of_reports else None

    def to_dict(self) -> dict[str, Any]:
        """The point as the API gives it."""
        return {**asdict(self), "share": None if self.share is None else round(self.share, 4)}


@dataclass(frozen=True, slots=True)
class Trends:
    """The whole answer, then its points: years from the first, provinces by share."""

    answer: SearchResponse
    years: tuple[Point, ...]
    provinces: tuple[Point, ...]

    def to_dict(self) -> dict[str, Any]:
        """The trends as the API gives them: what was asked and found, then the points."""
        whole = self.answer.to_dict()
        told = ("query", "match", "scope", "read_as", "relaxed", "total", "reports")
        return {
            **{name: whole[name] for name in told},
            "years": [point.to_dict() for point in self.years],
            "provinces": [point.to_dict() for point in self.provinces],
        }


def trends(reader: IndexReader, request: SearchRequest) -> Trends:
    """The points of a request, all of one generation. Raises QueryError, UnknownValueError.

    A request's own filters narrow what is counted, not what it is counted against.
    """
    whole = answer(reader, replace(request, size=1, page=1, facet_size=EVERY_VALUE))
    heads = reader.heads()
    years = _points(reader, whole, "year", Counter(_year(head) for head in heads))
    provinces = _points(
        reader, whole, "province", Counter(head.province or UNKNOWN_VALUE for head in heads)
    )
    years.sort(key=lambda point: (point.value == UNKNOWN_VALUE, point.value))
    provinces.sort(key=lambda point: (-(point.share or 0), -point.reports, point.value))
    return Trends(whole, tuple(years), tuple(provinces))


def _points(
    reader: IndexReader, whole: SearchResponse, facet: str, of_reports: Counter[str]
) -> list[Point]:
    parts = {value.value: value.count for value in whole.facets[facet]}
    asked = getattr(whole.request, facet)
    selected = {value.value for value in whole.facets[facet] if value.selected}
    return [
        _point(reader, whole.request, facet, value, parts.get(value, 0), of_reports[value])
        for value in of_reports
        if not asked or value in selected
    ]


def _point(
    reader: IndexReader, request: SearchRequest, facet: str, value: str, parts: int, of: int
) -> Point:
    if not parts:
        return Point(value, 0, 0, of)
    only: dict[str, Any] = {facet: (value,)}
    found = answer(reader, replace(request, size=1, page=1, facets=False, **only))
    return Point(value, found.total, found.reports, of)


def _year(head: ReportHead) -> str:
    return UNKNOWN_VALUE if head.year is None else str(head.year)
