"""OFD files: the package and its documents → the text, paragraphs whole."""

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
from indexer.ingest.ocr.picture import check_picture
from indexer.ingest.ocr.recognised import RecognisedPage
from indexer.ingest.ocr.scans import NO_SCANS, Scans, with_install_hint
from indexer.ingest.readers.ofd.page_content import PageContentReader, floats
from indexer.ingest.readers.office_xml import attribute, child, children, local, parse_xml
from indexer.ingest.readers.page_layout.document_text import (
    PARTLY_SCANNED,
    Refusals,
    extract_text,
    pages_to_recognise,
)
from indexer.ingest.readers.page_layout.geometry import RawPage
from indexer.ingest.readers.page_layout.page import read_page
from indexer.ingest.readers.safe_zip import MAX_PICTURE_BYTES, SafeZip
from indexer.ingest.readers.scanned import (
    recognised_pages,
    replaced,
    unrecognised,
    with_recognised,
)

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


_SCANS: Final = frozenset({SCANNED, PARTLY_SCANNED})
"""Why a file is refused whose text can be recognised."""


def read_ofd(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The text of an OFD file, paragraphs whole; pages that are pictures are recognised. Raises
    UnreadableError, UnrecognisedError."""
    with SafeZip(BytesIO(data), limits) as files:
        files.check_unpacked_size("OFD")
        package = _Package(files, limits.pages)
        if package.is_encrypted:
            raise UnreadableError(ENCRYPTED)
        drawn = [*_raw_pages(package.documents())]
        pages = [page for raw, _ in drawn for page in read_page(raw)]
        if not pages:
            raise UnreadableError(DAMAGED)
        pictures = {raw.number: name for raw, name in drawn if name in files}
        chosen = [number for number in pages_to_recognise(pages) if number in pictures]

        def recognised_page(number: int) -> RecognisedPage | None:
            picture = files.read(pictures[number], MAX_PICTURE_BYTES)
            check_picture(picture)
            return scans.page(picture, number, pictures[number])

        if not scans.is_on:
            chosen = []
        recognised, failed = recognised_pages(chosen, recognised_page, scans)
    try:
        text = [*replaced(pages, recognised)]
        extracted = extract_text(text, limits, package.title, _REFUSALS, rows_by_space=True)
    except UnreadableError as error:
        if getattr(error.reason, "template", "") not in _SCANS or not pictures:
            raise
        if failed:
            raise unrecognised(failed) from error
        raise UnreadableError(with_install_hint(error.reason, scans.options)) from error
    if not recognised:
        return extracted
    return with_recognised(extracted, recognised, pages={page.number for page in pages})


def _raw_pages(documents: Iterator[_Document]) -> Iterator[tuple[RawPage, str]]:
    """Each page, and the name of its largest picture in the package; "" where there is none."""
    number = 0
    for document in documents:
        for page in document.pages:
            width, height = _page_size(child(page, "Area")) or document.size
            raw = RawPage(number, (0.0, 0.0, width * _POINTS, height * _POINTS))
            reader = PageContentReader(raw, document.units)
            for content in (*_templates(page, document), page):
                reader.read(content)
            yield raw, document.pictures.get(reader.picture, "")
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
    pictures: dict[str, str] = field(default_factory=dict)
    """Names of the pictures in the package, by id."""
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
                self._add_resources(document, _resolved(folder, location.text))
        return document

    def _add_resources(self, document: _Document, path: str) -> None:
        resources = self._xml(path)
        if resources is None:
            return
        folder = _resolved(posixpath.dirname(path), attribute(resources, "BaseLoc"))
        for element in resources.iter():
            name = attribute(element, "ID") or ""
            match local(element):
                case "CompositeGraphicUnit":
                    document.units[name] = element
                case "MultiMedia":
                    file = child(element, "MediaFile")
                    path = _resolved(folder, file.text if file is not None else None)
                    document.pictures[name] = self._names.get(path.lower(), "")

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
