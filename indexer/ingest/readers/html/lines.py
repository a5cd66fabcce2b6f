"""A page's elements → its lines and table rows, as a browser would break them, each with its
position in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.builder import Line, LineBuilder, is_layout, web_address
from indexer.ingest.readers.html.markup import Markup, markup_of
from indexer.ingest.readers.run_format import subscript, superscript
from indexer.reports.numbering import Rank, read_marker, to_chinese
from indexer.reports.sections import classify_heading

if TYPE_CHECKING:
    from lxml.etree import _Element

_SOURCE_SPACE: Final = " \t\r\n\f\v"
_HAN: Final = re.compile("[\u3400-\u9fff]")
_BRACKET: Final = re.compile(r"[\[\]()（）〔〕【】]")
_MAX_HEADING_CHARS: Final = 40
_NONE: Final = -1
_MAX_ROW_SPAN: Final = 1_000
_MAX_COLUMN_SPAN: Final = 100
_MAX_REPEATED_CHARS: Final = 40
"""Characters up to which a cell is repeated in each row that it spans; a longer one is text of its
first row, and leaves the cells below empty."""


@dataclass(slots=True)
class PageLine:
    """A line or a table row, and its position in the page."""

    cells: list[list[Line]]
    """The cells of a row with their lines; a line alone is the one line of the one cell."""
    is_row: bool
    text: str
    letters: int
    """Number of letters, digits aside."""
    linked: int
    """Number of letters in links."""
    links: int
    """Number of links."""
    block: int
    """Number of the innermost block around it."""
    region: int
    """Number of the innermost block named as boilerplate, -1 outside such blocks."""
    heading: int
    """Number of the element that marks it as a heading, -1 where none does."""


@dataclass(slots=True)
class PageLines:
    """The lines of a page and the blocks around them, numbered, both in document order."""

    lines: list[PageLine] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    """The block around each block, -1 for the first."""
    ends: list[int] = field(default_factory=list)
    """The last block inside each block."""
    containers: list[tuple[int, _Element]] = field(default_factory=list)
    """The blocks that a site builder marks as the article."""
    regions: dict[int, int] = field(default_factory=dict)
    """Each block named as boilerplate → the one around it."""

    def is_inside(self, block: int, around: int) -> bool:
        """Whether a block is `around` or inside it."""
        return around <= block <= self.ends[around]

    def common_block(self, first: int, second: int) -> int:
        """The innermost block around both."""
        while not self.is_inside(second, first):
            first = self.parents[first]
        return first


def read_page_lines(
    body: _Element, base: str | None, revealed: frozenset[_Element] = frozenset()
) -> PageLines:
    """The lines of a page. Relative addresses are resolved against `base`; the elements `revealed`
    are read although they are hidden."""
    page = PageLines()
    page.lines = _PageWalk(page, base, revealed).read(body)
    return page


@dataclass
class _PendingLine(LineBuilder):
    """The line under construction, with the links that are open in it."""

    open_links: list[tuple[str, int]] = field(default_factory=list)
    """Addresses of links that are not closed yet, and the pieces they began with."""
    linked: int = 0
    link_count: int = 0

    def add(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            if self.open_links:
                self.linked += _letters(text)

    def open_link(self, address: str) -> None:
        self.open_links.append((address, len(self.pieces)))
        self.link_count += 1

    def close_link(self) -> None:
        self.add_link(*self.open_links.pop())

    def end(self) -> tuple[Line, int, int]:
        """The line so far, its letters in links and its number of links; links that are open
        continue in the next line."""
        for index, (address, start) in enumerate(self.open_links):
            self.add_link(address, start)
            self.open_links[index] = (address, 0)
        linked, link_count = self.linked, self.link_count
        self.linked, self.link_count = 0, len(self.open_links)
        return self.take(), linked, link_count


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    element: _Element
    markup: Markup


class _PageWalk:
    """One pass over a page in document order, recursive only for the cells of table rows."""

    def __init__(self, page: PageLines, base: str | None, revealed: frozenset[_Element]) -> None:
        self._page = page
        self._base = base
        self._revealed = revealed
        self._blocks: list[int] = [_NONE]
        self._regions: list[int] = [_NONE]
        self._headings: list[int] = [_NONE]
        self._raised = self._lowered = self._preformatted = 0
        self._grids: dict[_Element, _TableGrid] = {}
        self._item_numbers: dict[_Element, int] = {}
        self._lines: list[PageLine] = []
        self._pending = _PendingLine()
        self._in_cell = False

    def read(self, root: _Element) -> list[PageLine]:
        """The lines of an element."""
        outer = self._lines, self._pending
        self._lines, self._pending = [], _PendingLine()
        stack: list[_Element | _Open] = [root]
        while stack:
            item = stack.pop()
            if isinstance(item, _Open):
                self._leave(item.element, item.markup)
                element = item.element
            else:
                element = item
                markup = markup_of(element)
                if markup.is_unseen and element not in self._revealed:
                    pass
                elif element.tag == "br":
                    self._end_line(forced=True)
                elif element.tag == "tr" and not self._in_cell and element.find(".//table") is None:
                    self._end_line()
                    self._read_row(element, markup)
                else:
                    self._enter(element, markup)
                    stack.append(_Open(element, markup))
                    stack.extend(reversed(element))
                    continue
            if element is not root and element.tail:
                self._write(element.tail)
        self._end_line()
        lines = self._lines
        self._lines, self._pending = outer
        return lines

    def _enter(self, element: _Element, markup: Markup) -> None:
        if markup.is_block:
            self._end_line()
        if markup.is_block or markup.is_heading:
            self._open_block(element, markup)
        if markup.is_region:
            self._page.regions[self._blocks[-1]] = self._regions[-1]
            self._regions.append(self._blocks[-1])
        if markup.is_heading:
            self._headings.append(self._blocks[-1])
        self._raised += markup.is_raised
        self._lowered += markup.is_lowered
        self._preformatted += markup.is_preformatted
        if element.tag == "a":
            address = web_address(element.get("href") or "", self._base)
            self._pending.open_link(address or "")
        elif element.tag == "li":
            self._pending.add(self._item_number(element))
        if element.text:
            self._write(element.text)

    def _open_block(self, element: _Element, markup: Markup) -> None:
        number = len(self._page.parents)
        self._page.parents.append(self._blocks[-1])
        self._page.ends.append(number)
        self._blocks.append(number)
        if markup.is_container:
            self._page.containers.append((number, element))

    def _leave(self, element: _Element, markup: Markup) -> None:
        if element.tag == "a":
            self._pending.close_link()
        if markup.is_block:
            self._end_line()
        if markup.is_region:
            self._regions.pop()
        if markup.is_heading:
            self._headings.pop()
        if markup.is_block or markup.is_heading:
            self._page.ends[self._blocks.pop()] = len(self._page.parents) - 1
        self._raised -= markup.is_raised
        self._lowered -= markup.is_lowered
        self._preformatted -= markup.is_preformatted

    def _write(self, text: str) -> None:
        if (self._raised or self._lowered) and not _HAN.search(text) and not _BRACKET.search(text):
            text = superscript(text) if self._raised else subscript(text)
        if self._preformatted and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._pending.add(line)
                self._end_line(forced=True)
        self._pending.add(text)

    def _end_line(self, *, forced: bool = False) -> None:
        """Ends the line, if one was begun.

        A no-break space, or a forced break, makes a blank line.
        """
        if not forced and not self._pending.pieces:
            self._pending.link_count = len(self._pending.open_links)
            return
        line, linked, links = self._pending.end()
        if forced or line.text.strip(_SOURCE_SPACE):
            self._lines.append(self._page_line([[line]], line.text, linked, links, is_row=False))

    def _page_line(
        self, cells: list[list[Line]], text: str, linked: int, links: int, *, is_row: bool
    ) -> PageLine:
        return PageLine(
            cells=cells,
            is_row=is_row,
            text=text.strip(),
            letters=_letters(text),
            linked=linked,
            links=links,
            block=self._blocks[-1],
            region=self._regions[-1],
            heading=self._headings[-1],
        )

    def _read_row(self, row: _Element, markup: Markup) -> None:
        self._enter(row, markup)
        self._in_cell = True
        cells = [cell for cell in row if cell.tag in {"td", "th"} and not markup_of(cell).is_unseen]
        lines_of_cells = [self.read(cell) for cell in cells]
        self._in_cell = False
        texts = [[line.cells[0][0] for line in lines if line.text] for lines in lines_of_cells]
        grid = self._grids.setdefault(_table_of(row), _TableGrid())
        placed = grid.next_row(cells, [_without_stacking(lines) for lines in texts])
        page_lines = [line for lines in lines_of_cells for line in lines]
        if _lays_out(texts, placed):
            self._lines.extend(page_lines)
        else:
            text = "\t".join(line.text for cell in placed for line in cell)
            linked = sum(line.linked for line in page_lines)
            links = sum(line.links for line in page_lines)
            self._lines.append(self._page_line(placed, text, linked, links, is_row=True))
        self._leave(row, markup)

    def _item_number(self, item: _Element) -> str:
        """The number a browser displays before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        style = (parent.get("style") or "").replace(" ", "").lower()
        if "list-style:none" in style or "list-style-type:none" in style:
            return ""
        is_first = parent not in self._item_numbers
        stated = item.get("value") or ((parent.get("start") or "") if is_first else "")
        following = self._item_numbers.get(parent, 0) + 1
        number = int(stated) if stated.isdecimal() and len(stated) < 5 else following
        self._item_numbers[parent] = number
        if "cjk" in style or "chinese" in style:
            return f"{to_chinese(number)}、"
        return f"{number}. "


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@dataclass
class _TableGrid:
    """The columns of a table whose rows are read one after the other."""

    _spanning: dict[int, tuple[int, list[Line]]] = field(default_factory=dict)
    """Columns taken by cells of rows above: for how many more rows, and the lines repeated."""

    def next_row(self, cells: list[_Element], texts: list[list[Line]]) -> list[list[Line]]:
        """The lines of the next row, one entry per column."""
        row: list[list[Line]] = []
        for cell, lines in zip(cells, texts, strict=True):
            self._add_spanning(row)
            columns = _span(cell, "colspan", _MAX_COLUMN_SPAN)
            rows = _span(cell, "rowspan", _MAX_ROW_SPAN)
            for column in range(len(row), len(row) + columns):
                if rows > 1:
                    below = _repeated(lines) if column == len(row) else []
                    self._spanning[column] = (rows - 1, below)
            row.append(lines)
            row.extend([] for _ in range(columns - 1))
        self._add_spanning(row)
        return row

    def _add_spanning(self, row: list[list[Line]]) -> None:
        """Fills the next columns that cells of rows above take."""
        while (column := len(row)) in self._spanning:
            rows, lines = self._spanning.pop(column)
            if rows > 1:
                self._spanning[column] = (rows - 1, lines)
            row.append(lines)


def _repeated(lines: list[Line]) -> list[Line]:
    is_short = sum(len(line.text) for line in lines) <= _MAX_REPEATED_CHARS
    return [Line(line.text) for line in lines] if is_short else []


def _span(cell: _Element, name: str, limit: int) -> int:
    stated = (cell.get(name) or "").strip()
    span = int(stated) if stated.isdecimal() and len(stated) < 6 else 1
    return min(max(span, 1), limit)


def _table_of(row: _Element) -> _Element:
    parent = row.getparent()
    while parent is not None and parent.tag in {"tbody", "thead", "tfoot"}:
        row, parent = parent, parent.getparent()
    return row if parent is None else parent


def _without_stacking(lines: list[Line]) -> list[Line]:
    """The lines of a cell; single characters one below the other are a word set vertically."""
    if len(lines) > 1 and all(len(line.text.strip()) == 1 for line in lines):
        return [Line("".join(line.text.strip() for line in lines), lines[0].links)]
    return lines


def _lays_out(texts: list[list[Line]], placed: list[list[Line]]) -> bool:
    """Whether a row only lays out text: also where a cell has a section's heading with its text
    below or beside it. `texts` are the lines of the cells, `placed` those of the columns."""
    if is_layout(placed) or (len(texts) == 1 and placed[0] and not any(placed[1:])):
        return True
    headings = [heading for lines in texts for heading in _headings(lines)]
    if not headings:
        return False
    if len(texts) == 2 and any(map(classify_heading, headings)):
        return all(_letters(line.text) for lines in texts for line in lines[:1])
    return any("。" in line.text for lines in texts for line in lines)


def _headings(lines: list[Line]) -> Iterator[str]:
    for line in lines:
        text = line.text.strip()
        marker = read_marker(text)
        if not marker or marker.weak or len(text) > _MAX_HEADING_CHARS:
            continue
        if marker.rank <= Rank.HAN or classify_heading(text[marker.end :]):
            yield text
