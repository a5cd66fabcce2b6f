"""A Word document: its parts, and the text of its body.

It is read from the XML itself, since document libraries return paragraphs without their automatic
numbers, and load every picture.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans
from indexer.ingest.readers.builder import Line, TextBuilder, in_columns, web_address
from indexer.ingest.readers.docx.numbering import NumberCounter
from indexer.ingest.readers.docx.paragraph import ParagraphReader, RunFormats
from indexer.ingest.readers.office_xml import (
    MAX_PART_BYTES,
    attribute,
    child,
    children,
    descend,
    local,
    parse_xml,
    to_int,
    value,
)
from indexer.ingest.readers.pictures import with_pictures
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAMAGED: Final = Message("DOCX 文件已损坏：请用 Word 打开后重新保存")
_MAX_TABLE_DEPTH: Final = 20


def read_docx(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The text of a .docx file, and of its pictures where they hold the report.

    Raises UnreadableError, UnrecognisedError.
    """
    with SafeZip(BytesIO(data), limits) as zip_file:
        zip_file.check_unpacked_size("DOCX")
        document = _Document(_ZippedParts(zip_file), limits)
        pictures = partial(zip_file.pictures, document.pictures())
        return with_pictures(document.read(), pictures, limits, scans)


class Parts(Protocol):
    """The parts of a Word document by name, wherever they are stored."""

    def __contains__(self, name: object, /) -> bool: ...

    def xml(self, name: str) -> _Element | None:
        """The root of a part; None where there is no such part, or it is no XML."""


class _ZippedParts:
    """The parts in a zip."""

    def __init__(self, zip_file: SafeZip) -> None:
        self._zip_file = zip_file

    def __contains__(self, name: object) -> bool:
        return name in self._zip_file.members

    def xml(self, name: str) -> _Element | None:
        return parse_xml(self._zip_file.read(name, MAX_PART_BYTES)) if name in self else None


def read_parts(parts: Parts, limits: Limits) -> Extracted:
    """The text of a Word document given in parts. Raises UnreadableError."""
    return _Document(parts, limits).read()


class _Document:
    """One Word document: its parts, and the text built from them."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._main = self._main_part()
        self._folder, _, name = self._main.rpartition("/")
        self._builder = TextBuilder(limits)
        styles = self._part("styles.xml")
        notes = {
            (kind, attribute(note, "id") or ""): note
            for kind in ("footnote", "endnote")
            for note in children(self._part(f"{kind}s.xml"), kind)
        }
        self._reader = ParagraphReader(
            self._links(f"{self._folder}/_rels/{name}.rels"),
            NumberCounter(self._part("numbering.xml"), styles),
            notes,
            RunFormats(styles),
        )

    def read(self) -> Extracted:
        body = next(children(self._parts.xml(self._main), "body"), None)
        if body is None:
            raise UnreadableError(_DAMAGED)
        self._read_blocks(body, 0)
        return self._builder.build(title=self._property("title"))

    def _read_blocks(self, parent: _Element, depth: int) -> None:
        for element in descend(parent, "p", "tbl"):
            if local(element) == "p":
                for line in self._reader.lines(element):
                    self._builder.add_line(line)
            else:
                self._read_table(element, depth)

    def _read_table(self, table: _Element, depth: int) -> None:
        """Rows as lines; a row with a table inside is layout, and read cell by cell."""
        for row in descend(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            cells = [cell for cell in descend(row, "tc") if child(cell, "tcPr", "cellDel") is None]
            is_nested = any(True for cell in cells for _ in descend(cell, "tbl"))
            if is_nested and depth < _MAX_TABLE_DEPTH:
                for cell in cells:
                    self._read_blocks(cell, depth + 1)
            else:
                before = to_int(value(row, "trPr", "gridBefore"), 0)
                spans = [to_int(value(cell, "tcPr", "gridSpan"), 0) for cell in cells]
                texts = [[*self._cell_lines(cell)] for cell in cells]
                self._builder.add_row(in_columns(texts, spans, before))

    def _cell_lines(self, cell: _Element) -> Iterator[Line]:
        for paragraph in descend(cell, "p"):
            yield from (line for line in self._reader.lines(paragraph) if line.text.strip())

    def _main_part(self) -> str:
        root = self._parts.xml("_rels/.rels")
        for relation in root if root is not None else ():
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute(relation, "Target") or "").lstrip("/")
                if target in self._parts:
                    return target
        if "word/document.xml" not in self._parts:
            raise UnreadableError(_DAMAGED)
        return "word/document.xml"

    def _part(self, name: str) -> _Element | None:
        """A part beside the main one; None where there is none."""
        return self._parts.xml(f"{self._folder}/{name}")

    def _links(self, name: str) -> Mapping[str, str]:
        """Web addresses by relation id."""
        root = self._parts.xml(name)
        links: dict[str, str] = {}
        for relation in root if root is not None else ():
            address = web_address(attribute(relation, "Target") or "")
            if address and (attribute(relation, "Type") or "").endswith("/hyperlink"):
                links[attribute(relation, "Id") or ""] = address
        return links

    def pictures(self) -> Iterator[str]:
        """Names of the pictures in the body, in its order."""
        body = next(children(self._parts.xml(self._main), "body"), None)
        folder, _, name = self._main.rpartition("/")
        root = self._parts.xml(f"{folder}/_rels/{name}.rels")
        targets = {
            attribute(relation, "Id"): (attribute(relation, "Target") or "")
            for relation in (root if root is not None else ())
            if (attribute(relation, "Type") or "").endswith("/image")
        }
        for element in body.iter() if body is not None else ():
            if not isinstance(element.tag, str) or local(element) not in {"blip", "imagedata"}:
                continue
            target = targets.get(attribute(element, "embed") or attribute(element, "id"))
            if target:
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                yield posixpath.normpath(path)

    def _property(self, name: str) -> str | None:
        element = child(self._parts.xml("docProps/core.xml"), name)
        return (element.text or "").strip() or None if element is not None else None
