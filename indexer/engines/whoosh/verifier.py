"""Verifies literals in many stored texts at once, a million characters a step.

Searching each text by itself costs some microseconds of Python; comparing the texts end to end
costs a fraction of a nanosecond a character, and numpy does it without blocking other threads. The
result is that of `analysis/matching.py`, which decides on texts with characters beyond 16 bits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.analysis.normalize import is_alnum
from indexer.engines.whoosh.arrays import Array, concat_ranges, is_first, true_at
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.runs import Codes, is_run, may_be_run
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.search import ranking
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

_CHUNK_CHARACTERS: Final = 1 << 19
_SURROGATE: Final = 0xD800
_BOUNDARY: Final = 10
_SAMPLE: Final = 1 << 12
_MAX_SAMPLED: Final = 8
_MAX_EXAMINED: Final = 1 << 20
"""Characters of gaps that are examined at once."""
_NO_GAP: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class CandidateChunk:
    """Candidates whose texts are verified together."""

    candidates: DocIds
    parts: DocIds
    """Parts whose texts are read, ascending: the candidates, or where these are close together,
    all parts from the first to the last."""


def candidate_chunks(
    segment: SegmentReader, field: str, candidates: DocIds
) -> Iterator[CandidateChunk]:
    """The candidates, ascending, in chunks with a bounded number of characters."""
    starts, ends = segment.text_ranges(field, candidates)
    running = np.cumsum(ends - starts)
    first = 0
    while first < len(candidates):
        done = int(running[first - 1]) if first else 0
        end = max(first + 1, int(running.searchsorted(done + 2 * _CHUNK_CHARACTERS)))
        chunk = candidates[first:end]
        if int(ends[end - 1] - starts[first]) < 2 * (int(running[end - 1]) - done):
            yield CandidateChunk(chunk, np.arange(chunk[0], chunk[-1] + 1))
        else:
            yield CandidateChunk(chunk, chunk)
        first = end


class Verifier(ABC):
    """The texts of some parts, as 16-bit codes with offsets, in the order of the parts."""

    def __init__(
        self, parts: DocIds, starts: DocIds, ends: DocIds, spared: Array | None = None
    ) -> None:
        """The parts, ascending, with the start and end of each text and, where it is known, its
        `spared_by_runs`."""
        self._parts = parts
        self._starts = starts
        self._ends = ends
        self._spared = spared

    @abstractmethod
    def non_bmp_docs(self) -> DocIds:
        """Parts with a character of two codes: the other methods may be wrong for them."""

    @abstractmethod
    def _occurrences(self, literal: Literal) -> DocIds:
        """Where the literal begins, inside one part, its closed edges not inside a run;
        ascending."""

    @abstractmethod
    def _codes_in(self, starts: DocIds, ends: DocIds) -> Codes:
        """The codes by offset; those in these ranges may be read."""

    def matching_docs(self, literal: Literal) -> DocIds:
        """Parts that contain the literal, ascending."""
        return self._parts_at(self._occurrences(literal))

    def near_docs(self, left: Literal, right: Literal, distance: int) -> DocIds:
        """Parts that contain both near each other in one paragraph, ascending."""
        lefts, rights = self._occurrences(left), self._occurrences(right)
        if not len(lefts) or not len(rights):
            return np.empty(0, np.int64)
        left_ends, right_ends = lefts + len(left.text), rights + len(right.text)
        # The next right one after each left one; of several left ones before it, the nearest.
        following = rights.searchsorted(left_ends)
        is_nearest = following < len(rights)
        is_nearest[:-1] &= following[1:] != following[:-1]
        after = true_at(is_nearest)
        # The last right one before each left one, likewise.
        preceding = right_ends.searchsorted(lefts, "right") - 1
        before = true_at(is_first(preceding) & (preceding >= 0))
        starts = np.concatenate((left_ends[after], right_ends[preceding[before]]))
        ends = np.concatenate((rights[following[after]], lefts[before]))
        return self._parts_at(np.sort(ends[self._are_near(starts, ends, distance)]))

    def smallest_gaps(self, literals: Sequence[Literal]) -> Array:
        """For each part `ranking.smallest_gap`; below 0 where there is none.

        The window of an occurrence reaches to the latest occurrence of every literal at or before
        it. Where several begin together each of them has a window; the smallest one counts.
        """
        occurrences = [self._occurrences(literal) for literal in literals]
        at = np.concatenate(occurrences)
        numbers = self._numbers(at)
        text_starts = self._starts[numbers]
        first, last = at.copy(), at.copy()
        in_all = np.full(len(at), all(map(len, occurrences)))
        for literal, own in zip(literals, occurrences, strict=True):
            if not len(own):
                break
            latest = own.searchsorted(at, "right") - 1
            start = own[latest]
            in_all &= (latest >= 0) & (start >= text_starts)
            np.minimum(first, start, out=first)
            np.maximum(last, start + len(literal.text), out=last)
        gaps = np.maximum(last - first - sum(len(literal.text) for literal in literals), 0)
        smallest = np.full(len(self._parts), _NO_GAP)
        np.minimum.at(smallest, numbers[in_all], gaps[in_all])
        smallest[smallest == _NO_GAP] = -1
        return smallest

    def _are_near(self, starts: DocIds, ends: DocIds, distance: int) -> Array:
        """Which gaps, between a literal's end and the other's start, are in one paragraph and count
        at most `distance` characters."""
        sizes = ends - starts
        near = np.zeros(len(starts), np.bool_)
        near[in_reach := self._in_reach(starts, ends, distance)] = True
        undecided = []
        some_size = in_reach[sizes[in_reach] > 0]
        for some in _steps(some_size, _MAX_EXAMINED // (distance + 1)):
            is_wide = sizes[some] > distance
            narrow, wide = some[~is_wide], some[is_wide]
            near[narrow] = ~self._cross_boundary(starts[narrow], sizes[narrow])
            near[wide] = False
            undecided.append(wide[self._may_count_few(starts[wide], distance)])
        if undecided:
            self._decide_wide(near, np.concatenate(undecided), starts, sizes, distance)
        return near

    def _in_reach(self, starts: DocIds, ends: DocIds, distance: int) -> DocIds:
        """Which gaps are in one part and may count at most `distance` characters."""
        if self._spared is None:
            return true_at(ends < self._ends[self._numbers(starts - 1)])
        spared = self._spared
        some = true_at(ends - starts <= distance + int(spared.max(initial=0)))
        starts, ends = starts[some], ends[some]
        numbers = self._numbers(starts - 1)
        is_short = ends - starts <= distance + spared[numbers]
        return some[is_short & (ends < self._ends[numbers])]

    def _may_count_few(self, starts: DocIds, distance: int) -> Array:
        """Which gaps of more than `distance` characters may count fewer: those where two characters
        in a row, among the first ones, may belong to a run."""
        if not len(starts):
            return np.empty(0, np.bool_)
        codes = self._codes_in(starts, starts + distance + 1)
        first = np.lib.stride_tricks.sliding_window_view(codes, distance + 1)[starts]
        in_run = may_be_run(first)
        may: Array = np.logical_or.reduce(in_run[:, 1:] & in_run[:, :-1], axis=1)
        return may

    def _decide_wide(
        self, near: Array, undecided: DocIds, starts: DocIds, sizes: DocIds, distance: int
    ) -> None:
        """Set those of the undecided gaps that are near, reading more of them step by step."""
        examined = 4 * (distance + 1)
        while len(undecided):
            checkpoint()
            some = np.minimum(sizes[undecided], examined)
            crosses, units = self._count_units(starts[undecided], some)
            within, is_whole = ~crosses & (units <= distance), some == sizes[undecided]
            near[undecided[within & is_whole]] = True
            undecided = undecided[within & ~is_whole]
            examined *= 4

    def _cross_boundary(self, starts: DocIds, sizes: DocIds) -> Array:
        """Whether each gap has a paragraph's end. No gap is empty."""
        if not len(starts):
            return np.empty(0, np.bool_)
        codes = self._codes_in(starts, starts + sizes)[concat_ranges(starts, sizes)]
        crosses: Array = np.logical_or.reduceat(codes == _BOUNDARY, np.cumsum(sizes) - sizes)
        return crosses

    def _count_units(self, starts: DocIds, sizes: DocIds) -> tuple[Array, DocIds]:
        """Whether each gap crosses a boundary, and its units: an alphanumeric run counts as one.
        No gap is empty."""
        codes = self._codes_in(starts, starts + sizes)[concat_ranges(starts, sizes)]
        in_run = is_run(codes)
        first = np.cumsum(sizes) - sizes
        continues = np.concatenate(([False], in_run[1:] & in_run[:-1]))
        continues[first] = False
        crosses: Array = np.logical_or.reduceat(codes == _BOUNDARY, first)
        units: DocIds = sizes - np.add.reduceat(continues, first, dtype=np.int64)
        return crosses, units

    def _numbers(self, offsets: DocIds) -> DocIds:
        """Which of the parts each offset is in, counted from 0."""
        numbers: DocIds = self._ends.searchsorted(offsets, "right")
        return numbers

    def _parts_at(self, offsets: DocIds) -> DocIds:
        """The parts that these ascending offsets are in."""
        numbers = self._numbers(offsets)
        return self._parts[numbers[is_first(numbers)]]

    def _outside_runs(self, begins: DocIds, literal: Literal) -> DocIds:
        """Those of the occurrences at whose closed edges no run goes on."""
        guards_left = not literal.open_left and is_alnum(literal.text[0])
        guards_right = not literal.open_right and is_alnum(literal.text[-1])
        if guards_left:
            inner = begins > self._starts[self._numbers(begins)]
            begins = begins[~self._is_run_at(begins - 1, inner)]
        if guards_right:
            after = begins + len(codes_of(literal.text))
            inner = after < self._ends[self._numbers(begins)]
            begins = begins[~self._is_run_at(after, inner)]
        return begins

    def _is_run_at(self, offsets: DocIds, inner: Array) -> Array:
        """Whether the code at each of the inner offsets belongs to a run."""
        in_run = np.zeros(len(offsets), np.bool_)
        at = offsets[inner]
        in_run[inner] = is_run(self._codes_in(at, at + 1)[at])
        return in_run


class BatchVerifier(Verifier):
    """The texts of a chunk, end to end, read as a whole."""

    def __init__(self, segment: SegmentReader, field: str, chunk: CandidateChunk) -> None:
        starts, ends = segment.text_ranges(field, chunk.parts)
        self._codes: Codes = segment.codes(field, starts, ends)
        sizes = (ends - starts) // 2
        ends = np.cumsum(sizes)
        super().__init__(chunk.parts, ends - sizes, ends, segment.spared(field, chunk.parts))

    def non_bmp_docs(self) -> DocIds:
        if not len(self._codes) or self._codes.max() < _SURROGATE:
            return np.empty(0, np.int64)
        return self._parts_at(true_at((self._codes & 0xF800) == _SURROGATE))

    def _codes_in(self, starts: DocIds, ends: DocIds) -> Codes:  # noqa: ARG002 - verified already
        return self._codes

    def _occurrences(self, literal: Literal) -> DocIds:
        codes, text = self._codes, codes_of(literal.text)
        starts = len(codes) - len(text) + 1
        if starts <= 0:
            return np.empty(0, np.int64)
        rarest = self._rarest(text)
        offsets = true_at(codes[rarest : rarest + starts] == text[rarest])
        for at in range(len(text)):
            if at != rarest:
                checkpoint()
                offsets = offsets[codes[offsets + at] == text[at]]
        offsets = offsets[offsets + len(text) <= self._ends[self._numbers(offsets)]]
        return self._outside_runs(offsets, literal)

    def _rarest(self, text: Codes) -> int:
        """Which of the first characters is the rarest, judged by a sample."""
        sample = self._codes[:_SAMPLE]
        counts = [np.count_nonzero(sample == code) for code in text[:_MAX_SAMPLED]]
        return counts.index(min(counts))


def smallest_gaps(
    segment: SegmentReader, parts: DocIds, verifier: Verifier, literals: Sequence[Literal]
) -> Array:
    """For each of the parts, ascending, how close the literals are in its text: see
    `ranking.smallest_gap`; below 0 where one is missing."""
    gaps = verifier.smallest_gaps(literals)
    for at in true_at(np.isin(parts, verifier.non_bmp_docs())).tolist():
        gap = ranking.smallest_gap(segment.text("text", int(parts[at])), literals)
        gaps[at] = -1 if gap is None else gap
    return gaps


def _steps(numbers: DocIds, size: int) -> Iterator[DocIds]:
    for start in range(0, len(numbers), size):
        checkpoint()
        yield numbers[start : start + size]


def codes_of(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
