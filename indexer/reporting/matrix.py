"""The coverage matrix under filters: which rows are shown, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indexer.reporting.coverage import COLUMNS, Coverage, Row, State, totals


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """What is to be shown of the matrix."""

    provinces: tuple[str, ...] = ()
    name: str = ""
    """A piece of the school's name."""
    section: str = ""
    states: tuple[str, ...] = ()
    """Rows with a cell in one of these states, in `section` where that is given."""
    late: bool = False
    """Only those dated after the deadline."""


@dataclass(frozen=True, slots=True)
class Dates:
    """How many reports are dated when. In sum they are all reports."""

    by_deadline: int
    """By 31 October after their period."""
    later: int
    unjudged: int
    """Dated, of a period whose end is not known."""
    undated: int
    """No date was found."""
    signed: int
    """Of those dated: by the signature under the report, not by the page that published it."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows that pass, and their sums."""

    rows: tuple[Row, ...]
    totals: list[Mapping[State, int]]
    reports: int
    missing: int
    """Schools of which the archive has no report."""
    dates: Dates

    def to_dict(self, year: int | None, years: Sequence[int]) -> dict[str, Any]:
        """The matrix as the API gives it: of which year, and of which years there is one."""
        return {
            "year": year,
            "years": [*years],
            "dates": asdict(self.dates),
            "rows": [row.to_dict() for row in self.rows],
        }


def matrix(coverage: Coverage, wanted: CoverageRequest) -> Matrix:
    """The matrix under its filters; sums are of what is shown."""
    rows = tuple(row for row in coverage.rows if _passes(row, wanted))
    reports = sum(row.report is not None for row in rows)
    return Matrix(
        rows=rows,
        totals=totals(rows),
        reports=reports,
        missing=len(rows) - reports,
        dates=_dates(rows),
    )


def _dates(rows: Iterable[Row]) -> Dates:
    reports = [(row.report, row.late) for row in rows if row.report]
    dated = [(report, late) for report, late in reports if report.published]
    return Dates(
        by_deadline=sum(late is False for _, late in dated),
        later=sum(late is True for _, late in dated),
        unjudged=sum(late is None for _, late in dated),
        undated=len(reports) - len(dated),
        signed=sum(report.published_from == "signature" for report, _ in dated),
    )


def _passes(row: Row, wanted: CoverageRequest) -> bool:
    if wanted.provinces and row.province not in wanted.provinces:
        return False
    if wanted.name and wanted.name not in (row.school or ""):
        return False
    if wanted.late and not row.late:
        return False
    return not wanted.states or not set(wanted.states).isdisjoint(_states(row, wanted.section))


def _states(row: Row, section: str) -> list[State]:
    if section:
        return [row.cells[COLUMNS.index(section)].state]
    return [cell.state for cell in row.cells]
