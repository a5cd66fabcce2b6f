"""Recognised pages made by hand: what a recogniser would return for a few lines of text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexer.ingest.ocr.recognised import Corner, RecognisedLine, RecognisedPage

WIDTH, HEIGHT = 1654, 2339
LEFT, TOP, SIZE, PITCH = 211, 250, 44, 78
CHARS = 28
"""Of a full line."""


def line(
    text: str,
    left: float,
    top: float,
    *,
    size: float = SIZE,
    turned: float = 0.0,
    sure: float = 1.0,
) -> RecognisedLine:
    """A line whose letters are `size` wide, on a page that is turned by so many degrees."""
    widths = [size if char >= "\u2e80" else size / 2 for char in text]
    right, bottom = left + sum(widths), top + 1.1 * size
    corners = [
        _turn(x, y, turned) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
    middle = (top + bottom) / 2
    centres = []
    x = left
    for width in widths:
        centres.append(_turn(x + width / 2, middle, turned)[0])
        x += width
    a, b, c, d = corners
    return RecognisedLine(text, (a, b, c, d), tuple(centres), (sure,) * len(text))


def page(lines: Sequence[RecognisedLine], *, turned: float = 0.0) -> RecognisedPage:
    return RecognisedPage(WIDTH, HEIGHT, tuple(lines), (), turned)


def set_paragraphs(
    paragraphs: Sequence[str], *, turned: float = 0.0, top: float = TOP, left: float = LEFT
) -> RecognisedPage:
    """A page with paragraphs of full lines, each with an indent of two characters."""
    lines = []
    y = top
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            piece, rest = rest[: CHARS - indent], rest[CHARS - indent :]
            lines.append(line(piece, left + indent * SIZE, y, turned=turned))
            indent = 0
            y += PITCH
    return page(lines, turned=turned)


def _turn(x: float, y: float, degrees: float) -> Corner:
    angle = math.radians(degrees)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
