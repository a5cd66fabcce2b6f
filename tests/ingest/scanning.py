"""Composes scans: paragraphs set on pages of A4 as pictures, and what a scanner does to them.

The text is set as an office prints it: 16-point type, 28 characters a line, justified, an indent
of two characters, page numbers, a heading in bold where a line begins with one. `python -m
tests.ingest.scanning TEXT FOLDER` writes the pages of a text file.
"""

from __future__ import annotations

import io
import math
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS: Final = Path("/usr/share/fonts")
WIDTH, HEIGHT = 1654, 2339
"""A4 at 200 dots an inch, in which all lengths here are given."""
_TOP, _BOTTOM = 250, 2090
_LONGEST_TITLE: Final = 45
_NEVER_FIRST: Final = "，。、；：！？）》”’】〕%"
_RED: Final = (205, 30, 40)
_CHINESE: Final = 2
"""Which typeface of a Noto collection has the Chinese forms of characters."""

Row = tuple[str, ...]


def typeface(name: str = "Serif") -> Path | None:
    """A Chinese typeface of this machine, Noto Serif or Noto Sans; None where it has none. A name
    with a suffix is the path of one."""
    if name.endswith((".ttf", ".ttc", ".otf")):
        return Path(name)
    return next(FONTS.rglob(f"Noto{name}CJK-Regular.ttc"), None)


@dataclass(frozen=True)
class Layout:
    """How a text is set."""

    size: int = 44
    """Of a letter."""
    pitch: int = 78
    """From line to line."""
    chars: int = 28
    """Of a full line."""
    indent: int = 2
    """Characters before the first line of a paragraph."""
    gap: int = 0
    """Between paragraphs."""
    letterhead: str = ""
    """In large red letters above the title, over a red rule."""

    @property
    def left(self) -> int:
        return (WIDTH - self.chars * self.size) // 2


@dataclass(frozen=True)
class Look:
    """How a page was printed and scanned."""

    face: str = "Serif"
    turned: float = 0.0
    """Degrees."""
    seal: bool = False
    grey: bool = False
    jpeg: int = 0
    """Quality; 0 for none."""
    noise: float = 0.0
    photo: bool = False
    """Photographed askew, in uneven light."""
    dots_per_inch: int = 200
    layout: Layout = Layout()

    @property
    def scale(self) -> float:
        return self.dots_per_inch / 200


CLEAN: Final = Look()


def scan(
    paragraphs: Sequence[str | Sequence[Row]], look: Look = CLEAN, seed: int = 1
) -> list[Image.Image]:
    """The pages of a text; a paragraph that is a list of rows is a ruled table, one after ">" is
    set at the right, one after "^" in the middle."""
    pages = _set(paragraphs, look)
    return [_scanned(page, look, seed + number) for number, page in enumerate(pages)]


def as_pdf(pages: Sequence[Image.Image], dots_per_inch: int = 200) -> bytes:
    """A PDF of pictures."""
    file = io.BytesIO()
    pages[0].save(
        file,
        "PDF",
        resolution=dots_per_inch,
        save_all=True,
        append_images=pages[1:],
        quality=85,
    )
    return file.getvalue()


def as_file(page: Image.Image, form: str = "JPEG") -> bytes:
    """A picture file."""
    file = io.BytesIO()
    page.save(file, form, **({"quality": 85} if form == "JPEG" else {}))
    return file.getvalue()


@lru_cache(maxsize=32)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path = typeface(face)
    assert path is not None, "install fonts-noto-cjk"
    index = _CHINESE if path.name.startswith("Noto") and path.suffix == ".ttc" else 0
    return ImageFont.truetype(str(path), size, index=index)


class _Press:
    """Sets text on pages."""

    def __init__(self, look: Look) -> None:
        self.face, self.scale, self.layout = look.face, look.scale, look.layout
        self.pages: list[Image.Image] = []
        self.y = 0.0
        self.new_page()

    def new_page(self) -> None:
        size = round(WIDTH * self.scale), round(HEIGHT * self.scale)
        self.pages.append(Image.new("RGB", size, "white"))
        self.draw = ImageDraw.Draw(self.pages[-1])
        self.y = _TOP
        number = f"- {len(self.pages)} -"
        font = self.font(34)
        self.write((WIDTH - self.length(number, font)) / 2, HEIGHT - 170, number, font)

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        return _font(self.face, round(size * self.scale))

    def length(self, text: str, font: ImageFont.FreeTypeFont) -> float:
        return font.getlength(text) / self.scale

    def write(
        self,
        x: float,
        y: float,
        text: str,
        font: ImageFont.FreeTypeFont,
        *,
        bold: bool = False,
        ink: str | tuple[int, int, int] = "black",
    ) -> None:
        width = round(self.scale) if bold else 0
        self.draw.text(
            (x * self.scale, y * self.scale), text, ink, font, stroke_width=width, stroke_fill=ink
        )

    def room(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self.new_page()

    def letterhead(self, text: str) -> None:
        font = self.font(84)
        self.write((WIDTH - self.length(text, font)) / 2, self.y, text, font, bold=True, ink=_RED)
        self.y += 130
        box = (200, self.y, WIDTH - 200, self.y + 5)
        self.draw.rectangle([value * self.scale for value in box], fill=_RED)
        self.y += 60

    def title(self, text: str) -> None:
        font = self.font(62)
        for at in range(0, len(text), 18):
            piece = text[at : at + 18]
            self.room(100)
            x = (WIDTH - self.length(piece, font)) / 2
            self.write(x, self.y, piece, font, bold=True)
            self.y += 100
        self.y += 30

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        font, layout = self.font(self.layout.size), self.layout
        lines = [*self._lines(text, font)]
        for number, line in enumerate(lines):
            self.room(layout.pitch)
            indent = layout.indent * layout.size if number == 0 else 0
            x = float(layout.left + indent)
            widths = [self.length(char, font) for char in line]
            spare = layout.chars * layout.size - indent - sum(widths)
            is_last = number == len(lines) - 1
            gap = 0.0 if is_last or len(line) < 2 else spare / (len(line) - 1)
            for char, width in zip(line, widths, strict=True):
                self.write(x, self.y, char, font, bold=bold)
                x += width + gap
            self.y += layout.pitch
        self.y += layout.gap

    def right(self, text: str) -> None:
        layout = self.layout
        font = self.font(layout.size)
        self.room(layout.pitch)
        right = layout.left + (layout.chars - 2) * layout.size
        self.write(right - self.length(text, font), self.y, text, font)
        self.y += layout.pitch

    def centred(self, text: str) -> None:
        font = self.font(self.layout.size)
        self.room(self.layout.pitch)
        self.write((WIDTH - self.length(text, font)) / 2, self.y, text, font)
        self.y += self.layout.pitch

    def table(self, rows: Sequence[Row]) -> None:
        layout = self.layout
        size = round(0.82 * layout.size)
        font, columns, height = self.font(size), len(rows[0]), round(2.1 * size)
        width = layout.chars * layout.size / columns
        self.room(min(height * len(rows) + 20, 1_000))
        for row in rows:
            self.room(height)
            for at, cell in enumerate(row):
                x = layout.left + at * width
                box = (x, self.y, x + width, self.y + height)
                self.draw.rectangle(
                    [value * self.scale for value in box],
                    outline="black",
                    width=round(3 * self.scale),
                )
                self.write(x + 18, self.y + 0.4 * size, cell, font)
            self.y += height
        self.y += 20

    def _lines(self, text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
        layout = self.layout
        whole = float(layout.chars * layout.size)
        line, width, most = "", 0.0, whole - layout.indent * layout.size
        for char in text:
            advance = self.length(char, font)
            if width + advance > most + 1 and char not in _NEVER_FIRST:
                yield line
                line, width, most = "", 0.0, whole
            line += char
            width += advance
        if line:
            yield line


def _set(paragraphs: Iterable[str | Sequence[Row]], look: Look) -> list[Image.Image]:
    press = _Press(look)
    if look.layout.letterhead:
        press.letterhead(look.layout.letterhead)
    for number, paragraph in enumerate(paragraphs):
        if not isinstance(paragraph, str):
            press.table(paragraph)
        elif number == 0 and len(paragraph) <= _LONGEST_TITLE:
            press.title(paragraph)
        elif paragraph.startswith(">"):
            press.right(paragraph[1:])
        elif paragraph.startswith("^"):
            press.centred(paragraph[1:])
        else:
            is_heading = len(paragraph) < 30 and not paragraph.endswith("。")
            press.paragraph(paragraph, bold=is_heading)
    return press.pages


def _scanned(page: Image.Image, look: Look, seed: int) -> Image.Image:
    draw = random.Random(seed)
    if look.seal:
        page = _sealed(page, draw, look.scale)
    if look.turned:
        page = page.rotate(look.turned, Image.Resampling.BICUBIC, fillcolor="white")
    if look.photo:
        page = _photographed(page, draw)
    if look.noise:
        pixels = np.asarray(page, dtype=np.float32)
        spread = np.random.default_rng(seed).normal(0, look.noise, pixels.shape)
        page = Image.fromarray((pixels * 0.94 + 8 + spread).clip(0, 255).astype(np.uint8))
        page = page.filter(ImageFilter.GaussianBlur(0.6))
    if look.grey:
        page = page.convert("L")
    if look.jpeg:
        page = Image.open(io.BytesIO(_jpeg(page, look.jpeg)))
    return page


def _jpeg(page: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    page.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _sealed(page: Image.Image, draw: random.Random, scale: float) -> Image.Image:
    """The page with a round red seal across its text."""
    radius = 165 * scale
    x, y = draw.randint(500, 1200) * scale, draw.randint(700, 1700) * scale
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse(
        (x - radius, y - radius, x + radius, y + radius), outline=_RED, width=round(9 * scale)
    )
    star = [
        (
            x + (60 if k % 2 == 0 else 24) * scale * math.sin(k * math.pi / 5),
            y - (60 if k % 2 == 0 else 24) * scale * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    pen.polygon(star, fill=_RED)
    side = round(56 * scale)
    for at, char in enumerate("某某大学信息公开专用章"):
        angle = math.radians(-125 + 25 * at)
        mark = Image.new("L", (side, side), 0)
        ImageDraw.Draw(mark).text((6 * scale, 0), char, 255, _font("Serif", round(42 * scale)))
        mark = mark.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        place = (
            round(x + 125 * scale * math.sin(angle) - side / 2),
            round(y - 125 * scale * math.cos(angle) - side / 2),
        )
        seal.paste(_RED, place, mark)
    pixels = np.asarray(page, dtype=np.float32) * np.asarray(seal, dtype=np.float32) / 255
    return Image.fromarray(pixels.astype(np.uint8))


def _photographed(page: Image.Image, draw: random.Random) -> Image.Image:
    """The page from an angle: one side smaller, darker towards a corner."""
    width, height = page.size
    inset = draw.uniform(0.01, 0.025) * width
    lean = draw.uniform(0.005, 0.02) * height
    corners = (
        -inset,
        -lean,
        -inset / 2,
        height + lean,
        width + inset / 2,
        height,
        width + inset,
        0,
    )
    page = page.transform(
        page.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor="white"
    )
    across = np.linspace(1.0, 0.78, width, dtype=np.float32)[None, :, None]
    down = np.linspace(1.0, 0.9, height, dtype=np.float32)[:, None, None]
    return Image.fromarray((np.asarray(page, dtype=np.float32) * across * down).astype(np.uint8))


if __name__ == "__main__":
    given, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    written = [line.strip() for line in given.read_text("utf-8").splitlines() if line.strip()]
    for count, sheet in enumerate(scan(written), start=1):
        sheet.save(folder / f"{given.stem}-{count}.png")
