"""Lines on a page → paragraphs: which line breaks the author made, and which the margin made.

A line is *full* if the next word would not have fitted after it; only a full line continues in the
next one. If paragraphs begin with an indent, the indent decides; otherwise spacing, list markers
and punctuation do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from indexer.analysis.sentences import FINAL_PUNCTUATION
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.builder import Line

_OPEN_END: Final = re.compile(r"[，、,]$")
_CLAUSE: Final = re.compile(r"[，。；、]")
_HEADING: Final = re.compile(
    r"第[一二三四五六七八九十]{1,3}(?:部分|章|节)|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|[(（][一二三四五六七八九十]{1,3}[)）]"
)
_ITEM: Final = re.compile(
    r"[(（]\d{1,3}[)）]|\d{1,2}\s*[、.．](?![\dA-Za-z])|[①-⑳●•■◆▪※★◇□○]|附(?:件|表|录)"
)
_ENUMERATES: Final = re.compile("[；;，,、][一二三四五六七八九十]{1,3}、")
"""一、概述；二、主动公开情况: an enumeration inside a sentence."""
_LEADERS: Final = re.compile(r"[.．…·。]{4,}\s*\d{0,4}$|[…⋯]{2,}\s*\d{1,4}$")
_FIRST_UNIT: Final = re.compile(
    r"[“‘《〈（(「『【]*(?:[^\s\u2e80-\uffff]+|.)[，。、；：！？）》〉”’」』】…%％]*", re.DOTALL
)
"""A Chinese character or a word of anything else, with the punctuation that belongs to it."""
_HANGING: Final = re.compile("[，。、；：！？）》”’」』】]\\s*$")
"""Punctuation that may be set beyond the margin rather than begin a line."""
_ADDRESS: Final = re.compile(r"://[^\s\u2e80-\uffff]*$")
_ADDRESS_REST: Final = re.compile(r"(?!https?:|www\.)[A-Za-z0-9/?&=%._~#-]+")
_LETTERS: Final = re.compile(r"[A-Za-z]$")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page, in points from the page's upper left corner."""

    text: str
    left: float
    right: float
    top: float
    size: float
    """Height of its letters."""
    page: int
    count: int = 0
    """Number of its characters, spaces at its edges included."""
    links: tuple[ExtractedLink, ...] = ()
    column: float = 0.0
    """Width of its column, from whose left edge `left` and `right` are measured; 0 if lines span
    the whole page."""
    column_left: float = 0.0
    """Left edge of that column on the page."""
    tail: float | None = None
    """Left edge of the last cell, if wide spaces divide the line like a list in columns."""
    cells: tuple[str, ...] = ()
    """The texts of the cells of such a line."""


_TAIL_LENGTH: Final = 2_000
"""Characters at the end of a paragraph that decide how a line is joined: the longest address."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """How a document sets its paragraphs, measured over all its lines."""

    left: float
    right: float
    pitch: float
    """Distance from line to line inside a paragraph."""
    indents: bool
    """Whether paragraphs begin with an indent of two characters."""
    line_length: int | None = None
    """Characters of a full line, if lines break by count and not by width."""


def measure_layout(lines: Sequence[PageLine]) -> PageLayout:
    """The layout that a document's lines show; there must be one at least."""
    long = [line for line in lines if len(line.text) >= 12] or [*lines]
    size = _median([line.size for line in long])
    left = _frequent_edge([line.left for line in long], size, outermost=min)
    inside = [line for line in long if not _HANGING.search(line.text)] or long
    right = _frequent_edge([line.right for line in inside], size, outermost=max)
    at_left = sum(abs(line.left - left) < 0.6 * size for line in long)
    at_indent = sum(_is_first_line_indent(line, left) for line in long)
    return PageLayout(
        left=left,
        right=right,
        pitch=_pitch(lines, size),
        indents=at_indent * 12 >= len(long) and at_left > 0,
        line_length=_line_length(long),
    )


def reflow(lines: Sequence[PageLine], layout: PageLayout) -> Iterator[Line]:
    """Join the lines of a column to paragraphs."""
    paragraph: _ParagraphBuilder | None = None
    before: PageLine | None = None
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        if paragraph is not None and before is not None and continues(before, line, after, layout):
            paragraph.add(line, layout)
        else:
            if paragraph is not None:
                yield paragraph.line()
            paragraph = _ParagraphBuilder(line)
        before = line
    if paragraph is not None:
        yield paragraph.line()


def continues(before: PageLine, line: PageLine, after: PageLine | None, layout: PageLayout) -> bool:
    """Whether `line` continues the paragraph of the line before it; `after` follows it."""
    if before.tail is not None and abs(line.left - before.tail) < 0.6 * line.size:
        before = replace(before, left=before.tail, tail=None)
    if _stands_alone(before, layout) or _stands_alone(line, None):
        return False
    if abs(before.size - line.size) > 0.15 * max(before.size, line.size):
        return False
    if _ADDRESS.search(before.text) and _ADDRESS_REST.match(line.text.strip()):
        return True
    is_ended = bool(FINAL_PUNCTUATION.search(before.text))
    if not is_full(before, line, layout):
        has_marker = _has_marker(line, layout)
        return bool(_OPEN_END.search(before.text)) and not has_marker and _is_at_left(line, layout)
    if _is_indented(line, before, layout) or _is_set_apart(before, line, layout, is_ended=is_ended):
        return False
    if is_ended and not FINAL_PUNCTUATION.search(line.text):
        # The last line of a paragraph of prose ends like prose; a signature does not.
        is_last = after is None or not is_full(line, after, layout)
        if is_last:
            return False
    return not _has_marker(line, layout) or not (is_ended or not _CLAUSE.search(before.text))


def _stands_alone(line: PageLine, layout: PageLayout | None) -> bool:
    """Whether a line belongs to no paragraph: an entry of a table of contents, a row of a list in
    columns; where `layout` is given, also a signature or a date."""
    if line.tail is not None or _LEADERS.search(line.text):
        return True
    return layout is not None and _is_flush_right(line, layout)


def is_full(line: PageLine, following: PageLine, layout: PageLayout) -> bool:
    """Whether the following line's first word would not have fitted after this one."""
    if layout.line_length is not None and line.count >= layout.line_length:
        return True
    unit = _FIRST_UNIT.match(following.text.strip())
    needed = following.size * sum(map(_ems, unit.group() if unit else ""))
    space_left = layout.right - line.right
    centred = _is_centred(line, layout) and _is_centred(following, layout)
    if centred and not _is_at_left(following, layout):
        space_left += line.left - layout.left
    return space_left < needed + 0.35 * line.size


class _ParagraphBuilder:
    """Joins lines to a paragraph. It collects pieces, for a paragraph may have thousands."""

    def __init__(self, first: PageLine) -> None:
        self._pieces = [first.text.strip()]
        self._links = [*first.links]
        self._end = self._pieces[0][-_TAIL_LENGTH:]
        """Its last characters, which decide how the next line is joined."""

    def add(self, line: PageLine, layout: PageLayout) -> None:
        words = line.text.strip()
        self._add_links(line.links)
        piece = self._separator(line, words, layout) + words
        self._pieces.append(piece)
        self._end = (self._end + piece)[-_TAIL_LENGTH:]

    def line(self) -> Line:
        return Line("".join(self._pieces), tuple(self._links))

    def _separator(self, line: PageLine, words: str, layout: PageLayout) -> str:
        if layout.line_length is not None:
            return " " if line.text[:1].isspace() else ""
        is_word = _LETTERS.search(self._end) and words[:1].isascii() and words[:1].isalpha()
        is_address = "://" in self._end.rpartition(" ")[2]
        return " " if is_word and not is_address else ""

    def _add_links(self, links: Sequence[ExtractedLink]) -> None:
        """Add links; one that a line break cut in two becomes one again."""
        if self._links and links:
            last, first = self._links[-1], links[0]
            if last.url == first.url and self._end.endswith(last.text):
                self._links[-1] = replace(last, text=last.text + first.text)
                links = links[1:]
        self._links += links


def _is_indented(line: PageLine, before: PageLine, layout: PageLayout) -> bool:
    """Whether a line begins to the right of where running text does."""
    if _is_at_left(line, layout) or (_is_centred(before, layout) and _is_centred(line, layout)):
        return False
    if layout.indents and _is_first_line_indent(line, layout.left):
        return True
    hangs = before.left <= line.left + 0.3 * line.size and line.left - before.left < 4 * line.size
    return not hangs


def _is_set_apart(before: PageLine, line: PageLine, layout: PageLayout, *, is_ended: bool) -> bool:
    if before.page != line.page:
        return False
    gap = line.top - before.top
    return gap > layout.pitch * (1.15 if is_ended else 1.9)


def _is_centred(line: PageLine, layout: PageLayout) -> bool:
    off = (line.left - layout.left) - (layout.right - line.right)
    return abs(off) < line.size


def _is_flush_right(line: PageLine, layout: PageLayout) -> bool:
    """Whether a short line is set to the right, as signatures and dates are."""
    if 2 * (line.right - line.left) >= layout.right - layout.left:
        return False
    is_at_right = layout.right - line.right < line.size
    is_far_in = line.left > layout.left + 5 * line.size
    return is_far_in and (is_at_right or not _is_centred(line, layout))


def _is_at_left(line: PageLine, layout: PageLayout) -> bool:
    return line.left < layout.left + 0.8 * line.size


def _has_marker(line: PageLine, layout: PageLayout) -> bool:
    """Whether a line begins like a heading, or, if indents do not decide, like a list item."""
    text = line.text.strip()
    if _ENUMERATES.search(text):
        return False
    return bool(_HEADING.match(text)) or (not layout.indents and bool(_ITEM.match(text)))


def _is_first_line_indent(line: PageLine, left: float) -> bool:
    return 1.4 * line.size <= line.left - left <= 2.8 * line.size


def _line_length(lines: Sequence[PageLine]) -> int | None:
    """The length of the longest lines, if a third of all lines have it."""
    counts = Counter(line.count for line in lines)
    longest = max(counts)
    return longest if len(lines) >= 6 and counts[longest] * 3 >= len(lines) else None


def _frequent_edge(positions: Sequence[float], size: float, *, outermost: object) -> float:
    """The outermost position at which many lines begin or end."""
    rounded = Counter(round(position / (0.5 * size)) for position in positions)
    enough = max(2, len(positions) // 20)
    frequent = [
        at for at in rounded if rounded[at - 1] + rounded[at] + rounded[at + 1] >= enough
    ] or [*rounded]
    at = max(frequent) if outermost is max else min(frequent)
    near = [position for position in positions if abs(position / (0.5 * size) - at) <= 1]
    return max(near) if outermost is max else min(near)


def _pitch(lines: Sequence[PageLine], size: float) -> float:
    gaps = [
        line.top - before.top
        for before, line in pairwise(lines)
        if before.page == line.page and 0.8 * size < line.top - before.top < 4 * size
    ]
    if not gaps:
        return 1.5 * size
    common = Counter(round(gap) for gap in gaps)
    most = max(common.values())
    return float(min(gap for gap, count in common.items() if count * 3 >= most)) + 0.5


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _ems(char: str) -> float:
    return 0.5 if char.isascii() else 1.0
