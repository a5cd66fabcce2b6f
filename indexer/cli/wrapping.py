"""Lines broken where a terminal ends, the rest of each under its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from unicodedata import east_asian_width

_PIECE: Final = re.compile(r"\x1b\[[0-9;]*m|[!-~]+|.", re.DOTALL)
"""A change of colour, a word in Latin letters with its punctuation, any other character."""
_LEAST: Final = 20
"""Columns below which a terminal is left to break lines itself."""
_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』”’")
"""Never begins a line (clreq, 3.1.3), but where more than _HANGING of them come together."""
_HANGING: Final = 2


def columns_of(text: str) -> int:
    """Columns that a text takes; changes of colour take none."""
    return sum(map(_width, _PIECE.findall(text)))


def wrapped(line: str, columns: int) -> Iterator[str]:
    """An indented line in rows of at most `columns`, the later ones indented alike; another line
    as it is."""
    indent = line[: len(line) - len(line.lstrip(" "))]
    if not indent or columns - len(indent) < _LEAST or columns_of(line) <= columns:
        yield line
        return
    row, width = indent, len(indent)
    for piece in _PIECE.findall(line[len(indent) :]):
        room = columns if piece in _NEVER_FIRST else columns - _HANGING * _width("，")
        if width + _width(piece) > room and width > len(indent):
            yield row
            row, width = indent, len(indent)
            if piece.isspace():
                continue
        row += piece
        width += _width(piece)
    yield row


def _width(piece: str) -> int:
    if piece.startswith("\x1b"):
        return 0
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in piece)
