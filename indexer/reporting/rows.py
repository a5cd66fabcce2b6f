"""Coverage, trends and comparisons as flat rows: `pandas.DataFrame(row.to_dict() for row in rows)`
is a table that others can be joined to, by the school's full name and the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.reporting.compare import Change, differences, section_text
from indexer.reporting.coverage import (
    COLUMNS,
    CoverageRequest,
    Row,
    State,
    coverage,
    matrix,
    years,
)
from indexer.reporting.roster import Expected
from indexer.reporting.trends import EVERY_VALUE, share
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import Report
from indexer.reports.schools import province_rank
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import IndexReader
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from indexer.search.response import UNKNOWN_VALUE
from indexer.search.search_budget import checkpoint


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One report of a year, or a school without one, and the state of each section."""

    school: str | None
    province: str | None
    year: int | None
    period: str | None
    report_id: str | None
    """None: the archive has no report of this school for the year."""
    published: str | None
    published_from: str | None
    late: bool | None
    """Whether it is dated after the deadline; None where that is not known."""
    sections: dict[str, State]

    @classmethod
    def of(cls, row: Row, year: int | None) -> CoverageRow:
        report = row.report
        return cls(
            school=row.school,
            province=row.province,
            year=year,
            period=report.period if report else None,
            report_id=report.id if report else None,
            published=report.published if report else None,
            published_from=report.published_from if report else None,
            late=row.late,
            sections={
                section: cell.state for section, cell in zip(COLUMNS, row.cells, strict=True)
            },
        )

    def to_dict(self) -> dict[str, Any]:
        """Flat: a column for each section."""
        names = ("school", "province", "year", "period", "report_id", "published")
        facts = {name: getattr(self, name) for name in (*names, "published_from", "late")}
        return {**facts, **self.sections}


def coverage_rows(
    reader: IndexReader,
    chosen: Iterable[int],
    request: CoverageRequest | None = None,
    roster: Sequence[Expected] = (),
) -> Iterator[CoverageRow]:
    """The rows of these years, of all years where none is chosen."""
    for year in [*chosen] or years(reader):
        shown = matrix(coverage(reader, year, roster), request or CoverageRequest())
        yield from (CoverageRow.of(row, year) for row in shown.rows)


@dataclass(frozen=True, slots=True)
class TrendRow(JsonRecord):
    """One province in one year: its reports that match a query, of all it has."""

    JSON = ("year", "province", "parts", "reports", "of_reports", "share")

    year: int | None
    province: str | None
    parts: int
    reports: int
    of_reports: int

    @property
    def share(self) -> float | None:
        return share(self.reports, self.of_reports)


TREND_COLUMNS = TrendRow.JSON


def trend_rows(reader: IndexReader, request: SearchRequest) -> list[TrendRow]:
    """A row for each year and province of which the archive has a report, years ascending and
    provinces in their usual order. With a filter by year or province, the selected ones alone."""
    whole = Counter((head.year, head.province) for head in reader.heads())
    counted = replace(
        request,
        size=1,
        page=1,
        facet_size=EVERY_VALUE,
        report_counts=("year", "province"),
        suggestions=False,
    )
    chosen = _selected(search(reader, counted).facets["year"], bool(request.year))
    found: dict[tuple[int | None, str | None], tuple[int, int]] = {}
    provinces: set[str | None] | None = None
    for year in sorted({year for year, _ in whole}, key=_none_last):
        checkpoint()
        if chosen is not None and year not in chosen:
            continue
        of_year = (UNKNOWN_VALUE if year is None else str(year),)
        values = search(reader, replace(counted, year=of_year)).facets["province"]
        if request.province:
            provinces = {_stored(value.value) for value in values if value.selected}
        for value in values:
            found[year, _stored(value.value)] = value.count, value.reports or 0
    return [
        TrendRow(year, province, *found.get((year, province), (0, 0)), of_reports=whole[key])
        for key in sorted(whole, key=lambda key: (_none_last(key[0]), province_rank(key[1])))
        for year, province in [key]
        if (chosen is None or year in chosen) and (provinces is None or province in provinces)
    ]


def _selected(values: Iterable[Any], is_filtered: bool) -> set[int | None] | None:
    if not is_filtered:
        return None
    stored = (_stored(value.value) for value in values if value.selected)
    return {None if year is None else int(year) for year in stored}


def _stored(value: str) -> str | None:
    return None if value == UNKNOWN_VALUE else value


def _none_last(year: int | None) -> tuple[bool, int]:
    return year is None, year or 0


@dataclass(frozen=True, slots=True)
class CompareRow(JsonRecord):
    """One section of one of the reports that are compared."""

    section: str
    report_id: str
    school: str | None
    province: str | None
    period: str | None
    year: int | None
    text: str | None
    """All of its parts with their headings; None where the report has no such section."""
    changes: int | None = None
    """Of two reports: the places that differ from the other one; None for more reports."""


COMPARE_COLUMNS = tuple(CompareRow.__dataclass_fields__)


def compare_rows(reports: Sequence[Report], sections: Iterable[str] = ()) -> Iterator[CompareRow]:
    """A row for each section and report, in the ministry's order of sections; of all sections that
    a report has, where none is chosen."""
    chosen = {*sections} or {section for report in reports for section in report.sections}
    for section in (section for section in SECTIONS if section in chosen):
        checkpoint()
        texts = [section_text(report, section) for report in reports]
        changes: list[int | None] = [None for _ in reports]
        if len(texts) == 2 and all(texts):
            both = differences(*texts)
            changes = [_number(both.left), _number(both.right)]
        for report, text, number in zip(reports, texts, changes, strict=True):
            yield CompareRow(
                section=section,
                report_id=report.id,
                school=report.school,
                province=report.province,
                period=report.period,
                year=report.year,
                text=text or None,
                changes=number,
            )


def _number(changes: Sequence[Change]) -> int:
    return len(changes)
