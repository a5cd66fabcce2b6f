"""OpenDocument texts, zipped (.odt) or in one XML file (.fodt): paragraphs with the numbers of
their lists and headings, tables, notes, links.

Text deleted under tracked changes is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans
from indexer.ingest.readers.builder import Line, LineBuilder, TextBuilder, web_address
from indexer.ingest.readers.odf_styles import LevelCounter, Levels, ListStyles, TextStyles
from indexer.ingest.readers.office_xml import (
    BINARY_DATA,
    MAX_PART_BYTES,
    attribute,
    child,
    inline_pictures,
    local,
    parse_xml,
    to_int,
    with_number,
)
from indexer.ingest.readers.pictures import with_pictures
from indexer.ingest.readers.run_format import PLAIN, RunFormat
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAMAGED: Final = Message("OpenDocument 文件已损坏：请用 LibreOffice 打开后重新保存")
_ENCRYPTED: Final = Message("文件有密码：请用密码打开后另存为不加密的文件")
_SKIPPED: Final = frozenset(
    "tracked-changes annotation annotation-end note-citation ruby-text title desc forms "
    "object object-ole script hidden-text sequence-decls variable-decls user-field-decls "
    "alphabetical-index-auto-mark-file dde-connection-decls event-listeners".split()
)
_READ_AFTERWARDS: Final = frozenset({"text-box", "note-body"})
"""Elements inside a paragraph that are read after it."""
_CHANGES: Final = frozenset({"change-start", "change-end"})
_MAX_DEPTH: Final = 100
_MAX_NOTE_DEPTH: Final = 3
_MAX_REPEATED: Final = 1_000


def read_odt(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The text of a .odt file, and of its pictures where they hold the report.

    Raises UnreadableError, UnrecognisedError.
    """
    with SafeZip(BytesIO(data), limits) as zip_file:
        zip_file.check_unpacked_size("ODT")
        names = zip_file.members
        if "META-INF/manifest.xml" in names and b"encryption-data" in zip_file.read(
            "META-INF/manifest.xml", MAX_PART_BYTES
        ):
            raise UnreadableError(_ENCRYPTED)
        content, styles, meta = (
            parse_xml(zip_file.read(name, MAX_PART_BYTES)) if name in names else None
            for name in ("content.xml", "styles.xml", "meta.xml")
        )
        extracted = _read([content, styles], meta, limits)
        pictures = partial(zip_file.pictures, _pictures(content))
        return with_pictures(extracted, pictures, limits, scans)


def read_flat_odt(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The same of a .fodt file."""
    root = parse_xml(BINARY_DATA.sub(b"", data))
    pictures = partial(inline_pictures, data)
    return with_pictures(_read([root], root, limits), pictures, limits, scans)


def _pictures(content: _Element | None) -> Iterator[str]:
    """Names of the pictures, in the order of the text."""
    for element in content.iter() if content is not None else ():
        if local(element) == "image" and (name := attribute(element, "href")):
            yield name.removeprefix("./")


def _read(roots: Sequence[_Element | None], meta: _Element | None, limits: Limits) -> Extracted:
    body = child(roots[0], "body", "text")
    if body is None:
        raise UnreadableError(_DAMAGED)
    reader = _Reader([root for root in roots if root is not None], limits)
    reader.read_blocks(body, 0)
    title = child(meta, "meta", "title")
    stated = (title.text or "").strip() if title is not None else ""
    return reader.builder.build(title=stated or None)


@dataclass(slots=True)
class _List:
    """The list around a paragraph, and its depth."""

    levels: Levels
    counter: LevelCounter
    depth: int


@dataclass
class _Paragraph(LineBuilder):
    """A paragraph while it is read."""

    afterwards: list[_Element] = field(default_factory=list)
    """Text boxes and notes, to be read after the paragraph."""


class _Reader:
    """Reads the blocks of one document, in order, since their numbers are counted."""

    def __init__(self, roots: list[_Element], limits: Limits) -> None:
        self.builder = TextBuilder(limits)
        self._styles = TextStyles(roots)
        self._numbering = ListStyles(iter(roots))
        self._outline_counter = LevelCounter()
        self._deletions = {*_deletions(roots)}
        self._open_deletions: set[str] = set()
        """Deletions that have begun and not ended, in files that keep deleted text in place."""
        self._counter_by_style: dict[str, LevelCounter] = {}
        self._counter_by_id: dict[str, LevelCounter] = {}

    def read_blocks(self, parent: _Element, depth: int) -> None:
        for element in parent:
            match local(element):
                case "p" | "h":
                    self._read_paragraph(element, self._heading_number(element))
                case "list":
                    self._read_list(element, None, depth)
                case "table":
                    self._read_table(element, depth)
                case name if name and name not in _SKIPPED and depth < _MAX_DEPTH:
                    self.read_blocks(element, depth + 1)

    def _read_list(self, element: _Element, outer: _List | None, depth: int) -> None:
        style = attribute(element, "style-name")
        if outer is None:
            current = self._new_list(element, style or "")
        else:
            levels = self._numbering.lists.get(style or "", outer.levels)
            current = _List(levels, outer.counter, outer.depth + 1)
        if depth > _MAX_DEPTH:
            return
        for item in element:
            if local(item) in {"list-item", "list-header"}:
                self._read_item(item, current, depth)

    def _new_list(self, element: _Element, style: str) -> _List:
        continues = attribute(element, "continue-numbering") == "true"
        continued = self._counter_by_id.get(attribute(element, "continue-list") or "")
        if continued is None and continues:
            continued = self._counter_by_style.get(style)
        counter = continued or LevelCounter()
        self._counter_by_style[style] = counter
        if list_id := attribute(element, "id"):
            self._counter_by_id[list_id] = counter
        return _List(self._numbering.lists.get(style, {}), counter, 1)

    def _read_item(self, item: _Element, current: _List, depth: int) -> None:
        """Only the first paragraph of an item has its number."""
        is_numbered = local(item) != "list-header"
        for element in item:
            match local(element):
                case "p" | "h":
                    number = ""
                    if is_numbered:
                        levels = self._levels(current, element)
                        start = _start_value(item)
                        number = current.counter.next_number(levels, current.depth, start)
                    is_numbered = False
                    self._read_paragraph(element, number)
                case "list":
                    self._read_list(element, current, depth + 1)
                case "table":
                    self._read_table(element, depth + 1)

    def _levels(self, current: _List, paragraph: _Element) -> Levels:
        """A list without a style of its own has that of its paragraphs."""
        if current.levels:
            return current.levels
        style = self._styles.list_style(attribute(paragraph, "style-name"))
        return self._numbering.lists.get(style or "", {})

    def _heading_number(self, element: _Element) -> str:
        if local(element) != "h" or attribute(element, "is-list-header") == "true":
            return ""
        level = to_int(attribute(element, "outline-level"), 1)
        if level not in self._numbering.outline:
            return ""
        start = None
        if attribute(element, "restart-numbering") == "true":
            self._outline_counter.counts.pop(level, None)
            start = _start_value(element)
        return self._outline_counter.next_number(self._numbering.outline, level, start)

    def _read_paragraph(self, element: _Element, number: str) -> None:
        for line in self._lines(element, number, 0):
            self.builder.add_line(line)

    def _lines(self, element: _Element, number: str, depth: int) -> Iterator[Line]:
        state = _Paragraph()
        style = self._styles.of("paragraph", attribute(element, "style-name"))
        lines = [*self._inline(element, style, state), state.take()]
        for line in lines:
            line.text = line.text.lstrip("\t").replace("\t", " ")
        if lines[0].text.strip():
            lines[0].text = with_number(number, lines[0].text)
        yield from lines
        if depth < _MAX_NOTE_DEPTH:
            for box in state.afterwards:
                for inner in box.iter():
                    if local(inner) in {"p", "h"}:
                        yield from self._lines(inner, "", depth + 1)

    def _inline(self, parent: _Element, run_format: RunFormat, state: _Paragraph) -> Iterator[Line]:
        """Reads the text inside an element into `state`; yields a line at each forced break."""
        self._add(parent.text, run_format, state)
        for element in parent:
            name = local(element)
            if name in _CHANGES:
                self._begin_or_end_change(element, name)
            elif name in _READ_AFTERWARDS:
                state.afterwards.append(element)
            elif name == "line-break":
                yield state.take()
            elif name in {"s", "tab"}:
                times = min(to_int(attribute(element, "c"), 1), _MAX_REPEATED)
                state.pieces.append("\t" if name == "tab" else " " * times)
            elif name == "a":
                start = len(state.pieces)
                yield from self._inline(element, run_format, state)
                state.add_link(web_address(attribute(element, "href") or ""), start)
            elif name and name not in _SKIPPED:
                inner = run_format
                if name == "span":
                    inner = self._styles.of("text", attribute(element, "style-name"), run_format)
                yield from self._inline(element, inner, state)
            self._add(element.tail, run_format, state)

    def _begin_or_end_change(self, change: _Element, name: str) -> None:
        change_id = attribute(change, "change-id") or ""
        if name == "change-end":
            self._open_deletions.discard(change_id)
        elif change_id in self._deletions:
            self._open_deletions.add(change_id)

    def _add(self, text: str | None, run_format: RunFormat, state: _Paragraph) -> None:
        if text and run_format.is_text and not self._open_deletions:
            state.pieces.append(text if run_format is PLAIN else run_format.displayed(text))

    def _read_table(self, table: _Element, depth: int) -> None:
        """Rows as lines. A covered cell is empty, so that each cell is in its column."""
        for row in _rows(table):
            cells: list[list[Line]] = []
            is_nested = any(local(inner) == "table" for cell in row for inner in cell.iter())
            for cell in row:
                if local(cell) not in {"table-cell", "covered-table-cell"}:
                    continue
                if is_nested and depth < _MAX_DEPTH:
                    self.read_blocks(cell, depth + 1)
                    continue
                is_covered = local(cell) == "covered-table-cell"
                times = min(to_int(attribute(cell, "number-columns-repeated"), 1), _MAX_REPEATED)
                lines = [] if is_covered else [*self._cell_lines(cell)]
                cells += [lines, *[[] for _ in range(times - 1)]]
            while len(cells) > 1 and not cells[-1]:
                cells.pop()
            if cells:
                self.builder.add_row(cells)

    def _cell_lines(self, cell: _Element) -> Iterator[Line]:
        for inner in cell.iter():
            if local(inner) in {"p", "h"} and not _is_read_elsewhere(inner, cell):
                yield from (line for line in self._lines(inner, "", 0) if line.text.strip())


def _deletions(roots: Sequence[_Element]) -> Iterator[str]:
    """The ids of tracked deletions. A zipped file keeps their text apart, a flat one in place."""
    for element in (element for root in roots for element in root.iter()):
        if local(element) == "changed-region" and child(element, "deletion") is not None:
            yield attribute(element, "id") or ""


def _is_read_elsewhere(element: _Element, ancestor: _Element) -> bool:
    """Whether a paragraph inside `ancestor` is in a note or text box, or in what is skipped."""
    above = element.getparent()
    while above is not None and above is not ancestor:
        if local(above) in _READ_AFTERWARDS or local(above) in _SKIPPED:
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


def _start_value(element: _Element) -> int | None:
    stated = attribute(element, "start-value")
    return to_int(stated, 1) if stated else None
