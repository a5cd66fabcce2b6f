"""Verifies literals in many stored texts at once, a million characters a step.

Searching each text by itself costs some microseconds of Python; comparing the texts end to end
costs a fraction of a nanosecond a character, and numpy does it without blocking other threads. The
result is that of `analysis/matching.py`, which decides on texts with characters beyond 16 bits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import ALNUM_RUN, is_alnum
from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.arrays import Array, concat_ranges
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.search import ranking
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

Codes = npt.NDArray[np.uint16]

_CHUNK_CHARACTERS: Final = 1 << 19
_SURROGATES: Final = (0xD800, 0xE000)
_BOUNDARY: Final = 10
_ZERO: Final = np.uint16(ord("0"))
"""No character below belongs to a run,"""
_CHINESE: Final = tuple(np.uint16(ord(char)) for char in CHINESE)
"""nor does one in this range."""
_FULL_STOP: Final = np.uint16(ord("。"))
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

    def __init__(self, parts: DocIds, starts: DocIds, ends: DocIds) -> None:
        """The parts, ascending, with the start and end of each text."""
        self._parts = parts
        self._starts = starts
        self._ends = ends

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
        after = np.flatnonzero(np.diff(following, append=len(rights)))
        # The last right one before each left one, likewise.
        preceding = right_ends.searchsorted(lefts, "right") - 1
        before = np.flatnonzero(np.diff(preceding, prepend=-1))
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
        near: Array = self._numbers(starts - 1) == self._numbers(ends)
        sizes = ends - starts
        undecided = []
        for some in _steps(np.flatnonzero(near & (sizes > 0)), _MAX_EXAMINED // (distance + 1)):
            is_wide = sizes[some] > distance
            narrow, wide = some[~is_wide], some[is_wide]
            near[narrow] = ~self._count_units(starts[narrow], sizes[narrow])[0]
            near[wide] = False
            undecided.append(wide[self._may_count_few(starts[wide], distance)])
        if undecided:
            self._decide_wide(near, np.concatenate(undecided), starts, sizes, distance)
        return near

    def _may_count_few(self, starts: DocIds, distance: int) -> Array:
        """Which gaps of more than `distance` characters may count fewer: those where two characters
        in a row, among the first ones, may belong to a run."""
        if not len(starts):
            return np.empty(0, np.bool_)
        codes = self._codes_in(starts, starts + distance + 1)
        first = np.lib.stride_tricks.sliding_window_view(codes, distance + 1)[starts]
        may_be_run = (first - _ZERO < _CHINESE[0] - _ZERO) | (first > _CHINESE[1])
        may_be_run &= first != _FULL_STOP
        may: Array = np.logical_or.reduce(may_be_run[:, 1:] & may_be_run[:, :-1], axis=1)
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

    def _count_units(self, starts: DocIds, sizes: DocIds) -> tuple[Array, DocIds]:
        """Whether each gap crosses a boundary, and its units: an alphanumeric run counts as one.
        No gap is empty."""
        if not len(starts):
            return np.empty(0, np.bool_), sizes
        codes = self._codes_in(starts, starts + sizes)[concat_ranges(starts, sizes)]
        is_run = _is_run(codes)
        first = np.cumsum(sizes) - sizes
        continues = np.concatenate(([False], is_run[1:] & is_run[:-1]))
        continues[first] = False
        crosses: Array = np.logical_or.reduceat(codes == _BOUNDARY, first)
        units: DocIds = sizes - np.add.reduceat(continues, first, dtype=np.int64)
        return crosses, units

    def _numbers(self, offsets: DocIds) -> DocIds:
        """Which of the parts each offset is in, counted from 0."""
        numbers: DocIds = np.searchsorted(self._ends, offsets, side="right")
        return numbers

    def _parts_at(self, offsets: DocIds) -> DocIds:
        """The parts that these ascending offsets are in."""
        numbers = self._numbers(offsets)
        return self._parts[numbers[np.diff(numbers, prepend=-1) > 0]]

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
        is_run = np.zeros(len(offsets), np.bool_)
        at = offsets[inner]
        is_run[inner] = _is_run(self._codes_in(at, at + 1)[at])
        return is_run


class BatchVerifier(Verifier):
    """The texts of a chunk, end to end, read as a whole."""

    def __init__(self, segment: SegmentReader, field: str, chunk: CandidateChunk) -> None:
        starts, ends = segment.text_ranges(field, chunk.parts)
        self._codes: Codes = segment.codes(field, starts, ends)
        sizes = (ends - starts) // 2
        ends = np.cumsum(sizes)
        super().__init__(chunk.parts, ends - sizes, ends)

    def non_bmp_docs(self) -> DocIds:
        low, _ = _SURROGATES
        if not len(self._codes) or self._codes.max() < low:
            return np.empty(0, np.int64)
        return self._parts_at(np.flatnonzero((self._codes & 0xF800) == low))

    def _codes_in(self, starts: DocIds, ends: DocIds) -> Codes:  # noqa: ARG002 - verified already
        return self._codes

    def _occurrences(self, literal: Literal) -> DocIds:
        codes, text = self._codes, codes_of(literal.text)
        starts = len(codes) - len(text) + 1
        if starts <= 0:
            return np.empty(0, np.int64)
        rarest = self._rarest(text)
        offsets = np.flatnonzero(codes[rarest : rarest + starts] == text[rarest])
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
    for at in np.flatnonzero(np.isin(parts, verifier.non_bmp_docs())).tolist():
        gap = ranking.smallest_gap(segment.text("text", int(parts[at])), literals)
        gaps[at] = -1 if gap is None else gap
    return gaps


def _steps(numbers: DocIds, size: int) -> Iterator[DocIds]:
    for start in range(0, len(numbers), size):
        checkpoint()
        yield numbers[start : start + size]


def codes_of(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


@lru_cache(maxsize=1)
def _run_table() -> Array:
    """For each 16-bit code, whether it belongs to an alphanumeric run."""
    table = np.zeros(1 << 16, np.bool_)
    low, high = _SURROGATES
    for block in (range(low), range(high, 1 << 16)):
        for run in ALNUM_RUN.finditer("".join(map(chr, block))):
            table[block.start + run.start() : block.start + run.end()] = True
    return table


def _is_run(codes: Codes) -> Array:
    return _run_table()[codes]
