"""Verification by the million characters: literals looked for in many stored texts at once.

Looking into each text by itself costs some microseconds of Python, comparing the texts end to end
a fraction of a nanosecond a character, and numpy does it without holding up other threads. The
meaning is that of `analysis/literals.py`; parts with characters beyond 16 bits are left to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import RUN
from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import Segment
from indexer.search import ranking
from indexer.search.query import Literal

Codes = npt.NDArray[np.uint16]

STRETCH: Final = 1 << 20
"""Characters looked at together."""
_SURROGATES: Final = (0xD800, 0xE000)
_WALL: Final = 10
_SAMPLE: Final = 1 << 12
_MOST_COUNTED: Final = 8
_HAN: Final = (0x3400, 0xA000)
"""Codes in between are Han characters, none of them a run's; nor is any below the digits."""
_DIGITS: Final = 0x30
_FAR: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Stretch:
    """Candidates whose texts are looked at together: those texts alone, or where they stand close,
    all from the first to the last."""

    candidates: Ids
    parts: Ids
    """Whose texts are looked at: ascending."""


def stretches(segment: Segment, field: str, candidates: Ids) -> Iterator[Stretch]:
    """The candidates, ascending, cut into stretches of bounded length."""
    starts, ends = segment.text_ranges(field, candidates)
    running = np.cumsum(ends - starts)
    at = 0
    while at < len(candidates):
        before = int(running[at - 1]) if at else 0
        behind = max(at + 1, int(running.searchsorted(before + 2 * STRETCH)))
        some = candidates[at:behind]
        if int(ends[behind - 1] - starts[at]) < 2 * (int(running[behind - 1]) - before):
            yield Stretch(some, np.arange(some[0], some[-1] + 1))
        else:
            yield Stretch(some, some)
        at = behind


class Scan:
    """The texts of a stretch, end to end, as 16-bit codes."""

    def __init__(self, segment: Segment, field: str, stretch: Stretch) -> None:
        self._parts = stretch.parts
        starts, ends = segment.text_ranges(field, stretch.parts)
        self._ends = np.cumsum(ends - starts) // 2
        self._codes: Codes = segment.codes(field, starts, ends)

    def odd_parts(self) -> Ids:
        """Parts with a character that takes two codes: what is said of them here is not true."""
        low, _ = _SURROGATES
        if not len(self._codes) or self._codes.max() < low:
            return np.empty(0, np.int64)
        return self._owners(np.flatnonzero((self._codes & 0xF800) == low))

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

    def smallest_gaps(self, literals: Sequence[Literal]) -> Array:
        """For each part `ranking.smallest_gap`; below 0 where there is none.

        From each occurrence to the latest of every literal at or before it: where several begin
        at one place, the window of all of them is none too many, since it is the shortest there.
        """
        places = [self._occurrences(literal) for literal in literals]
        at = np.concatenate(places)
        owners = self._numbers(at)
        begin = (self._ends - np.diff(self._ends, prepend=0))[owners]
        first, last = at.copy(), at.copy()
        in_all = np.full(len(at), all(map(len, places)))
        for literal, own in zip(literals, places, strict=True):
            if not len(own):
                break
            latest = own.searchsorted(at, "right") - 1
            there = own[latest]
            in_all &= (latest >= 0) & (there >= begin)
            np.minimum(first, there, out=first)
            np.maximum(last, there + len(literal.text), out=last)
        gaps = np.maximum(last - first - sum(len(literal.text) for literal in literals), 0)
        smallest = np.full(len(self._parts), _FAR)
        np.minimum.at(smallest, owners[in_all], gaps[in_all])
        smallest[smallest == _FAR] = -1
        return smallest

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
        return self._parts[distinct(self._numbers(places))]

    def _occurrences(self, literal: Literal) -> Ids:
        """Where the literal begins, inside one part, its closed edges ending no run."""
        codes, text = (
            self._codes,
            np.frombuffer(literal.text.encode("utf-16-le", "surrogatepass"), "<u2"),
        )
        room = len(codes) - len(text) + 1
        if room <= 0:
            return np.empty(0, np.int64)
        rarest = self._rarest(text)
        places = np.flatnonzero(codes[rarest : rarest + room] == text[rarest])
        for offset in range(len(text)):
            if offset != rarest:
                places = places[codes[places + offset] == text[offset]]
        places = places[places + len(text) <= self._ends[self._numbers(places)]]
        if not literal.open_left and _is_run(text[:1])[0]:
            places = places[~self._is_run_beside(places, -1)]
        if not literal.open_right and _is_run(text[-1:])[0]:
            places = places[~self._is_run_beside(places + len(text), 0)]
        return places

    def _rarest(self, text: Codes) -> int:
        """Which of the first characters to look for, going by a sample."""
        sample = self._codes[:_SAMPLE]
        counts = [np.count_nonzero(sample == code) for code in text[:_MOST_COUNTED]]
        return counts.index(min(counts))

    def _is_run_beside(self, edges: Ids, offset: int) -> Array:
        """Whether the code at `offset` from each edge belongs to a run of the same part."""
        inner = (edges > 0) & ~np.isin(edges, self._ends)
        beside = np.zeros(len(edges), np.bool_)
        beside[inner] = _is_run(self._codes[edges[inner] + offset])
        return beside

    @cached_property
    def _going_on(self) -> Ids:
        """Places whose code goes on with the run before it."""
        codes, (low, high) = self._codes, _HAN
        places = np.flatnonzero((codes - low >= high - low) & (codes >= _DIGITS))
        runs = places[_is_run(codes[places])]
        going_on: Ids = runs[1:][runs[1:] == runs[:-1] + 1]
        return going_on

    @cached_property
    def _walls(self) -> Ids:
        return np.flatnonzero(self._codes == _WALL)


def smallest_gaps(segment: Segment, parts: Ids, literals: Sequence[Literal]) -> Array:
    """For each of the parts, ascending, how close the literals stand in its text: see
    `ranking.smallest_gap`; below 0 where one is missing."""
    scan = Scan(segment, "text", Stretch(parts, parts))
    gaps = scan.smallest_gaps(literals)
    for at in np.flatnonzero(np.isin(parts, scan.odd_parts())).tolist():
        gap = ranking.smallest_gap(segment.text("text", int(parts[at])), literals)
        gaps[at] = -1 if gap is None else gap
    return gaps


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
