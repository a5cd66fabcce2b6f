"""Figures of many reports: totals, medians and shares by year and province, and a sorted table.

Computed from the columns of the index, without reading a report. A total is never given alone: it
comes with the number of reports that state it, and of those that do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from indexer.reports.figures import (
    FIGURE_NUMBERS,
    FIGURES,
    QUALIFIERS,
    STATES,
    FigureState,
    Qualifier,
)
from indexer.reports.json_record import JsonRecord
from indexer.search.engine import IndexReader, PerReaderCache, ReportHead
from indexer.search.figure_columns import FigureColumns
from indexer.search.request import SearchRequest
from indexer.search.resolve import resolve_figures, resolve_filters, resolve_since

SHOWN: Final = tuple(kind.id for kind in FIGURES.values() if kind.tier < 3)
"""The figures of the table."""
ORDERS: Final = ("school", "province", "year", *SHOWN)
"""What the table can be sorted by."""
_NUMBER, _ZERO, _UNREAD, _NOT_STATED = (
    STATES.index(state) for state in ("number", "zero", "unread", "not_stated")
)
_RANKS: Final = np.array(
    [{"number": 0, "zero": 0, "unread": 1}.get(state, 2) for state in STATES], np.int8
)
"""Order of the states in a sorted column."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FigureCount(JsonRecord):
    """How a number of reports answer one figure."""

    JSON = (
        "reports",
        "number",
        "zero",
        "not_stated",
        "unread",
        "total",
        "median",
        "share",
        "is_exact",
    )

    reports: int
    """All of them."""
    number: int
    """Those that give a number above zero."""
    zero: int
    """Those that state that there was none."""
    not_stated: int
    unread: int
    """Those whose text has to be checked."""
    total: int | None
    """Sum of what is stated; None where no report states it."""
    median: float | None
    """Of what is stated, zeros included; None where no report states it."""
    is_exact: bool
    """Whether no number in it is approximate (余, 近, 超)."""

    @property
    def stated(self) -> int:
        """Reports that state it, zeros included."""
        return self.number + self.zero

    @property
    def share(self) -> float | None:
        """Of the reports that state it, the share with a number above zero: 0..1, to four digits;
        None where no report states it."""
        return round(self.number / self.stated, 4) if self.stated else None

    def of_state(self, state: FigureState) -> int:
        """How many reports are in a state."""
        match state:
            case "number":
                return self.number
            case "zero":
                return self.zero
            case "unread":
                return self.unread
            case _:
                return self.not_stated


@dataclass(frozen=True, slots=True)
class FigurePoint(JsonRecord):
    """One year, or one province."""

    JSON = ("value", "count")

    value: str | None
    """None for reports whose year or province is not known."""
    count: FigureCount


@dataclass(frozen=True, slots=True)
class FigureCell(JsonRecord):
    """What one report says about one figure, without its sentence."""

    state: FigureState
    value: int | None
    qualifier: Qualifier | None


@dataclass(frozen=True, slots=True)
class FigureTableRow:
    """One report of the table."""

    head: ReportHead
    cells: tuple[FigureCell, ...]
    """One for each of SHOWN."""


@dataclass(frozen=True, slots=True)
class FigureTotals:
    """The reports under some filters, counted."""

    counts: Mapping[str, FigureCount]
    """Of each of SHOWN."""
    years: tuple[FigurePoint, ...]
    """Of the chosen figure, ascending; under all filters but that of the year."""
    provinces: tuple[FigurePoint, ...]
    """Of the chosen figure: the largest totals first."""


class FigureTable:
    """The figures of the reports under filters."""

    def __init__(self, reader: IndexReader, request: SearchRequest, name: str = "") -> None:
        """`name` is a piece of the school's name. The request's school, year, province, figure
        and since filters apply, and no other. Raises UnknownValueError."""
        columns = reader.figures()
        labels = _labels.get(reader, "", lambda: _Labels.of(columns.heads))
        filters = resolve_filters(request, reader)
        conditions = columns.passing(resolve_figures(request))
        if name:
            conditions &= np.array([name in (head.school or "") for head in columns.heads], bool)
        since = resolve_since(request)
        if since is not None:
            conditions &= np.array([head.entered_since(since) for head in columns.heads], bool)
        self._columns, self._labels = columns, labels
        self._in_any_year = conditions & labels.passing(filters, ("school", "province"))
        self._mask = self._in_any_year & labels.passing(filters, ("year",))

    def only(self, report_ids: Collection[str]) -> None:
        """Leave out all other reports."""
        heads = self._columns.heads
        chosen = np.array([head.id in report_ids for head in heads], np.bool_)
        self._in_any_year &= chosen
        self._mask &= chosen

    @property
    def report_ids(self) -> list[str]:
        """The reports under all filters, newest first."""
        return self._ids(self._mask)

    @property
    def report_ids_in_any_year(self) -> list[str]:
        """The reports under all filters but that of the year, newest first."""
        return self._ids(self._in_any_year)

    def _ids(self, mask: Mask) -> list[str]:
        return [self._columns.heads[int(at)].id for at in np.flatnonzero(mask)]

    @property
    def reports(self) -> int:
        """Reports under all filters."""
        return int(np.count_nonzero(self._mask))

    @property
    def schools(self) -> int:
        """Their schools."""
        return sum(label >= 0 for label in _distinct(self._labels.school[self._mask]))

    def count(self, figure: str) -> FigureCount:
        """How the reports answer a figure."""
        return _count(self._columns, figure, self._mask)

    def totals(self, figure: str) -> FigureTotals:
        """All counts that a page about a figure shows."""
        return FigureTotals(
            {name: self.count(name) for name in SHOWN},
            tuple(self._points(figure, self._labels.year, self._in_any_year)),
            tuple(
                sorted(
                    self._points(figure, self._labels.province, self._mask),
                    key=lambda point: (-(point.count.total or 0), -point.count.stated),
                )
            ),
        )

    def rows(
        self, sort: str, *, descending: bool = False, first: int = 0, size: int | None = None
    ) -> list[FigureTableRow]:
        """The reports in an order of ORDERS; equal ones by school, newest first."""
        chosen = self._order(sort, descending)[first : None if size is None else first + size]
        return [self._row(int(at)) for at in chosen]

    def _order(self, sort: str, descending: bool) -> npt.NDArray[np.int64]:
        at = np.flatnonzero(self._mask)
        if sort in FIGURE_NUMBERS:
            column = FIGURE_NUMBERS[sort]
            keys, last = self._columns.values[at, column], _RANKS[self._columns.states[at, column]]
        else:
            keys = getattr(self._labels, sort)[at]
            last = (keys < 0).astype(np.int8)
        # What has no value comes last in both directions.
        ties = (-self._labels.year[at], self._labels.school[at])
        return at[np.lexsort((*ties, -keys if descending else keys, last))]

    def _row(self, at: int) -> FigureTableRow:
        columns = self._columns
        return FigureTableRow(
            columns.heads[at],
            tuple(
                _cell(
                    int(columns.states[at, column]),
                    int(columns.values[at, column]),
                    int(columns.qualifiers[at, column]),
                )
                for column in (FIGURE_NUMBERS[figure] for figure in SHOWN)
            ),
        )

    def _points(
        self, figure: str, labels: npt.NDArray[np.int64], mask: Mask
    ) -> Iterable[FigurePoint]:
        known = {} if labels is self._labels.year else self._labels.provinces
        for label in _distinct(labels[mask]):
            name = None if label < 0 else str(known.get(label, label))
            yield FigurePoint(name, _count(self._columns, figure, mask & (labels == label)))


def _distinct(labels: npt.NDArray[np.int64]) -> list[int]:
    """The labels that occur, ascending. `np.unique` would import `numpy.ma` in a server's first
    request."""
    return [int(label) - 1 for label in np.flatnonzero(np.bincount(labels + 1))]


def _cell(state: int, value: int, qualifier: int) -> FigureCell:
    name = STATES[state]
    has_value = name in ("number", "zero")
    return FigureCell(name, value if has_value else None, QUALIFIERS[qualifier])


def _count(columns: FigureColumns, figure: str, mask: Mask) -> FigureCount:
    column = FIGURE_NUMBERS[figure]
    states = columns.states[mask, column]
    by_state = np.bincount(states, minlength=len(STATES))
    has_value = (states == _NUMBER) | (states == _ZERO)
    values = columns.values[mask, column][has_value]
    return FigureCount(
        reports=len(states),
        number=int(by_state[_NUMBER]),
        zero=int(by_state[_ZERO]),
        not_stated=int(by_state[_NOT_STATED]),
        unread=int(by_state[_UNREAD]),
        total=int(values.sum()) if len(values) else None,
        median=float(np.median(values)) if len(values) else None,
        is_exact=not columns.qualifiers[mask, column].any(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Labels:
    """School, province and year of every report as numbers; -1 is not known."""

    school: npt.NDArray[np.int64]
    province: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    schools: Mapping[int, str]
    provinces: Mapping[int, str]

    @classmethod
    def of(cls, heads: Sequence[ReportHead]) -> _Labels:
        school, schools = _numbered([head.school for head in heads])
        province, provinces = _numbered([head.province for head in heads])
        year = np.array([-1 if head.year is None else head.year for head in heads], np.int64)
        return cls(school, province, year, schools, provinces)

    def passing(self, filters: Mapping[str, Any], names: Iterable[str]) -> Mask:
        """For each report whether it passes the filters of these names."""
        mask = np.ones(len(self.year), np.bool_)
        for name in names:
            if name in filters:
                mask &= np.isin(getattr(self, name), [*self._known(name, filters[name])])
        return mask

    def _known(self, name: str, values: Iterable[Any]) -> Iterable[int]:
        if name == "year":
            return [-1 if value is None else int(value) for value in values]
        known: Mapping[int, str] = self.schools if name == "school" else self.provinces
        wanted = {*values}
        found = [number for number, label in known.items() if label in wanted]
        return [*found, -1] if None in wanted else found


def _numbered(labels: Sequence[str | None]) -> tuple[npt.NDArray[np.int64], dict[int, str]]:
    """The rank of each label among all, -1 for None, and the label of each rank."""
    known = sorted({label for label in labels if label is not None})
    ranks = {label: rank for rank, label in enumerate(known)}
    numbers = [-1 if label is None else ranks[label] for label in labels]
    return np.array(numbers, np.int64), dict(enumerate(known))


_labels: Final[PerReaderCache[_Labels]] = PerReaderCache(1)
