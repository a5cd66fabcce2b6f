"""Plain text."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from indexer.ingest.extracted import Extracted
from indexer.ingest.readers.builder import written_links
from indexer.ingest.readers.encoding import decode
from indexer.ingest.readers.page_layout.reflow import PageLine, measure_layout, reflow

_NUMBER_TAB: Final = re.compile(
    r"^([ \u3000]*(?:第?[一二三四五六七八九十\d]{1,3}[、.．章节]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]))\t+",
    re.MULTILINE,
)
_LEADING_TABS: Final = re.compile(r"^([ \u3000]*)\t+", re.MULTILINE)
_NEWLINES: Final = re.compile("[\r\x0b\x85\u2028\u2029](?:(?<=\r)\n)?")
_OPENS: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十\d]{1,3}\s*[、.．]|[（(]|[一二三四五六七八九十]是|\u3000)"
)
_FINAL: Final = tuple("。！？；：!?;:…”）)")
_MIN_LINES: Final = 10
_MIN_FULL_LINES: Final = 5
_COLUMNS_OF_A_LINE: Final = range(40, 121)
_CHARACTERS_OF_A_LINE: Final = range(20, 61)
"""Where the margin of a wrapped text may be."""


def read_text(data: bytes) -> Extracted:
    """The text of a plain-text file. Raises UnreadableError where it is no text."""
    return from_string(decode(data))


def from_string(text: str) -> Extracted:
    """A plain text with the addresses written in it; lines broken at a margin are joined to
    paragraphs."""
    text = tidy_tabs(_NEWLINES.sub("\n", text))
    if is_wrapped(text):
        text = unwrap(text)
    return Extracted(text=text, links=written_links(text))


def tidy_tabs(text: str) -> str:
    """The text without tabs that indent a line or follow a heading's number: they do not separate
    cells."""
    if "\t" not in text:
        return text
    return _LEADING_TABS.sub("\\1\u3000\u3000", _NUMBER_TAB.sub("\\1 ", text))


def is_wrapped(text: str) -> bool:
    """Whether the lines are broken at a margin, counted in columns or in characters."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    lengths = [len(line) for line in lines]
    if len(lines) < _MIN_LINES or max(lengths) >= _COLUMNS_OF_A_LINE.stop:
        return False  # a line has at least as many columns as characters
    widths = [_width(line) for line in lines]
    return _reach_margin(lines, widths, _COLUMNS_OF_A_LINE, slack=4) or _reach_margin(
        lines, lengths, _CHARACTERS_OF_A_LINE, slack=0
    )


def _reach_margin(lines: list[str], widths: list[int], margins: range, *, slack: int) -> bool:
    """Whether a quarter of the lines reach the same margin and none exceeds it, most of these end
    inside a sentence, and the lines after them do not begin a paragraph."""
    margin = max(widths)
    if margin not in margins:
        return False
    full = [
        (line, following)
        for line, width, following in zip(lines, widths, [*lines[1:], ""], strict=True)
        if width >= margin - slack
    ]
    broken = sum(not line.endswith(_FINAL) and not _OPENS.match(after) for line, after in full)
    return len(full) * 4 >= len(lines) and broken >= _MIN_FULL_LINES and broken * 5 >= len(full) * 3


def unwrap(text: str) -> str:
    """The paragraphs of a wrapped text, found like those of a page whose letters are two columns
    wide and whose lines are three apart."""
    lines = [
        PageLine(
            text=line.strip(),
            left=_width(line) - _width(line.lstrip()),
            right=_width(line),
            top=3.0 * at,
            size=2.0,
            page=0,
            count=len(line),
        )
        for at, line in enumerate(map(str.rstrip, text.replace("\f", "").split("\n")))
        if line.strip()
    ]
    return "\n".join(paragraph.text for paragraph in reflow(lines, measure_layout(lines)))


def _width(line: str) -> int:
    """Width in terminal columns: a Chinese character takes two."""
    return sum(map(_COLUMNS.__getitem__, line.rstrip()))


class _Columns(dict[str, int]):
    """Character → its columns, computed on first use."""

    def __missing__(self, char: str) -> int:
        self[char] = columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        return columns


_COLUMNS: Final = _Columns()
