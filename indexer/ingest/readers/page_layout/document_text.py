"""The pages of a document → its text: without boilerplate, with whole paragraphs and table rows.

Boilerplate is what is printed on every page beside the text: page numbers, running heads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import TextBuilder
from indexer.ingest.readers.encoding import implausible
from indexer.ingest.readers.page_layout.geometry import UNMAPPED
from indexer.ingest.readers.page_layout.page import PageText
from indexer.ingest.readers.page_layout.reflow import PageLayout, PageLine, measure_layout, reflow
from indexer.ingest.readers.page_layout.tables import Row, cell_paragraphs, merge_split_rows
from indexer.reports.warnings import AnyWarning, DetailedWarning, ReadingWarning

_PAGE_NUMBER: Final = re.compile(
    r"[-–—―－─~·\s]*\d{1,4}[-–—―－─~·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|(?i:page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
"""A whole line: - 3 -, 第 3 页 共 9 页, 3/9, Page 3 of 9."""
_MARGIN: Final = 0.12
"""Share of a page's height, at its top and foot, where page numbers may be."""
_TOP: Final = 0.08
"""Share of a page's height for running heads that no other page repeats."""
_SMALLER: Final = 0.9
_EDGE_LINES: Final = 2
"""Lines at the top and foot of a page among which running heads are looked for."""
_LONGEST: Final = 60
_ENOUGH_LINES: Final = 10
"""So many lines show where the right margin is, however short they are."""
_FULL: Final = 0.7
"""Share of a page's width beyond which even a few lines show the margin."""
_SET_APART: Final = 2.0
"""Letter heights between a running head on only two pages and the text."""
_FEWEST_WORDS: Final = 30
"""A page with a picture and fewer letters than this is a scan."""
_PROSE: Final = 150
"""A page with fewer letters than this may be a title page."""
_UNKNOWN_SHARE: Final = 0.1
"""Share of characters without a Unicode value, of many kinds, that shows wrong decoding."""
_MOST_SYMBOLS: Final = 12
"""Up to so many different characters without a Unicode value may be symbols; a text has more."""
_UNKNOWN_MOST: Final = 0.3
"""Share of characters without a Unicode value that symbols cannot explain."""
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_NO_SIGN_OF_GARBLING: Final = re.compile(f"[\ue000-\uf8ff{UNMAPPED}\U00010000-\U0010ffff]")
"""Symbols, characters counted already, and rare characters that no wrong decoding produces."""
_BEYOND_WINDOWS_1252: Final = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u024f]"
)
"""Latin letters that no wrong decoding produces either."""
PARTLY_SCANNED: Final = Message(
    "第 %(pages)s 页是扫描件，没有文字层，其余页只有标题或少量文字："
    "请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX"
)
_WORD: Final = re.compile(rf"[^\W_]|[\ue000-\uf8ff]|{UNMAPPED}")


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why a document is not read, in the words of its format."""

    outlined: Message
    scanned: Message
    garbled: Message


def extract_text(
    pages: Sequence[PageText],
    limits: Limits,
    title: str | None,
    refusals: Refusals,
    *,
    rows_by_space: bool = False,
) -> Extracted:
    """The text of a document's pages; `rows_by_space` makes a line with wide spaces a row of cells.
    Raises UnreadableError."""
    scans = _scans(pages, refusals)
    builder = TextBuilder(limits)
    items = [item for page in without_boilerplate(pages) for item in page.items]
    if rows_by_space:
        items = [*map(_as_row, items)]
    _build(items, max((page.width for page in pages), default=0.0), builder)
    extracted = builder.build(title=title)
    if _is_garbled(extracted.text, pages):
        raise UnreadableError(refusals.garbled)
    return replace(extracted, warnings=tuple(_warnings(pages, scans)))


def _scans(pages: Sequence[PageText], refusals: Refusals) -> list[int]:
    """Numbers of the scanned pages, which have no text but a stamp or a page number. Raises
    UnreadableError if they outnumber the pages of prose."""
    words: Counter[int] = Counter()
    pictures = set()
    for page in pages:
        words[page.number] += len(_WORD.findall(_text(page)))
        if page.is_picture:
            pictures.add(page.number)
    if words.total() == 0 and not pictures:
        raise UnreadableError(refusals.outlined)
    scans = sorted(number for number in pictures if words[number] < _FEWEST_WORDS)
    prose = sum(count >= _PROSE for count in words.values())
    if len(scans) <= prose:
        return scans
    if sum(words[number] for number in words if number not in scans) == 0:
        raise UnreadableError(refusals.scanned)
    raise UnreadableError(Message(PARTLY_SCANNED, pages=page_ranges(scans)))


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers counted from 0, as people write them: "2、4–7"."""
    pieces = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        pages = [number + 1 for _, number in run]
        pieces.append(str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}")
    return "、".join(pieces)


def pages_to_recognise(pages: Sequence[PageText]) -> list[int]:
    """Numbers of the pages without a usable text layer: a picture or outlines with next to no text,
    or text in characters without a Unicode value."""
    words: Counter[int] = Counter()
    unmapped: Counter[int] = Counter()
    drawn = set()
    for page in pages:
        words[page.number] += len(_WORD.findall(_text(page)))
        unmapped[page.number] += page.unmapped.total()
        if page.is_picture or page.is_drawing:
            drawn.add(page.number)
    return sorted(
        number
        for number, count in words.items()
        if (number in drawn and count < _FEWEST_WORDS)
        or unmapped[number] > max(_MOST_SYMBOLS, _UNKNOWN_MOST * (count + unmapped[number]))
    )


def _warnings(pages: Sequence[PageText], scans: Sequence[int]) -> Iterator[AnyWarning]:
    """Warnings about what is missing from the text."""
    damaged = [page.number for page in pages if page.is_damaged]
    left_out = sum(page.left_out for page in pages)
    unmapped = sum(page.unmapped.total() for page in pages)
    if damaged:
        yield DetailedWarning(ReadingWarning.PAGES_UNREADABLE, page_ranges(damaged))
    if scans:
        yield DetailedWarning(ReadingWarning.PAGES_SCANNED, page_ranges(scans))
    if left_out:
        yield DetailedWarning(ReadingWarning.TEXT_LEFT_OUT, str(left_out))
    if unmapped:
        yield DetailedWarning(ReadingWarning.TEXT_UNMAPPED, str(unmapped))


def _is_garbled(text: str, pages: Sequence[PageText]) -> bool:
    """Whether the text was decoded wrongly. A few unknown symbols do not count."""
    unknown: Counter[int] = Counter()
    for page in pages:
        unknown += page.unmapped
    unknown += Counter(map(ord, _PRIVATE.findall(text)))
    share = unknown.total() / max(1, unknown.total() + sum(map(str.isalnum, text)))
    if share > _UNKNOWN_MOST or (share > _UNKNOWN_SHARE and len(unknown) > _MOST_SYMBOLS):
        return True
    text = _BEYOND_WINDOWS_1252.sub("x", _NO_SIGN_OF_GARBLING.sub("", text))
    return implausible(text) is not None


def _text(page: PageText) -> str:
    return "".join(line.text for item in page.items for line in _lines_of(item))


def _lines_of(item: PageLine | Row) -> Iterator[PageLine]:
    return iter((item,)) if isinstance(item, PageLine) else item.lines()


def _as_row(line: PageLine | Row) -> PageLine | Row:
    """A line with wide spaces as the row of a table without ruling lines."""
    if isinstance(line, Row) or not line.cells:
        return line
    edges = ((line.left, line.right),) * len(line.cells)
    first = replace(line, text=line.cells[0], tail=None)
    others = (replace(first, text=cell, links=()) for cell in line.cells[1:])
    return Row(line.top, tuple((cell,) for cell in (first, *others)), edges)


def _build(items: Sequence[PageLine | Row], page_width: float, builder: TextBuilder) -> None:
    lines = [item for item in items if isinstance(item, PageLine)]
    layouts = _layouts(lines, page_width)
    for column, run in groupby(items, key=lambda item: _column(item, layouts)):
        if column is None:
            for row in merge_split_rows([item for item in run if isinstance(item, Row)]):
                builder.add_row(cell_paragraphs(row))
        else:
            column_lines = [item for item in run if isinstance(item, PageLine)]
            for paragraph in reflow(column_lines, layouts[column]):
                builder.add_line(paragraph)


def _layouts(lines: Sequence[PageLine], page_width: float) -> dict[float, PageLayout]:
    """The layout of the lines of each column width; widths within a tenth share one."""
    layouts: dict[float, PageLayout] = {}
    widths = Counter(line.column for line in lines)
    groups: list[list[float]] = []
    for width in sorted(widths):
        if groups and width <= groups[-1][0] * 1.1:
            groups[-1].append(width)
        else:
            groups.append([width])
    for group in groups:
        layout = measure_layout([line for line in lines if line.column in group])
        if 0 in group and len(groups) > 1:  # the columns show the margins of the page
            in_columns = [line for line in lines if line.column]
            layout = replace(
                layout,
                left=min(layout.left, *(line.column_left for line in in_columns)),
                right=max(layout.right, *(line.column_left + line.column for line in in_columns)),
            )
        elif 0 in group and len(lines) < _ENOUGH_LINES and layout.right < _FULL * page_width:
            # A few short lines do not show the margin: assume that it is as wide as the left one.
            layout = replace(layout, right=page_width - layout.left)
        layouts.update(dict.fromkeys(group, layout))
    return layouts


def _column(item: PageLine | Row, layouts: dict[float, PageLayout]) -> float | None:
    """A key that lines of the same layout share, None for a row of a table."""
    if isinstance(item, Row):
        return None
    layout = layouts[item.column]
    return next(width for width, other in layouts.items() if other is layout)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the top or foot of a page."""

    line: PageLine
    gap: float
    """Distance to the next line towards the text, in letter heights."""
    in_margin: bool
    is_small_head: bool
    """Whether it is at the very top, in letters smaller than the text's."""

    @property
    def mask(self) -> tuple[str, int]:
        """Its text with digits masked, and its height on the page in steps of 12 points."""
        words = re.sub(r"\d+", "#", "".join(self.line.text.split()))
        return words, round(self.line.top / 12)


def without_boilerplate(pages: Sequence[PageText]) -> Iterator[PageText]:
    """The pages without page numbers and running heads."""
    sizes = sorted(line.size for page in pages for line in _lines(page))
    body = sizes[len(sizes) // 2] if sizes else 0.0
    edges = [[*_edges(page, body)] for page in pages]
    seen = Counter(mask for page in edges for mask in {edge.mask for edge in page})
    boilerplate = {
        id(edge.line) for page in edges for edge in page if _is_boilerplate(edge, seen, len(pages))
    }
    lines = [line for page in pages for line in _lines(page)]
    if lines and all(id(line) in boilerplate for line in lines):
        boilerplate = set()  # the file has no other text
    for page in pages:
        yield replace(page, items=tuple(item for item in page.items if id(item) not in boilerplate))


def _lines(page: PageText) -> list[PageLine]:
    return [item for item in page.items if isinstance(item, PageLine)]


def _edges(page: PageText, body: float) -> Iterator[_Edge]:
    """The first and last lines of a page; `body` is the usual letter height of the document."""
    lines = sorted(_lines(page), key=lambda line: line.top)
    for at, line in enumerate(lines):
        from_end = len(lines) - 1 - at
        if min(at, from_end) >= _EDGE_LINES:
            continue
        neighbour = lines[at + 1] if at <= from_end and from_end else lines[at - 1]
        yield _Edge(
            line,
            gap=abs(neighbour.top - line.top) / line.size,
            in_margin=not _MARGIN * page.height < line.top < (1 - _MARGIN) * page.height,
            is_small_head=at == 0 and line.top < _TOP * page.height and line.size < _SMALLER * body,
        )


def _is_boilerplate(edge: _Edge, seen: Counter[tuple[str, int]], pages: int) -> bool:
    if edge.in_margin and _PAGE_NUMBER.fullmatch(edge.line.text.strip()):
        return True
    if edge.is_small_head and edge.gap > _SET_APART:
        return True
    words, height = edge.mask
    times = sum(seen[words, near] for near in (height - 1, height, height + 1))
    if len(words) > _LONGEST or times < max(2, pages * 0.4):
        return False
    return times >= 3 or (edge.in_margin and edge.gap > _SET_APART)
