"""The coverage matrix under the filters of its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext

from indexer.reporting.coverage import COLUMNS, STATES, Coverage, Row, State, totals

STATE_NAMES: Mapping[str, str] = {
    "present": lazy_gettext("有内容"),
    "says_nothing": lazy_gettext("只写“无”"),
    "named_only": lazy_gettext("有题无文"),
    "absent": lazy_gettext("没有"),
    "no_report": lazy_gettext("没有报告"),
}
SIGNS: Mapping[str, str] = {
    "present": "●",
    "says_nothing": "无",
    "named_only": "○",
    "absent": "—",
    "no_report": "",
}
"""Told apart without colour."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page shows of the matrix."""

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


def shown_states(counts: Sequence[Mapping[State, int]]) -> list[State]:
    """The states that occur at all, in their order."""
    return [state for state in STATES if any(count.get(state) for count in counts)]
