"""Characters on a page → its lines, from top to bottom, and the furniture of all pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.ofd.glyphs import Glyph
from indexer.ingest.readers.page_numbers import MARGIN, PAGE_NUMBER
from indexer.ingest.readers.pdf.columns import Piece, Region, regions
from indexer.ingest.readers.reflow import PageLine
from indexer.ingest.readers.run_format import subscript, superscript

_PAGE_NUMBER: Final = re.compile(PAGE_NUMBER)
_EDGE_LINES: Final = 2
_LONGEST_HEAD: Final = 60
_BLANK: Final = 0.28
"""Space between two characters that is a blank, in letter heights."""
_GUTTER: Final = 0.8
"""Space at which a line may be two, in letter heights."""
_COLUMN: Final = 2.0
"""Space that sets the cells of a table apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line whose words stand in columns."""

    line: PageLine
    cells: tuple[str, ...]


Item = PageLine | Row


def lines_of(glyphs: Iterable[Glyph], page: int) -> list[Item]:
    """The lines that characters make, from top to bottom, column by column."""
    pieces = [
        (_piece(piece, number), piece)
        for number, line in enumerate(_base_lines(glyphs))
        for piece in _cut(sorted(line, key=lambda glyph: glyph.left))
    ]
    pieces.sort(key=lambda pair: pair[0].baseline)
    found: list[Item | None] = []
    for region in regions([piece for piece, _ in pieces]):
        chosen = (pieces[at] for at in region.pieces)
        for _, run in groupby(chosen, key=lambda pair: pair[0].row):
            line = [glyph for _, piece in run for glyph in piece]
            line.sort(key=lambda glyph: glyph.left)
            found.append(_line(line, page, region))
    return [line for line in found if line is not None]


def _piece(glyphs: Sequence[Glyph], row: int) -> Piece:
    return Piece(
        x0=glyphs[0].left,
        x1=max(glyph.right for glyph in glyphs),
        baseline=max(glyph.base for glyph in glyphs),
        size=_body_size(glyphs),
        row=row,
    )


def _cut(line: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """A line in pieces, between which a page of two columns may have its gutter."""
    begun = 0
    for at, (before, glyph) in enumerate(pairwise(line), start=1):
        if glyph.left - before.right > _GUTTER * glyph.size:
            yield [*line[begun:at]]
            begun = at
    yield [*line[begun:]]


def _base_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters gathered by their base lines."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.left)):
        last = lines[-1] if lines else None
        if last is not None and glyph.base - last[-1].base < 0.5 * _body_size([*last, glyph]):
            last.append(glyph)
        else:
            lines.append([glyph])
    return lines


def without_furniture(pages: Sequence[Sequence[Item]], height: float) -> list[list[Item]]:
    """The pages without page numbers and what most of them repeat at their top or foot."""
    seen = Counter(mask for page in pages for mask in {_mask(item) for item in _edges(page)})
    often = max(3, len(pages) * 2 // 5)
    kept: list[list[Item]] = []
    for page in pages:
        furniture = {
            id(item)
            for item in _edges(page)
            if (seen[_mask(item)] >= often and len(_mask(item)[0]) <= _LONGEST_HEAD)
            or (_in_margin(item, height) and _PAGE_NUMBER.fullmatch(_of(item).text.strip()))
        }
        kept.append([item for item in page if id(item) not in furniture])
    return kept


def _line(glyphs: list[Glyph], page: int, region: Region) -> Item | None:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not inked:
        return None
    size = _body_size(inked)
    cells = _cells(glyphs, size)
    line = PageLine(
        text=" ".join(cells),
        left=inked[0].left - region.left,
        right=max(glyph.right for glyph in inked) - region.left,
        top=min(glyph.base for glyph in inked) - size,
        size=size,
        page=page,
        count=len(glyphs),
        links=tuple(_links(inked)),
        column=region.width,
    )
    return Row(line, tuple(cells)) if len(cells) > 1 else line


def _cells(glyphs: Sequence[Glyph], size: float) -> list[str]:
    """The words of a line; space of several letters begins a new cell."""
    middle = sorted(glyph.base for glyph in glyphs if glyph.size > 0.8 * size)
    base = middle[len(middle) // 2]
    cells: list[list[str]] = [[]]
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None:
            if _is_same(before, glyph):
                continue  # bold text is drawn twice by some printers
            gap = (glyph.left - before.right) / size
            if gap > _COLUMN and "".join(cells[-1]).strip():
                cells.append([])
            elif gap > _BLANK and not (before.text.isspace() or glyph.text.isspace()):
                cells[-1].append(" ")
        cells[-1].append(_written(glyph, base, size))
        before = glyph
    return [cell for pieces in cells if (cell := "".join(pieces).strip(" "))]


def _written(glyph: Glyph, base: float, size: float) -> str:
    """A small character above or below the base line is a raised or lowered one."""
    if glyph.size < 0.8 * size:
        if base - glyph.base > 0.15 * size:
            return superscript(glyph.text)
        if glyph.base - base > 0.08 * size:
            return subscript(glyph.text)
    return glyph.text


def _is_same(one: Glyph, other: Glyph) -> bool:
    near = 0.2 * one.size
    return (
        one.text == other.text
        and abs(one.left - other.left) < near
        and abs(one.base - other.base) < near
    )


def _body_size(glyphs: Sequence[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in glyphs)
    return sizes[len(sizes) // 2]


def _links(glyphs: Sequence[Glyph]) -> Iterable[ExtractedLink]:
    at = 0
    while at < len(glyphs):
        link, end = glyphs[at].link, at
        while end < len(glyphs) and glyphs[end].link == link:
            end += 1
        if link:
            yield ExtractedLink(text="".join(glyph.text for glyph in glyphs[at:end]), url=link)
        at = end


def _edges(page: Sequence[Item]) -> list[Item]:
    return [
        item for at, item in enumerate(page) if at < _EDGE_LINES or at >= len(page) - _EDGE_LINES
    ]


def _mask(item: Item) -> tuple[str, int]:
    """A line's words without figures, and its height on the page in steps of 12 points."""
    line = _of(item)
    return re.sub(r"\d+", "#", "".join(line.text.split())), round(line.top / 12)


def _of(item: Item) -> PageLine:
    return item.line if isinstance(item, Row) else item


def _in_margin(item: Item, height: float) -> bool:
    return not MARGIN * height < _of(item).top < (1 - MARGIN) * height
