"""Text → lines, without the boilerplate of format and page.

Removed: `[bookmark: …]`, `**`, leading `#`, zero-width characters, page numbers (on a line of their
own or inside one), running heads, and the pinyin that some mirrors put after characters throughout
a text: 信(xin)息(xi). Everything else stays, including blanks inside a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe]"
)
_LINE_ENDINGS: Final = "\r\x0b\x85\u2028\u2029"
"""Of other kinds than the newline; a search for each is faster than one for all."""
_NEWLINE: Final = re.compile(rf"[{_LINE_ENDINGS}](?:(?<=\r)\n)?")
_LINE_ENDS: Final = re.compile("[\t\n\f\r\x0b\x85\u2028\u2029]+")
_BOOKMARK: Final = re.compile(r"\[bookmark:[^\[\]\n]*\]")
_PINYIN: Final = re.compile("(?<=[\u4e00-\u9fff])(?:[(（][a-z\u00e0-\u01dc]{1,6}[)）])+(?![a-z])")
_FEWEST_PINYIN: Final = 20
_PINYIN_DENSITY: Final = 50
"""Characters of a text, at most, to one with its pinyin, where all pinyin is the mirror's."""
_HASHES: Final = re.compile(r"[ \t\u3000]*(#{1,6})[ \t\u3000]*(?=[^#])")
_BOLD_LINE: Final = re.compile(r"\s*\*\*[^*]+\*\*\s*")
_EDGE: Final = " \t\u3000\xa0"
_EDGE_OR_MARK: Final = _EDGE + "\f*"

_PAGE_NUMBER: Final = re.compile(
    r"[-–—―－─_~·\s]*[-–—―－─~·][-–—―－─~·\s]*\d{1,4}\s*[-–—―－─~·][-–—―－─_~·\s]*"
    r"|第\s*\d{1,4}\s*[页頁](?:[\s,，/]*共\s*\d{1,4}\s*[页頁])?|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?i:page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)"
)
_BARE_DIGITS: Final = 3
_BARE_NUMBER: Final = re.compile(rf"\d{{1,{_BARE_DIGITS}}}")
_DASH: Final = re.compile("[-–—―－─]")
_INLINE_PAGE: Final = re.compile(
    r"(?<![ \u3000])[ \u3000]*([-–—―－─])[ \u3000]?\d{1,3}[ \u3000]?\1[ \u3000]*"
)
_MAX_PAGE_NUMBER: Final = 40
_FIRST_PAGE: Final = 3
"""The highest number of a text's first page number: cover and contents may have none."""
_FULL_LINE: Final = 20
_LONGEST_HEAD: Final = 50
_FEWEST_HEADS: Final = 3
_RUN_EDGE: Final = re.compile(r"[0-9A-Za-z０-９.\-–—―－~～]")


class Line(NamedTuple):
    """A line that is not blank."""

    text: str
    """As written, trimmed, without boilerplate."""
    heading_marks: int = 0
    """Level of a Markdown heading; 0 where there is none."""
    bold: bool = False
    """The whole line was between `**`."""
    gap: bool = False
    """A blank line or a page break comes before it."""
    page: bool = False
    """A page break comes before it."""


def visible(text: str) -> str:
    """A name or title for display on one line: without control characters, which a terminal
    would obey, and without those that change the direction of writing."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text))


def read_lines(text: str) -> list[Line]:
    """The lines of a text, without boilerplate."""
    raw = _NEWLINE.sub("\n", text) if any(end in text for end in _LINE_ENDINGS) else text
    raw = _INVISIBLE.sub("", _BOOKMARK.sub("", raw)).replace("\f", "\n\f\n")
    raw = _without_mirrors_pinyin(raw)
    lines = [*_drop_page_numbers(raw.split("\n"))]
    return [*_drop_running_heads(lines)]


def _without_mirrors_pinyin(raw: str) -> str:
    """A text without pinyin after its characters, where that is all over it."""
    if raw.count("(") + raw.count("（") < _FEWEST_PINYIN:
        return raw
    plain, count = _PINYIN.subn("", raw)
    return plain if count >= max(_FEWEST_PINYIN, len(plain) / _PINYIN_DENSITY) else raw


def _drop_page_numbers(raw: list[str]) -> Iterator[Line]:
    numbers = _page_numbers(raw)
    gap = page = False
    for at, written in enumerate(raw):
        bare = written.strip(_EDGE_OR_MARK)
        if "\f" in written or at in numbers or _is_page_number(bare):
            gap = page = True
        elif not bare:
            gap = True
        else:
            yield _line(written, gap, page)
            gap = page = False


def _line(written: str, gap: bool, page: bool) -> Line:
    heading = _HASHES.match(written) if "#" in written else None
    text = written[heading.end() :] if heading else written
    bold = False
    if "**" in written:
        bold = _BOLD_LINE.fullmatch(written) is not None
        text = text.replace("**", "")
    if _DASH.search(text):
        text = _INLINE_PAGE.sub(_without_page_number, text)
    return Line(text.strip(_EDGE), len(heading.group(1)) if heading else 0, bold, gap, page)


def _without_page_number(found: re.Match[str]) -> str:
    """`- 3 -` between words is a page number; between digits it is part of a figure."""
    line = found.string
    before, after = line[: found.start()], line[found.end() :]
    if (before and _RUN_EDGE.match(before[-1])) or (after and _RUN_EDGE.match(after[0])):
        return found.group()
    return ""


def _is_page_number(line: str) -> bool:
    return len(line) <= _MAX_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line) is not None


def _page_numbers(raw: list[str]) -> frozenset[int]:
    """The lines that are bare numbers and count the pages: 1, 2, 3 … through the text.

    Where they are not in sequence, one is a page number only beside a page break or inside a
    sentence.
    """
    written = [(at, text) for at, line in enumerate(raw) if (text := line.strip(_EDGE))]
    bare = [
        i
        for i, (_, text) in enumerate(written)
        if len(text) <= _BARE_DIGITS and _BARE_NUMBER.fullmatch(text)
    ]
    counting = [int(written[i][1]) for i in bare]
    counts_on = all(b == a + 1 for a, b in pairwise(counting))
    apart = all(b - a > 1 for a, b in pairwise(bare))
    if len(bare) > 1 and counts_on and apart and counting[0] <= _FIRST_PAGE:
        return frozenset(written[i][0] for i in bare)
    return frozenset(written[i][0] for i in bare if _is_between_pages(written, i))


def _is_between_pages(written: list[tuple[int, str]], i: int) -> bool:
    before = written[i - 1][1] if i else ""
    after = written[i + 1][1] if i + 1 < len(written) else ""
    if "\f" in before + after:
        return True
    return len(before) >= _FULL_LINE and before[-1] in "，、" and bool(after)


def _drop_running_heads(lines: list[Line]) -> Iterator[Line]:
    """Leave out the short lines that recur at page breaks."""
    # The first and the last line of each page.
    edges = {edge for at, line in enumerate(lines) if line.page for edge in (at - 1, at)} - {-1}
    recurring = Counter(lines[at].text for at in edges if _may_be_head(lines[at].text))
    heads = {text for text, count in recurring.items() if count >= _FEWEST_HEADS}
    if not heads:
        yield from lines
        return
    carried = False
    for at, line in enumerate(lines):
        if at in edges and line.text in heads:
            carried = carried or line.page
            continue
        yield line._replace(gap=True, page=True) if carried else line
        carried = False


def _may_be_head(text: str) -> bool:
    return 4 <= len(text) <= _LONGEST_HEAD and text[-1] not in "。；，："
