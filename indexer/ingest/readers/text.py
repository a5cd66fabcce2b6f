"""Plain text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from indexer.ingest.extracted import Extracted
from indexer.ingest.readers.encoding import decode
from indexer.ingest.readers.links import written_links

_NUMBER_TAB: Final = re.compile(
    r"^([ \u3000]*(?:第?[一二三四五六七八九十\d]{1,3}[、.．章节]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]))\t+",
    re.MULTILINE,
)
_LEADING_TABS: Final = re.compile(r"^([ \u3000]*)\t+", re.MULTILINE)
_NEWLINES: Final = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_FINAL: Final = tuple("。！？；：!?;:…”）)")
_FEWEST_LINES: Final = 12


def read_text(data: bytes) -> Extracted:
    """Text as it stands. Raises UnreadableError where it is none."""
    return from_string(decode(data))


def from_string(text: str) -> Extracted:
    """Text as it stands, with the addresses written in it."""
    text = tidy_tabs(_NEWLINES.sub("\n", text))
    return Extracted(text=text, wrapped=is_wrapped(text), links=written_links(text))


def tidy_tabs(text: str) -> str:
    """Tabs that indent a line, or set a heading's number off, are no cells of a table."""
    if "\t" not in text:
        return text
    return _LEADING_TABS.sub("\\1\u3000\u3000", _NUMBER_TAB.sub("\\1 ", text))


def is_wrapped(text: str) -> bool:
    """Whether the lines break at a margin, inside sentences.

    Told by width: of the lines without final punctuation, which a wrapping source ends anywhere,
    most reach the margin, and no line goes beyond it.
    """
    widths = [(_width(line), line.rstrip().endswith(_FINAL)) for line in text.split("\n")]
    widths = [(width, final) for width, final in widths if width]
    if len(widths) < _FEWEST_LINES:
        return False
    margin = sorted(width for width, _ in widths)[int(len(widths) * 0.9)]
    if not 40 <= margin <= 120 or max(width for width, _ in widths) > margin + 4:
        return False
    open_ended = [width for width, final in widths if not final]
    full = sum(width >= margin - 4 for width in open_ended)
    return full * 2 > len(widths) or (full >= 8 and full * 3 > len(open_ended) * 2)


def _width(line: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line.rstrip())
