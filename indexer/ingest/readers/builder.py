"""Builds a reader's result: lines, table rows and links, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.limits import Limits

_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_MAX_CELL_CHARS: Final = 400
_MAX_CELL_LINES: Final = 12
_MAX_SPAN: Final = 64
"""Columns that a cell may span."""

_URL: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+", re.IGNORECASE)
_MAX_URL_CHARS: Final = 2_000
_MAX_LINKS: Final = 20_000
"""Links of one file; what has more is no report."""


@dataclass(slots=True)
class Line:
    """A line's text and the links in it."""

    text: str
    links: tuple[ExtractedLink, ...] = ()


@dataclass
class LineBuilder:
    """A line under construction: pieces of text, and the links among them."""

    pieces: list[str] = field(default_factory=list)
    links: list[ExtractedLink] = field(default_factory=list)

    def add_link(self, address: str | None, start: int) -> None:
        """Link the pieces from index `start` on, unless they or the address are empty."""
        text = " ".join("".join(self.pieces[start:]).split())
        if address and text:
            self.links.append(ExtractedLink(text=text, url=address))

    def take(self) -> Line:
        """The line so far; the builder is empty afterwards."""
        line = Line("".join(self.pieces), tuple(self.links))
        self.pieces, self.links = [], []
        return line


@dataclass
class TextBuilder:
    """Collects the text of one file, and raises UnreadableError once it exceeds the limit."""

    limits: Limits
    _lines: list[str] = field(default_factory=list)
    _links: list[ExtractedLink] = field(default_factory=list)
    _size: int = 0

    def add_line(self, line: Line) -> None:
        """Add a paragraph; one without text is a blank line."""
        self._add(one_line(line.text), line.links)

    def add_row(self, cells: Sequence[Sequence[Line]]) -> None:
        """Add a table row as one line of text: tabs separate its cells, and the paragraphs within
        a cell as well, since both are boundaries.

        A row that only lays out text on the page is added as lines.
        """
        if is_layout(cells):
            for cell in cells:
                for line in cell:
                    self.add_line(line)
            return
        pieces = [[one_line(line.text) for line in cell if line.text.strip()] for cell in cells]
        text = "\t".join("\t".join(piece) for piece in pieces).rstrip("\t")
        if text:
            self._add(text, [link for cell in cells for line in cell for link in line.links])

    def _add(self, text: str, links: Iterable[ExtractedLink]) -> None:
        self._lines.append(text)
        self._links.extend(_links_of_line(text, links))
        self._size += len(text) + 1
        if self._size > self.limits.characters:
            raise UnreadableError(
                Message("文字超过上限 %(most)s 字：请拆分文件", most=self.limits.characters)
            )

    def build(
        self, title: str | None = None, published: date | None = None, url: str | None = None
    ) -> Extracted:
        return Extracted(
            text="\n".join(self._lines),
            title=title,
            published=published,
            url=url,
            links=tuple(self._links),
        )


def in_columns(
    cells: Sequence[Sequence[Line]], spans: Sequence[int], before: int = 0
) -> list[Sequence[Line]]:
    """A row with one entry per column: empty ones for the further columns of a cell that spans
    several, and for `before` columns in front of the first."""
    if len(cells) < 2:
        return [*cells]
    columns: list[Sequence[Line]] = [()] * min(before, _MAX_SPAN)
    for cell, span in zip(cells, spans, strict=True):
        columns += [cell, *[()] * (min(span, _MAX_SPAN) - 1)]
    return columns


def is_layout(cells: Sequence[Sequence[Line]]) -> bool:
    """Whether a row only lays out text: it has one cell, or a cell with a page of prose."""
    filled = [cell for cell in cells if any(line.text.strip() for line in cell)]
    if len(cells) == 1 and len(filled) == 1:
        return True
    return any(
        sum(len(line.text) for line in cell) > _MAX_CELL_CHARS
        or len([line for line in cell if line.text.strip()]) > _MAX_CELL_LINES
        for cell in filled
    )


def one_line(text: str) -> str:
    """`text` without the line breaks of its source, which are not displayed: nothing between two
    Chinese characters, a blank elsewhere."""
    return _BLANKS.sub(_collapse, text).strip(" \xa0")


def _collapse(blanks: re.Match[str]) -> str:
    around = (
        blanks.string[max(0, blanks.start() - 1) : blanks.start()]
        + blanks.string[blanks.end() : blanks.end() + 1]
    )
    breaks = "\n" in blanks.group() or "\r" in blanks.group()
    return "" if breaks and len(around) == 2 and _WIDE.fullmatch(around) else " "


def written_links(text: str) -> tuple[ExtractedLink, ...]:
    """The http(s) addresses that are written out in a text, in order."""
    return tuple(islice(_written_links(text), _MAX_LINKS)) if "://" in text else ()


def _written_links(text: str) -> Iterator[ExtractedLink]:
    for match in _URL.finditer(text):
        written = match.group().rstrip(".,;:!?'*[]")
        if url := web_address(written):
            yield ExtractedLink(text=written, url=url)


def _links_of_line(text: str, marked: Iterable[ExtractedLink]) -> tuple[ExtractedLink, ...]:
    """The links of one line in the order of the line: those the format marks, and those written
    out.

    `marked` comes in order; a link whose text is its own address is one link, not two.
    """
    placed: list[tuple[int, ExtractedLink]] = []
    end = 0
    for link in marked:
        start = text.find(link.text, end)
        placed.append((max(start, 0) if start >= 0 else end, link))
        end = start + len(link.text) if start >= 0 else end
    taken = [(start, start + len(link.text)) for start, link in placed]
    for link in written_links(text):
        at = text.find(link.text)
        if not any(start < at + len(link.text) and at < stop for start, stop in taken):
            placed.append((at, link))
    return tuple(link for _, link in sorted(placed, key=lambda pair: pair[0]))


def web_address(address: str, base: str | None = None) -> str | None:
    """`address` as an absolute http(s) URL, resolved against `base`; None where it is none."""
    address = re.sub(r"[\x00-\x20\x7f]+", "", address) if len(address) <= _MAX_URL_CHARS else ""
    if not address or address.startswith("#"):
        return None
    try:
        url = urljoin(base, address) if base else address
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None
