"""School × section for a year: which reports have which sections, and when they are dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from indexer.reporting.roster import Expected
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
COLUMNS: Final = tuple(s for s in SECTIONS if s not in ("preamble", "unclassified"))
"""The sections that the ministry's notice asks for, and 重点领域."""
OPTIONAL: Final = frozenset({"key_areas"})
"""Sections that no rule asks of every school: without one a report lacks nothing."""
_DEADLINE: Final = (10, 31)
"""高校信息公开年度报告 is due by the end of October (教育部令第29号)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One section of one report."""

    state: State
    ordinal: int | None = None
    """The part to read, where there is one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One report; or a school of which the archive has none for the year."""

    school: str | None
    province: str | None
    report: ReportHead | None
    late: bool | None
    """Whether it is dated after the deadline; None where that cannot be said."""
    cells: tuple[Cell, ...]
    """One for each of COLUMNS."""

    def to_dict(self) -> dict[str, Any]:
        """The row as the API gives it; the cells by section."""
        return {
            "school": self.school,
            "province": self.province,
            "late": self.late,
            "report_id": self.report.id if self.report else None,
            "period": self.report.period if self.report else None,
            "published": self.report.published if self.report else None,
            "published_from": self.report.published_from if self.report else None,
            "cells": {
                section: {"state": cell.state, "ordinal": cell.ordinal}
                for section, cell in zip(COLUMNS, self.cells, strict=True)
            },
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of a year."""

    year: int | None
    rows: tuple[Row, ...]


def coverage(reader: IndexReader, year: int | None, roster: Sequence[Expected] = ()) -> Coverage:
    """A row for every report of the year and for every school of the archive or the roster that
    has none, those at the end; no row for a year without a report, which says nothing of a school.
    `year` None stands for reports whose year is not known."""
    heads = reader.heads()
    entries = reader.section_statuses(year)
    rows = [_row(head, entries[head.id]) for head in heads if head.year == year]
    if not rows:
        return Coverage(year, ())
    there = {name_key(row.school) for row in rows if row.school}
    missing = {
        name: _missing(one)
        for one in (*_known_schools(heads), *roster)
        if (name := name_key(one.school)) not in there
    }
    rows += missing.values()
    rows.sort(key=_order)
    return Coverage(year, tuple(rows))


def _order(row: Row) -> tuple[bool, bool, str, bool, str]:
    """Reports first, then the schools without one; each by province and school, null last."""
    return (
        row.report is None,
        row.province is None,
        row.province or "",
        row.school is None,
        row.school or "",
    )


def totals(rows: Iterable[Row]) -> list[Mapping[State, int]]:
    """For each of COLUMNS, how many rows are in which state."""
    counted: list[Counter[State]] = [Counter() for _ in COLUMNS]
    for row in rows:
        for counter, cell in zip(counted, row.cells, strict=True):
            counter[cell.state] += 1
    return [*counted]


def years(reader: IndexReader) -> list[int]:
    """The years of which there is a report, the newest first."""
    return sorted({head.year for head in reader.heads() if head.year is not None}, reverse=True)


def _row(head: ReportHead, entries: Mapping[str, SectionEntry]) -> Row:
    return Row(
        school=head.school,
        province=head.province,
        report=head,
        late=_is_late(head),
        cells=tuple(_cell(entries.get(section)) for section in COLUMNS),
    )


def _cell(entry: SectionEntry | None) -> Cell:
    return Cell("absent") if entry is None else Cell(entry.status, entry.ordinal)


def _missing(school: Expected) -> Row:
    cells = tuple(Cell("no_report") for _ in COLUMNS)
    return Row(school.school, school.province, None, None, cells)


def _known_schools(heads: Iterable[ReportHead]) -> list[Expected]:
    return [Expected(head.school, head.province) for head in heads if head.school is not None]


def _is_late(head: ReportHead) -> bool | None:
    """After the 31 October that follows the period; unknown where a date is."""
    if head.published is None or head.year is None:
        return None
    end = date.fromisoformat(head.period_end) if head.period_end else None
    if end is None and (head.period is None or "-" not in head.period):
        return None  # a calendar year or a school year: the label does not tell
    year = end.year if end else head.year
    deadline = date(year, *_DEADLINE)
    if end is not None and end >= deadline:
        deadline = date(year + 1, *_DEADLINE)
    return date.fromisoformat(head.published) > deadline
