"""Which text of a report was recognised from pictures of pages.

The parts are made of the text as a whole, so the recognised lines are looked up in it again, in
their order: exact to the character where a line was kept whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Final

from indexer.ingest.extracted import Extracted
from indexer.reports.model import Part, TextSource, UncertainText

_SHORT: Final = 6
"""A line of fewer characters is looked for nearby only."""
_NEARBY: Final = 400
_ALL, _NONE = 0.9, 0.1
"""Shares of a part's characters from which, and up to which, all or none are recognised."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a character of the report is: its part, and its offset in the text; -1 in a heading."""

    part: int
    offset: int


_part_of: Final = attrgetter("part")


def with_text_sources(parts: Sequence[Part], extracted: Extracted) -> tuple[Part, ...]:
    """The parts with what is known of the origin of their texts."""
    if not extracted.recognised:
        return tuple(parts)
    places, text = _index(parts)
    pages = [0] * len(text)
    uncertain = [False] * len(text)
    cursor = 0
    for line in extracted.recognised:
        chars = [(at, char) for at, char in enumerate(line.text) if not char.isspace()]
        doubtful = set(line.uncertain)
        end = cursor
        for at, position in _matches("".join(char for _, char in chars), text, cursor):
            pages[position] = line.page
            uncertain[position] = chars[at][0] in doubtful
            end = position + 1
        cursor = end
    return tuple(
        _with_source(part, number, places, pages, uncertain, extracted)
        for number, part in enumerate(parts)
    )


def _index(parts: Sequence[Part]) -> tuple[list[_Place], str]:
    """The characters of the report without blanks, and where each is."""
    places: list[_Place] = []
    chars: list[str] = []
    for number, part in enumerate(parts):
        for in_heading, written in ((True, part.heading), (False, part.text)):
            for at, char in enumerate(written):
                if not char.isspace():
                    places.append(_Place(number, -1 if in_heading else at))
                    chars.append(char)
    return places, "".join(chars)


def _matches(line: str, text: str, cursor: int) -> Iterator[tuple[int, int]]:
    """Pairs of indices in a line and in the text, where they are the same character."""
    if not line:
        return
    found = text.find(line, cursor, cursor + _NEARBY if len(line) < _SHORT else len(text))
    if found < 0 and len(line) >= _SHORT:
        found = text.find(line)
    if found >= 0:
        yield from ((at, found + at) for at in range(len(line)))
        return
    if len(line) < _SHORT:
        return
    window = text[cursor : cursor + _NEARBY]
    for block in SequenceMatcher(None, line, window, autojunk=False).get_matching_blocks():
        if block.size > 1:
            yield from ((block.a + at, cursor + block.b + at) for at in range(block.size))


def _with_source(
    part: Part,
    number: int,
    places: Sequence[_Place],
    pages: Sequence[int],
    uncertain: Sequence[bool],
    extracted: Extracted,
) -> Part:
    first = bisect_left(places, number, key=_part_of)
    own = range(first, bisect_right(places, number, lo=first, key=_part_of))
    share = sum(pages[at] > 0 for at in own) / len(own) if own else 1.0
    source: TextSource = "mixed"
    if extracted.is_all_recognised or share >= _ALL:
        source = "ocr"
    elif share <= _NONE:
        source = "text"
    marked = [
        (places[at].offset, pages[at]) for at in own if uncertain[at] and places[at].offset >= 0
    ]
    return replace(part, text_source=source, uncertain=tuple(_ranges(marked)))


def _ranges(marked: Sequence[tuple[int, int]]) -> Iterator[UncertainText]:
    """Neighbours on one page as one range."""
    for (_, page), run in groupby(
        enumerate(marked), key=lambda pair: (pair[1][0] - pair[0], pair[1][1])
    ):
        offsets = [offset for _, (offset, _) in run]
        yield UncertainText(offsets[0], offsets[-1] + 1, page)
