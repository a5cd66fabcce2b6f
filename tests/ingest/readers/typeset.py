"""PDF pages for tests, drawn line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from typing import Any

FONT = "STSong-Light"


class Pages:
    """A PDF under construction; places are in points from the upper left corner of an A4 page."""

    def __init__(self, **options: Any) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._file = BytesIO()
        self.canvas = Canvas(self._file, invariant=True, **options)
        self.y = 72.0
        self._letters(12)

    def _letters(self, size: float) -> None:
        self._size = size
        self.canvas.setFont(_font(), size)

    def line(self, text: str, *, x: float = 72, y: float | None = None, size: float = 12) -> None:
        """A line at `y`, or below the last."""
        self._letters(size)
        if y is None:
            y = self.y
            self.y += size * 1.5
        self.canvas.drawString(x, 842 - y, text)

    def paragraph(self, text: str, *, width: int = 36, indent: int = 2, gap: float = 0) -> None:
        """Lines of `width` characters, the first indented by `indent`."""
        self.line(text[: width - indent], x=72 + 12 * indent)
        for at in range(width - indent, len(text), width):
            self.line(text[at : at + width])
        self.y += gap

    def link(self, text: str, url: str, *, x: float = 72) -> None:
        top = 842 - self.y
        self.canvas.linkURL(url, (x, top - 4, x + 12 * len(text), top + 12))
        self.line(text, x=x)

    def table(self, rows: Iterable[Sequence[str]], *, width: float = 150) -> None:
        """A ruled table; a newline breaks a line inside a cell."""
        for row in rows:
            height = 18.0 * max(text.count("\n") + 1 for text in row)
            for column, text in enumerate(row):
                x = 72 + width * column
                self.canvas.rect(x, 842 - self.y - height, width, height)
                for number, line in enumerate(text.split("\n")):
                    self.line(line, x=x + 4, y=self.y + 13 + 18 * number)
            self.y += height
        self.y += 18

    def picture(self) -> None:
        """A picture over the whole page, as a scanner makes it."""
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        self.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)

    def scan(self, page: Any) -> None:
        """The picture of a page."""
        from reportlab.lib.utils import ImageReader

        self.canvas.drawImage(ImageReader(page), 0, 0, 595, 842)

    def page(self) -> None:
        self.canvas.showPage()
        self.y = 72.0

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()


@cache
def _font() -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT
