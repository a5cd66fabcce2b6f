"""The characters of an OFD page, each with its place in points, as for the pages of a PDF."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.builder import web_address
from indexer.ingest.readers.ofd.package import floats
from indexer.ingest.readers.office_xml import attribute, children, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS: Final = 72 / 25.4
_DEEPEST: Final = 20
_MOST_REPEATED: Final = 100_000
_MOST_GROUPS: Final = 5_000
"""Groups of objects on one page: composite graphics may be placed in each other again and again."""
_ASKEW: Final = 0.1

Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = ax + cy + e, y' = bx + dy + f."""
_UPRIGHT: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on its base line."""

    text: str
    left: float
    right: float
    base: float
    size: float
    turn: int = 0
    """Quarter turns clockwise by which its line is turned; the places are along that line."""
    link: str | None = None


@dataclass(slots=True)
class PageGlyphs:
    """What a page shows."""

    glyphs: list[Glyph] = field(default_factory=list)
    has_image: bool = False
    askew: int = 0
    """Characters that stand in no direction of a page, as those of a watermark do."""


def glyphs_of(
    content: _Element, units: Mapping[str, _Element], size: tuple[float, float]
) -> PageGlyphs:
    """The characters of a page's content, or of a template's; `size` is the page's in points."""
    page = PageGlyphs()
    _Walk(units, size, page).into(content, _UPRIGHT, 0)
    return page


def in_main_direction(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters whose lines are turned as most of the page's are."""
    turns = Counter(glyph.turn for glyph in glyphs)
    main = max(turns, key=lambda turn: (turns[turn], -turn), default=0)
    return [glyph for glyph in glyphs if glyph.turn == main]


class _Walk:
    """A walk through the objects of a page."""

    def __init__(
        self, units: Mapping[str, _Element], size: tuple[float, float], page: PageGlyphs
    ) -> None:
        self._units = units
        self._size = size
        self._page = page
        self._visits = 0

    def into(self, parent: _Element, around: Matrix, depth: int) -> None:
        self._visits += 1
        if depth > _DEEPEST or self._visits > _MOST_GROUPS:
            return
        for element in parent:
            if attribute(element, "Visible") in {"false", "0"}:
                continue
            match local(element):
                case "TextObject":
                    self._page.glyphs += self._text(element, _placed(element, around))
                case "ImageObject":
                    self._page.has_image = True
                case "CompositeObject":
                    unit = self._units.get(attribute(element, "ResourceID") or "")
                    if unit is not None:
                        self.into(unit, _placed(element, around), depth + 1)
                case "Content" | "Layer" | "PageBlock":
                    self.into(element, around, depth + 1)

    def _text(self, element: _Element, place: Matrix) -> Iterator[Glyph]:
        """The characters of a text object. One that stands askew, as a watermark does, gives
        none."""
        a, b, c, d, e, f = place
        turn = _turn(place)
        scale = math.sqrt(abs(a * d - b * c))
        size = next(iter(floats(attribute(element, "Size"))), 0.0) * scale
        if not 0.1 < size < 1_000:
            return
        if turn is None:
            self._page.askew += sum(len(code.text or "") for code in children(element, "TextCode"))
            return
        wide = next(iter(floats(attribute(element, "HScale"))), 1.0) or 1.0
        link = _link(element)
        x = y = 0.0
        for code in children(element, "TextCode"):
            x = next(iter(floats(attribute(code, "X"))), x)
            y = next(iter(floats(attribute(code, "Y"))), y)
            at, down = x, y
            steps = zip(_deltas(code, "DeltaX"), _deltas(code, "DeltaY"), strict=False)
            for char, (right, below) in zip((code.text or "").strip("\r\n"), steps, strict=False):
                left, base = self._along(a * at + c * down + e, b * at + d * down + f, turn)
                width = size * wide * (0.5 if char.isascii() else 1.0)
                yield Glyph(char, left, left + width * _POINTS, base, size * _POINTS, turn, link)
                at, down = at + right, down + below

    def _along(self, x: float, y: float, turn: int) -> tuple[float, float]:
        """A point as it stands once the page is turned so that its line is upright."""
        across, down = x * _POINTS, y * _POINTS
        width, height = self._size
        match turn:
            case 1:
                return down, width - across
            case 2:
                return width - across, height - down
            case 3:
                return height - down, across
            case _:
                return across, down


def _placed(element: _Element, around: Matrix) -> Matrix:
    """From the coordinates of an object to those of the page."""
    box = floats(attribute(element, "Boundary"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    turned = floats(attribute(element, "CTM"))
    a, b, c, d, e, f = turned if len(turned) == 6 else _UPRIGHT
    e, f = e + left, f + top
    oa, ob, oc, od, oe, of = around
    return (
        oa * a + oc * b,
        ob * a + od * b,
        oa * c + oc * d,
        ob * c + od * d,
        oa * e + oc * f + oe,
        ob * e + od * f + of,
    )


def _turn(place: Matrix) -> int | None:
    """Quarter turns clockwise; None for what is mirrored or stands askew."""
    a, b, c, d, _, _ = place
    if a * d - b * c <= 0:
        return None
    if abs(b) < _ASKEW * abs(a):
        return 0 if a > 0 else 2
    if abs(a) < _ASKEW * abs(b):
        return 1 if b > 0 else 3
    return None


def _deltas(code: _Element, name: str) -> Iterator[float]:
    """Steps from each character to the next; `g 5 3.2` says five times 3.2."""
    words = iter((attribute(code, name) or "").split())
    steps: list[float] = []
    try:
        for word in words:
            if word == "g":
                times = min(int(next(words, "0")), _MOST_REPEATED)
                steps += [float(next(words, "0"))] * times
            else:
                steps.append(float(word))
            if len(steps) > _MOST_REPEATED:
                break
    except ValueError:
        steps = []
    if not all(map(math.isfinite, steps)):
        steps = []
    return chain(steps, repeat(0.0))


def _link(element: _Element) -> str | None:
    for inner in element.iter():
        if local(inner) == "URI":
            return web_address(attribute(inner, "URI") or "")
    return None
