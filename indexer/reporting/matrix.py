"""The coverage matrix under filters: which rows are shown, and their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.reporting.coverage import COLUMNS, Coverage, Row, State, totals


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown of the matrix."""

    provinces: tuple[str, ...] = ()
    name: str = ""
    """A piece of the school's name."""
    section: str = ""
    states: tuple[str, ...] = ()
    """Rows with a cell in one of these states, in `section` where that is given."""
    late: bool = False
    """Only those published after the deadline."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows that pass, and their sums."""

    rows: tuple[Row, ...]
    totals: list[Mapping[State, int]]
    reports: int
    missing: int
    late: int

    def to_dict(self, year: int | None, years: Sequence[int]) -> dict[str, Any]:
        """The matrix as the API gives it: of which year, and of which years there is one."""
        return {"year": year, "years": [*years], "rows": [row.to_dict() for row in self.rows]}


def matrix(coverage: Coverage, wanted: Wanted) -> Matrix:
    """The matrix under its filters; sums are of what is shown."""
    rows = tuple(row for row in coverage.rows if _passes(row, wanted))
    reports = sum(row.report is not None for row in rows)
    return Matrix(
        rows=rows,
        totals=totals(rows),
        reports=reports,
        missing=len(rows) - reports,
        late=sum(row.late is True for row in rows),
    )


def _passes(row: Row, wanted: Wanted) -> bool:
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
