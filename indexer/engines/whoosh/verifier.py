"""Verifies literals in many stored texts at once, a million characters a step.

Searching each text by itself costs some microseconds of Python; comparing the texts end to end
costs a fraction of a nanosecond a character, and numpy does it without blocking other threads. The
result is that of `analysis/matching.py`, which decides on texts with characters beyond 16 bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import ALNUM_RUN
from indexer.engines.whoosh.arrays import Array, concat_ranges, sorted_unique
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.search import ranking
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

Codes = npt.NDArray[np.uint16]

_CHUNK_CHARACTERS: Final = 1 << 19
_SURROGATES: Final = (0xD800, 0xE000)
_BOUNDARY: Final = 10
_SAMPLE: Final = 1 << 12
_MAX_SAMPLED: Final = 8
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


class BatchVerifier:
    """The texts of a chunk, end to end, as 16-bit codes."""

    def __init__(self, segment: SegmentReader, field: str, chunk: CandidateChunk) -> None:
        self._parts = chunk.parts
        starts, ends = segment.text_ranges(field, chunk.parts)
        self._ends = np.cumsum(ends - starts) // 2
        self._codes: Codes = segment.codes(field, starts, ends)

    def non_bmp_docs(self) -> DocIds:
        """Parts with a character of two codes: the other methods may be wrong for them."""
        low, _ = _SURROGATES
        if not len(self._codes) or self._codes.max() < low:
            return np.empty(0, np.int64)
        return self._parts_at(np.flatnonzero((self._codes & 0xF800) == low))

    def matching_docs(self, literal: Literal) -> DocIds:
        """Parts of the chunk that contain the literal, ascending."""
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
        return self._parts_at(ends[self._are_near(starts, ends, distance)])

    def smallest_gaps(self, literals: Sequence[Literal]) -> Array:
        """For each part `ranking.smallest_gap`; below 0 where there is none.

        The window of an occurrence reaches to the latest occurrence of every literal at or before
        it. Where several begin together each of them has a window; the smallest one counts.
        """
        occurrences = [self._occurrences(literal) for literal in literals]
        at = np.concatenate(occurrences)
        numbers = self._chunk_numbers(at)
        text_starts = (self._ends - np.diff(self._ends, prepend=0))[numbers]
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
        """Which gaps are in one paragraph and count at most `distance` characters."""
        boundaries = self._boundaries
        together = boundaries.searchsorted(starts) == boundaries.searchsorted(ends, "right")
        near: Array = together & (ends - starts <= distance)
        wide = np.flatnonzero(together & ~near)
        near[wide] = self._count_units(starts[wide], ends[wide]) <= distance
        return near

    def _count_units(self, starts: DocIds, ends: DocIds) -> DocIds:
        """Units of each gap: an alphanumeric run counts as one. No gap is empty."""
        sizes = ends - starts
        if not len(sizes):
            return sizes
        is_run = _is_run(self._codes[concat_ranges(starts, sizes)])
        first = np.cumsum(sizes) - sizes
        continues = np.concatenate(([False], is_run[1:] & is_run[:-1]))
        continues[first] = False
        units: DocIds = sizes - np.add.reduceat(continues, first, dtype=np.int64)
        return units

    def _chunk_numbers(self, offsets: DocIds) -> DocIds:
        """Which of the chunk's parts each offset is in."""
        return np.searchsorted(self._ends, offsets, side="right")

    def _parts_at(self, offsets: DocIds) -> DocIds:
        return self._parts[sorted_unique(self._chunk_numbers(offsets))]

    def _occurrences(self, literal: Literal) -> DocIds:
        """Where the literal begins, inside one part, its closed edges not inside a run."""
        codes = self._codes
        text = np.frombuffer(literal.text.encode("utf-16-le", "surrogatepass"), "<u2")
        starts = len(codes) - len(text) + 1
        if starts <= 0:
            return np.empty(0, np.int64)
        rarest = self._rarest(text)
        offsets = np.flatnonzero(codes[rarest : rarest + starts] == text[rarest])
        for at in range(len(text)):
            if at != rarest:
                checkpoint()
                offsets = offsets[codes[offsets + at] == text[at]]
        offsets = offsets[offsets + len(text) <= self._ends[self._chunk_numbers(offsets)]]
        if not literal.open_left and _is_run(text[:1])[0]:
            offsets = offsets[~self._is_run_beside(offsets, -1)]
        if not literal.open_right and _is_run(text[-1:])[0]:
            offsets = offsets[~self._is_run_beside(offsets + len(text), 0)]
        return offsets

    def _rarest(self, text: Codes) -> int:
        """Which of the first characters is the rarest, judged by a sample."""
        sample = self._codes[:_SAMPLE]
        counts = [np.count_nonzero(sample == code) for code in text[:_MAX_SAMPLED]]
        return counts.index(min(counts))

    def _is_run_beside(self, edges: DocIds, offset: int) -> Array:
        """Whether the code at `offset` from each edge belongs to a run of the same part."""
        inner = (edges > 0) & ~np.isin(edges, self._ends)
        beside = np.zeros(len(edges), np.bool_)
        beside[inner] = _is_run(self._codes[edges[inner] + offset])
        return beside

    @cached_property
    def _boundaries(self) -> DocIds:
        """Offsets that no gap may contain: ends of paragraphs and of parts."""
        boundaries = np.flatnonzero(self._codes == _BOUNDARY)
        return np.sort(np.concatenate((boundaries, self._ends)), kind="stable")


def smallest_gaps(segment: SegmentReader, parts: DocIds, literals: Sequence[Literal]) -> Array:
    """For each of the parts, ascending, how close the literals are in its text: see
    `ranking.smallest_gap`; below 0 where one is missing."""
    verifier = BatchVerifier(segment, "text", CandidateChunk(parts, parts))
    gaps = verifier.smallest_gaps(literals)
    for at in np.flatnonzero(np.isin(parts, verifier.non_bmp_docs())).tolist():
        gap = ranking.smallest_gap(segment.text("text", int(parts[at])), literals)
        gaps[at] = -1 if gap is None else gap
    return gaps


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
