"""Headings inside a paragraph: the paragraph is split before each of them.

Some sites flatten a whole report to one line. A number inside a line begins a heading only where a
sentence or a heading ends before it, it is next in its sequence, and a title follows. Numbers in
sentences, announcements ("包括：一、概述；二、…") and quoted items ("第（8）（11）项") begin none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from indexer.analysis.normalize import simplified
from indexer.ingest.blocks import Block, is_bare_heading
from indexer.ingest.headings import title_end
from indexer.reports.numbering import Marker, Rank, read_marker
from indexer.reports.sections import classify_heading, is_motto
from indexer.reports.topics import classify_topic

_DIGITS: Final = "一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾"
# One class of characters comes first: the search for it is many times faster than for a pattern.
_INNER: Final = re.compile(
    rf"[{_DIGITS}0-9０-９第（(㈠-㈩](?:(?<=[{_DIGITS}])[{_DIGITS}]{{0,2}}[ \u3000]*[、.．]"
    rf"|(?<=第)[{_DIGITS}]{{1,3}}部分|(?<=[（(])(?:[{_DIGITS}]{{1,3}}|\d{{1,2}})[)）]|(?<=[㈠-㈩])"
    r"|(?<=\d)(?<![\d.．]\d)\d?[.．、](?!\d))"
)
_BOUNDARY: Final = re.compile(
    r"[。！？!?”’…][ \u3000\xa0]*$|[ \u3000\xa0]$|信息公开[^，。；]{0,9}(?:报告|年报)$"
)
"""What may come before a heading: the end of a sentence, a blank, the report's title."""
_AFTER_SENTENCE: Final = re.compile(r"[。！？][ \u3000\xa0]+(?=\S)")
_BLANK_RUN: Final = re.compile(r"[ \u3000\xa0]")
_MIN_FLATTENED: Final = 300
"""Characters of a line so long that its headings may have no numbers either."""
_BLANK: Final = " \u3000\xa0"
_WINDOW: Final = 200
"""Most characters of a heading, so that a line of megabytes is read in time."""
_WIDEST_GAP: Final = 20
_ANNOUNCEMENT: Final = re.compile(r"[ \u3000]*[；;，,、]")
_NOUN_TITLE: Final = re.compile(
    r"[^，。；：]{2,24}?(?:情况|措施|事项|打算|计划|问题|工作)(?=[ \u3000。：]|$)"
)


def split_inline_headings(blocks: list[Block]) -> list[Block]:
    """The paragraphs, each heading at the beginning of one."""
    pieces: list[Block] = []
    counter = _NumberTracker()
    for block in blocks:
        written = block.text
        places = [0, *_heading_starts(simplified(written), counter), len(written)]
        for start, end in pairwise(places):
            if text := written[start:end].strip(_BLANK):
                pieces.append(block if text == written else block._replace(text=text))
    return pieces


class _NumberTracker:
    """The last number of each form; one of a higher form resets the lower ones."""

    def __init__(self) -> None:
        self.last: dict[Rank, int] = {}

    def fits(self, marker: Marker) -> bool:
        if marker.number is None:
            return False
        last = self.last.get(marker.rank, 0)
        return marker.number == last + 1 or (
            marker.rank <= Rank.HAN and last < marker.number <= last + 3
        )

    def record(self, marker: Marker) -> None:
        self.last = {rank: n for rank, n in self.last.items() if rank < marker.rank}
        self.last[marker.rank] = marker.number or 0


def _heading_starts(text: str, counter: _NumberTracker) -> list[int]:
    places: list[int] = []
    heading_end = 0
    if "\t" in text:
        return places
    first = read_marker(text)
    if first and not first.weak and (end := title_end(text, first)):
        counter.record(first)
        heading_end = end
    for at in _possible_starts(text):
        if at < heading_end:
            continue
        end = _bare_end(text, at) or _heading_end(text, at, heading_end, counter)
        if end:
            places.append(at)
            heading_end = end
    return places


def _possible_starts(text: str) -> list[int]:
    numbered = [found.start() for found in _INNER.finditer(text, 1)]
    if len(text) <= _MIN_FLATTENED:
        return numbered
    bare = [found.end() for found in _AFTER_SENTENCE.finditer(text)]
    return sorted({*numbered, *bare})


def _bare_end(text: str, at: int) -> int | None:
    """Where a section's title without a number ends, between two blanks; None for no title."""
    found = _BLANK_RUN.search(text, at, at + _WINDOW)
    if found is None or read_marker(text[at : at + _WINDOW]) or not _is_boundary(text, at):
        return None
    return found.start() if is_bare_heading(text[at : found.start()]) else None


def _is_boundary(text: str, at: int) -> bool:
    """Whether a sentence or a blank ends at this position."""
    return _BOUNDARY.search(text[max(0, at - _WIDEST_GAP) : at]) is not None


def _heading_end(text: str, at: int, heading_end: int, counter: _NumberTracker) -> int | None:
    """Where the heading ends that begins at `at`; None where none begins."""
    after_heading = 0 < heading_end >= at - _WIDEST_GAP and not text[heading_end:at].strip(_BLANK)
    if not after_heading and not _is_boundary(text, at):
        return None
    tail = text[at : at + _WINDOW]
    marker = read_marker(tail)
    if marker is None or marker.weak:
        return None
    end = title_end(tail, marker)
    if end is None or _ANNOUNCEMENT.match(tail[end:]):
        return None
    if not _is_plausible(tail, marker, end, counter):
        return None
    counter.record(marker)
    return at + end


def _is_plausible(tail: str, marker: Marker, end: int, counter: _NumberTracker) -> bool:
    words = tail[marker.end : end].rstrip("。：: ")
    if marker.rank <= Rank.HAN:
        if classify_heading(words) and not is_motto(words):
            return True
        if not counter.fits(marker):
            return False
        motto = is_motto(words) and tail[end : end + 1] in {*_BLANK}
        return motto or bool(_NOUN_TITLE.match(tail, marker.end) or classify_heading(words))
    if not counter.fits(marker):
        return False
    if marker.rank is Rank.HAN_PAREN:
        return len(words) <= 40
    return bool(classify_topic(words))
