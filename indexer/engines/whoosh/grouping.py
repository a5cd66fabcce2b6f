"""Occurrences of terms to lists of the texts they stand in, without a loop over either.

Sorting is by counting, 16 bits at a time: numpy does that in linear time whatever the processor,
while its sort of wide integers is five times slower on some than on others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.postings import MOST_FREQUENT


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of some terms in one batch of texts, end to end."""

    codes: Array
    """Codes of the terms, ascending."""
    counts: Array
    """Texts in each list."""
    texts: Array
    """Places in the batch, ascending inside each list."""
    frequencies: Array
    """uint8 for each of them: how often the segmenter chose the term there."""

    @property
    def bytes(self) -> int:
        return sum(a.nbytes for a in (self.codes, self.counts, self.texts, self.frequencies))

    def chosen(self) -> Lists:
        """What the segmenter chose, alone."""
        kept = self.frequencies > 0
        terms = np.repeat(np.arange(len(self.codes)), self.counts)[kept]
        counts = np.bincount(terms, minlength=len(self.codes))
        alive = counts > 0
        return Lists(self.codes[alive], counts[alive], self.texts[kept], self.frequencies[kept])

    def spread(self, repeats: Array) -> Lists:
        """Each text as so many neighbours that are equal."""
        per_posting = repeats[self.texts]
        firsts = (np.cumsum(repeats) - repeats)[self.texts]
        places = np.cumsum(per_posting) - per_posting
        texts = np.repeat(firsts - places, per_posting) + np.arange(int(per_posting.sum()))
        ends = np.cumsum(self.counts)
        counts = np.add.reduceat(per_posting, ends - self.counts) if len(ends) else self.counts
        return Lists(self.codes, counts, texts, np.repeat(self.frequencies, per_posting))


def grouped(keys: tuple[Array, ...], texts: Array, chosen: Array, codes: Array) -> Lists:
    """Lists of occurrences that stand in the order of their texts.

    `keys` are small numbers, the most significant first, that tell the terms apart and order
    them; `chosen` is whether the segmenter chose the term there; `codes` are what the lists name
    the terms by.
    """
    order = stable_order(keys)
    texts = texts[order]
    is_other_term = np.zeros(len(order), np.bool_)
    for key in keys:
        is_other_term |= _changes(key[order])
    starts = np.flatnonzero(is_other_term | _changes(texts))
    if not len(starts):
        nothing = np.empty(0, np.int64)
        return Lists(nothing, nothing, nothing, nothing.astype(np.uint8))
    frequencies = np.add.reduceat(chosen[order], starts, dtype=np.int64)
    first_of_term = np.flatnonzero(is_other_term[starts])
    return Lists(
        codes[order[starts[first_of_term]]],
        np.diff(first_of_term, append=len(starts)),
        _narrow(texts[starts]),
        np.minimum(frequencies, MOST_FREQUENT).astype(np.uint8),
    )


def stable_order(keys: tuple[Array, ...]) -> Array:
    """The places of the elements by their keys, the first key leading; equal ones stay in order."""
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


def _narrow(numbers: Array) -> Array:
    """In as few bytes as a batch needs: these are held until the segment is written."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))
