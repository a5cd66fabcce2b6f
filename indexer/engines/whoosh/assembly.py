"""The lists of many batches as one family: term by term, the batches in their order.

Nothing is sorted but the terms: where each batch's postings go is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, distinct, ranges
from indexer.engines.whoosh.grouping import Lists
from indexer.engines.whoosh.postings import FamilyWriter, FlatLists

_RANGE_POSTINGS: Final = 4_000_000
"""So many postings are written at once, and held twice."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lists of one batch, in its place."""

    lists: Lists
    first_part: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one kind, with all their lists."""

    codes: Array
    """Ascending."""
    stretches: Sequence[Stretch]
    strings: Sequence[str] = ()

    @classmethod
    def of(cls, stretches: Sequence[Stretch]) -> Terms:
        codes = [np.empty(0, np.int64), *(stretch.lists.codes for stretch in stretches)]
        return cls(distinct(np.concatenate(codes)), stretches)

    def kept(self, these: Array) -> Terms:
        """These of the terms, by truth values."""
        return Terms(self.codes[these], self.stretches)

    def named(self, strings: Callable[[Array], Sequence[str]]) -> Terms:
        """The terms with their strings, which are made from the codes."""
        return Terms(self.codes, self.stretches, strings(self.codes))


@dataclass(frozen=True, slots=True)
class _Source:
    """What a stretch adds to a family."""

    terms: Array
    """Places of the terms in the family, ascending."""
    counts: Array
    starts: Array
    """Where each list begins in the stretch."""
    stretch: Stretch


def write_family(family: FamilyWriter, kinds: Sequence[Terms], *, with_frequencies: bool) -> None:
    """Write all terms of some kinds, in the order of their strings."""
    strings = [string for kind in kinds for string in kind.strings]
    order = sorted(range(len(strings)), key=strings.__getitem__)  # as their UTF-8 bytes would be
    places = np.empty(len(strings), np.int64)
    places[order] = np.arange(len(strings))
    sources = [*_sources(kinds, places)]
    totals = np.zeros(len(strings), np.int64)
    for source in sources:
        totals[source.terms] += source.counts
    for first, last in _term_ranges(totals):
        keys = [strings[place].encode() for place in order[first:last]]
        lists = _range(sources, totals, first, last)
        if not with_frequencies:
            lists = FlatLists(lists.counts, lists.parts)
        family.append(keys, lists)


def _sources(kinds: Sequence[Terms], places: Array) -> Iterator[_Source]:
    first = 0
    for kind in kinds:
        behind = first + len(kind.codes)
        for stretch in kind.stretches:
            lists = stretch.lists
            at = np.searchsorted(kind.codes, lists.codes)
            there = np.flatnonzero(np.append(kind.codes, -1)[at] == lists.codes)
            terms = places[first:behind][at[there]]
            by_place = np.argsort(terms)
            there = there[by_place]
            starts = np.cumsum(lists.counts) - lists.counts
            yield _Source(terms[by_place], lists.counts[there], starts[there], stretch)
        first = behind


def _term_ranges(totals: Array) -> Iterator[tuple[int, int]]:
    """Ranges of terms with a bounded number of postings, or of a single one."""
    ends = np.cumsum(totals)
    first, written = 0, 0
    while first < len(totals):
        last = int(np.searchsorted(ends, written + _RANGE_POSTINGS, side="right"))
        last = max(last, first + 1)
        yield first, last
        first, written = last, int(ends[last - 1])


def _range(sources: Sequence[_Source], totals: Array, first: int, last: int) -> FlatLists:
    counts = totals[first:last]
    free = np.cumsum(counts) - counts
    parts = np.empty(int(counts.sum()), np.int64)
    frequencies = np.empty(len(parts), np.uint8)
    for source in sources:
        low, high = np.searchsorted(source.terms, (first, last))
        own, terms = source.counts[low:high], source.terms[low:high] - first
        taken, put = ranges(source.starts[low:high], own), ranges(free[terms], own)
        parts[put] = source.stretch.lists.texts[taken].astype(np.int64) + source.stretch.first_part
        frequencies[put] = source.stretch.lists.frequencies[taken]
        free[terms] += own
    return FlatLists(counts, parts, frequencies)
