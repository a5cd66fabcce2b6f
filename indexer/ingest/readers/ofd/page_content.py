"""The objects of an OFD page → the characters, ruling lines, pictures and links of a RawPage."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import chain, repeat
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.builder import web_address
from indexer.ingest.readers.office_xml import attribute, children, local
from indexer.ingest.readers.page_layout.geometry import (
    Corners,
    Matrix,
    RawChar,
    RawPage,
    bounding_box,
    multiply,
    transform,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_POINTS: Final = 72 / 25.4
_DEEPEST: Final = 20
_MOST_REPEATED: Final = 100_000
_MOST_GROUPS: Final = 5_000
"""Groups of objects on one page: composite graphics may be placed in each other again and again."""
_MOST_POINTS: Final = 2_000
_UNCHANGED: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_PATH_STEP: Final = re.compile(r"([SMLQBACsmlqbac])([^A-Za-z]*)")
_ASCENT, _DESCENT = 0.8, 0.2
"""Share of the letter height above and below the base line."""


class PageContentReader:
    """Adds the objects of a page, and of its templates, to a RawPage."""

    picture = ""
    """The id of the largest picture of the page; "" where there is none."""

    def __init__(self, raw: RawPage, units: Mapping[str, _Element]) -> None:
        self._raw = raw
        self._units = units
        self._groups = 0
        self._largest = 0.0

    def read(self, content: _Element) -> None:
        height = self._raw.box[3]
        self._read(content, (_POINTS, 0.0, 0.0, -_POINTS, 0.0, height), 0)
        if self._raw.has_too_many_rules:
            self._raw.rules = []

    def _read(self, parent: _Element, outer: Matrix, depth: int) -> None:
        self._groups += 1
        if depth > _DEEPEST or self._groups > _MOST_GROUPS:
            return
        for element in parent:
            if attribute(element, "Visible") in {"false", "0"}:
                continue
            match local(element):
                case "TextObject":
                    self._read_text(element, _matrix(element, outer))
                case "PathObject":
                    self._read_path(element, _matrix(element, outer))
                case "ImageObject":
                    self._read_image(element, outer)
                case "CompositeObject":
                    unit = self._units.get(attribute(element, "ResourceID") or "")
                    if unit is not None:
                        self._read(unit, _matrix(element, outer), depth + 1)
                case "Content" | "Layer" | "PageBlock":
                    self._read(element, outer, depth + 1)

    def _read_text(self, element: _Element, matrix: Matrix) -> None:
        a, b, c, d, _, _ = matrix
        size = _first(element, "Size", 0.0) * math.sqrt(abs(a * d - b * c))
        if not 0.3 < size < 3_000:
            return
        # The y axis of the page points down, that of a RawPage up.
        angle = math.degrees(math.atan2(b, a)) % 360 if a * d - b * c < 0 else -1.0
        width = size * (_first(element, "HScale", 1.0) or 1.0)
        chars = [
            RawChar(char, _char_box(x, y, width * (0.5 if char.isascii() else 1.0), size, angle),
                    (x, y), size, angle)
            for char, x, y in _positions(element, matrix)
        ]  # fmt: skip
        self._raw.chars += chars
        url = _link(element)
        if url and chars:
            corners = [(x, y) for char in chars for x, y in (char.box[:2], char.box[2:])]
            self._raw.links.append((bounding_box(corners), url))

    def _read_path(self, element: _Element, matrix: Matrix) -> None:
        """Add the ruling lines of a path of straight lines."""
        is_stroked = attribute(element, "Stroke") != "false"
        if not is_stroked and attribute(element, "Fill") != "true":
            return
        for data in children(element, "AbbreviatedData"):
            for outline in _outlines(data.text or ""):
                corners = [transform(matrix, x, y) for x, y in outline]
                self._raw.add_outline(corners, is_stroked=is_stroked)

    def _read_image(self, element: _Element, outer: Matrix) -> None:
        box = floats(attribute(element, "Boundary"))
        if len(box) == 4:
            x, y, width, height = box
            corners = (transform(outer, x, y), transform(outer, x + width, y + height))
            self._raw.pictures.append(bounding_box(corners))
            if width * height > self._largest:
                self._largest = width * height
                self.picture = attribute(element, "ResourceID") or ""


def _matrix(element: _Element, outer: Matrix) -> Matrix:
    """From the coordinates of an object to those of the page."""
    box = floats(attribute(element, "Boundary"))
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    own = floats(attribute(element, "CTM"))
    a, b, c, d, e, f = own if len(own) == 6 else _UNCHANGED
    return multiply((a, b, c, d, e + left, f + top), outer)


def _positions(element: _Element, matrix: Matrix) -> Iterator[tuple[str, float, float]]:
    """The characters of a text object, and where on the page each begins."""
    x = y = 0.0
    for code in children(element, "TextCode"):
        x, y = _first(code, "X", x), _first(code, "Y", y)
        left, base = x, y
        steps = zip(_deltas(code, "DeltaX"), _deltas(code, "DeltaY"), strict=False)
        for char, (right, down) in zip((code.text or "").strip("\r\n"), steps, strict=False):
            yield char, *transform(matrix, left, base)
            left, base = left + right, base + down


def _char_box(x: float, y: float, width: float, size: float, angle: float) -> Corners:
    """The box around a character that begins at a point and runs at an angle."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return bounding_box(
        (x + along * cos - up * sin, y + along * sin + up * cos)
        for along in (0.0, width)
        for up in (-_DESCENT * size, _ASCENT * size)
    )


def _deltas(code: _Element, name: str) -> Iterator[float]:
    """Steps from each character to the next; `g 5 3.2` means five times 3.2."""
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


def _outlines(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path that has straight lines only: `M 0 0 L 9 0 C`."""
    corners: list[tuple[float, float]] = []
    for step, numbers in _PATH_STEP.findall(data)[:_MOST_POINTS]:
        point = floats(numbers)
        if step == "C" and corners:
            corners.append(corners[0])
        elif step in "SML" and len(point) == 2:
            if step != "L":
                if len(corners) > 1:
                    yield corners
                corners = []
            corners.append((point[0], point[1]))
        else:
            corners = []
    if len(corners) > 1:
        yield corners


def _first(element: _Element, name: str, default: float) -> float:
    """The first number of an attribute."""
    return next(iter(floats(attribute(element, name))), default)


def _link(element: _Element) -> str | None:
    for inner in element.iter():
        if local(inner) == "URI":
            return web_address(attribute(inner, "URI") or "")
    return None


def floats(text: str | None) -> list[float]:
    """The numbers of an attribute such as `0 0 210 297`; none where one is no number."""
    try:
        numbers = [float(number) for number in (text or "").split()]
    except ValueError:
        return []
    return numbers if all(map(math.isfinite, numbers)) else []
