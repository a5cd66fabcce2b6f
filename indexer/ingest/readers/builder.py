"""Lines and table rows, gathered in the order in which a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urljoin, urlsplit

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.limits import Limits

_WIDE: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v]+")
_LONGEST_CELL: Final = 400
_MOST_LINES: Final = 12
_MOST_COLUMNS: Final = 64
"""That a cell may span."""


@dataclass(slots=True)
class Line:
    """A line's words with the links in it."""

    text: str
    links: tuple[ExtractedLink, ...] = ()


@dataclass
class TextBuilder:
    """A text under construction. Its size is held to the limit while it grows."""

    limits: Limits
    _lines: list[str] = field(default_factory=list)
    _links: list[ExtractedLink] = field(default_factory=list)
    _size: int = 0

    def line(self, line: Line) -> None:
        """A paragraph; one without words is a blank line."""
        self._add(one_line(line.text), line.links)

    def row(self, cells: Sequence[Sequence[Line]]) -> None:
        """A row of a table, one line of text: cells are set apart by tabs, and so are the
        paragraphs of a cell, for they are boundaries as well.

        A row with a cell that holds a page of prose is layout: its paragraphs are lines.
        """
        if is_layout(cells):
            for cell in cells:
                for line in cell:
                    self.line(line)
            return
        pieces = [[one_line(line.text) for line in cell if line.text.strip()] for cell in cells]
        text = "\t".join("\t".join(piece) for piece in pieces).rstrip("\t")
        if text:
            self._add(text, [link for cell in cells for line in cell for link in line.links])

    def _add(self, text: str, links: Iterable[ExtractedLink]) -> None:
        self._lines.append(text)
        self._links.extend(links_of_line(text, links))
        self._size += len(text) + 1
        if self._size > self.limits.characters:
            raise UnreadableError(
                Message("文字超过上限 %(most)s 字：请拆分文件", most=self.limits.characters)
            )

    def extracted(
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
    """A row's cells, each in its own column: empty ones stand for the further columns of a cell
    that spans several, and for the columns before the first."""
    if len(cells) < 2:
        return [*cells]
    placed: list[Sequence[Line]] = [()] * min(before, _MOST_COLUMNS)
    for cell, span in zip(cells, spans, strict=True):
        placed += [cell, *[()] * (min(span, _MOST_COLUMNS) - 1)]
    return placed


def is_layout(cells: Sequence[Sequence[Line]]) -> bool:
    """Whether a row only arranges text on a page: one cell, or one with many long paragraphs."""
    filled = [cell for cell in cells if any(line.text.strip() for line in cell)]
    if len(cells) == 1 and len(filled) == 1:
        return True
    return any(
        sum(len(line.text) for line in cell) > _LONGEST_CELL
        or len([line for line in cell if line.text.strip()]) > _MOST_LINES
        for cell in filled
    )


def one_line(text: str) -> str:
    """Words without the line breaks of a source, which do not show: nothing between two Chinese
    characters, a blank elsewhere."""
    return _BLANKS.sub(_blank, text).strip(" \xa0")


def _blank(found: re.Match[str]) -> str:
    around = (
        found.string[max(0, found.start() - 1) : found.start()]
        + found.string[found.end() : found.end() + 1]
    )
    breaks = "\n" in found.group() or "\r" in found.group()
    return "" if breaks and len(around) == 2 and _WIDE.fullmatch(around) else " "


_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+", re.IGNORECASE)
_LONGEST: Final = 2_000
_MOST: Final = 20_000
"""Links of one file; what has more is no report."""


def written_links(text: str) -> tuple[ExtractedLink, ...]:
    """The http(s) addresses that stand in the text itself, in order."""
    return tuple(link for _, link in zip(range(_MOST), _found(text), strict=False))


def links_of_line(text: str, marked: Iterable[ExtractedLink]) -> tuple[ExtractedLink, ...]:
    """The links of one line in the order of the line: the marked ones, and those written out.

    `marked` comes in order; a link whose words are its own address is one link, not two.
    """
    placed: list[tuple[int, ExtractedLink]] = []
    end = 0
    for link in marked:
        at = text.find(link.text, end)
        placed.append((max(at, 0) if at >= 0 else end, link))
        end = at + len(link.text) if at >= 0 else end
    taken = [(at, at + len(link.text)) for at, link in placed]
    for link in written_links(text) if "://" in text else ():
        at = text.find(link.text)
        if not any(start < at + len(link.text) and at < stop for start, stop in taken):
            placed.append((at, link))
    return tuple(link for _, link in sorted(placed, key=lambda pair: pair[0]))


def web_address(address: str, base: str | None = None) -> str | None:
    """`address` as an absolute http or https address, None where it is nothing of the kind."""
    address = re.sub(r"[\x00-\x20\x7f]+", "", address) if len(address) <= _LONGEST else ""
    if not address or address.startswith("#"):
        return None
    try:
        whole = urljoin(base, address) if base else address
        parts = urlsplit(whole)
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return whole if known else None


def _found(text: str) -> Iterable[ExtractedLink]:
    for found in _WRITTEN.finditer(text):
        written = found.group().rstrip(".,;:!?'*[]")
        if url := web_address(written):
            yield ExtractedLink(text=written, url=url)
