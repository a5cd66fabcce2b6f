"""Characters, boxes and ruling lines of a page, and the directions in which text runs.

A `RawPage` is in the page's own coordinates, the y axis up, nothing turned yet; `Char` and `Box`
are in those of a `Frame`: turned so that the text reads from left to right, the y axis down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

Direction = Literal[0, 90, 180, 270]
"""Degrees counter-clockwise from left-to-right in which the characters of a text follow."""
DIRECTIONS: Final[tuple[Direction, ...]] = (0, 90, 180, 270)

_MOST_SKEW: Final = 5.0
"""Degrees by which upright text may be skewed, as on a page that was scanned and recognised."""

_MOST_RULES: Final = 6_000
"""Ruling lines of one page beyond which no table is looked for: a drawing or an attack."""
_THICKEST: Final = 2.5
"""Points up to which a filled rectangle is a line."""

Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1."""
Matrix = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = ax + cy + e, y' = bx + dy + f."""

UNMAPPED: Final = "\ufffd"
"""Stands for a character without a Unicode value."""


@dataclass(slots=True)
class RawChar:
    """A character as the file gives it."""

    text: str
    box: Corners
    origin: tuple[float, float]
    size: float
    angle: float
    """Degrees counter-clockwise in which the text runs; negative for mirrored letters."""
    code: int = 0
    """Its code in the font, where it has no Unicode value."""

    @property
    def direction(self) -> Direction | None:
        return 0 if self.angle == 0 else direction_of(self.angle) if self.angle >= 0 else None


@dataclass(slots=True)
class RawPage:
    """Everything on a page, in the order in which it is drawn."""

    number: int
    box: Corners
    chars: list[RawChar] = field(default_factory=list)
    rules: list[Corners] = field(default_factory=list)
    """Lines and edges of rectangles, horizontal or vertical, each as a box of no thickness."""
    pictures: list[Corners] = field(default_factory=list)
    links: list[tuple[Corners, str]] = field(default_factory=list)
    objects: int = 0
    """Texts, outlines and pictures drawn on it."""
    failed: bool = False
    """Whether the page could not be loaded."""

    @property
    def has_too_many_rules(self) -> bool:
        return len(self.rules) > _MOST_RULES

    def add_outline(self, corners: Sequence[tuple[float, float]], *, is_stroked: bool) -> None:
        """Add the ruling lines of a drawn outline: itself where it is as thin as a line, else its
        horizontal and vertical edges."""
        if self.has_too_many_rules:
            return
        x0, y0, x1, y1 = bounding_box(corners)
        if min(x1 - x0, y1 - y0) <= _THICKEST:
            if x1 - x0 >= y1 - y0:
                middle = (y0 + y1) / 2
                self.rules.append((x0, middle, x1, middle))
            else:
                middle = (x0 + x1) / 2
                self.rules.append((middle, y0, middle, y1))
            return
        if not is_stroked and corners[0] != corners[-1]:
            corners = [*corners, corners[0]]
        for (ax, ay), (bx, by) in pairwise(corners):
            if abs(ax - bx) <= 1 or abs(ay - by) <= 1:
                self.rules.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


@dataclass(slots=True)
class Char:
    """A character of a page. The y axis points down, the origin is the upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def is_space(self) -> bool:
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; the y axis points down."""

    x0: float
    top: float
    x1: float
    bottom: float

    def contains(self, char: Char) -> bool:
        """Whether the middle of a character is inside."""
        across = (char.x0 + char.x1) / 2
        return self.x0 <= across <= self.x1 and self.top <= char.middle <= self.bottom

    @property
    def area(self) -> float:
        return max(0.0, self.x1 - self.x0) * max(0.0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Frame:
    """A page turned so that text of one direction reads from left to right, from the top down.

    It is made from the page's box with the y axis up, as PDF has it.
    """

    direction: Direction
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        is_turned = self.direction in (90, 270)
        return self.top - self.bottom if is_turned else self.right - self.left

    @property
    def height(self) -> float:
        is_turned = self.direction in (90, 270)
        return self.right - self.left if is_turned else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.direction:
            case 0:
                return x - self.left, self.top - y
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle given by two opposite corners."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def direction_of(angle: float) -> Direction | None:
    """The direction of an angle in degrees, None where it is none of the four."""
    turns = round(angle / 90)
    return DIRECTIONS[turns % 4] if abs(angle - 90 * turns) <= _MOST_SKEW else None


def bounding_box(points: Iterable[tuple[float, float]]) -> Corners:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def transform(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    A, B, C, D, E, F = outer  # noqa: N806 - capitals distinguish the two
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )
