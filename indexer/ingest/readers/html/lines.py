"""A page's elements → its lines and table rows, as a browser would break them, each with what its
place in the page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.builder import Line, is_layout, web_address
from indexer.ingest.readers.html.markup import Markup, markup_of
from indexer.ingest.readers.run_format import subscript, superscript
from indexer.reports.numbering import Rank, read_marker, to_chinese
from indexer.reports.sections import classify_heading

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ROWS: Final = 1_000
_MOST_COLUMNS: Final = 100
_LONGEST_REPEATED: Final = 40
"""Characters of a cell up to which it is repeated in each row that it spans; a longer one is text
that stands in its first row, and leaves the cells below empty."""


@dataclass
class TableGrid:
    """A table whose rows are met one after the other."""

    _spanning: dict[int, tuple[int, list[Line]]] = field(default_factory=dict)
    """Columns taken by cells of rows above: for how many rows more, and the words."""

    def place(self, cells: list[_Element], lines: list[list[Line]]) -> list[list[Line]]:
        """The lines of the next row's cells, one entry a column."""
        row: list[list[Line]] = []
        for cell, words in zip(cells, lines, strict=True):
            self._fill(row)
            columns = _span(cell, "colspan", _MOST_COLUMNS)
            rows = _span(cell, "rowspan", _MOST_ROWS)
            for column in range(len(row), len(row) + columns):
                if rows > 1:
                    below = _repeated(words) if column == len(row) else []
                    self._spanning[column] = (rows - 1, below)
            row.append(words)
            row.extend([] for _ in range(columns - 1))
        self._fill(row)
        return row

    def _fill(self, row: list[list[Line]]) -> None:
        """Columns that a cell of a row above takes."""
        while (column := len(row)) in self._spanning:
            rows, words = self._spanning.pop(column)
            if rows > 1:
                self._spanning[column] = (rows - 1, words)
            row.append(words)


def _repeated(words: list[Line]) -> list[Line]:
    short = sum(len(line.text) for line in words) <= _LONGEST_REPEATED
    return [Line(line.text) for line in words] if short else []


def _span(cell: _Element, name: str, most: int) -> int:
    written = (cell.get(name) or "").strip()
    stated = int(written) if written.isdecimal() and len(written) < 6 else 1
    return min(max(stated, 1), most)


_SOURCE_SPACE: Final = " \t\r\n\f\v"
_HAN: Final = re.compile("[\u3400-\u9fff]")
_BRACKET: Final = re.compile(r"[\[\]()（）〔〕【】]")
_LONGEST_HEADING: Final = 40
_NONE: Final = -1


@dataclass(slots=True)
class PageLine:
    """A line, or a row of a table, and its place in the page."""

    cells: list[list[Line]]
    """The cells of a row with their lines; a line alone is the one line of the one cell."""
    is_row: bool
    text: str
    letters: int
    """Letters in it, digits aside."""
    linked: int
    """Letters of these that are links' words."""
    links: int
    """How many links stand in it."""
    block: int
    """Number of the innermost block around it."""
    region: int
    """Number of the innermost block whose names say that it is boilerplate, -1 outside of such."""
    heading: int
    """Number of the element that marks it as a heading, -1 where none does."""


@dataclass(slots=True)
class PageLines:
    """The lines of a page in their order, and the blocks around them, numbered in their order."""

    lines: list[PageLine] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    """The block around each block, -1 for the first."""
    ends: list[int] = field(default_factory=list)
    """The last block inside each block."""
    containers: list[tuple[int, _Element]] = field(default_factory=list)
    """The blocks that a site builder marks as the article."""
    regions: dict[int, int] = field(default_factory=dict)
    """Each block that names itself boilerplate, and the one around it."""

    def is_inside(self, block: int, around: int) -> bool:
        """Whether a block is another one or stands in it."""
        return around <= block <= self.ends[around]

    def common_block(self, first: int, second: int) -> int:
        """The innermost block around both."""
        while not self.is_inside(second, first):
            first = self.parents[first]
        return first


def read_page_lines(
    body: _Element, base: str | None, shown: frozenset[_Element] = frozenset()
) -> PageLines:
    """The lines of a page. `base` is what relative addresses are relative to; the elements
    `shown` are read although their style hides them."""
    page = PageLines()
    walk = _Walk(page, base, shown)
    page.lines = walk.read(body)
    return page


@dataclass
class _Pending:
    """The line being written."""

    pieces: list[str] = field(default_factory=list)
    links: list[ExtractedLink] = field(default_factory=list)
    open_links: list[tuple[str, int]] = field(default_factory=list)
    """Addresses of links that are not closed yet, and the piece they began at."""
    linked: int = 0
    count: int = 0

    def add(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            if self.open_links:
                self.linked += _letters(text)

    def open_link(self, address: str) -> None:
        self.open_links.append((address, len(self.pieces)))
        self.count += 1

    def close_link(self) -> None:
        address, start = self.open_links.pop()
        self._add_link(address, start)

    def cut(self) -> tuple[Line, int, int]:
        """The line as it is, its linked letters and its links; an open link goes on in the next."""
        for index, (address, start) in enumerate(self.open_links):
            self._add_link(address, start)
            self.open_links[index] = (address, 0)
        line = Line("".join(self.pieces), tuple(self.links))
        linked, count = self.linked, self.count
        self.pieces, self.links = [], []
        self.linked, self.count = 0, len(self.open_links)
        return line, linked, count

    def _add_link(self, address: str, start: int) -> None:
        text = " ".join("".join(self.pieces[start:]).split())
        if address and text:
            self.links.append(ExtractedLink(text=text, url=address))


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    element: _Element
    markup: Markup


class _Walk:
    """One pass over a page in its order, without recursion but for the cells of plain rows."""

    def __init__(self, page: PageLines, base: str | None, shown: frozenset[_Element]) -> None:
        self._page = page
        self._base = base
        self._shown = shown
        self._blocks: list[int] = [_NONE]
        self._regions: list[int] = [_NONE]
        self._headings: list[int] = [_NONE]
        self._raised = self._lowered = self._preformatted = 0
        self._grids: dict[_Element, TableGrid] = {}
        self._items: dict[_Element, int] = {}
        self._lines: list[PageLine] = []
        self._pending = _Pending()
        self._in_cell = False

    def read(self, root: _Element) -> list[PageLine]:
        """The lines of an element."""
        outer = self._lines, self._pending
        self._lines, self._pending = [], _Pending()
        stack: list[_Element | _Open] = [root]
        while stack:
            item = stack.pop()
            if isinstance(item, _Open):
                self._leave(item.element, item.markup)
                element = item.element
            else:
                element = item
                markup = markup_of(element)
                if markup.is_unseen and element not in self._shown:
                    pass
                elif element.tag == "br":
                    self._cut(forced=True)
                elif element.tag == "tr" and not self._in_cell and element.find(".//table") is None:
                    self._cut()
                    self._read_row(element, markup)
                else:
                    self._enter(element, markup)
                    stack.append(_Open(element, markup))
                    stack.extend(reversed(element))
                    continue
            if element is not root and element.tail:
                self._write(element.tail)
        self._cut()
        lines = self._lines
        self._lines, self._pending = outer
        return lines

    def _enter(self, element: _Element, markup: Markup) -> None:
        if markup.is_block:
            self._cut()
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
            self._cut()
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
            *whole, text = text.split("\n")
            for line in whole:
                self._pending.add(line)
                self._cut(forced=True)
        self._pending.add(text)

    def _cut(self, *, forced: bool = False) -> None:
        """The line ends here, where there is one.

        Space held open by a no-break space, or by a forced break, is a blank line.
        """
        if not forced and not self._pending.pieces:
            self._pending.count = len(self._pending.open_links)
            return
        line, linked, links = self._pending.cut()
        if forced or line.text.strip(_SOURCE_SPACE):
            self._lines.append(self._placed([[line]], line.text, linked, links, is_row=False))

    def _placed(
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
        read = [self.read(cell) for cell in cells]
        self._in_cell = False
        lines = [[line.cells[0][0] for line in cell if line.text] for cell in read]
        grid = self._grids.setdefault(_table_of(row), TableGrid())
        placed = grid.place(cells, [_whole_words(cell) for cell in lines])
        if _lays_out(lines, placed):
            self._lines.extend(line for cell in read for line in cell)
        else:
            everything = [line for cell in read for line in cell]
            text = "\t".join(line.text for cell in placed for line in cell)
            linked, links = sum(x.linked for x in everything), sum(x.links for x in everything)
            self._lines.append(self._placed(placed, text, linked, links, is_row=True))
        self._leave(row, markup)

    def _item_number(self, item: _Element) -> str:
        """The number a browser shows before an item of an ordered list."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        style = (parent.get("style") or "").replace(" ", "").lower()
        if "list-style:none" in style or "list-style-type:none" in style:
            return ""
        stated = item.get("value") or ("" if parent in self._items else parent.get("start") or "")
        usual = self._items.get(parent, 0) + 1
        number = int(stated) if stated.isdecimal() and len(stated) < 5 else usual
        self._items[parent] = number
        if "cjk" in style or "chinese" in style:
            return f"{to_chinese(number)}、"
        return f"{number}. "


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _table_of(row: _Element) -> _Element:
    parent = row.getparent()
    while parent is not None and parent.tag in {"tbody", "thead", "tfoot"}:
        row, parent = parent, parent.getparent()
    return row if parent is None else parent


def _whole_words(lines: list[Line]) -> list[Line]:
    """The lines of a cell; where each is a single character, they are a word set upright."""
    if len(lines) > 1 and all(len(line.text.strip()) == 1 for line in lines):
        return [Line("".join(line.text.strip() for line in lines), lines[0].links)]
    return lines


def _lays_out(cells: list[list[Line]], placed: list[list[Line]]) -> bool:
    """Whether a row only arranges text on a page: also where a cell holds a section's heading
    with its text below or beside it. `placed` has a cell for each column."""
    if is_layout(placed) or (len(cells) == 1 and placed[0] and not any(placed[1:])):
        return True
    headings = [line for cell in cells for line in _headings(cell)]
    if not headings:
        return False
    if len(cells) == 2 and any(classify_heading(line) for line in headings):
        return all(_letters(line.text) for cell in cells for line in cell[:1])
    return any("。" in line.text for cell in cells for line in cell)


def _headings(cell: list[Line]) -> Iterator[str]:
    for line in cell:
        text = line.text.strip()
        marker = read_marker(text)
        if not marker or marker.weak or len(text) > _LONGEST_HEADING:
            continue
        if marker.rank <= Rank.HAN or classify_heading(text[marker.end :]):
            yield text
