"""Characters, boxes and ruling lines of a page, and the directions in which text runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Direction = Literal[0, 90, 180, 270]
"""Degrees counter-clockwise from left-to-right in which the characters of a text follow."""
DIRECTIONS: Final[tuple[Direction, ...]] = (0, 90, 180, 270)

_MOST_SKEW: Final = 5.0
"""Degrees by which a line of upright text may be off: a page that was scanned and recognised."""

UNMAPPED: Final = "\ufffd"
"""Stands for a character that the font gives no meaning for."""


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
    def is_blank(self) -> bool:
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; the y axis points down."""

    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, char: Char) -> bool:
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
