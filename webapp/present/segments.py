"""A text cut at its marks, so that a template escapes each piece and marks some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Segment(NamedTuple):
    """A piece of a text."""

    text: str
    is_marked: bool


def segments(text: str, marks: Sequence[tuple[int, int]]) -> list[Segment]:
    """The pieces in order; joined they are the text. `marks` do not overlap."""
    pieces: list[Segment] = []
    at = 0
    for start, end in marks:
        pieces += [Segment(text[at:start], False), Segment(text[start:end], True)]
        at = end
    pieces.append(Segment(text[at:], False))
    return [piece for piece in pieces if piece.text]
