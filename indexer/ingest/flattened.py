"""Paragraphs in which a site has run several headings together, cut apart at the headings again.

Some sites flatten a whole report to one line. A number inside a line opens a heading only where a
sentence or a heading ends before it, where it counts on from the last of its kind, and where what
follows reads as a title; so numbers inside sentences, announcements ("包括：一、概述；二、…") and
quoted items ("第（8）（11）项") stay where they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from indexer.analysis.normalize import simplified
from indexer.ingest.blocks import Block, is_bare_heading
from indexer.ingest.headings import title_end
from indexer.reports.numbering import Marker, Rank, read_marker
from indexer.reports.sections import classify_heading, is_motto
from indexer.reports.topics import classify_topic

_HAN = "[一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾]{1,3}"
_INNER: Final = re.compile(
    rf"{_HAN}[ \u3000]*[、.．]|第{_HAN}部分|[（(]{_HAN}[)）]|[㈠-㈩]"
    r"|(?<![\d.．])\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]"
)
_BOUNDARY: Final = re.compile(
    r"[。！？!?”’…][ \u3000\xa0]*$|[ \u3000\xa0]$|信息公开[^，。；]{0,9}(?:报告|年报)$"
)
"""What ends before a heading: a sentence, a blank, the report's title."""
_AFTER_SENTENCE: Final = re.compile(r"[。！？][ \u3000\xa0]+(?=\S)")
_BLANK_RUN: Final = re.compile(r"[ \u3000\xa0]")
_FLAT: Final = 300
"""Characters of a line in which headings may have lost their numbers as well."""
_BLANK: Final = " \u3000\xa0"
_WINDOW: Final = 200
"""Characters in which a heading must have ended, so that a line of megabytes is read in time."""
_WIDEST_GAP: Final = 20
_ANNOUNCES: Final = re.compile(r"[ \u3000]*[；;，,、]")
_NOUN_TITLE: Final = re.compile(
    r"[^，。；：]{2,24}?(?:情况|措施|事项|打算|计划|问题|工作)(?=[ \u3000。：]|$)"
)


def cut_flattened(blocks: list[Block]) -> list[Block]:
    """The same paragraphs, each heading inside one at the beginning of its own."""
    pieces: list[Block] = []
    counter = _Counter()
    for block in blocks:
        places = [0, *_heading_places(simplified(block.text), counter), len(block.text)]
        for start, end in pairwise(places):
            text = block.text[start:end].strip(" \u3000\xa0")
            if text:
                pieces.append(replace(block, text=text))
    return pieces


class _Counter:
    """The last number of each form; a higher form starts the lower ones anew."""

    def __init__(self) -> None:
        self.last: dict[Rank, int] = {}

    def fits(self, marker: Marker) -> bool:
        if marker.number is None:
            return False
        last = self.last.get(marker.rank, 0)
        return marker.number == last + 1 or (
            marker.rank <= Rank.HAN and last < marker.number <= last + 3
        )

    def take(self, marker: Marker) -> None:
        self.last = {rank: n for rank, n in self.last.items() if rank < marker.rank}
        self.last[marker.rank] = marker.number or 0


def _heading_places(text: str, counter: _Counter) -> list[int]:
    places: list[int] = []
    heading_end = 0
    if "\t" in text:
        return places
    first = read_marker(text)
    if first and not first.weak and (end := title_end(text, first)):
        counter.take(first)
        heading_end = end
    for at in _possible_places(text):
        if at < heading_end:
            continue
        end = _bare_end(text, at) or _opens_heading(text, at, heading_end, counter)
        if end:
            places.append(at)
            heading_end = end
    return places


def _possible_places(text: str) -> list[int]:
    numbered = {found.start() for found in _INNER.finditer(text, 1)}
    bare = {found.end() for found in _AFTER_SENTENCE.finditer(text)} if len(text) > _FLAT else set()
    return sorted(numbered | bare)


def _bare_end(text: str, at: int) -> int | None:
    """Where a section's title without a number ends that stands between two blanks."""
    found = _BLANK_RUN.search(text, at, at + _WINDOW)
    if found is None or read_marker(text[at : at + _WINDOW]) or not _is_boundary(text, at):
        return None
    return found.start() if is_bare_heading(text[at : found.start()]) else None


def _is_boundary(text: str, at: int) -> bool:
    """Whether a sentence or a blank ends at this place."""
    return _BOUNDARY.search(text[max(0, at - _WIDEST_GAP) : at]) is not None


def _opens_heading(text: str, at: int, heading_end: int, counter: _Counter) -> int | None:
    """Where the heading ends that begins at `at`, or None where none begins there."""
    after_heading = 0 < heading_end >= at - _WIDEST_GAP and not text[heading_end:at].strip(_BLANK)
    if not after_heading and not _is_boundary(text, at):
        return None
    tail = text[at : at + _WINDOW]
    marker = read_marker(tail)
    if marker is None or marker.weak:
        return None
    end = title_end(tail, marker)
    if end is None or _ANNOUNCES.match(tail[end:]):
        return None
    if not _is_welcome(tail, marker, end, counter):
        return None
    counter.take(marker)
    return at + end


def _is_welcome(tail: str, marker: Marker, end: int, counter: _Counter) -> bool:
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
