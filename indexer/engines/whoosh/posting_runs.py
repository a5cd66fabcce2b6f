"""Runs: the postings of one batch of texts. How they are made, and joined to those of a segment.

Occurrences are sorted by counting, 16 bits at a time: numpy does that in linear time on every
processor, while its sort of wide integers is five times slower on some than on others. Runs are
joined term by term; only the terms are sorted, since the documents of the runs are in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, concat_ranges, sorted_unique
from indexer.engines.whoosh.postings import (
    LAST,
    MAX_FREQUENCY,
    PostingsBatch,
    PostingsWriter,
    starts_of,
)

RANGE_POSTINGS: Final = 4_000_000
"""Postings that are written at once, and are in memory twice while they are."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of the terms of one batch of texts, end to end."""

    codes: Array
    """Codes of the terms, ascending."""
    counts: Array
    """Texts of each term."""
    texts: Array
    """Numbers of the texts in the batch, ascending within a term."""
    frequencies: Array
    """uint8 for each posting: how often the term is a token of the text."""
    positions: Array | None = None
    """uint16 for each occurrence, as `postings.py` stores them; None for terms without."""
    position_counts: Array | None = None
    """Occurrences of each term."""

    @property
    def nbytes(self) -> int:
        arrays = [self.codes, self.counts, self.texts, self.frequencies]
        if self.positions is not None and self.position_counts is not None:
            arrays += [self.positions, self.position_counts]
        return sum(array.nbytes for array in arrays)

    def select(self, terms: Array) -> Postings:
        """The postings of the terms for which `terms` is true."""
        wanted = np.repeat(terms, self.counts)
        positions = counts = None
        if self.positions is not None and self.position_counts is not None:
            positions = self.positions[np.repeat(terms, self.position_counts)]
            counts = self.position_counts[terms]
        return Postings(
            self.codes[terms],
            self.counts[terms],
            self.texts[wanted],
            self.frequencies[wanted],
            positions,
            counts,
        )

    def without_positions(self) -> Postings:
        """The same without the positions."""
        return Postings(self.codes, self.counts, self.texts, self.frequencies)

    def tokens_only(self) -> Postings:
        """Without the postings of terms that a text contains only inside other tokens."""
        is_token = self.frequencies > 0
        terms = np.repeat(np.arange(len(self.codes)), self.counts)[is_token]
        counts = np.bincount(terms, minlength=len(self.codes))
        used = counts > 0
        return Postings(
            self.codes[used], counts[used], self.texts[is_token], self.frequencies[is_token]
        )

    def repeat(self, repeats: Array) -> Postings:
        """Every text as so many equal neighbours."""
        per_posting = repeats[self.texts]
        firsts = (np.cumsum(repeats) - repeats)[self.texts]
        ends = np.cumsum(self.counts)
        counts = np.add.reduceat(per_posting, ends - self.counts) if len(ends) else self.counts
        texts = concat_ranges(firsts, per_posting)
        return Postings(self.codes, counts, texts, np.repeat(self.frequencies, per_posting))


def group_occurrences(
    keys: tuple[Array, ...],
    texts: Array,
    is_token: Array,
    codes: Array,
    places: Array | None = None,
) -> Postings:
    """The postings of occurrences that are in the order of their texts.

    `keys` are small numbers, the most significant first, that distinguish and order the terms;
    `codes` are the codes of the terms. With `places` of the occurrences, uint16, the postings have
    positions.
    """
    order = stable_order(keys)
    texts = texts[order]
    is_other_term = np.zeros(len(order), np.bool_)
    for key in keys:
        is_other_term |= _changes(key[order])
    starts = np.flatnonzero(is_other_term | _changes(texts))
    if not len(starts):
        nothing = np.empty(0, np.int64)
        without = Postings(nothing, nothing, nothing, nothing.astype(np.uint8))
        if places is None:
            return without
        return replace(without, positions=places[:0], position_counts=nothing)
    tokens = np.cumsum(is_token[order], dtype=np.int32)
    frequencies = np.diff(tokens[np.append(starts[1:], len(order)) - 1], prepend=0)
    first_of_term = np.flatnonzero(is_other_term[starts])
    positions = counts = None
    if places is not None:
        positions = places[order]
        positions[np.append(starts[1:], len(order)) - 1] |= LAST
        counts = np.diff(starts[first_of_term], append=len(order))
    return Postings(
        codes[order[starts[first_of_term]]],
        np.diff(first_of_term, append=len(starts)),
        _downcast(texts[starts]),
        np.minimum(frequencies, MAX_FREQUENCY).astype(np.uint8),
        positions,
        counts,
    )


def stable_order(keys: tuple[Array, ...]) -> Array:
    """Indices that sort the elements by their keys, the first key leading; equal ones stay in
    order."""
    order: Array | None = None
    for key in reversed(keys):
        bits = int(key.max(initial=0)).bit_length()
        for shift in range(0, max(bits, 1), 16):
            digits = (key >> shift).astype(np.uint16)
            if order is None:
                order = np.argsort(digits, kind="stable")
            else:
                order = order[np.argsort(digits[order], kind="stable")]
    assert order is not None
    return order


def _changes(values: Array) -> Array:
    """Whether each value differs from the one before it; the first does."""
    changes = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes


def _downcast(numbers: Array) -> Array:
    """To the smallest unsigned dtype: these are in memory until the segment is written."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


@dataclass(frozen=True, slots=True)
class Run:
    """The postings of a batch whose first text is the part `doc_base` of the segment."""

    postings: Postings
    doc_base: int


@dataclass(frozen=True, slots=True)
class TermSet:
    """Terms of one kind, with all their runs."""

    codes: Array
    """Ascending."""
    runs: Sequence[Run]
    strings: Sequence[str] = ()

    @classmethod
    def of(cls, runs: Sequence[Run]) -> TermSet:
        codes = [np.empty(0, np.int64), *(run.postings.codes for run in runs)]
        return cls(sorted_unique(np.concatenate(codes)), runs)

    def select(self, selected: Array) -> TermSet:
        """The terms for which `selected` is true."""
        return TermSet(self.codes[selected], self.runs)

    def with_strings(self, strings: Callable[[Array], Sequence[str]]) -> TermSet:
        """The terms with their strings, which are made from the codes."""
        return TermSet(self.codes, self.runs, strings(self.codes))


@dataclass(frozen=True, slots=True)
class _RunTerms:
    """The terms of a run among all that are written."""

    terms: Array
    """Numbers of the terms, ascending."""
    counts: Array
    starts: Array
    """Where the postings of each begin in the run."""
    position_counts: Array
    position_starts: Array
    """Likewise; 0 positions if the run has none."""
    run: Run


def write_postings(
    writer: PostingsWriter, kinds: Sequence[TermSet], *, with_frequencies: bool
) -> None:
    """Write all terms of some kinds, in the order of their strings."""
    strings = [string for kind in kinds for string in kind.strings]
    order = sorted(range(len(strings)), key=strings.__getitem__)  # as their UTF-8 bytes would be
    numbers = np.empty(len(strings), np.int64)
    numbers[order] = np.arange(len(strings))
    runs = [*_run_terms(kinds, numbers)]
    totals, positions = np.zeros(len(strings), np.int64), np.zeros(len(strings), np.int64)
    for run in runs:
        totals[run.terms] += run.counts
        positions[run.terms] += run.position_counts
    for first, last in _term_ranges(totals):
        keys = "\n".join([strings[at] for at in order[first:last]]).encode().split(b"\n")
        batches = (_slice(run, first, last, with_frequencies=with_frequencies) for run in runs)
        joined = join_postings(
            totals[first:last],
            batches,
            with_frequencies=with_frequencies,
            position_totals=positions[first:last] if writer.with_positions else None,
        )
        writer.append(keys, joined)


def _run_terms(kinds: Sequence[TermSet], numbers: Array) -> Iterator[_RunTerms]:
    first = 0
    for kind in kinds:
        end = first + len(kind.codes)
        for run in kind.runs:
            postings = run.postings
            at = np.searchsorted(kind.codes, postings.codes)
            present = np.flatnonzero(np.append(kind.codes, -1)[at] == postings.codes)
            terms = numbers[first:end][at[present]]
            order = np.argsort(terms)
            present = present[order]
            position_counts = postings.position_counts
            if position_counts is None:
                position_counts = np.zeros(len(postings.counts), np.int64)
            yield _RunTerms(
                terms[order],
                postings.counts[present],
                starts_of(postings.counts)[present],
                position_counts[present],
                starts_of(position_counts)[present],
                run,
            )
        first = end


def _term_ranges(totals: Array) -> Iterator[tuple[int, int]]:
    """Ranges of terms with a bounded number of postings, or of a single term."""
    ends = np.cumsum(totals)
    first, written = 0, 0
    while first < len(totals):
        last = int(np.searchsorted(ends, written + RANGE_POSTINGS, side="right"))
        last = max(last, first + 1)
        yield first, last
        first, written = last, int(ends[last - 1])


def _slice(
    run: _RunTerms, first: int, last: int, *, with_frequencies: bool
) -> tuple[Array, PostingsBatch]:
    """The terms of a run in a range, by their numbers in it, with their postings."""
    low, high = np.searchsorted(run.terms, (first, last))
    counts = run.counts[low:high]
    taken = concat_ranges(run.starts[low:high], counts)
    postings = run.run.postings
    docs = postings.texts[taken].astype(np.int64) + run.run.doc_base
    frequencies = postings.frequencies[taken] if with_frequencies else None
    positions = position_counts = None
    if postings.positions is not None:
        position_counts = run.position_counts[low:high]
        taken = concat_ranges(run.position_starts[low:high], position_counts)
        positions = postings.positions[taken]
    batch = PostingsBatch(counts, docs, frequencies, positions, position_counts)
    return run.terms[low:high] - first, batch


def join_postings(
    totals: Array,
    batches: Iterable[tuple[Array, PostingsBatch]],
    *,
    with_frequencies: bool,
    position_totals: Array | None = None,
) -> PostingsBatch:
    """The postings of each term end to end. `batches` come in the order of their documents, each
    with the numbers of its terms; `totals` are the postings of each term in all of them, and
    `position_totals` the positions, if positions are joined too."""
    free = starts_of(totals)
    docs = np.empty(int(totals.sum()), np.int64)
    frequencies = np.empty(len(docs), np.uint8) if with_frequencies else None
    positions, free_positions = None, free
    if position_totals is not None:
        positions = np.empty(int(position_totals.sum()), np.uint16)
        free_positions = starts_of(position_totals)
    for terms, batch in batches:
        put = concat_ranges(free[terms], batch.counts)
        docs[put] = batch.docs
        if frequencies is not None and batch.frequencies is not None:
            frequencies[put] = batch.frequencies
        free[terms] += batch.counts
        if positions is not None and batch.positions is not None:
            assert batch.position_counts is not None
            put = concat_ranges(free_positions[terms], batch.position_counts)
            positions[put] = batch.positions
            free_positions[terms] += batch.position_counts
    return PostingsBatch(totals, docs, frequencies, positions, position_totals)
