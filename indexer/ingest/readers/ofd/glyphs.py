"""The characters of an OFD page, each with its place: millimetres from the upper left corner become
points, as for the pages of a PDF."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.docx_xml import attribute, children, local
from indexer.ingest.readers.links import web_address
from indexer.ingest.readers.ofd.package import floats

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS: Final = 72 / 25.4
_DEEPEST: Final = 20
_MOST_REPEATED: Final = 100_000
_NO_TURN: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on its base line."""

    text: str
    left: float
    right: float
    base: float
    size: float
    link: str | None = None


@dataclass(slots=True)
class PageGlyphs:
    """What a page shows."""

    glyphs: list[Glyph]
    has_image: bool = False
    has_path: bool = False


def glyphs_of(content: _Element, units: Mapping[str, _Element]) -> PageGlyphs:
    """The characters of a page's content, or of a template's."""
    page = PageGlyphs([])
    _walk(content, units, (0.0, 0.0), page, 0)
    return page


def _walk(
    parent: _Element,
    units: Mapping[str, _Element],
    origin: tuple[float, float],
    page: PageGlyphs,
    depth: int,
) -> None:
    if depth > _DEEPEST:
        return
    for element in parent:
        if attribute(element, "Visible") in {"false", "0"}:
            continue
        match local(element):
            case "TextObject":
                page.glyphs += _text(element, origin)
            case "ImageObject":
                page.has_image = True
            case "PathObject":
                page.has_path = True
            case "CompositeObject":
                unit = units.get(attribute(element, "ResourceID") or "")
                if unit is not None:
                    left, top = _corner(element)
                    inner = (origin[0] + left, origin[1] + top)
                    _walk(unit, units, inner, page, depth + 1)
            case "Content" | "Layer" | "PageBlock":
                _walk(element, units, origin, page, depth + 1)


def _text(element: _Element, origin: tuple[float, float]) -> Iterator[Glyph]:
    """The characters of a text object. One that stands askew, as a watermark does, gives none."""
    turn = floats(attribute(element, "CTM"))
    a, b, c, d, e, f = turn if len(turn) == 6 else _NO_TURN
    if a * d <= 0 or abs(b) > 0.1 * abs(a):
        return
    left, top = _corner(element)
    across, down = origin[0] + left + e, origin[1] + top + f
    wide = float(next(iter(floats(attribute(element, "HScale"))), 1.0)) or 1.0
    size = next(iter(floats(attribute(element, "Size"))), 0.0) * math.sqrt(abs(a * d - b * c))
    if not 0.1 < size < 1_000:
        return
    link = _link(element)
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = next(iter(floats(attribute(code, "X"))), x)
        y = next(iter(floats(attribute(code, "Y"))), y)
        here = (x, y)
        text = (code.text or "").strip("\r\n")
        steps = zip(_deltas(code, "DeltaX"), _deltas(code, "DeltaY"), strict=False)
        for char, (right, below) in zip(text, steps, strict=False):
            at = across + a * here[0] + c * here[1]
            width = size * wide * (0.5 if char.isascii() else 1.0)
            yield Glyph(
                text=char,
                left=at * _POINTS,
                right=(at + width) * _POINTS,
                base=(down + b * here[0] + d * here[1]) * _POINTS,
                size=size * _POINTS,
                link=link,
            )
            here = (here[0] + right, here[1] + below)


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


def _corner(element: _Element) -> tuple[float, float]:
    box = floats(attribute(element, "Boundary"))
    return (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)


def _link(element: _Element) -> str | None:
    for inner in element.iter():
        if local(inner) == "URI":
            return web_address(attribute(inner, "URI") or "")
    return None
