"""PDF files with a text layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import Message, UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.encoding import implausible
from indexer.ingest.readers.gather import Gathered
from indexer.ingest.readers.paragraphs import PageLine, measure, rejoin
from indexer.ingest.readers.pdf_furniture import without_furniture
from indexer.ingest.readers.pdf_page import UNMAPPED, PageText, read_page
from indexer.ingest.readers.pdf_rows import Row, paragraphs_of_cells, whole_rows

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

SCANNED: Final = Message("扫描件，没有文字层：请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX")
ENCRYPTED: Final = Message("PDF 已加密：请用密码打开后另存为不加密的 PDF")
DAMAGED: Final = Message("PDF 已损坏：请重新下载，或用阅读器打开后另存")
GARBLED: Final = Message(
    "PDF 的字体没有文字对照表，取出的是乱码：请从原文档重新导出，或做文字识别（OCR）"
)
OUTLINED: Final = Message(
    "PDF 里没有文字（可能已转成曲线）：请从原文档重新导出，或做文字识别（OCR）"
)

_FEWEST_WORDS: Final = 30
_PRINTED: Final = re.compile(r"^Microsoft Word - |\.(?:docx?|wps|pdf)$", re.IGNORECASE)
_WORD: Final = re.compile(rf"[^\W_]|{UNMAPPED}")


def read_pdf(data: bytes, limits: Limits) -> Extracted:
    """The text of a PDF, paragraphs whole, page furniture taken out. Raises UnreadableError."""
    pages, title = _read_pages(data, limits)
    _refuse_scan(pages)
    pages = [*without_furniture(pages)]
    gathered = Gathered(limits)
    _gather(pages, gathered)
    extracted = gathered.extracted(title=title)
    letters = max(1, len(extracted.text))
    if extracted.text.count(UNMAPPED) * 50 > letters or implausible(extracted.text):
        raise UnreadableError(GARBLED)
    return extracted


def _read_pages(data: bytes, limits: Limits) -> tuple[list[PageText], str | None]:
    """Every page's text, and the document's title."""
    import pdfplumber  # noqa: PLC0415 - heavy, and most files are plain text
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415

    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            return [*_pages(pdf, limits)], _title(pdf)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # what damage makes the library raise has no end
        cause = error.args[0] if error.args else None
        if isinstance(cause, MemoryError):
            raise cause from error
        encrypted = isinstance(cause, PDFPasswordIncorrect) or b"/Encrypt" in data
        raise UnreadableError(ENCRYPTED if encrypted else DAMAGED) from error


def _pages(pdf: PDF, limits: Limits) -> Iterator[PageText]:
    if len(pdf.pages) > limits.pages:
        raise UnreadableError(
            Message(
                "PDF 有 %(pages)s 页，超过上限 %(most)s 页：请拆分",
                pages=len(pdf.pages),
                most=limits.pages,
            )
        )
    for number, page in enumerate(pdf.pages):
        yield read_page(page, number)
        page.close()


def _title(pdf: PDF) -> str | None:
    """The document's title, without what Word's printer driver puts around it."""
    title: Any = pdf.metadata.get("Title")
    return _PRINTED.sub("", title).strip() or None if isinstance(title, str) else None


def _refuse_scan(pages: Sequence[PageText]) -> None:
    """Pages that are pictures have nothing to read but a stamp or a page number."""
    words = [len(_WORD.findall(_text(page))) for page in pages]
    pictures = sum(
        page.has_image and count < _FEWEST_WORDS for page, count in zip(pages, words, strict=True)
    )
    if pictures * 2 > len(pages):
        raise UnreadableError(SCANNED)
    if sum(words) == 0:
        raise UnreadableError(OUTLINED)


def _text(page: PageText) -> str:
    return "".join(line.text for item in page.items for line in _lines_of(item))


def _lines_of(item: PageLine | Row) -> Iterator[PageLine]:
    return iter((item,)) if isinstance(item, PageLine) else item.lines()


def _gather(pages: Sequence[PageText], gathered: Gathered) -> None:
    items = [item for page in pages for item in page.items]
    lines = [item for item in items if isinstance(item, PageLine)]
    setting = measure(lines) if lines else None
    for is_line, run in groupby(items, key=lambda item: isinstance(item, PageLine)):
        if is_line and setting is not None:
            for line in rejoin([item for item in run if isinstance(item, PageLine)], setting):
                gathered.line(line)
        else:
            for row in whole_rows([item for item in run if isinstance(item, Row)]):
                gathered.row(paragraphs_of_cells(row))
