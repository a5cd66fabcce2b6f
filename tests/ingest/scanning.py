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
"""A4 at 200 dots an inch."""
_LEFT, _TOP, _BOTTOM = 211, 250, 2090
_SIZE: Final = 44
_PITCH: Final = 78
_CHARS: Final = 28
_LONGEST_TITLE: Final = 45
_NEVER_FIRST: Final = "，。、；：！？）》”’】〕%"
_RED: Final = (205, 30, 40)

Row = tuple[str, ...]


def typeface(name: str = "Serif") -> Path | None:
    """A Chinese typeface of this machine, Noto Serif or Noto Sans; None where it has none."""
    return next(FONTS.rglob(f"Noto{name}CJK-Regular.ttc"), None)


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


CLEAN: Final = Look()


def scan(
    paragraphs: Sequence[str | Sequence[Row]], look: Look = CLEAN, seed: int = 1
) -> list[Image.Image]:
    """The pages of a text; a paragraph that is a list of rows is a ruled table."""
    pages = _set(paragraphs, look.face)
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


@lru_cache(maxsize=16)
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    path = typeface(face)
    assert path is not None, "install fonts-noto-cjk"
    return ImageFont.truetype(str(path), size, index=2)


class _Press:
    """Sets text on pages."""

    def __init__(self, face: str) -> None:
        self.face = face
        self.pages: list[Image.Image] = []
        self.y = _BOTTOM
        self._new_page()

    def _new_page(self) -> None:
        self.pages.append(Image.new("RGB", (WIDTH, HEIGHT), "white"))
        self.draw = ImageDraw.Draw(self.pages[-1])
        self.y = _TOP
        number = f"- {len(self.pages)} -"
        font = _font(self.face, 34)
        self.draw.text(((WIDTH - font.getlength(number)) / 2, HEIGHT - 170), number, "black", font)

    def room(self, height: int) -> None:
        if self.y + height > _BOTTOM:
            self._new_page()

    def title(self, text: str) -> None:
        font = _font(self.face, 62)
        pieces = [text[at : at + 18] for at in range(0, len(text), 18)]
        for piece in pieces:
            self.room(100)
            self.draw.text(
                ((WIDTH - font.getlength(piece)) / 2, self.y), piece, "black", font,
                stroke_width=1, stroke_fill="black",
            )  # fmt: skip
            self.y += 100
        self.y += 30

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        font = _font(self.face, _SIZE)
        lines = [*_lines(text, font)]
        for number, line in enumerate(lines):
            self.room(_PITCH)
            indent = 2 * _SIZE if number == 0 else 0
            x = float(_LEFT + indent)
            widths = [font.getlength(char) for char in line]
            spare = _CHARS * _SIZE - indent - sum(widths)
            is_last = number == len(lines) - 1
            gap = 0.0 if is_last or len(line) < 2 else spare / (len(line) - 1)
            for char, width in zip(line, widths, strict=True):
                self.draw.text(
                    (x, self.y), char, "black", font, stroke_width=int(bold), stroke_fill="black"
                )
                x += width + gap
            self.y += _PITCH

    def right(self, text: str) -> None:
        font = _font(self.face, _SIZE)
        self.room(_PITCH)
        x = _LEFT + (_CHARS - 2) * _SIZE - font.getlength(text)
        self.draw.text((x, self.y), text, "black", font)
        self.y += _PITCH

    def table(self, rows: Sequence[Row]) -> None:
        font = _font(self.face, 36)
        columns = len(rows[0])
        width, height = _CHARS * _SIZE / columns, 76
        self.room(height * len(rows) + 20)
        for row in rows:
            for at, cell in enumerate(row):
                x = _LEFT + at * width
                self.draw.rectangle(
                    (x, self.y, x + width, self.y + height), outline="black", width=3
                )
                self.draw.text((x + 18, self.y + 14), cell, "black", font)
            self.y += height
        self.y += 20


def _set(paragraphs: Iterable[str | Sequence[Row]], face: str) -> list[Image.Image]:
    press = _Press(face)
    for number, paragraph in enumerate(paragraphs):
        if not isinstance(paragraph, str):
            press.table(paragraph)
        elif number == 0 and len(paragraph) <= _LONGEST_TITLE:
            press.title(paragraph)
        elif paragraph.startswith(">"):
            press.right(paragraph[1:])
        else:
            is_heading = len(paragraph) < 30 and not paragraph.endswith("。")
            press.paragraph(paragraph, bold=is_heading)
    return press.pages


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line, width, most = "", 0.0, float((_CHARS - 2) * _SIZE)
    for char in text:
        advance = font.getlength(char)
        if width + advance > most + 1 and char not in _NEVER_FIRST:
            yield line
            line, width, most = "", 0.0, float(_CHARS * _SIZE)
        line += char
        width += advance
    if line:
        yield line


def _scanned(page: Image.Image, look: Look, seed: int) -> Image.Image:
    draw = random.Random(seed)
    if look.seal:
        page = _sealed(page, draw)
    if look.dots_per_inch != 200:
        share = look.dots_per_inch / 200
        page = page.resize((round(WIDTH * share), round(HEIGHT * share)), Image.Resampling.LANCZOS)
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


def _sealed(page: Image.Image, draw: random.Random) -> Image.Image:
    """The page with a round red seal across its text."""
    radius = 165
    x, y = draw.randint(500, 1200), draw.randint(700, 1700)
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=9)
    star = [
        (
            x + (60 if k % 2 == 0 else 24) * math.sin(k * math.pi / 5),
            y - (60 if k % 2 == 0 else 24) * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    pen.polygon(star, fill=_RED)
    for at, char in enumerate("某某大学信息公开专用章"):
        angle = math.radians(-125 + 25 * at)
        mark = Image.new("L", (56, 56), 0)
        ImageDraw.Draw(mark).text((6, 0), char, 255, _font("Serif", 42))
        mark = mark.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        place = (
            round(x + 125 * math.sin(angle) - 28),
            round(y - 125 * math.cos(angle) - 28),
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
