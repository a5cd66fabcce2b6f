"""OpenDocument texts, packed (.odt) and in one XML file (.fodt): paragraphs with the numbers of
their lists and headings, tables, notes, links.

What was deleted under tracked changes is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import Line, TextBuilder, web_address
from indexer.ingest.readers.odf_styles import Counters, Levels, ListStyles, TextStyles, whole
from indexer.ingest.readers.office_xml import attribute, child, local, parse_xml
from indexer.ingest.readers.run_format import PLAIN, RunFormat
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST_PART: Final = 32 << 20
_BAD: Final = Message("OpenDocument 文件已损坏：请用 LibreOffice 打开后重新保存")
_ENCRYPTED: Final = Message("文件有密码：请用密码打开后另存为不加密的文件")
_BINARY: Final = re.compile(rb"<office:binary-data\b[^>]*>[^<]*</office:binary-data>")
_ENDS_IN_FIGURE: Final = re.compile(r"[0-9A-Za-z.]$")
_LEFT_OUT: Final = frozenset(
    "tracked-changes annotation annotation-end note-citation ruby-text title desc forms "
    "object object-ole script hidden-text sequence-decls variable-decls user-field-decls "
    "alphabetical-index-auto-mark-file dde-connection-decls event-listeners".split()
)
_HUNG: Final = frozenset({"text-box", "note-body"})
_CHANGES: Final = frozenset({"change-start", "change-end"})
_DEEPEST: Final = 100
_MOST_REPEATED: Final = 1_000


def read_odt(data: bytes, limits: Limits) -> Extracted:
    """The text of a .odt file. Raises UnreadableError."""
    with SafeZip(BytesIO(data), limits) as packed:
        if packed.unpacked_size() > limits.unpacked:
            raise UnreadableError(Message("ODT 解压后过大，疑似压缩炸弹，没有读取"))
        names = packed.members
        if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read(
            "META-INF/manifest.xml", _LARGEST_PART
        ):
            raise UnreadableError(_ENCRYPTED)
        content, styles, meta = (
            parse_xml(packed.read(name, _LARGEST_PART)) if name in names else None
            for name in ("content.xml", "styles.xml", "meta.xml")
        )
    return _read([content, styles], meta, limits)


def read_flat_odt(data: bytes, limits: Limits) -> Extracted:
    """The text of a .fodt file. Raises UnreadableError."""
    root = parse_xml(_BINARY.sub(b"", data))
    return _read([root], root, limits)


def _read(roots: Sequence[_Element | None], meta: _Element | None, limits: Limits) -> Extracted:
    body = child(roots[0], "body", "text")
    if body is None:
        raise UnreadableError(_BAD)
    reader = _Reader([root for root in roots if root is not None], limits)
    reader.blocks(body, 0)
    title = child(meta, "meta", "title")
    stated = (title.text or "").strip() if title is not None else ""
    return reader.gathered.extracted(title=stated or None)


@dataclass(slots=True)
class _List:
    """The list that a paragraph stands in, and how deep."""

    levels: Levels
    counters: Counters
    depth: int


@dataclass
class _State:
    """A paragraph while it is read."""

    pieces: list[str] = field(default_factory=list)
    links: list[ExtractedLink] = field(default_factory=list)
    hung: list[_Element] = field(default_factory=list)

    def cut(self) -> Line:
        line = Line("".join(self.pieces), tuple(self.links))
        self.pieces, self.links = [], []
        return line


class _Reader:
    """Reads the blocks of one document, in order, since their numbers are counted."""

    def __init__(self, roots: list[_Element], limits: Limits) -> None:
        self.gathered = TextBuilder(limits)
        self._styles = TextStyles(roots)
        self._numbering = ListStyles(iter(roots))
        self._outline = Counters()
        self._deletions = {*_deletions(roots)}
        self._open: set[str] = set()
        """Deletions that have begun and not ended, where they stand in the text itself."""
        self._of_style: dict[str, Counters] = {}
        self._by_id: dict[str, Counters] = {}

    def blocks(self, parent: _Element, depth: int) -> None:
        for element in parent:
            match local(element):
                case "p" | "h":
                    self._paragraph(element, self._heading_number(element))
                case "list":
                    self._list(element, None, depth)
                case "table":
                    self._table(element, depth)
                case name if name and name not in _LEFT_OUT and depth < _DEEPEST:
                    self.blocks(element, depth + 1)

    def _list(self, element: _Element, outer: _List | None, depth: int) -> None:
        style = attribute(element, "style-name")
        if outer is None:
            here = self._new_list(element, style or "")
        else:
            levels = self._numbering.lists.get(style or "", outer.levels)
            here = _List(levels, outer.counters, outer.depth + 1)
        if depth > _DEEPEST:
            return
        for item in element:
            if local(item) in {"list-item", "list-header"}:
                self._item(item, here, depth)

    def _new_list(self, element: _Element, style: str) -> _List:
        goes_on = attribute(element, "continue-numbering") == "true"
        before = self._by_id.get(attribute(element, "continue-list") or "")
        if before is None and goes_on:
            before = self._of_style.get(style)
        counters = before or Counters()
        self._of_style[style] = counters
        if identity := attribute(element, "id"):
            self._by_id[identity] = counters
        return _List(self._numbering.lists.get(style, {}), counters, 1)

    def _item(self, item: _Element, here: _List, depth: int) -> None:
        """Only the first paragraph of an item bears its number."""
        unnumbered = local(item) == "list-header"
        for element in item:
            match local(element):
                case "p" | "h":
                    number = ""
                    if not unnumbered:
                        begins = attribute(item, "start-value")
                        start = whole(begins, 1) if begins else None
                        number = here.counters.number(
                            self._levels(here, element), here.depth, start
                        )
                    unnumbered = True
                    self._paragraph(element, number)
                case "list":
                    self._list(element, here, depth + 1)
                case "table":
                    self._table(element, depth + 1)

    def _levels(self, here: _List, paragraph: _Element) -> Levels:
        """A list without a style has that of its paragraphs."""
        if here.levels:
            return here.levels
        style = self._styles.list_style(attribute(paragraph, "style-name"))
        return self._numbering.lists.get(style or "", {})

    def _heading_number(self, element: _Element) -> str:
        if local(element) != "h" or attribute(element, "is-list-header") == "true":
            return ""
        level = whole(attribute(element, "outline-level"), 1)
        if level not in self._numbering.outline:
            return ""
        begins = attribute(element, "start-value")
        restarts = attribute(element, "restart-numbering") == "true"
        start = whole(begins, 1) if restarts and begins else None
        return self._outline.number(self._numbering.outline, level, start)

    def _paragraph(self, element: _Element, number: str) -> None:
        for line in self._lines(element, number, 0):
            self.gathered.line(line)

    def _lines(self, element: _Element, number: str, depth: int) -> Iterator[Line]:
        state = _State()
        style = self._styles.of("paragraph", attribute(element, "style-name"))
        lines = [*self._inline(element, style, state), state.cut()]
        for line in lines:
            line.text = line.text.lstrip("\t").replace("\t", " ")
        if number and lines[0].text.strip():
            gap = " " if _ENDS_IN_FIGURE.search(number) else ""
            lines[0].text = number + gap + lines[0].text.strip()
        yield from lines
        if depth < 3:
            for box in state.hung:
                for inner in box.iter():
                    if local(inner) in {"p", "h"}:
                        yield from self._lines(inner, "", depth + 1)

    def _inline(self, parent: _Element, form: RunFormat, state: _State) -> Iterator[Line]:
        """The words inside an element; a line ends at each forced break."""
        self._add(parent.text, form, state)
        for element in parent:
            name = local(element)
            if name in _CHANGES:
                self._mark(element, name)
            elif name in _HUNG:
                state.hung.append(element)
            elif name == "line-break":
                yield state.cut()
            elif name in {"s", "tab"}:
                times = min(whole(attribute(element, "c"), 1), _MOST_REPEATED)
                state.pieces.append("\t" if name == "tab" else " " * times)
            elif name == "a":
                begun = len(state.pieces)
                yield from self._inline(element, form, state)
                _link(attribute(element, "href"), begun, state)
            elif name and name not in _LEFT_OUT:
                inner = form
                if name == "span":
                    inner = self._styles.of("text", attribute(element, "style-name"), form)
                yield from self._inline(element, inner, state)
            self._add(element.tail, form, state)

    def _mark(self, change: _Element, name: str) -> None:
        identity = attribute(change, "change-id") or ""
        if name == "change-end":
            self._open.discard(identity)
        elif identity in self._deletions:
            self._open.add(identity)

    def _add(self, text: str | None, form: RunFormat, state: _State) -> None:
        if text and form.is_text and not self._open:
            state.pieces.append(text if form is PLAIN else form.shown(text))

    def _table(self, table: _Element, depth: int) -> None:
        """Rows as lines. A covered cell is an empty one, so that each stands in its column."""
        for row in _rows(table):
            cells: list[list[Line]] = []
            nested = any(local(inner) == "table" for cell in row for inner in cell.iter())
            for cell in row:
                if local(cell) not in {"table-cell", "covered-table-cell"}:
                    continue
                if nested and depth < _DEEPEST:
                    self.blocks(cell, depth + 1)
                    continue
                covered = local(cell) == "covered-table-cell"
                times = min(whole(attribute(cell, "number-columns-repeated"), 1), _MOST_REPEATED)
                lines = [] if covered else [*self._cell(cell)]
                cells += [lines, *[[] for _ in range(times - 1)]]
            while len(cells) > 1 and not cells[-1]:
                cells.pop()
            if cells:
                self.gathered.row(cells)

    def _cell(self, cell: _Element) -> Iterator[Line]:
        for inner in cell.iter():
            if local(inner) in {"p", "h"} and not _is_hung(inner, cell):
                yield from (line for line in self._lines(inner, "", 0) if line.text.strip())


def _deletions(roots: Sequence[_Element]) -> Iterator[str]:
    """The ids of tracked deletions. A packed file keeps their text apart, a flat one in place."""
    for element in (element for root in roots for element in root.iter()):
        if local(element) == "changed-region" and child(element, "deletion") is not None:
            yield attribute(element, "id") or ""


def _is_hung(element: _Element, within: _Element) -> bool:
    """Whether a paragraph stands in a note or text box, or in what is left out."""
    above = element.getparent()
    while above is not None and above is not within:
        if local(above) in _HUNG or local(above) in _LEFT_OUT:
            return True
        above = above.getparent()
    return False


def _rows(table: _Element) -> Iterator[_Element]:
    for element in table:
        name = local(element)
        if name == "table-row":
            yield element
        elif name in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(element)


def _link(address: str | None, begun: int, state: _State) -> None:
    target = web_address(address or "")
    words = " ".join("".join(state.pieces[begun:]).split())
    if target and words:
        state.links.append(ExtractedLink(text=words, url=target))
