"""Sets of parts (the documents) or of reports, and a cache for them that is bounded by bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, sorted_unique, true_at
from indexer.engines.whoosh.postings import DocIds, Mask

Value = TypeVar("Value")

Counts = Mapping[str | None, int]
"""Value of a facet → parts that have it."""

_SPARSE: Final = 16
"""A set with fewer than one document in so many is stored as numbers."""
_DERIVED_BYTES: Final = 64 << 10
WORD_BITS: Final = 64


class RankedHit(NamedTuple):
    """A hit of a page: a part with its score."""

    part: int
    score: float
    in_report: int | None = None
    """With group=report, how many parts of its report match."""


@dataclass(frozen=True, slots=True)
class FacetTotals:
    """How many parts of a set have each value of each facet."""

    by_value: dict[str, Counts]
    """Of sections and topics."""
    by_code: dict[str, Array]
    """Of the other facets, by the code of the value."""
    selected: dict[tuple[str, int | None], Counts] = field(default_factory=dict)
    """Facet and number of values asked for → the most frequent values."""


@dataclass(slots=True)
class Derived:
    """Results computed from a set alone, cached with it: a few kilobytes."""

    reports: DocIdSet | None = None
    """The reports that its parts belong to,"""
    report_count: int | None = None
    """and how many they are."""
    facets: FacetTotals | None = None
    pages: dict[Hashable, list[RankedHit]] = field(default_factory=dict)


class DocIdSet:
    """Numbers of parts or reports: ascending where they are few, else a mask over all of them.

    Immutable. The other form is computed at each use, since the numbers of many documents take
    eight times the memory of the mask.
    """

    __slots__ = ("_ids", "_length", "_mask", "_size", "derived")

    def __init__(self, size: int, *, ids: DocIds | None = None, mask: Mask | None = None) -> None:
        """Of `size` documents, those with these numbers, ascending, or those set in the mask."""
        self._size = size
        self._ids = ids
        self._mask = mask
        self._length = len(ids) if ids is not None else int(np.count_nonzero(self.mask))
        if self._length * _SPARSE < size:
            self._ids, self._mask = self.ids, None
        else:
            self._ids, self._mask = None, self.mask
        self.derived = Derived()

    @property
    def ids(self) -> DocIds:
        """The numbers, ascending."""
        return true_at(self.mask) if self._ids is None else self._ids

    @property
    def mask(self) -> Mask:
        """For each document, whether it is in the set."""
        if self._mask is not None:
            return self._mask
        mask = np.zeros(self._size, np.bool_)
        mask[self._ids] = True
        return mask

    def __len__(self) -> int:
        return self._length

    @property
    def nbytes(self) -> int:
        """Memory used, including what is derived; roughly."""
        return _DERIVED_BYTES + (self._size if self._ids is None else 8 * self._length)

    def contains_each(self, docs: DocIds) -> Mask:
        """For each of `docs`, whether it is in the set."""
        if self._ids is None or len(docs) * _SPARSE >= self._size:
            return self.mask[docs]
        if not len(self._ids):
            return np.zeros(len(docs), np.bool_)
        nearest = np.minimum(self._ids.searchsorted(docs), len(self._ids) - 1)
        contained: Mask = self._ids[nearest] == docs
        return contained

    def __and__(self, other: DocIdSet) -> DocIdSet:
        if other._ids is not None and (self._ids is None or len(other) < len(self)):
            return other & self
        if self._ids is not None:
            return DocIdSet(self._size, ids=self._ids[other.contains_each(self._ids)])
        return DocIdSet(self._size, mask=self.mask & other.mask)

    def __or__(self, other: DocIdSet) -> DocIdSet:
        if self._ids is not None and other._ids is not None:
            return DocIdSet(self._size, ids=sorted_unique(np.concatenate((self._ids, other._ids))))
        if self._ids is None and other._ids is None:
            return DocIdSet(self._size, mask=self.mask | other.mask)
        few, many = (self, other) if self._ids is not None else (other, self)
        mask = many.mask.copy()
        mask[few.ids] = True
        return DocIdSet(self._size, mask=mask)

    def __sub__(self, other: DocIdSet) -> DocIdSet:
        if self._ids is not None:
            return DocIdSet(self._size, ids=self._ids[~other.contains_each(self._ids)])
        return DocIdSet(self._size, mask=self.mask & ~other.mask)


def at_least(minimum: int, sets: Iterable[DocIdSet], size: int) -> DocIdSet:
    """Documents that are in `minimum` or more of the sets."""
    counts = np.zeros(size, np.int16)
    for one in sets:
        counts[one.ids] += 1
    return DocIdSet(size, mask=counts >= minimum)


def pack_bits(mask: Mask) -> npt.NDArray[np.uint64]:
    """A mask as 64-bit words, the last one filled up with zeros."""
    packed = np.zeros(-(-len(mask) // WORD_BITS) * WORD_BITS // 8, np.uint8)
    bits = np.packbits(mask)
    packed[: len(bits)] = bits
    return packed.view(np.uint64)


class ByteCache(Generic[Value]):
    """A cache of at most `limit` bytes; the least recently used values are dropped first. Safe to
    share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value, or None where it is not cached."""
        with self._lock:
            entry = self._values.get(key)
            if entry is None:
                return None
            self._values.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Cache a value of `size` bytes, unless it would fill half the cache."""
        if size * 2 > self._limit:
            return
        with self._lock:
            if key in self._values:
                self._used -= self._values.pop(key)[1]
            self._values[key] = (value, size)
            self._used += size
            while self._used > self._limit:
                self._used -= self._values.popitem(last=False)[1][1]
