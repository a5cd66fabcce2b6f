"""A page as pdfium gives it: the page's own coordinates, the y axis up, nothing turned yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.ingest.readers.pdf.geometry import Direction, direction_of

Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(slots=True)
class RawChar:
    """A character as pdfium gives it."""

    text: str
    box: Corners
    origin: tuple[float, float]
    size: float
    angle: float
    """Degrees counter-clockwise in which the text runs; not a number for mirrored letters."""
    code: int = 0
    """What the font calls it, where it has no meaning."""

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
    failed: bool = False
    """Whether the page could not be loaded."""
