"""PDF files with a text layer → their text, paragraphs whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from time import monotonic
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import TextBuilder
from indexer.ingest.readers.encoding import implausible
from indexer.ingest.readers.pdf.boilerplate import without_furniture
from indexer.ingest.readers.pdf.document import DamagedError, Document, PasswordError, opened
from indexer.ingest.readers.pdf.geometry import UNMAPPED
from indexer.ingest.readers.pdf.page import PageText, read_page
from indexer.ingest.readers.pdf.rows import Row, paragraphs_of_cells, whole_rows
from indexer.ingest.readers.reflow import PageLine, Setting, measure, rejoin
from indexer.processes.worker import extend_deadline
from indexer.reports.warnings import AnyWarning, DetailedWarning, ReadingWarning

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
"""Letters of a page below which it is a picture, where it shows one."""
_PROSE: Final = 150
"""Letters from which a page is more than a title."""
_UNKNOWN_SHARE: Final = 0.02
_MOST_SYMBOLS: Final = 12
"""Different characters without a meaning that may be symbols; a text has more."""
_UNKNOWN_MOST: Final = 0.3
"""Share of characters without a meaning that no symbols explain."""
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_NO_SIGN_OF_GARBLING: Final = re.compile(f"[\ue000-\uf8ff{UNMAPPED}\U00010000-\U0010ffff]")
"""Symbols, what has been counted already, and rare characters that no wrong decoding gives."""
_PRINTED: Final = re.compile(r"^Microsoft Word - |\.(?:docx?|wps|pdf)$", re.IGNORECASE)
_WORD: Final = re.compile(rf"[^\W_]|[\ue000-\uf8ff]|{UNMAPPED}")


def read_pdf(data: bytes, limits: Limits) -> Extracted:
    """The text of a PDF, paragraphs whole, page furniture taken out. Raises UnreadableError."""
    pages, title = _read_pages(data, limits)
    scans = _scans(pages)
    text_pages = [*without_furniture(pages)]
    gathered = TextBuilder(limits)
    _gather(text_pages, gathered)
    extracted = gathered.extracted(title=title)
    if _is_garbled(extracted.text, pages):
        raise UnreadableError(GARBLED)
    return replace(extracted, warnings=tuple(_warnings(pages, scans)))


def _read_pages(data: bytes, limits: Limits) -> tuple[list[PageText], str | None]:
    """Every page's text, and the document's title."""
    try:
        with opened(data) as document:
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
    began = monotonic()
    pages: list[PageText] = []
    for raw in document.pages():
        pages += read_page(raw)
        if monotonic() - began > seconds:
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


def _scans(pages: Sequence[PageText]) -> list[int]:
    """Numbers of the pages that are pictures: they have nothing to read but a stamp or a page
    number. Raises UnreadableError where they are most of the file's text."""
    words: Counter[int] = Counter()
    pictures = set()
    for page in pages:
        words[page.number] += len(_WORD.findall(_text(page)))
        if page.is_picture:
            pictures.add(page.number)
    if words.total() == 0 and not pictures:
        raise UnreadableError(OUTLINED)
    scans = sorted(number for number in pictures if words[number] < _FEWEST_WORDS)
    prose = sum(count >= _PROSE for count in words.values())
    if len(scans) <= prose:
        return scans
    if sum(words[number] for number in words if number not in scans) == 0:
        raise UnreadableError(SCANNED)
    raise UnreadableError(
        Message(
            "第 %(pages)s 页是扫描件，没有文字层，其余页只有标题或少量文字："
            "请先做文字识别（OCR），再索引识别后的 PDF 或 DOCX",
            pages=page_ranges(scans),
        )
    )


def page_ranges(numbers: Sequence[int]) -> str:
    """Page numbers, counted from 0, as a reader counts them: "2、4–7"."""
    pieces = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        pages = [number + 1 for _, number in run]
        pieces.append(str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}")
    return "、".join(pieces)


def _warnings(pages: Sequence[PageText], scans: Sequence[int]) -> Iterator[AnyWarning]:
    """What is missing from the text of a file."""
    damaged = [page.number for page in pages if page.is_damaged]
    left_out = sum(page.left_out for page in pages)
    unmapped = sum(page.unmapped.total() for page in pages)
    if damaged:
        yield DetailedWarning(ReadingWarning.PAGES_UNREADABLE, page_ranges(damaged))
    if scans:
        yield DetailedWarning(ReadingWarning.PAGES_SCANNED, page_ranges(scans))
    if left_out:
        yield DetailedWarning(ReadingWarning.TEXT_LEFT_OUT, str(left_out))
    if unmapped:
        yield DetailedWarning(ReadingWarning.TEXT_UNMAPPED, str(unmapped))


def _is_garbled(text: str, pages: Sequence[PageText]) -> bool:
    """Whether the text was decoded wrongly. A few unknown symbols are none of that."""
    unknown: Counter[int] = Counter()
    for page in pages:
        unknown += page.unmapped
    unknown += Counter(map(ord, _PRIVATE.findall(text)))
    letters = max(1, sum(not char.isspace() for char in text))
    share = unknown.total() / letters
    if share > _UNKNOWN_MOST or (share > _UNKNOWN_SHARE and len(unknown) > _MOST_SYMBOLS):
        return True
    return implausible(_NO_SIGN_OF_GARBLING.sub("", text)) is not None


def _text(page: PageText) -> str:
    return "".join(line.text for item in page.items for line in _lines_of(item))


def _lines_of(item: PageLine | Row) -> Iterator[PageLine]:
    return iter((item,)) if isinstance(item, PageLine) else item.lines()


def _gather(pages: Sequence[PageText], gathered: TextBuilder) -> None:
    items = [item for page in pages for item in page.items]
    lines = [item for item in items if isinstance(item, PageLine)]
    settings = _settings(lines)
    for column, run in groupby(items, key=lambda item: _column(item, settings)):
        if column is None:
            for row in whole_rows([item for item in run if isinstance(item, Row)]):
                gathered.row(paragraphs_of_cells(row))
        else:
            found = [item for item in run if isinstance(item, PageLine)]
            for line in rejoin(found, settings[column]):
                gathered.line(line)


def _settings(lines: Sequence[PageLine]) -> dict[float, Setting]:
    """How lines are set, for each width of column, to a tenth."""
    settings: dict[float, Setting] = {}
    widths = Counter(line.column for line in lines)
    groups: list[list[float]] = []
    for width in sorted(widths):
        if groups and width <= groups[-1][0] * 1.1:
            groups[-1].append(width)
        else:
            groups.append([width])
    for group in groups:
        setting = measure([line for line in lines if line.column in group])
        if 0 in group and len(groups) > 1:  # the columns show how wide the page is set
            beside = [line for line in lines if line.column]
            setting = replace(
                setting,
                left=min(setting.left, *(line.column_left for line in beside)),
                right=max(setting.right, *(line.column_left + line.column for line in beside)),
            )
        settings.update(dict.fromkeys(group, setting))
    return settings


def _column(item: PageLine | Row, settings: dict[float, Setting]) -> float | None:
    """A key of lines that are set alike, None for a row of a table."""
    if isinstance(item, Row):
        return None
    setting = settings[item.column]
    return next(width for width, other in settings.items() if other is setting)
