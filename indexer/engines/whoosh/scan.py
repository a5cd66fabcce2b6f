"""Verification by the million characters: literals looked for in stretches of stored text at once.

Where nearly every part of a stretch is a candidate, looking into each by itself costs more than
comparing the whole stretch character by character, which numpy does without holding up other
threads. The meaning is that of `analysis/literals.py`; parts with characters beyond 16 bits are
left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import RUN
from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import Segment
from indexer.search.query import Literal

Codes = npt.NDArray[np.uint16]

STRETCH: Final = 1 << 20
"""Characters looked at together."""
_SURROGATES: Final = (0xD800, 0xE000)
_WALL: Final = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """The texts of neighbouring parts, and those of them that are candidates."""

    candidates: Ids
    first: int
    last: int
    """Parts first to last, the last one not included."""

    characters: int

    def is_dense(self, characters_each: int) -> bool:
        """Whether looking at all of it is cheaper than at each candidate, which costs as much as
        `characters_each` characters of the stretch."""
        return self.characters < characters_each * len(self.candidates)


def stretches(segment: Segment, field: str, candidates: Ids) -> Iterator[Stretch]:
    """The candidates, ascending, cut into stretches of bounded length."""
    ends = segment.text_ends(field)
    at = 0
    while at < len(candidates):
        first = int(candidates[at])
        begin = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, begin + 2 * STRETCH, side="right")))
        end = int(np.searchsorted(candidates, last))
        yield Stretch(candidates[at:end], first, last, (int(ends[last - 1]) - begin) // 2)
        at = end


class Scan:
    """One stretch of text as 16-bit codes."""

    def __init__(self, segment: Segment, field: str, stretch: Stretch) -> None:
        self._first = stretch.first
        ends = segment.text_ends(field)[stretch.first : stretch.last].astype(np.int64)
        begin = int(segment.text_ends(field)[stretch.first - 1]) if stretch.first else 0
        self._ends = (ends - begin) // 2
        self._codes: Codes = segment.codes(field, begin, int(ends[-1]))

    def odd_parts(self) -> Ids:
        """Parts with a character that takes two codes: what is said of them here is not true."""
        return self._owners(np.flatnonzero((self._codes & 0xF800) == _SURROGATES[0]))

    def holders(self, literal: Literal) -> Ids:
        """Parts of the stretch that hold the literal, ascending."""
        return self._owners(self._occurrences(literal))

    def near(self, left: Literal, right: Literal, distance: int) -> Ids:
        """Parts in which both stand near each other in one paragraph, ascending."""
        lefts, rights = self._occurrences(left), self._occurrences(right)
        if not len(lefts) or not len(rights):
            return np.empty(0, np.int64)
        left_ends, right_ends = lefts + len(left.text), rights + len(right.text)
        behind = np.searchsorted(rights, left_ends)
        there = np.flatnonzero(behind < len(rights))
        near = self._near(lefts[there], left_ends[there], rights[behind[there]], distance)
        before = np.searchsorted(right_ends, lefts, side="right") - 1
        there = np.flatnonzero(before >= 0)
        here = before[there]
        return self._owners(
            np.concatenate(
                (near, self._near(rights[here], right_ends[here], lefts[there], distance))
            )
        )

    def _near(self, firsts: Ids, first_ends: Ids, seconds: Ids, distance: int) -> Ids:
        """Those of `firsts` whose second one is near, paragraph and part being the same."""
        near = np.flatnonzero(self._units(first_ends, seconds) <= distance)
        firsts, first_ends, seconds = firsts[near], first_ends[near], seconds[near]
        walls = np.searchsorted(self._walls, seconds) - np.searchsorted(self._walls, first_ends)
        same: Ids = firsts[(walls == 0) & (self._numbers(firsts) == self._numbers(seconds))]
        return same

    def _units(self, starts: Ids, ends: Ids) -> Ids:
        """Units between places: characters, less those that go on with a run."""
        inside = np.searchsorted(self._going_on, ends) - np.searchsorted(self._going_on, starts)
        units: Ids = ends - starts - inside
        return units

    def _numbers(self, places: Ids) -> Ids:
        """Which of the stretch's parts each place is in."""
        return np.searchsorted(self._ends, places, side="right")

    def _owners(self, places: Ids) -> Ids:
        return distinct(self._numbers(places) + self._first)

    def _occurrences(self, literal: Literal) -> Ids:
        """Where the literal begins, inside one part, its closed edges ending no run."""
        codes, text = self._codes, np.frombuffer(literal.text.encode("utf-16-le"), "<u2")
        room = len(codes) - len(text) + 1
        if room <= 0:
            return np.empty(0, np.int64)
        places = np.flatnonzero(codes[:room] == text[0])
        for offset in range(1, len(text)):
            places = places[codes[places + offset] == text[offset]]
        places = places[places + len(text) <= self._ends[self._numbers(places)]]
        if not literal.open_left and _is_run(text[:1])[0]:
            places = places[~self._is_run_beside(places, -1)]
        if not literal.open_right and _is_run(text[-1:])[0]:
            places = places[~self._is_run_beside(places + len(text), 0)]
        return places

    def _is_run_beside(self, edges: Ids, offset: int) -> Array:
        """Whether the code at `offset` from each edge belongs to a run of the same part."""
        inner = (edges > 0) & ~np.isin(edges, self._ends)
        beside = np.zeros(len(edges), np.bool_)
        beside[inner] = _is_run(self._codes[edges[inner] + offset])
        return beside

    @cached_property
    def _going_on(self) -> Ids:
        """Places whose code goes on with the run before it."""
        run = _is_run(self._codes)
        return np.flatnonzero(run[1:] & run[:-1]) + 1

    @cached_property
    def _walls(self) -> Ids:
        return np.flatnonzero(self._codes == _WALL)


@lru_cache(maxsize=1)
def _run_table() -> Array:
    """For each 16-bit code, whether it is a run character."""
    table = np.zeros(1 << 16, np.bool_)
    low, high = _SURROGATES
    for block in (range(low), range(high, 1 << 16)):
        for run in RUN.finditer("".join(map(chr, block))):
            table[block.start + run.start() : block.start + run.end()] = True
    return table


def _is_run(codes: Codes) -> Array:
    return _run_table()[codes]
