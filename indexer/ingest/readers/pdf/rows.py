"""Rows of ruled tables: the paragraphs of their cells, and rows that a page break cut in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.ingest.readers.builder import Line
from indexer.ingest.readers.reflow import PageLine, Setting, goes_on, measure, rejoin


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


def whole_rows(rows: Sequence[Row]) -> Iterator[Row]:
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


def paragraphs_of_cells(row: Row) -> list[list[Line]]:
    """The paragraphs of each cell, whose width is the margin of its lines."""
    return [
        [*rejoin(lines, _setting(lines, edges))] if lines else []
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
        bool(first) and goes_on(first[-1], rest[0], None, _setting(first + rest, edges))
        for first, rest, edges in zip(before.cells, row.cells, before.edges, strict=True)
        if rest
    ]
    return 0 < len(going_on) < len(row.cells) and all(going_on)


def _setting(lines: Sequence[PageLine], edges: tuple[float, float]) -> Setting:
    inner = measure(lines)
    left, right = edges
    pad = max(0.0, min(line.left for line in lines) - left)
    return Setting(inner.left, max(inner.right, right - pad), inner.pitch, indents=False)
