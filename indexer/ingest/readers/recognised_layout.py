"""A recognised page as a page of `page_layout`, which finds its lines, columns and tables.

The page is turned upright and drawn straight, its letters get one size where they nearly have it,
and its left margin is where the other pages' is: what the scanner moved does not look like indents.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from indexer.ingest.ocr.recognised import RecognisedLine, RecognisedPage
from indexer.ingest.readers.page_layout.geometry import Corners, RawChar, RawPage

_MOST_TURNED: Final = 12.0
"""Degrees by which a line may be turned against the page; others are the text of a seal."""
_ENOUGH: Final = 8
"""Letters of a line whose length shows their size."""
_SAME_SIZE: Final = 0.2
_ABOUT_SAME: Final = 0.35
"""The same for a short line, of which only the height is known, which is less exact."""
_LIKELY_SAME: Final = 0.6
"""The same for the last few letters of a paragraph."""
_FEW: Final = 4
_FEWEST: Final = 5
"""Full lines that show the margins."""
_LONG: Final = 0.8
_FEWEST_AT_MARGIN: Final = 3
_WIDE: Final = 0.5
"""Share of a page's width that a full line has."""
_SHIFT: Final = 1.4
"""Letters by which a scanner may have moved a page that does not show its margin."""
_ASCENT, _DESCENT = 0.8, 0.2


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, upright, in points from the upper left corner."""

    text: str
    left: float
    right: float
    middle: float
    height: float
    centres: tuple[float, ...]

    @property
    def ems(self) -> float:
        return sum(map(_em, self.text))


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, upright, in points."""

    width: float
    height: float
    lines: list[_Line]
    rules: list[Corners]
    size: tuple[float, float]
    """The usual size of letters, and that size as a share of the height of a line's box."""

    @property
    def margin(self) -> float | None:
        """The left edge of its lines; None where there are too few to show it."""
        widest = max((line.right - line.left for line in self.lines), default=0.0)
        lefts = [line.left for line in self.lines if line.ems >= _ENOUGH]
        first = min(lefts, default=0.0)
        at_margin = [left for left in lefts if left - first < self.size[0]]
        is_shown = len(at_margin) >= _FEWEST_AT_MARGIN and widest >= _WIDE * self.width
        return median(at_margin) if is_shown else None

    def offset(self, margin: float) -> float:
        """How far it is to the right of where the other pages are."""
        own, size = self.margin, self.size[0]
        if own is None:
            own = min((line.left for line in self.lines if line.ems >= _ENOUGH), default=margin)
            # An indent of two characters, or a letter's width: more is no shift of the page.
            return own - margin if abs(own - margin) < _SHIFT * size else 0.0
        return own - margin


def raw_pages(pages: Mapping[int, tuple[RecognisedPage, float]]) -> dict[int, RawPage]:
    """The pages as if they had a text layer, by number; with each its width in points."""
    upright = {number: _page(page, width) for number, (page, width) in pages.items()}
    margins = [page.margin for page in upright.values()]
    known = [margin for margin in margins if margin is not None]
    usual = median(known) if known else None
    return {
        number: _raw(page, number, 0.0 if usual is None else page.offset(usual))
        for number, page in upright.items()
    }


def _page(page: RecognisedPage, width: float) -> _Page:
    scale = width / page.width
    lines, slope = _straightened([*_upright(page, scale)])
    scaled = [_moved([value * scale for value in rule], slope) for rule in page.rules]
    rules = [rule for rule in scaled if not _is_stroke(rule, lines)]
    return _Page(width, page.height * scale, lines, rules, _letter_size(lines))


def _raw(page: _Page, number: int, offset: float) -> RawPage:
    height = page.height
    raw = RawPage(number, (0.0, 0.0, page.width, height))
    raw.rules = [
        (x0 - offset, height - y1, x1 - offset, height - y0) for x0, y0, x1, y1 in page.rules
    ]
    columns = sorted(x0 for x0, y0, x1, y1 in page.rules if y1 - y0 > x1 - x0)
    for line in page.lines:
        for char in _chars(line, _size_of(line, page.size), columns, height):
            x0, y0, x1, y1 = char.box
            char.box = (x0 - offset, y0, x1 - offset, y1)
            char.origin = (char.origin[0] - offset, char.origin[1])
            raw.chars.append(char)
    return raw


def text_lines(page: RecognisedPage) -> Iterator[RecognisedLine]:
    """The lines that belong to the text of a page."""
    for line in page.lines:
        if abs(_angle(line) - page.angle) <= _MOST_TURNED:
            yield line


_WIDE_FORMS: Final = dict(zip("(),;:!?", "（），；：！？", strict=True))


_RANGE: Final = re.compile(r"(?<=[0-9年月日])一(?=[0-9]{4})")
"""A dash between dates or years, which looks like the numeral."""


def full_width(text: str) -> str:
    """The text with the punctuation of Chinese, which a recogniser often gives in the other width:
    where a Chinese character is beside it, or at the other bracket of a pair. Its length stays."""
    chars = [*text]
    for at, char in enumerate(text):
        if char in _WIDE_FORMS and (_is_wide(text[at - 1 : at]) or _is_wide(text[at + 1 : at + 2])):
            chars[at] = _WIDE_FORMS[char]
    written = _RANGE.sub("—", "".join(chars))
    chars = [*written]
    opened: list[int] = []
    for at, char in enumerate(chars):
        if char in "(（":
            opened.append(at)
        elif char in ")）" and opened:
            first = opened.pop()
            if "（" in chars[first] or "）" in char:
                chars[first], chars[at] = "（", "）"
    return "".join(chars)


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def _angle(line: RecognisedLine) -> float:
    """Degrees clockwise; that of the page for a line too short to have one."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.corners
    across, down = (bx - ax + cx - dx) / 2, (by - ay + cy - dy) / 2
    if len(line.text) <= 2:
        return 0.0
    return math.degrees(math.atan2(down, across))


def _upright(page: RecognisedPage, scale: float) -> Iterator[_Line]:
    turn = math.radians(page.angle)
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
    for line in text_lines(page):
        points = [(x * cos + y * sin, y * cos - x * sin) for x, y in line.corners]
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
        left, right = (ax + dx) / 2, (bx + cx) / 2
        middle = (ay + by + cy + dy) / 4
        # A centre is known across the picture only; down it, it lies on the middle of the line.
        across = middle * math.sin(turn)
        centres = tuple((x * scale + across) / math.cos(turn) for x in line.centres)
        yield _Line(
            full_width(line.text),
            left,
            max(right, left + 1),
            middle,
            (dy - ay + cy - by) / 2,
            centres,
        )


def _straightened(lines: list[_Line]) -> tuple[list[_Line], float]:
    """The lines with a straight left margin: a photographed page is narrower at one end. Also the
    slope of the margin: points to the right for each point downwards."""
    widest = max((line.right - line.left for line in lines), default=0.0)
    full = [line for line in lines if line.right - line.left >= _LONG * widest]
    if len(full) < _FEWEST:
        return lines, 0.0
    slopes = sorted(
        (b.left - a.left) / (b.middle - a.middle)
        for at, a in enumerate(full)
        for b in full[at + 1 :]
        if 4 * a.height < b.middle - a.middle < 20 * a.height
        and abs(b.left - a.left) < 0.8 * a.height  # one of them is not indented
    )
    slope = slopes[len(slopes) // 2] if len(slopes) >= _ENOUGH else 0.0
    if abs(slope) < 0.003:
        return lines, 0.0
    return [
        _Line(
            line.text,
            line.left - slope * line.middle,
            line.right - slope * line.middle,
            line.middle,
            line.height,
            tuple(x - slope * line.middle for x in line.centres),
        )
        for line in lines
    ], slope


def _moved(rule: Sequence[float], slope: float) -> Corners:
    x0, y0, x1, y1 = rule
    by = slope * (y0 + y1) / 2
    return x0 - by, y0, x1 - by, y1


def _is_stroke(rule: Corners, lines: Sequence[_Line]) -> bool:
    """Whether a rule is part of a letter: within the height of a line, and no longer than two of
    its letters, or through the middle of the line."""
    x0, y0, x1, y1 = rule
    for line in lines:
        top, bottom = line.middle - line.height / 2, line.middle + line.height / 2
        if y0 < top or y1 > bottom or x1 < line.left or x0 > line.right:
            continue
        is_across = x1 - x0 >= y1 - y0
        through = abs((y0 + y1) / 2 - line.middle) < line.height / 4
        if not is_across or x1 - x0 < 2 * line.height or through:
            return True
    return False


def _letter_size(lines: Sequence[_Line]) -> tuple[float, float]:
    """The usual size of letters, and that size as a share of the height of a line's box."""
    known = [
        ((line.right - line.left) / line.ems, line.height)
        for line in lines
        if line.ems >= _ENOUGH and line.height > 0
    ]
    if not known:
        height = median([line.height for line in lines]) if lines else 12.0
        return 0.8 * height, 0.8
    size = median([each for each, _ in known])
    return size, median([each / height for each, height in known])


def _size_of(line: _Line, usual: tuple[float, float]) -> float:
    size, share = usual
    own = (line.right - line.left) / line.ems if line.ems >= _ENOUGH else share * line.height
    same = _SAME_SIZE if line.ems >= _ENOUGH else _ABOUT_SAME if line.ems >= _FEW else _LIKELY_SAME
    return size if abs(own - size) <= same * size else own


def _chars(line: _Line, size: float, columns: Sequence[float], height: float) -> Iterator[RawChar]:
    """The characters of a line, side by side. Where ruling lines divide the line, each piece fills
    its own cell."""
    for piece, left, right in _pieces(line, columns, size):
        ems = sum(map(_em, piece)) or 1.0
        unit = (right - left) / ems
        x = left
        baseline = height - (line.middle + 0.38 * size)
        for char in piece:
            width = unit * _em(char)
            box = (x, baseline - _DESCENT * size, x + width, baseline + _ASCENT * size)
            yield RawChar(char, box, (x, baseline), size, 0.0)
            x += width


def _pieces(
    line: _Line, columns: Sequence[float], size: float
) -> Iterator[tuple[str, float, float]]:
    inside = [x for x in columns if line.left + size < x < line.right - size]
    if not inside:
        yield line.text, line.left, line.right
        return
    by_cell: dict[int, list[int]] = {}
    for at, centre in enumerate(line.centres):
        by_cell.setdefault(bisect_right(inside, centre), []).append(at)
    for cell in sorted(by_cell):
        chars = by_cell[cell]
        inked = [at for at in chars if not line.text[at].isspace()]
        if not inked:
            continue
        chars = [at for at in chars if inked[0] <= at <= inked[-1]]
        piece = "".join(line.text[at] for at in chars)
        left = min(line.centres[at] for at in chars) - size / 2
        right = max(line.centres[at] for at in chars) + size / 2
        yield piece, left, max(right, left + 1)


def _em(char: str) -> float:
    return 1.0 if char >= "\u2e80" else 0.5
