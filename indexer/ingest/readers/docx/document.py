"""Word documents: paragraphs with the numbers Word counts for them, tables, notes, links.

Read from the XML itself: a document library gives paragraphs without their automatic numbers,
and loads every picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import Line, TextBuilder, in_columns, web_address
from indexer.ingest.readers.docx.numbering import Numbering
from indexer.ingest.readers.docx.paragraph import ParagraphReader, RunFormats
from indexer.ingest.readers.office_xml import (
    attribute,
    child,
    children,
    local,
    parse_xml,
    value,
    within,
)
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST_PART: Final = 32 << 20
_BAD: Final = Message("DOCX 文件已损坏：请用 Word 打开后重新保存")
_DEEPEST_TABLE: Final = 20


def read_docx(data: bytes, limits: Limits) -> Extracted:
    """The text of a .docx file. Raises UnreadableError."""
    with SafeZip(BytesIO(data), limits) as packed:
        if packed.unpacked_size() > limits.unpacked:
            raise UnreadableError(Message("DOCX 解压后过大，疑似压缩炸弹，没有读取"))
        return read_parts(_PackedParts(packed), limits)


class Parts(Protocol):
    """The parts of a Word document by name, wherever they are kept."""

    def __contains__(self, name: object, /) -> bool: ...

    def xml(self, name: str) -> _Element | None:
        """The root of a part; None where there is no such part, or it is no XML."""


class _PackedParts:
    """The parts in a zip."""

    def __init__(self, packed: SafeZip) -> None:
        self._packed = packed

    def __contains__(self, name: object) -> bool:
        return name in self._packed.members

    def xml(self, name: str) -> _Element | None:
        return parse_xml(self._packed.read(name, _LARGEST_PART)) if name in self else None


def read_parts(parts: Parts, limits: Limits) -> Extracted:
    """The text of a Word document given in parts. Raises UnreadableError."""
    return _Document(parts, limits).extracted()


class _Document:
    """One Word document: its parts, and the text gathered from them."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._main = self._main_part()
        folder, _, name = self._main.rpartition("/")
        self._folder = folder
        self._gathered = TextBuilder(limits)
        links = self._links(f"{folder}/_rels/{name}.rels")
        styles = self._part("styles.xml")
        numbering = Numbering(self._part("numbering.xml"), styles)
        notes = {
            **self._notes("footnotes.xml", "footnote"),
            **self._notes("endnotes.xml", "endnote"),
        }
        self._reader = ParagraphReader(links, numbering, notes, RunFormats(styles))

    def extracted(self) -> Extracted:
        root = self._parts.xml(self._main)
        body = next(children(root, "body"), None) if root is not None else None
        if body is None:
            raise UnreadableError(_BAD)
        self._gather(body, 0)
        return self._gathered.extracted(title=self._property("title"))

    def _gather(self, parent: _Element, depth: int) -> None:
        for element in within(parent, "p", "tbl"):
            if local(element) == "p":
                for line in self._reader.lines(element):
                    self._gathered.line(line)
            else:
                self._table(element, depth)

    def _table(self, table: _Element, depth: int) -> None:
        """Rows as lines; a row with a table inside is layout, and read cell by cell."""
        for row in within(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells = [cell for cell in within(row, "tc") if child(cell, "tcPr", "cellDel") is None]
            nested = any(True for cell in cells for _ in within(cell, "tbl"))
            if nested and depth < _DEEPEST_TABLE:
                for cell in cells:
                    self._gather(cell, depth + 1)
            else:
                read = [[*self._cell(cell)] for cell in cells]
                before = _whole(value(row, "trPr", "gridBefore"))
                spans = [_whole(value(cell, "tcPr", "gridSpan")) for cell in cells]
                self._gathered.row(in_columns(read, spans, before))

    def _cell(self, cell: _Element) -> Iterator[Line]:
        for paragraph in within(cell, "p"):
            yield from (line for line in self._reader.lines(paragraph) if line.text.strip())

    def _main_part(self) -> str:
        root = self._parts.xml("_rels/.rels")
        for relation in root if root is not None else ():
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute(relation, "Target") or "").lstrip("/")
                if target in self._parts:
                    return target
        if "word/document.xml" not in self._parts:
            raise UnreadableError(_BAD)
        return "word/document.xml"

    def _part(self, name: str) -> _Element | None:
        """A part beside the main one; None where there is none."""
        return self._parts.xml(f"{self._folder}/{name}")

    def _links(self, name: str) -> Mapping[str, str]:
        """Web addresses by relation id."""
        root = self._parts.xml(name)
        found: dict[str, str] = {}
        for relation in root if root is not None else ():
            address = web_address(attribute(relation, "Target") or "")
            if address and (attribute(relation, "Type") or "").endswith("/hyperlink"):
                found[attribute(relation, "Id") or ""] = address
        return found

    def _notes(self, part: str, kind: str) -> dict[tuple[str, str], _Element]:
        """Footnotes or endnotes by kind and id."""
        root = self._part(part)
        if root is None:
            return {}
        return {(kind, attribute(note, "id") or ""): note for note in children(root, kind)}

    def _property(self, name: str) -> str | None:
        root = self._parts.xml("docProps/core.xml")
        for element in root if root is not None else ():
            if local(element) == name:
                return (element.text or "").strip() or None
        return None


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0
