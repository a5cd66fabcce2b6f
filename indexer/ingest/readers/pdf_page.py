"""One PDF page → its lines and table rows, from top to bottom."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.links import web_address
from indexer.ingest.readers.paragraphs import PageLine
from indexer.ingest.readers.pdf_rows import Row

if TYPE_CHECKING:
    from pdfplumber.page import Page

Char = dict[str, Any]
"""A character as pdfplumber gives it: text, x0, x1, top, bottom, size, matrix."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

UNMAPPED: Final = "\ufffd"
"""Stands for a character that the font gives no meaning for."""

_MOST_RULES: Final = 4_000
"""Ruling lines of one page beyond which no table is looked for: a drawing or an attack."""
_RADICALS: Final = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **dict(
        zip(
            map(
                ord,
                "⺁⺄⺇⺊⺒⺓⺟⺠⺩⺫⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
            ),
            "厂乙几卜巳幺母民王目虎西见角贝车長长门青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
            strict=True,
        )
    ),
}
"""Fonts that map 一 to the radical ⼀ are common; searched for is the character."""


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's lines and rows, from top to bottom."""

    items: tuple[PageLine | Row, ...]
    height: float
    has_image: bool


def read_page(page: Page, number: int) -> PageText:
    """The lines and rows of a page."""
    chars = [char for char in page.dedupe_chars().chars if _is_readable(char)]
    links = [*_links(page)]
    rows: list[Row] = []
    for table in _tables(page):
        for row in table.rows:
            boxes = [cell for cell in row.cells if cell is not None]
            cells = [[c for c in chars if _is_inside(c, box)] for box in boxes]
            taken = {id(char) for cell in cells for char in cell}
            chars = [char for char in chars if id(char) not in taken]
            rows.append(_row(row.bbox[1], boxes, cells, links, number))
    items: list[PageLine | Row] = [*lines_of(chars, links, number), *rows]
    items.sort(key=lambda item: item.top)
    return PageText(tuple(items), float(page.height), bool(page.images))


def lines_of(chars: Iterable[Char], links: Sequence[tuple[Box, str]], page: int) -> list[PageLine]:
    """Characters gathered to lines by their height on the page."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (_middle(c), c["x0"])):
        if lines and _middle(char) - _middle(lines[-1][0]) < 0.5 * min(
            char["size"], lines[-1][0]["size"]
        ):
            lines[-1].append(char)
        else:
            lines.append([char])
    found = (_line(sorted(line, key=lambda c: c["x0"]), links, page) for line in lines)
    return [line for line in found if line is not None]


def _line(chars: list[Char], links: Sequence[tuple[Box, str]], page: int) -> PageLine | None:
    inked = [char for char in chars if not char["text"].isspace()]
    if not inked:
        return None
    return PageLine(
        text=_written(chars),
        left=inked[0]["x0"],
        right=max(char["x1"] for char in inked),
        top=min(char["top"] for char in inked),
        size=sorted(char["size"] for char in inked)[len(inked) // 2],
        page=page,
        count=len(chars),
        links=tuple(_links_on(inked, links)),
    )


def _written(chars: Sequence[Char]) -> str:
    """Characters side by side; room between two is a blank."""
    pieces: list[str] = []
    before: Char | None = None
    for char in chars:
        if before is not None and not pieces[-1].isspace() and not char["text"].isspace():
            gap = char["x0"] - before["x1"]
            if gap > 0.28 * min(before["size"], char["size"]):
                pieces.append(" ")
        pieces.append(_text(char))
        before = char
    return "".join(pieces)


def _text(char: Char) -> str:
    text: str = char["text"]
    return UNMAPPED if text.startswith("(cid:") else text.translate(_RADICALS)


def _links_on(chars: Sequence[Char], links: Sequence[tuple[Box, str]]) -> Iterator[ExtractedLink]:
    for box, url in links:
        inside = [char for char in chars if _is_inside(char, box)]
        if inside:
            yield ExtractedLink(text=_written(inside).strip(), url=url)


def _row(
    top: float,
    boxes: Sequence[Box],
    cells: Sequence[Sequence[Char]],
    links: Sequence[tuple[Box, str]],
    page: int,
) -> Row:
    return Row(
        top=top,
        cells=tuple(tuple(lines_of(cell, links, page)) for cell in cells),
        edges=tuple((box[0], box[2]) for box in boxes),
    )


def _tables(page: Page) -> Iterator[Any]:
    """Ruled tables of two columns or more; a frame around a page is none."""
    if len(page.lines) + len(page.rects) + len(page.curves) > _MOST_RULES:
        return
    for table in page.find_tables():
        if any(sum(cell is not None for cell in row.cells) >= 2 for row in table.rows):
            yield table


def _links(page: Page) -> Iterator[tuple[Box, str]]:
    """Link annotations with a web address, from top to bottom and left to right."""
    found = [
        ((link["x0"], link["top"], link["x1"], link["bottom"]), url)
        for link in page.hyperlinks
        if (url := web_address(str(link.get("uri") or "")))
    ]
    yield from sorted(found, key=lambda pair: (round(pair[0][1]), pair[0][0]))


def _is_readable(char: Char) -> bool:
    """Upright and of some size: a watermark across the page is no text of it."""
    along, across, _, up, *_ = char["matrix"]
    is_upright = along * up > 0 and abs(across) < 0.1 * abs(along)
    return is_upright and char["size"] > 1 and not re.match("[\x00-\x08]", char["text"])


def _is_inside(char: Char, box: Box) -> bool:
    across = (char["x0"] + char["x1"]) / 2
    return box[0] <= across <= box[2] and box[1] <= _middle(char) <= box[3]


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2
