"""The result of recognising the picture of a page, and its record."""

from __future__ import annotations

import json
from dataclasses import dataclass

Corner = tuple[float, float]
Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of text on a picture, in pixels from its upper left corner."""

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]
    """Of the text: upper left, upper right, lower right, lower left."""
    centres: tuple[float, ...]
    """Of each character, across the picture."""
    confidences: tuple[float, ...]
    """Of each character, 0..1."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on a picture."""

    width: int
    height: int
    lines: tuple[RecognisedLine, ...] = ()
    rules: tuple[Corners, ...] = ()
    """Ruling lines, turned with the text by `angle`: x0, y0, x1, y1, the y axis down."""
    angle: float = 0.0
    """Degrees clockwise by which the text is turned on the picture."""

    @property
    def confidence(self) -> float:
        """The mean over its characters; 1 for a page without any."""
        each = [value for line in self.lines for value in line.confidences]
        return round(sum(each) / len(each), 3) if each else 1.0

    @property
    def characters(self) -> int:
        return sum(len(line.text) for line in self.lines)

    def to_json(self) -> bytes:
        """The record of the page."""
        lines = [
            [
                line.text,
                [[round(x, 1), round(y, 1)] for x, y in line.corners],
                [round(x) for x in line.centres],
                [round(value, 3) for value in line.confidences],
            ]
            for line in self.lines
        ]
        rules = [[round(value, 1) for value in rule] for rule in self.rules]
        record = [self.width, self.height, lines, rules, round(self.angle, 3)]
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, record: bytes) -> RecognisedPage:
        """The page from its record. Raises ValueError where it is none."""
        try:
            width, height, lines, rules, angle = json.loads(record)
            return cls(
                width,
                height,
                tuple(
                    RecognisedLine(text, _corners(corners), tuple(centres), tuple(confidences))
                    for text, corners, centres, confidences in lines
                ),
                tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in rules),
                angle,
            )
        except (TypeError, AttributeError) as error:
            raise ValueError(str(error)) from error


def _corners(corners: list[list[float]]) -> tuple[Corner, Corner, Corner, Corner]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return (ax, ay), (bx, by), (cx, cy), (dx, dy)
