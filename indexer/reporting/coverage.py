"""Coverage: the matrix of schools and sections for a year, and when its reports are dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from indexer.reporting.report_heads import grouped_heads
from indexer.reporting.roster import Expected
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import DateOrigin
from indexer.reports.schools import province_rank
from indexer.reports.section_status import SectionEntry
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.resolve import name_key

State = Literal["present", "says_nothing", "named_only", "absent", "no_report"]

STATES: Final[tuple[State, ...]] = (
    "present",
    "says_nothing",
    "named_only",
    "absent",
    "no_report",
)
DatedAs = Literal["by_deadline", "later", "unjudged", "undated", "signed"]
"""Which date a report has: see Dates."""

DATED: Final[tuple[DatedAs, ...]] = ("by_deadline", "later", "unjudged", "undated", "signed")
COLUMNS: Final = tuple(s for s in SECTIONS if s not in ("preamble", "unclassified"))
"""The sections that the ministry's notice asks for, and 重点领域."""
OPTIONAL: Final = frozenset({"key_areas"})
"""Sections that no rule requires of every school."""
_DEADLINE: Final = (10, 31)
"""高校信息公开年度报告 is due by the end of October (教育部令第29号)."""


@dataclass(frozen=True, slots=True)
class Cell(JsonRecord):
    """One section of one report."""

    state: State
    ordinal: int | None = None
    """The part to read, where there is one."""


_NO_REPORT: Final = tuple(Cell("no_report") for _ in COLUMNS)


@dataclass(frozen=True, slots=True)
class Row(JsonRecord):
    """One report; or a school of which the archive has none for the year."""

    JSON = (
        "school",
        "province",
        "late",
        "report_id",
        "period",
        "published",
        "published_from",
        "cells=by_section",
    )

    school: str | None
    province: str | None
    report: ReportHead | None
    late: bool | None
    """Whether it is dated after the deadline; None where that is not known."""
    cells: tuple[Cell, ...]
    """One for each of COLUMNS."""
    nothing_found: str | None = None
    """Why a search for the school's reports found none of this year, as on the roster."""

    @property
    def report_id(self) -> str | None:
        return self.report.id if self.report else None

    @property
    def period(self) -> str | None:
        return self.report.period if self.report else None

    @property
    def published(self) -> str | None:
        return self.report.published if self.report else None

    @property
    def published_from(self) -> DateOrigin | None:
        return self.report.published_from if self.report else None

    @property
    def by_section(self) -> dict[str, Cell]:
        return dict(zip(COLUMNS, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of a year."""

    year: int | None
    rows: tuple[Row, ...]


def coverage(reader: IndexReader, year: int | None, roster: Sequence[Expected] = ()) -> Coverage:
    """A row for each report of the year; then one for each school of the archive or the roster
    without a report, unless the year has no report at all. `year` None means reports whose year is
    not known."""
    heads = grouped_heads(reader)
    of_year = heads.by_year.get(year)
    if not of_year:
        return Coverage(year, ())
    entries = reader.section_statuses(year)
    rows = [report_row(head, entries[head.id]) for head in of_year]
    present = {name_key(row.school) for row in rows if row.school}
    missing = {
        name: _missing(school)
        for school in (*(Expected(*known) for known in heads.schools), *roster)
        if (name := name_key(school.school)) not in present
    }
    rows += missing.values()
    rows.sort(key=_order)
    return Coverage(year, tuple(rows))


def _order(row: Row) -> tuple[bool, tuple[int, str], bool, str]:
    """Reports first, then the schools without one; each by province in the usual order and by
    school, null last."""
    return (
        row.report is None,
        province_rank(row.province),
        row.school is None,
        row.school or "",
    )


def totals(rows: Sequence[Row]) -> list[Mapping[State, int]]:
    """For each of COLUMNS, how many rows are in which state."""
    return [Counter(row.cells[column].state for row in rows) for column in range(len(COLUMNS))]


def years(reader: IndexReader) -> Sequence[int]:
    """The years of which there is a report, the newest first."""
    return grouped_heads(reader).years


def report_row(head: ReportHead, entries: Mapping[str, SectionEntry]) -> Row:
    """The row of one report; `entries` are the statuses of its sections."""
    return Row(
        school=head.school,
        province=head.province,
        report=head,
        late=_is_late(head),
        cells=tuple(map(_cell, map(entries.get, COLUMNS))),
    )


@lru_cache(maxsize=4096)  # few differ
def _cell(entry: SectionEntry | None) -> Cell:
    return Cell("absent") if entry is None else Cell(entry.status, entry.ordinal)


def _missing(school: Expected) -> Row:
    return Row(school.school, school.province, None, None, _NO_REPORT, school.nothing_found)


def _is_late(head: ReportHead) -> bool | None:
    """Whether it is dated after the 31 October that follows its period."""
    if head.published is None or head.year is None:
        return None
    end = date.fromisoformat(head.period_end) if head.period_end else None
    if end is None and (head.period is None or "-" not in head.period):
        return None  # calendar year or academic year: the label alone does not say
    year = end.year if end else head.year
    published = date.fromisoformat(head.published)
    if year != head.year or published < date(year, 1, 1):
        return None  # the report contradicts itself
    deadline = date(year, *_DEADLINE)
    if end is not None and end >= deadline:
        deadline = date(year + 1, *_DEADLINE)
    return published > deadline


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """Filters of the matrix."""

    provinces: tuple[str, ...] = ()
    name: str = ""
    """A piece of the school's name."""
    section: str = ""
    states: tuple[str, ...] = ()
    """Rows with a cell in one of these states, in `section` where that is given."""
    dated: DatedAs | Literal[""] = ""
    """Only reports with such a date."""


@dataclass(frozen=True, slots=True)
class Dates(JsonRecord):
    """How many reports are dated when; together all of them."""

    by_deadline: int
    """By 31 October after their period."""
    later: int
    unjudged: int
    """Dated, of a period whose end is not known."""
    undated: int
    """No date was found."""
    signed: int
    """Dated by the signature under the report, not by the page that published it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows that pass the filters, and their totals."""

    rows: tuple[Row, ...]
    totals: list[Mapping[State, int]]
    reports: int
    missing: int
    """Schools of which the archive has no report."""
    dates: Dates


@dataclass(frozen=True, slots=True)
class YearMatrix(JsonRecord):
    """The matrix of a year as the API gives it."""

    JSON = ("year", "years", "matrix.dates", "matrix.rows")

    year: int | None
    years: Sequence[int]
    """Those that have one, the newest first."""
    matrix: Matrix


def matrix(coverage: Coverage, request: CoverageRequest) -> Matrix:
    """The matrix under filters; totals are of the rows that pass."""
    rows = tuple(row for row in coverage.rows if _passes(row, request))
    reports = sum(row.report is not None for row in rows)
    return Matrix(
        rows=rows,
        totals=totals(rows),
        reports=reports,
        missing=len(rows) - reports,
        dates=_dates(rows),
    )


def _dates(rows: Iterable[Row]) -> Dates:
    counted = Counter(how for row in rows for how in _dated_as(row))
    return Dates(**{how: counted[how] for how in DATED})


def _dated_as(row: Row) -> Iterator[DatedAs]:
    """What Dates counts the row as; nothing for a school without a report."""
    if row.report is None:
        return
    if not row.report.published:
        yield "undated"
        return
    yield "unjudged" if row.late is None else "later" if row.late else "by_deadline"
    if row.report.published_from == "signature":
        yield "signed"


def _passes(row: Row, request: CoverageRequest) -> bool:
    if request.provinces and row.province not in request.provinces:
        return False
    if request.name and request.name not in (row.school or ""):
        return False
    if request.dated and request.dated not in _dated_as(row):
        return False
    return not request.states or not set(request.states).isdisjoint(_states(row, request.section))


def _states(row: Row, section: str) -> list[State]:
    if section:
        return [row.cells[COLUMNS.index(section)].state]
    return [cell.state for cell in row.cells]
