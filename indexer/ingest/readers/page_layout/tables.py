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
    """A cell of a table: its first row and column, and how many it spans."""

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
    """A ruling line: its position (`at`) and its extent, across or down the page."""

    at: float
    start: float
    end: float


def find_tables(rules: Iterable[Box]) -> list[Table]:
    """The tables of two columns or more, from top to bottom. A frame around a page is not one."""
    across, down = _rules(rules)
    tables = []
    for rows, columns in _connected_groups(across, down):
        table = _table(rows, columns)
        if table is not None:
            tables.append(table)
    return sorted(tables, key=lambda table: table.box.top)


def _rules(boxes: Iterable[Box]) -> tuple[list[_Rule], list[_Rule]]:
    """Horizontal and vertical lines, with the parts of one line joined."""
    across, down = [], []
    for box in boxes:
        if box.x1 - box.x0 >= box.bottom - box.top:
            across.append(_Rule((box.top + box.bottom) / 2, box.x0, box.x1))
        else:
            down.append(_Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
    return _merge_collinear(across), _merge_collinear(down)


def _merge_collinear(rules: list[_Rule]) -> list[_Rule]:
    """Give lines at about the same position the same one, and join those that touch."""
    lines: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][-1].at <= _TOLERANCE:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[_Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        open_rule: _Rule | None = None
        for rule in sorted(line, key=lambda rule: rule.start):
            if open_rule is not None and rule.start <= open_rule.end + _TOLERANCE:
                open_rule.end = max(open_rule.end, rule.end)
            else:
                open_rule = _Rule(at, rule.start, rule.end)
                merged.append(open_rule)
    return [rule for rule in merged if rule.end - rule.start >= _SHORTEST]


def _connected_groups(
    across: Sequence[_Rule], down: Sequence[_Rule]
) -> Iterator[tuple[list[_Rule], list[_Rule]]]:
    """Groups of lines that meet, directly or through others."""
    owner = [*range(len(across) + len(down))]

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    positions = [rule.at for rule in across]  # in order, by construction
    for number, rule in enumerate(down, start=len(across)):
        first = bisect_left(positions, rule.start - _TOLERANCE)
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
    xs = _distinct_positions(
        [rule.at for rule in down]
        + [min(rule.start for rule in across), max(rule.end for rule in across)]
    )
    # So does one without lines above or below, where its vertical lines do.
    ys = _distinct_positions(
        [rule.at for rule in across]
        + [min(rule.start for rule in down), max(rule.end for rule in down)]
    )
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MOST_SQUARES:
        return None
    borders_right = _borders(down, xs, ys)
    borders_below = _borders(across, ys, xs)
    cells = _cells(xs, ys, borders_right, borders_below)
    if all(cell.columns == len(xs) - 1 for cell in cells):
        return None
    return Table(
        Box(xs[0], ys[0], xs[-1], ys[-1]),
        tuple(Box(xs[0], top, xs[-1], bottom) for top, bottom in pairwise(ys)),
        tuple(pairwise(xs)),
        cells,
    )


def _distinct_positions(values: Iterable[float]) -> list[float]:
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > _TOLERANCE:
            positions.append(value)
    return positions


def _borders(
    rules: Iterable[_Rule], positions: Sequence[float], steps: Sequence[float]
) -> set[tuple[int, int]]:
    """The grid edges that lines cover: (index of the position, index of the step)."""
    borders = set()
    for rule in rules:
        at = min(range(len(positions)), key=lambda at: abs(positions[at] - rule.at))
        for step, (start, end) in enumerate(pairwise(steps)):
            if rule.start - _TOLERANCE <= start and end <= rule.end + _TOLERANCE:
                borders.add((at, step))
    return borders


def _cells(
    xs: Sequence[float],
    ys: Sequence[float],
    borders_right: set[tuple[int, int]],
    borders_below: set[tuple[int, int]],
) -> tuple[Cell, ...]:
    """Merge squares of the grid that no line separates: to the right first, then down."""
    covered: set[tuple[int, int]] = set()
    cells = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in covered:
                continue
            right = column + 1
            while (
                right < len(xs) - 1
                and (right, row) not in borders_right
                and (row, right) not in covered
            ):
                right += 1
            below = row + 1
            while below < len(ys) - 1 and _goes_down(
                below, column, right, borders_right, borders_below
            ):
                below += 1
            covered.update((r, c) for r in range(row, below) for c in range(column, right))
            box = Box(xs[column], ys[row], xs[right], ys[below])
            cells.append(Cell(row, column, below - row, right - column, box))
    return tuple(cells)


def _goes_down(
    below: int,
    column: int,
    right: int,
    borders_right: set[tuple[int, int]],
    borders_below: set[tuple[int, int]],
) -> bool:
    """Whether the squares below a cell belong to it."""
    if any((below, at) in borders_below for at in range(column, right)):
        return False
    return not any((at, below) in borders_right for at in range(column + 1, right))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the lines of each cell, and its left and right edges."""

    top: float
    cells: tuple[tuple[PageLine, ...], ...]
    edges: tuple[tuple[float, float], ...]

    def lines(self) -> Iterator[PageLine]:
        return (line for cell in self.cells for line in cell)

    @property
    def page(self) -> int:
        """The page of its last line, -1 if it is empty."""
        return max((line.page for line in self.lines()), default=-1)


def merge_split_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of a table; one that continues on the next page becomes one row."""
    merged_row: Row | None = None
    for row in rows:
        if merged_row is not None and _continues(merged_row, row):
            cells = zip(merged_row.cells, row.cells, strict=True)
            merged_row = Row(merged_row.top, tuple(a + b for a, b in cells), merged_row.edges)
        else:
            if merged_row is not None:
                yield merged_row
            merged_row = row
    if merged_row is not None:
        yield merged_row


def cell_paragraphs(row: Row) -> list[list[Line]]:
    """The paragraphs of each cell; its edges are the margins of its lines."""
    return [
        [*reflow(lines, _cell_layout(lines, edges))] if lines else []
        for lines, edges in zip(row.cells, row.edges, strict=True)
    ]


def _continues(before: Row, row: Row) -> bool:
    """Whether a row at the top of a page continues the last row of the page before: some of its
    cells are empty, and the others continue in the middle of a sentence."""
    if before.page < 0 or not before.page < row.page or len(before.cells) != len(row.cells):
        return False
    if any(abs(a[0] - b[0]) > 2 for a, b in zip(before.edges, row.edges, strict=True)):
        return False
    continuing = [
        bool(first) and continues(first[-1], rest[0], None, _cell_layout(first + rest, edges))
        for first, rest, edges in zip(before.cells, row.cells, before.edges, strict=True)
        if rest
    ]
    return 0 < len(continuing) < len(row.cells) and all(continuing)


def _cell_layout(lines: Sequence[PageLine], edges: tuple[float, float]) -> PageLayout:
    inner = measure_layout(lines)
    left, right = edges
    pad = max(0.0, min(line.left for line in lines) - left)
    return PageLayout(inner.left, max(inner.right, right - pad), inner.pitch, indents=False)
