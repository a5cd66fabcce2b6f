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

from indexer.analysis.normalize import ALNUM_RUN
from indexer.engines.whoosh.arrays import Array, distinct, ranges
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import Segment
from indexer.search import ranking
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

Codes = npt.NDArray[np.uint16]

STRETCH: Final = 1 << 19
"""Characters looked at together."""
_SURROGATES: Final = (0xD800, 0xE000)
_WALL: Final = 10
_SAMPLE: Final = 1 << 12
_MOST_COUNTED: Final = 8
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
        # The next right one behind each left one; of several with the same one, the nearest.
        behind = rights.searchsorted(left_ends)
        ahead = np.flatnonzero(np.diff(behind, append=len(rights)))
        # The last right one before each left one, likewise.
        before = right_ends.searchsorted(lefts, "right") - 1
        back = np.flatnonzero(np.diff(before, prepend=-1))
        starts = np.concatenate((left_ends[ahead], right_ends[before[back]]))
        ends = np.concatenate((rights[behind[ahead]], lefts[back]))
        return self._owners(ends[self._are_near(starts, ends, distance)])

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

    def _are_near(self, starts: Ids, ends: Ids, distance: int) -> Array:
        """Which gaps lie in one paragraph and count at most `distance` characters."""
        walls = self._walls
        together = walls.searchsorted(starts) == walls.searchsorted(ends, "right")
        near: Array = together & (ends - starts <= distance)
        wide = np.flatnonzero(together & ~near)
        near[wide] = self._units(starts[wide], ends[wide]) <= distance
        return near

    def _units(self, starts: Ids, ends: Ids) -> Ids:
        """What gaps count: characters, less those that go on with a run. No gap is empty."""
        sizes = ends - starts
        if not len(sizes):
            return sizes
        run = _is_run(self._codes[ranges(starts, sizes)])
        first = np.cumsum(sizes) - sizes
        goes_on = np.concatenate(([False], run[1:] & run[:-1]))
        goes_on[first] = False
        units: Ids = sizes - np.add.reduceat(goes_on, first, dtype=np.int64)
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
                checkpoint()
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
    def _walls(self) -> Ids:
        """Places that no gap may hold: walls, and where the next part begins."""
        walls = np.flatnonzero(self._codes == _WALL)
        return np.sort(np.concatenate((walls, self._ends)), kind="stable")


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
        for run in ALNUM_RUN.finditer("".join(map(chr, block))):
            table[block.start + run.start() : block.start + run.end()] = True
    return table


def _is_run(codes: Codes) -> Array:
    return _run_table()[codes]
