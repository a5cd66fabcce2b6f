"""An open PDF: its pages one by one, its links, its title."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any, Final

from indexer.ingest.readers.builder import web_address
from indexer.ingest.readers.page_layout.geometry import UNMAPPED, Corners, RawChar, RawPage
from indexer.ingest.readers.pdf.page_objects import DrawingReader, read_chars

_ONE_AT_A_TIME: Final = RLock()
"""pdfium must not be called by two threads at once."""


class DamagedError(Exception):
    """pdfium cannot open the file or the page."""


class PasswordError(Exception):
    """The file needs a password."""


@contextmanager
def open_document(data: bytes) -> Iterator[Document]:
    """A PDF. Raises DamagedError or PasswordError."""
    with _ONE_AT_A_TIME:
        import pypdfium2.raw as pdfium  # noqa: PLC0415 - heavy, and most files are plain text

        handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not handle:
            is_locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
            raise PasswordError if is_locked else DamagedError
        try:
            yield Document(handle, pdfium)
        finally:
            pdfium.FPDF_CloseDocument(handle)


class Document:
    """An open PDF."""

    def __init__(self, handle: Any, pdfium: Any) -> None:
        self._handle = handle
        self._pdfium = pdfium

    @property
    def page_count(self) -> int:
        return int(self._pdfium.FPDF_GetPageCount(self._handle))

    def title(self) -> str | None:
        """The title among the file's metadata."""
        size = self._pdfium.FPDF_GetMetaText(self._handle, b"Title", None, 0)
        if not 2 < size < 1 << 16:
            return None
        buffer = ctypes.create_string_buffer(size)
        self._pdfium.FPDF_GetMetaText(self._handle, b"Title", buffer, size)
        return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip("\0 ") or None

    def pages(self) -> Iterator[RawPage]:
        for number in range(self.page_count):
            yield self._page(number)

    def _page(self, number: int) -> RawPage:
        pdfium = self._pdfium
        page = pdfium.FPDF_LoadPage(self._handle, number)
        if not page:
            return RawPage(number, (0, 0, 595, 842), failed=True)
        try:
            raw = RawPage(number, _page_box(pdfium, page))
            raw.links = _links(pdfium, self._handle, page)
            raw.chars = read_chars(pdfium, page)
            DrawingReader(pdfium, raw).read(page)
            boxes = _written_annotations(pdfium, page)
            if boxes:
                raw.chars += self._chars_of_annotations(page, number, boxes, raw.chars)
            return raw
        finally:
            pdfium.FPDF_ClosePage(page)

    def _chars_of_annotations(
        self, page: Any, number: int, boxes: Sequence[Corners], known: Sequence[RawChar]
    ) -> list[RawChar]:
        """The characters of form fields and text boxes, which flattening makes part of the page.
        The others are not read again, for flattening may lose their fonts."""
        flattened = self._pdfium.FPDFPage_Flatten(page, self._pdfium.FLAT_NORMALDISPLAY)
        if flattened != self._pdfium.FLATTEN_SUCCESS:
            return []
        again = self._pdfium.FPDF_LoadPage(self._handle, number)
        if not again:
            return []
        try:
            chars = read_chars(self._pdfium, again)
        finally:
            self._pdfium.FPDF_ClosePage(again)
        known_origins = {(round(char.origin[0]), round(char.origin[1])) for char in known}
        return [
            char
            for char in chars
            if char.text != UNMAPPED
            and (round(char.origin[0]), round(char.origin[1])) not in known_origins
            and any(
                x0 <= char.origin[0] <= x1 and y0 <= char.origin[1] <= y1
                for x0, y0, x1, y1 in boxes
            )
        ]


def _page_box(pdfium: Any, page: Any) -> Corners:
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, box):
        x0, y0, x1, y1 = _corners(box)
        if x1 - x0 > 1 and y1 - y0 > 1:
            return x0, y0, x1, y1
    return 0.0, 0.0, 595.0, 842.0


def _written_annotations(pdfium: Any, page: Any) -> list[Corners]:
    """The boxes of form fields and text boxes on a page."""
    boxes: list[Corners] = []
    box = pdfium.FS_RECTF()
    for at in range(min(500, pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET) and (
            pdfium.FPDFAnnot_GetRect(annotation, box)
        ):
            boxes.append(_corners(box))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return boxes


def _corners(box: Any) -> Corners:
    x0, x1 = sorted((box.left, box.right))
    y0, y1 = sorted((box.bottom, box.top))
    return x0, y0, x1, y1


def _links(pdfium: Any, document: Any, page: Any) -> list[tuple[Corners, str]]:
    """Link annotations with a web address. They are an extra: a broken one never costs the text."""
    links: list[tuple[Corners, str]] = []
    at, link, box = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while len(links) < 5_000 and pdfium.FPDFLink_Enumerate(page, at, link):
        if not pdfium.FPDFLink_GetAnnotRect(link, box):
            continue
        url = web_address(_address(pdfium, document, link))
        if url:
            links.append((_corners(box), url))
    return links


def _address(pdfium: Any, document: Any, link: Any) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < size < 1 << 16:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.raw[: size - 1].decode("utf-8", "replace")
