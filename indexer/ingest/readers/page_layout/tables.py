"""Ruled tables: ruling lines → cells; the lines of text in them → rows of paragraphs.

Lines that meet make a table. The coordinates of its lines make a grid; squares of the grid with
no line between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.ingest.readers.builder import Line
from indexer.ingest.readers.page_layout.geometry import Box
from indexer.ingest.readers.page_layout.reflow import (
    PageLayout,
    PageLine,
    continues,
    measure_layout,
    reflow,
)

_TOLERANCE: Final = 3.0
"""Points by which lines may miss each other."""
_SHORTEST: Final = 3.0
_MOST_SQUARES: Final = 40_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, and the first row and column of the grid it covers."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; the cells are in the order of rows, then columns."""

    box: Box
    rows: tuple[Box, ...]
    columns: tuple[tuple[float, float], ...]
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class _Rule:
    """A line: where it stands (`at`) and how far it reaches, across or down the page."""

    at: float
    start: float
    end: float


def find_tables(rules: Iterable[Box]) -> list[Table]:
    """The tables of two columns or more, from top to bottom; a frame around a page is none."""
    across, down = _rules(rules)
    tables = []
    for rows, columns in _groups(across, down):
        table = _table(rows, columns)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: table.box.top)


def _rules(boxes: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    """Horizontal and vertical lines, those in one line joined."""
    across, down = [], []
    for box in boxes:
        if box.x1 - box.x0 >= box.bottom - box.top:
            across.append(_Rule((box.top + box.bottom) / 2, box.x0, box.x1))
        else:
            down.append(_Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
    return _joined(across), _joined(down)


def _joined(rules: list[_Rule]) -> list[_Rule]:
    """Rules at about the same place are at the same place, and one where they touch."""
    lines: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][-1].at <= _TOLERANCE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    joined: list[_Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        open_rule: _Rule | None = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if open_rule is not None and rule.start <= open_rule.end + _TOLERANCE:
                open_rule.end = max(open_rule.end, rule.end)
            else:
                open_rule = _Rule(at, rule.start, rule.end)
                joined.append(open_rule)
    return [rule for rule in joined if rule.end - rule.start >= _SHORTEST]


def _groups(
    across: Sequence[_Rule], down: Sequence[_Rule]
) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Lines that meet, directly or through others."""
    owner = [*range(len(across) + len(down))]

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    places = [rule.at for rule in across]  # in order, by construction
    for number, rule in enumerate(down, start=len(across)):
        first = bisect_left(places, rule.start - _TOLERANCE)
        for at in range(first, len(across)):
            if across[at].at > rule.end + _TOLERANCE:
                break
            if across[at].start - _TOLERANCE <= rule.at <= across[at].end + _TOLERANCE:
                owner[root(at)] = root(number)
    groups: defaultdict[int, tuple[list[_Rule], list[_Rule]]] = defaultdict(lambda: ([], []))
    for at, rule in enumerate(across):
        groups[root(at)][0].append(rule)
    for at, rule in enumerate(down, start=len(across)):
        groups[root(at)][1].append(rule)
    yield from groups.values()


def _table(across: Sequence[_Rule], down: Sequence[_Rule]) -> Table | None:
    if len(across) < 2 or not down:
        return None
    # A table without lines at its sides ends where its horizontal lines do.
    xs = _places(
        [rule.at for rule in down]
        + [min(rule.start for rule in across), max(rule.end for rule in across)]
    )
    ys = _places([rule.at for rule in across])
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MOST_SQUARES:
        return None
    walls_right = _walls(down, xs, ys)
    walls_below = _walls(across, ys, xs)
    cells = _cells(xs, ys, walls_right, walls_below)
    if all(cell.columns == len(xs) - 1 for cell in cells):
        return None
    return Table(
        Box(xs[0], ys[0], xs[-1], ys[-1]),
        tuple(Box(xs[0], top, xs[-1], bottom) for top, bottom in pairwise(ys)),
        tuple(pairwise(xs)),
        cells,
    )


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _TOLERANCE:
            places.append(value)
    return places


def _walls(
    rules: Iterable[_Rule], places: Sequence[float], steps: Sequence[float]
) -> set[tuple[int, int]]:
    """Where a line runs: (number of its place, number of the step that it covers)."""
    borders = set()
    for rule in rules:
        at = min(range(len(places)), key=lambda at: abs(places[at] - rule.at))
        for step, (start, end) in enumerate(pairwise(steps)):
            if rule.start - _TOLERANCE <= start and end <= rule.end + _TOLERANCE:
                borders.add((at, step))
    return borders


def _cells(
    xs: Sequence[float],
    ys: Sequence[float],
    walls_right: set[tuple[int, int]],
    walls_below: set[tuple[int, int]],
) -> tuple[Cell, ...]:
    """Rectangles of the grid, each as large as no line forbids: to the right first, then down."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            right = column + 1
            while (
                right < len(xs) - 1
                and (right, row) not in walls_right
                and (row, right) not in taken
            ):
                right += 1
            below = row + 1
            while below < len(ys) - 1 and _goes_down(
                below, column, right, walls_right, walls_below
            ):
                below += 1
            taken.update((r, c) for r in range(row, below) for c in range(column, right))
            box = Box(xs[column], ys[row], xs[right], ys[below])
            cells.append(Cell(row, column, below - row, right - column, box))
    return tuple(cells)


def _goes_down(
    below: int,
    column: int,
    right: int,
    walls_right: set[tuple[int, int]],
    walls_below: set[tuple[int, int]],
) -> bool:
    """Whether the squares below a cell belong to it."""
    if any((below, at) in walls_below for at in range(column, right)):
        return False
    return not any((at, below) in walls_right for at in range(column + 1, right))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a ruled table: the lines of each cell, and its left and right edge."""

    top: float
    cells: tuple[tuple[PageLine, ...], ...]
    edges: tuple[tuple[float, float], ...]

    def lines(self) -> Iterator[PageLine]:
        return (line for cell in self.cells for line in cell)

    @property
    def page(self) -> int:
        """The page its last line stands on, -1 where it is empty."""
        return max((line.page for line in self.lines()), default=-1)


def merge_split_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of a table, those whole again that were continued on the next page."""
    whole: Row | None = None
    for row in rows:
        if whole is not None and _continues(whole, row):
            cells = zip(whole.cells, row.cells, strict=True)
            whole = Row(whole.top, tuple(a + b for a, b in cells), whole.edges)
        else:
            if whole is not None:
                yield whole
            whole = row
    if whole is not None:
        yield whole


def cell_paragraphs(row: Row) -> list[list[Line]]:
    """The paragraphs of each cell, whose width is the margin of its lines."""
    return [
        [*reflow(lines, _cell_layout(lines, edges))] if lines else []
        for lines, edges in zip(row.cells, row.edges, strict=True)
    ]


def _continues(before: Row, row: Row) -> bool:
    """Whether a row at the top of a page is the rest of the last: some of its cells have nothing
    left to say, and the others go on in the middle of a sentence."""
    if before.page < 0 or not before.page < row.page or len(before.cells) != len(row.cells):
        return False
    if any(abs(a[0] - b[0]) > 2 for a, b in zip(before.edges, row.edges, strict=True)):
        return False
    going_on = [
        bool(first) and continues(first[-1], rest[0], None, _cell_layout(first + rest, edges))
        for first, rest, edges in zip(before.cells, row.cells, before.edges, strict=True)
        if rest
    ]
    return 0 < len(going_on) < len(row.cells) and all(going_on)


def _cell_layout(lines: Sequence[PageLine], edges: tuple[float, float]) -> PageLayout:
    inner = measure_layout(lines)
    left, right = edges
    pad = max(0.0, min(line.left for line in lines) - left)
    return PageLayout(inner.left, max(inner.right, right - pad), inner.pitch, indents=False)
