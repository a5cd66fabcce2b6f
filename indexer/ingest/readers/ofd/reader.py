"""OFD files with a text layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import Line, TextBuilder
from indexer.ingest.readers.encoding import implausible
from indexer.ingest.readers.ofd.glyphs import Glyph, glyphs_of, in_main_direction
from indexer.ingest.readers.ofd.layout import Item, Row, lines_of, without_furniture
from indexer.ingest.readers.ofd.package import DAMAGED, Document, Package, page_size
from indexer.ingest.readers.office_xml import attribute, child, children
from indexer.ingest.readers.reflow import PageLine, Setting, measure, rejoin
from indexer.ingest.readers.safe_zip import SafeZip
from indexer.reports.warnings import AnyWarning, DetailedWarning, ReadingWarning

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
_FEWEST_WORDS: Final = 30
_ENOUGH_LINES: Final = 10
_SAME_WIDTH: Final = 30.0
"""Points by which the widths of columns may differ that are set alike."""
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_POINTS: Final = 72 / 25.4


def read_ofd(data: bytes, limits: Limits) -> Extracted:
    """The text of an OFD file, paragraphs whole. Raises UnreadableError."""
    with SafeZip(BytesIO(data), limits) as packed:
        if packed.unpacked_size() > limits.unpacked:
            raise UnreadableError(Message("OFD 解压后过大，疑似压缩炸弹，没有读取"))
        package = Package(packed, limits.pages)
        if package.is_encrypted:
            raise UnreadableError(ENCRYPTED)
        documents = [*package.documents()]
        title = package.title
    if not any(document.pages for document in documents):
        raise UnreadableError(DAMAGED)
    gathered = TextBuilder(limits)
    reader = _Reader()
    for document in documents:
        _gather(reader.pages(document), _size(document)[0], gathered)
    extracted = gathered.extracted(title=title)
    reader.refuse_pictures()
    if implausible(extracted.text) or _is_private(extracted.text):
        raise UnreadableError(GARBLED)
    return replace(extracted, warnings=tuple(reader.warnings()))


def _is_private(text: str) -> bool:
    """Whether many letters are characters that only the file's own fonts know."""
    private = len(_PRIVATE.findall(text))
    return private * 20 > private + sum(map(str.isalnum, text))


class _Reader:
    """Reads the pages of documents, and counts those that are pictures."""

    def __init__(self) -> None:
        self._pages = 0
        self._pictures = 0
        self._has_image = False
        self._words = 0
        self.left_out = 0
        """Characters that stand in another direction than their page: a watermark, or lost."""

    def pages(self, document: Document) -> list[list[Item]]:
        pages = [[*self._page(page, document)] for page in document.pages]
        return without_furniture(pages, _size(document)[1])

    def warnings(self) -> Iterator[AnyWarning]:
        if self.left_out:
            yield DetailedWarning(ReadingWarning.TEXT_LEFT_OUT, str(self.left_out))

    def refuse_pictures(self) -> None:
        """Pages that are pictures have nothing to read but a stamp or a page number."""
        if self._pictures * 2 > self._pages or (not self._words and self._has_image):
            raise UnreadableError(SCANNED)
        if not self._words:
            raise UnreadableError(OUTLINED)

    def _page(self, page: _Element, document: Document) -> Iterator[Item]:
        number = self._pages
        self._pages += 1
        glyphs: list[Glyph] = []
        has_image, askew = False, 0
        for content in (*_templates(page, document), page):
            shown = glyphs_of(content, document.units, _size(document))
            glyphs += shown.glyphs
            has_image = has_image or shown.has_image
            askew += shown.askew
        words = sum(not glyph.text.isspace() for glyph in glyphs)
        self._words += words
        self._has_image = self._has_image or has_image
        self._pictures += has_image and words < _FEWEST_WORDS
        upright = in_main_direction(glyphs)
        self.left_out += askew + len(glyphs) - len(upright)
        yield from lines_of(upright, number)


def _templates(page: _Element, document: Document) -> Iterator[_Element]:
    for template in children(page, "Template"):
        content = document.templates.get(attribute(template, "TemplateID") or "")
        if content is not None:
            yield content


def _size(document: Document) -> tuple[float, float]:
    """Width and height of a document's pages, in points."""
    stated = (page_size(child(page, "Area")) for page in document.pages)
    width, height = next(filter(None, stated), document.size)
    return width * _POINTS, height * _POINTS


def _column(item: Item) -> int | None:
    """Tells columns of different widths apart; None for a row."""
    return None if isinstance(item, Row) else round(item.column / _SAME_WIDTH)


def _settings(lines: Sequence[PageLine], width: float) -> dict[int | None, Setting]:
    """How paragraphs are set in columns of each width. Few lines do not show where the margin is:
    as far from the edge as on the left."""
    settings: dict[int | None, Setting] = {}
    for column in {_column(line) for line in lines}:
        chosen = [line for line in lines if _column(line) == column]
        setting = measure(chosen)
        if len(lines) < _ENOUGH_LINES and not column:
            setting = replace(setting, right=max(setting.right, width - setting.left))
        settings[column] = setting
    return settings


def _gather(pages: Sequence[Sequence[Item]], width: float, gathered: TextBuilder) -> None:
    items = [item for page in pages for item in page]
    settings = _settings([item for item in items if isinstance(item, PageLine)], width)
    for column, run in groupby(items, key=_column):
        if column is None:
            for item in run:
                if isinstance(item, Row):
                    first, *others = item.cells
                    cells = [Line(first, item.line.links), *map(Line, others)]
                    gathered.row([[cell] for cell in cells])
        else:
            lines = [item for item in run if isinstance(item, PageLine)]
            for line in rejoin(lines, settings[column]):
                gathered.line(line)
