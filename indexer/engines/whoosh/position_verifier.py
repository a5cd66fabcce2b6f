"""Verifies literals from the positions of a word inside them: only texts near it are read.

A literal that contains a word of two characters occurs only where the word does. Words that have
positions say where that is, so a few characters beside each occurrence decide, in thousands of
texts together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.arrays import (
    Array,
    concat_ranges,
    intersect_indices,
    sorted_unique,
)
from indexer.engines.whoosh.postings import DocIds, place_width
from indexer.engines.whoosh.runs import Codes
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.verifier import Verifier, codes_of
from indexer.search.query import Literal
from indexer.search.search_budget import checkpoint

_WORD: Final = 2
"""Characters of a word that has positions."""


_TOGETHER: Final = 4
"""Characters of a literal that are compared together, as one number."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word inside a literal, by whose positions the literal is found."""

    term: int
    at: int
    """16-bit codes of the literal before it."""
    occurrences: int


def find_anchor(segment: SegmentReader, field: str, literal: Literal) -> Anchor | None:
    """The rarest word with positions in the literal, if there is one."""
    words = segment.words[field]
    if not words.has_positions:
        return None
    found: list[Anchor] = []
    for at, word in _pairs(literal.text):
        term = words.find(word.encode())
        if term is not None and (count := words.position_count(term)):
            found.append(Anchor(term, len(codes_of(literal.text[:at])), count))
    return min(found, key=lambda anchor: anchor.occurrences, default=None)


def find_anchors(
    segment: SegmentReader, field: str, literals: Iterable[Literal]
) -> Mapping[Literal, Anchor] | None:
    """The anchor of each literal; None where one has none."""
    anchors = {}
    for literal in literals:
        anchor = find_anchor(segment, field, literal)
        if anchor is None:
            return None
        anchors[literal] = anchor
    return anchors


def position_verifier(
    segment: SegmentReader, field: str, parts: DocIds, anchors: Mapping[Literal, Anchor] | None
) -> PositionVerifier | None:
    """A verifier in these parts of the literals with these anchors, if there are such and their
    positions are fewer than the characters of the parts."""
    if anchors is None:
        return None
    occurrences = sum(anchor.occurrences for anchor in anchors.values())
    if occurrences > segment.tuning.occurrences_per_text * len(parts):
        return None
    return PositionVerifier(segment, field, parts, anchors)


def _pairs(text: str) -> Iterator[tuple[int, str]]:
    for at, (first, second) in enumerate(pairwise(text)):
        if CHINESE[0] <= first <= CHINESE[1] and CHINESE[0] <= second <= CHINESE[1]:
            yield at, first + second


class PositionVerifier(Verifier):
    """All texts of a segment, end to end in its file; only what is near the words is read."""

    def __init__(
        self, segment: SegmentReader, field: str, parts: DocIds, anchors: Mapping[Literal, Anchor]
    ) -> None:
        starts, ends = segment.text_ranges(field, parts)
        super().__init__(parts, starts // 2, ends // 2, segment.spared(field, parts))
        self._segment = segment
        self._field = field
        self._anchors = anchors

    def non_bmp_docs(self) -> DocIds:
        non_bmp = self._segment.non_bmp_parts
        return np.intersect1d(self._parts, non_bmp, assume_unique=True) if len(non_bmp) else non_bmp

    def _codes_in(self, starts: DocIds, ends: DocIds) -> Codes:
        return self._segment.codes_at(self._field, starts, ends)

    def _occurrences(self, literal: Literal) -> DocIds:
        checkpoint()
        anchor, text = self._anchors[literal], codes_of(literal.text)
        numbers, offsets, is_exact = self._positions(anchor.term)
        if is_exact and len(text) == _WORD:
            return offsets
        offsets -= anchor.at
        fits = (offsets >= self._starts[numbers]) & (offsets + len(text) <= self._ends[numbers])
        offsets = offsets[fits]
        codes = self._codes_in(offsets, offsets + len(text))
        if len(text) >= _TOGETHER:
            codes, text = _several_together(codes), _several_together(text)
            compared = [*range(0, len(text) - 1, _TOGETHER), len(text) - 1]
        else:
            known = range(anchor.at, anchor.at + _WORD) if is_exact else ()
            compared = [at for at in range(len(text)) if at not in known]
        for at in compared:
            checkpoint()
            offsets = offsets[codes[offsets + at] == text[at]]
        if not is_exact:
            offsets = sorted_unique(offsets)
        return self._outside_runs(offsets, literal)

    def _positions(self, term: int) -> tuple[DocIds, DocIds, bool]:
        """Where a word may begin: for each place the number of the part and the offset; and whether
        it certainly begins there. In a very long text several offsets share a place."""
        words = self._segment.words[self._field]
        parts_at, postings = intersect_indices(self._parts, words.docs(term), self._segment.parts)
        which, places = words.places(term, postings)
        numbers = parts_at[which]
        sizes = self._ends - self._starts
        offsets = self._starts[numbers]
        if place_width(sizes.max(initial=0)) == 1:
            return numbers, offsets + places, True
        widths = place_width(sizes)
        width = widths[numbers]
        return np.repeat(numbers, width), concat_ranges(offsets + places * width, width), False


def _several_together(codes: Codes) -> Array:
    """At each offset the next `_TOGETHER` codes as one number."""
    size = max(0, len(codes) - _TOGETHER + 1)
    return np.ndarray(size, np.uint64, codes.data, strides=2)
