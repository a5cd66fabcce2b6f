"""The grid of a table: cells that span rows or columns leave the others in their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.builder import Line

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ROWS: Final = 1_000
_MOST_COLUMNS: Final = 100
_LONGEST_REPEATED: Final = 40
"""Characters of a cell up to which it is repeated in each row that it spans; a longer one is text
that stands in its first row, and leaves the cells below empty."""


@dataclass
class TableGrid:
    """A table whose rows are met one after the other."""

    _spanning: dict[int, tuple[int, list[Line]]] = field(default_factory=dict)
    """Columns taken by cells of rows above: for how many rows more, and the words."""

    def place(self, cells: list[_Element], lines: list[list[Line]]) -> list[list[Line]]:
        """The lines of the next row's cells, one entry a column."""
        row: list[list[Line]] = []
        for cell, words in zip(cells, lines, strict=True):
            self._fill(row)
            columns = _span(cell, "colspan", _MOST_COLUMNS)
            rows = _span(cell, "rowspan", _MOST_ROWS)
            for column in range(len(row), len(row) + columns):
                if rows > 1:
                    below = _repeated(words) if column == len(row) else []
                    self._spanning[column] = (rows - 1, below)
            row.append(words)
            row.extend([] for _ in range(columns - 1))
        self._fill(row)
        return row

    def _fill(self, row: list[list[Line]]) -> None:
        """Columns that a cell of a row above takes."""
        while (column := len(row)) in self._spanning:
            rows, words = self._spanning.pop(column)
            if rows > 1:
                self._spanning[column] = (rows - 1, words)
            row.append(words)


def _repeated(words: list[Line]) -> list[Line]:
    short = sum(len(line.text) for line in words) <= _LONGEST_REPEATED
    return [Line(line.text) for line in words] if short else []


def _span(cell: _Element, name: str, most: int) -> int:
    written = (cell.get(name) or "").strip()
    stated = int(written) if written.isdecimal() and len(written) < 6 else 1
    return min(max(stated, 1), most)
