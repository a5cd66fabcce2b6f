"""The files of an OFD package: documents, their pages, what the pages share."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.readers.office_xml import attribute, child, children, local, parse_xml
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

DAMAGED: Final = Message("OFD 文件已损坏：请重新下载，或用阅读器打开后另存为 PDF")
_LARGEST_PART: Final = 32 << 20


@dataclass(slots=True)
class Document:
    """One document of a package; most have one."""

    pages: list[_Element]
    """Their content, in the order of reading."""
    templates: dict[str, _Element] = field(default_factory=dict)
    units: dict[str, _Element] = field(default_factory=dict)
    """Composite graphics that pages place, by id."""
    size: tuple[float, float] = (210.0, 297.0)
    """Width and height of a page that does not say them, in millimetres."""


class Package:
    """An OFD package. Raises UnreadableError where it has no document."""

    def __init__(self, packed: SafeZip, most_pages: int) -> None:
        self._packed = packed
        self._names = {name.lower(): name for name in packed.members}
        self._most_pages = most_pages
        root = self._xml("OFD.xml")
        if root is None:
            raise UnreadableError(DAMAGED)
        self._bodies = [*children(root, "DocBody")]

    @property
    def is_encrypted(self) -> bool:
        return any(name.rpartition("/")[2] == "encryptions.xml" for name in self._names)

    @property
    def title(self) -> str | None:
        for body in self._bodies:
            title = child(body, "DocInfo", "Title")
            if title is not None and (stated := (title.text or "").strip()):
                return stated
        return None

    def documents(self) -> Iterator[Document]:
        for body in self._bodies:
            place = child(body, "DocRoot")
            if place is None:
                continue
            path = _resolved("", place.text)
            root = self._xml(path)
            if root is not None:
                yield self._document(root, posixpath.dirname(path))

    def _document(self, root: _Element, folder: str) -> Document:
        common = child(root, "CommonData")
        listed = child(root, "Pages")
        pages = [] if listed is None else [*children(listed, "Page")]
        if len(pages) > self._most_pages:
            raise UnreadableError(
                Message(
                    "OFD 有 %(pages)s 页，超过上限 %(most)s 页：请拆分",
                    pages=len(pages),
                    most=self._most_pages,
                )
            )
        found = (self._xml(_resolved(folder, attribute(page, "BaseLoc"))) for page in pages)
        document = Document([page for page in found if page is not None])
        document.size = page_size(child(common, "PageArea")) or document.size
        if common is None:
            return document
        for template in children(common, "TemplatePage"):
            content = self._xml(_resolved(folder, attribute(template, "BaseLoc")))
            if content is not None:
                document.templates[attribute(template, "ID") or ""] = content
        for name in ("PublicRes", "DocumentRes"):
            for place in children(common, name):
                document.units.update(self._units(_resolved(folder, place.text)))
        return document

    def _units(self, path: str) -> Iterator[tuple[str, _Element]]:
        resources = self._xml(path)
        for element in resources.iter() if resources is not None else ():
            if local(element) == "CompositeGraphicUnit":
                yield attribute(element, "ID") or "", element

    def _xml(self, path: str) -> _Element | None:
        name = self._names.get(path.lower())
        return None if name is None else parse_xml(self._packed.read(name, _LARGEST_PART))


def page_size(area: _Element | None) -> tuple[float, float] | None:
    """The width and height that a page area states."""
    box = child(area, "PhysicalBox")
    numbers = floats(box.text if box is not None else None)
    if len(numbers) != 4 or not all(0 < number < 100_000 for number in numbers[2:]):
        return None
    return numbers[2], numbers[3]


def floats(text: str | None) -> list[float]:
    """The numbers of an attribute such as `0 0 210 297`; none where one is no number."""
    try:
        numbers = [float(number) for number in (text or "").split()]
    except ValueError:
        return []
    return numbers if all(map(math.isfinite, numbers)) else []


def _resolved(folder: str, place: str | None) -> str:
    """A location: from the package's root where it begins with a stroke, else from a folder."""
    path = (place or "").strip().replace("\\", "/")
    whole = path if path.startswith("/") else f"{folder}/{path}"
    return posixpath.normpath(f"/{whole}").lstrip("/")
