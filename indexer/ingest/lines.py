"""Text → lines as written, without what the format or the page left in them.

Taken out: `[bookmark: …]`, `**`, leading `#`, zero-width characters, page numbers (on a line of
their own or inside one) and running heads. Kept: everything else, blanks inside a line included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\x00-\x08\x0e-\x1f\x7f]"
)
_NEWLINE: Final = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_BOOKMARK: Final = re.compile(r"\[bookmark:[^\]\n]*\]")
_HASHES: Final = re.compile(r"[ \t\u3000]*(#{1,6})[ \t\u3000]*(?=[^#])")
_BOLD_LINE: Final = re.compile(r"\s*\*\*[^*]+\*\*\s*")
_EDGE: Final = " \t\u3000\xa0"
_INDENT: Final = re.compile(r"[ \t]*\u3000{2}|[ \t]{4}")

_PAGE_NUMBER: Final = re.compile(
    r"[-–—―－─_~·\s]*[-–—―－─~·][-–—―－─~·\s]*\d{1,4}\s*[-–—―－─~·][-–—―－─_~·\s]*"
    r"|第\s*\d{1,4}\s*[页頁](?:[\s,，/]*共\s*\d{1,4}\s*[页頁])?|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?i:page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
_BARE_NUMBER: Final = re.compile(r"\d{1,3}")
_INLINE_PAGE: Final = re.compile(r"[ \u3000]*([-–—―－─])[ \u3000]?\d{1,3}[ \u3000]?\1[ \u3000]*")
_RUN_EDGE: Final = re.compile(r"[0-9A-Za-z０-９.\-–—―－~～]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with words in it."""

    text: str
    """As written, trimmed, without residue."""
    hashes: int = 0
    """Level of a Markdown heading; 0 where there is none."""
    bold: bool = False
    """The whole line stood in `**`."""
    indented: bool = False
    gap: bool = False
    """A blank line or a page mark stands before it."""
    page: bool = False
    """A page mark stands before it."""


def read_lines(text: str) -> list[Line]:
    """The lines of a text, page furniture taken out."""
    raw = _NEWLINE.sub("\n", text)
    raw = _INVISIBLE.sub("", _BOOKMARK.sub("", raw)).replace("\f", "\n\f\n")
    lines = [*_drop_page_numbers(raw.split("\n"))]
    return [*_drop_running_heads(lines)]


def _drop_page_numbers(raw: list[str]) -> Iterator[Line]:
    counted = _counting_numbers(raw)
    gap = page = False
    for at, written in enumerate(raw):
        bare = written.strip(_EDGE + "\f*")
        if "\f" in written or at in counted or _PAGE_NUMBER.fullmatch(bare):
            gap = page = True
        elif not bare:
            gap = True
        else:
            yield _line(written, gap=gap, page=page)
            gap = page = False


def _line(written: str, *, gap: bool, page: bool) -> Line:
    heading = _HASHES.match(written)
    bold = bool(_BOLD_LINE.fullmatch(written))
    text = written[heading.end() :] if heading else written
    text = _INLINE_PAGE.sub(_without_page_number, text.replace("**", ""))
    return Line(
        text=text.strip(_EDGE),
        hashes=len(heading.group(1)) if heading else 0,
        bold=bold,
        indented=bool(_INDENT.match(written)),
        gap=gap,
        page=page,
    )


def _without_page_number(found: re.Match[str]) -> str:
    """`- 3 -` between words is a page's number; between digits it is part of a figure."""
    line = found.string
    before, after = line[: found.start()], line[found.end() :]
    if (before and _RUN_EDGE.match(before[-1])) or (after and _RUN_EDGE.match(after[0])):
        return found.group()
    return ""


def _counting_numbers(raw: list[str]) -> frozenset[int]:
    """Lines that are bare numbers counting 1, 2, 3 … through the text: its pages.

    A single bare number is one where it stands at a page mark or cuts a sentence.
    """
    bare = [(at, int(line)) for at, line in enumerate(raw) if _BARE_NUMBER.fullmatch(line.strip())]
    pages = [at for at, _ in bare if _at_page_mark(raw, at)]
    counting = [number for _, number in bare]
    if len(bare) >= 2 and counting == [*range(counting[0], counting[0] + len(bare))]:
        apart = all(b - a > 2 for (a, _), (b, _) in pairwise(bare))
        if apart and counting[0] <= 3:
            return frozenset(at for at, _ in bare)
    return frozenset(pages)


def _at_page_mark(raw: list[str], at: int) -> bool:
    following = next((line for line in raw[at + 1 :] if line.strip(_EDGE)), "")
    preceding = next((line for line in reversed(raw[:at]) if line.strip(_EDGE)), "")
    if "\f" in following or (preceding and "\f" in preceding):
        return True
    return len(preceding.strip()) >= 20 and preceding.rstrip()[-1] in "，、" and bool(following)


def _drop_running_heads(lines: list[Line]) -> Iterator[Line]:
    """A short line that recurs at page marks is the page's, not the report's."""
    at_marks = Counter(
        line.text
        for at, line in enumerate(lines)
        if len(line.text) <= 50 and (line.page or (at + 1 < len(lines) and lines[at + 1].page))
    )
    heads = {text for text, count in at_marks.items() if count >= 3}
    carried = False
    for at, line in enumerate(lines):
        if line.text in heads and (line.page or (at + 1 < len(lines) and lines[at + 1].page)):
            carried = carried or line.page
            continue
        yield replace(line, gap=True, page=True) if carried else line
        carried = False
