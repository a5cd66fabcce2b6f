"""OFD files with a text layer: the package and its documents → the text, paragraphs whole."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.ofd.page_content import PageContentReader, floats
from indexer.ingest.readers.office_xml import attribute, child, children, local, parse_xml
from indexer.ingest.readers.page_layout.document_text import Refusals, extract_text
from indexer.ingest.readers.page_layout.geometry import RawPage
from indexer.ingest.readers.page_layout.page import read_page
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from lxml.etree import _Element

ENCRYPTED: Final = Message("OFD 已加密：请用密码打开后另存为不加密的 PDF")
SCANNED: Final = Message(
    "OFD 里只有图片，没有文字：请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX"
)
OUTLINED: Final = Message(
    "OFD 里没有文字（可能已转成曲线）：请从原文档重新导出，或做文字识别（OCR）"
)
GARBLED: Final = Message("OFD 的字体没有文字对照表，取出的是乱码：请从原文档重新导出")
DAMAGED: Final = Message("OFD 文件已损坏：请重新下载，或用阅读器打开后另存为 PDF")
_REFUSALS: Final = Refusals(outlined=OUTLINED, scanned=SCANNED, garbled=GARBLED)
_POINTS: Final = 72 / 25.4
_LARGEST_PART: Final = 32 << 20


def read_ofd(data: bytes, limits: Limits) -> Extracted:
    """The text of an OFD file, paragraphs whole. Raises UnreadableError."""
    with SafeZip(BytesIO(data), limits) as files:
        files.check_unpacked_size("OFD")
        package = _Package(files, limits.pages)
        if package.is_encrypted:
            raise UnreadableError(ENCRYPTED)
        raw_pages = _raw_pages(package.documents())
        pages = [page for raw in raw_pages for page in read_page(raw)]
    if not pages:
        raise UnreadableError(DAMAGED)
    return extract_text(pages, limits, package.title, _REFUSALS, rows_by_space=True)


def _raw_pages(documents: Iterator[_Document]) -> Iterator[RawPage]:
    number = 0
    for document in documents:
        for page in document.pages:
            width, height = _page_size(child(page, "Area")) or document.size
            raw = RawPage(number, (0.0, 0.0, width * _POINTS, height * _POINTS))
            reader = PageContentReader(raw, document.units)
            for content in (*_templates(page, document), page):
                reader.read(content)
            yield raw
            number += 1


def _templates(page: _Element, document: _Document) -> Iterator[_Element]:
    for template in children(page, "Template"):
        content = document.templates.get(attribute(template, "TemplateID") or "")
        if content is not None:
            yield content


@dataclass(slots=True)
class _Document:
    """One document of a package; most have one."""

    pages: list[_Element]
    """Their content, in the order of reading."""
    templates: dict[str, _Element] = field(default_factory=dict)
    units: dict[str, _Element] = field(default_factory=dict)
    """Composite graphics for use on pages, by id."""
    size: tuple[float, float] = (210.0, 297.0)
    """Width and height of a page that does not say them, in millimetres."""


class _Package:
    """An OFD package. Raises UnreadableError where it has no document."""

    def __init__(self, files: SafeZip, most_pages: int) -> None:
        self._files = files
        self._names = {name.lower(): name for name in files.members}
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

    def documents(self) -> Iterator[_Document]:
        for body in self._bodies:
            location = child(body, "DocRoot")
            if location is None:
                continue
            path = _resolved("", location.text)
            root = self._xml(path)
            if root is not None:
                yield self._document(root, posixpath.dirname(path))

    def _document(self, root: _Element, folder: str) -> _Document:
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
        contents = (self._xml(_resolved(folder, attribute(page, "BaseLoc"))) for page in pages)
        document = _Document([content for content in contents if content is not None])
        document.size = _page_size(child(common, "PageArea")) or document.size
        if common is None:
            return document
        for template in children(common, "TemplatePage"):
            content = self._xml(_resolved(folder, attribute(template, "BaseLoc")))
            if content is not None:
                document.templates[attribute(template, "ID") or ""] = content
        for name in ("PublicRes", "DocumentRes"):
            for location in children(common, name):
                document.units.update(self._units(_resolved(folder, location.text)))
        return document

    def _units(self, path: str) -> Iterator[tuple[str, _Element]]:
        resources = self._xml(path)
        for element in resources.iter() if resources is not None else ():
            if local(element) == "CompositeGraphicUnit":
                yield attribute(element, "ID") or "", element

    def _xml(self, path: str) -> _Element | None:
        name = self._names.get(path.lower())
        return None if name is None else parse_xml(self._files.read(name, _LARGEST_PART))


def _page_size(area: _Element | None) -> tuple[float, float] | None:
    """The width and height that a page area states."""
    box = child(area, "PhysicalBox")
    numbers = floats(box.text if box is not None else None)
    if len(numbers) != 4 or not all(0 < number < 100_000 for number in numbers[2:]):
        return None
    return numbers[2], numbers[3]


def _resolved(folder: str, location: str | None) -> str:
    """The path of a location: relative to a folder, unless it begins with a slash."""
    path = (location or "").strip().replace("\\", "/")
    whole = path if path.startswith("/") else f"{folder}/{path}"
    return posixpath.normpath(f"/{whole}").lstrip("/")
