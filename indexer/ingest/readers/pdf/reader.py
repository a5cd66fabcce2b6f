"""PDF files with a text layer → their text, paragraphs whole."""

from __future__ import annotations

import re
from functools import partial
from time import thread_time
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans, with_install_hint
from indexer.ingest.readers.page_layout.document_text import (
    PARTLY_SCANNED,
    Refusals,
    extract_text,
    pages_to_recognise,
)
from indexer.ingest.readers.page_layout.page import PageText, read_page
from indexer.ingest.readers.pdf.document import DamagedError, Document, PasswordError, open_document
from indexer.ingest.readers.scanned import (
    recognised_pages,
    replaced,
    unrecognised,
    with_recognised,
)
from indexer.processes.worker import extend_deadline

SCANNED: Final = Message("扫描件，没有文字层：请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX")
ENCRYPTED: Final = Message("PDF 已加密：请用密码打开后另存为不加密的 PDF")
DAMAGED: Final = Message("PDF 已损坏：请重新下载，或用阅读器打开后另存")
GARBLED: Final = Message(
    "PDF 的字体没有文字对照表，取出的是乱码：请从原文档重新导出，或做文字识别（OCR）"
)
OUTLINED: Final = Message(
    "PDF 里没有文字（可能已转成曲线）：请从原文档重新导出，或做文字识别（OCR）"
)

_PRINTED: Final = re.compile(r"^Microsoft Word - |\.(?:docx?|wps|pdf)$", re.IGNORECASE)
_REFUSALS: Final = Refusals(outlined=OUTLINED, scanned=SCANNED, garbled=GARBLED)


_UNUSABLE: Final = frozenset({OUTLINED, SCANNED, GARBLED, PARTLY_SCANNED})
"""Why a PDF is refused whose text can be recognised."""


def read_pdf(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The text of a PDF, paragraphs whole, boilerplate left out. Raises UnreadableError, and
    UnrecognisedError where pages are to be recognised first."""
    pages, title = _read_pages(data, limits)
    numbers = [*dict.fromkeys(page.number for page in pages)]
    chosen: list[int] = []
    if scans.is_on:
        chosen = numbers if scans.reads_all else pages_to_recognise(pages)
    while True:
        recognised, failed = recognised_pages(chosen, partial(scans.page, data), scans)
        try:
            extracted = extract_text([*replaced(pages, recognised)], limits, title, _REFUSALS)
        except UnreadableError as error:
            if getattr(error.reason, "template", "") not in _UNUSABLE:
                raise
            if failed:
                raise unrecognised(failed) from error
            if not scans.is_on or chosen == numbers:
                raise UnreadableError(with_install_hint(error.reason, scans.options)) from error
            chosen = numbers  # the text layer of the others is useless too
        else:
            if not recognised:
                return extracted
            return with_recognised(extracted, recognised, pages=numbers)


def _read_pages(data: bytes, limits: Limits) -> tuple[list[PageText], str | None]:
    """Every page's text, and the document's title."""
    try:
        with open_document(data) as document:
            return _pages(document, limits), _title(document)
    except PasswordError as error:
        raise UnreadableError(ENCRYPTED) from error
    except DamagedError as error:
        raise UnreadableError(DAMAGED) from error


def _pages(document: Document, limits: Limits) -> list[PageText]:
    count = document.page_count
    if count > limits.pages:
        raise UnreadableError(
            Message(
                "PDF 有 %(pages)s 页，超过上限 %(most)s 页：请拆分", pages=count, most=limits.pages
            )
        )
    seconds = limits.seconds_for(count)
    extend_deadline(seconds)
    began = thread_time()
    pages: list[PageText] = []
    for raw in document.pages():
        pages += read_page(raw)
        if thread_time() - began > seconds:
            raise UnreadableError(
                Message(
                    "PDF 有 %(pages)s 页，读取超过 %(seconds).0f 秒，已中止：请拆分",
                    pages=count,
                    seconds=seconds,
                )
            )
    if all(page.is_damaged for page in pages):
        raise DamagedError
    return pages


def _title(document: Document) -> str | None:
    """The document's title, without what Word's printer driver puts around it."""
    title = document.title()
    return _PRINTED.sub("", title).strip() or None if title else None
