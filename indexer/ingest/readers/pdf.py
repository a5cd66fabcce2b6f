"""PDF files with a text layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.encoding import implausible
from indexer.ingest.readers.gather import Gathered, Line
from indexer.ingest.readers.paragraphs import PageLine, Setting, measure, rejoin
from indexer.ingest.readers.pdf_page import UNMAPPED, PageText, Row, read_page

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

SCANNED: Final = "扫描件，没有文字层：请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX"
ENCRYPTED: Final = "PDF 已加密：请用密码打开后另存为不加密的 PDF"
DAMAGED: Final = "PDF 已损坏：请重新下载，或用阅读器打开后另存"
GARBLED: Final = "PDF 的字体没有文字对照表，取出的是乱码：请从原文档重新导出，或做文字识别（OCR）"
OUTLINED: Final = "PDF 里没有文字（可能已转成曲线）：请从原文档重新导出，或做文字识别（OCR）"

_FEWEST_WORDS: Final = 30
_WORD: Final = re.compile(r"[^\W_]")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—―－─~·\s]*\d{1,4}[-–—―－─~·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|(?i:page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
_MARGIN: Final = 0.12
"""Share of a page's height, at its top and foot, in which page numbers stand."""
_EDGE_LINES: Final = 2
"""Lines at the top and foot of a page among which running heads are looked for."""


def read_pdf(data: bytes, limits: Limits) -> Extracted:
    """The text of a PDF, paragraphs whole, page furniture taken out. Raises UnreadableError."""
    pages, title = _read_pages(data, limits)
    _refuse_scan(pages)
    pages = [*_without_furniture(pages)]
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
    from pdfminer.pdfexceptions import PDFException  # noqa: PLC0415
    from pdfminer.psexceptions import PSException  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            return [*_pages(pdf, limits)], _title(pdf)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, MemoryError):
            raise cause from error
        encrypted = isinstance(cause, PDFPasswordIncorrect) or b"/Encrypt" in data
        raise UnreadableError(ENCRYPTED if encrypted else DAMAGED) from error
    except (PDFException, PSException, ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableError(DAMAGED) from error
    except (AttributeError, AssertionError, RecursionError, ArithmeticError) as error:
        raise UnreadableError(DAMAGED) from error


def _pages(pdf: PDF, limits: Limits) -> Iterator[PageText]:
    if len(pdf.pages) > limits.pages:
        raise UnreadableError(f"PDF 有 {len(pdf.pages)} 页，超过上限 {limits.pages} 页：请拆分")
    for number, page in enumerate(pdf.pages):
        yield read_page(page, number)
        page.close()


def _title(pdf: PDF) -> str | None:
    title: Any = pdf.metadata.get("Title")
    return title.strip() or None if isinstance(title, str) else None


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
    lines = (
        line
        for item in page.items
        for line in ((item,) if isinstance(item, PageLine) else _lines_of_row(item))
    )
    return "".join(line.text for line in lines)


def _lines_of_row(row: Row) -> Iterator[PageLine]:
    return (line for cell in row.cells for line in cell)


def _without_furniture(pages: Sequence[PageText]) -> Iterator[PageText]:
    """The pages without page numbers and running heads."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_mask(line) for line in _edges(page)})
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        yield replace(
            page,
            items=tuple(
                item
                for item in page.items
                if id(item) not in edges
                or not isinstance(item, PageLine)
                or not _is_furniture(item, page, seen, len(pages))
            ),
        )


def _edges(page: PageText) -> list[PageLine]:
    """The first and last lines of a page."""
    lines = [item for item in page.items if isinstance(item, PageLine)]
    if len(lines) <= 2 * _EDGE_LINES:
        return lines
    return [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]


def _mask(line: PageLine) -> tuple[str, int]:
    """A line's words without its figures, and its height on the page in steps of 12 points."""
    return re.sub(r"\d+", "#", "".join(line.text.split())), round(line.top / 12)


def _is_furniture(
    line: PageLine, page: PageText, seen: Counter[tuple[str, int]], pages: int
) -> bool:
    in_margin = line.top < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height
    if in_margin and _PAGE_NUMBER.fullmatch(line.text.strip()):
        return True
    words, height = _mask(line)
    times = sum(seen[words, near] for near in (height - 1, height, height + 1))
    return pages >= 3 and times >= max(3, pages * 0.4) and len(words) <= 60


def _gather(pages: Sequence[PageText], gathered: Gathered) -> None:
    items = [item for page in pages for item in page.items]
    lines = [item for item in items if isinstance(item, PageLine)]
    setting = measure(lines) if lines else None
    for is_line, run in groupby(items, key=lambda item: isinstance(item, PageLine)):
        if is_line and setting is not None:
            for line in rejoin([item for item in run if isinstance(item, PageLine)], setting):
                gathered.line(line)
        else:
            for item in run:
                if isinstance(item, Row):
                    gathered.row([*_cells(item)])


def _cells(row: Row) -> Iterator[list[Line]]:
    """The paragraphs of each cell, whose width is the margin of its lines."""
    for lines, (left, right) in zip(row.cells, row.edges, strict=True):
        if not lines:
            yield []
            continue
        inner = measure(lines)
        pad = max(0.0, min(line.left for line in lines) - left)
        setting = Setting(inner.left, max(inner.right, right - pad), inner.pitch, indents=False)
        yield [*rejoin(lines, setting)]
