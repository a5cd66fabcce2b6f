"""A set of parts: sorted numbers, or a mask over all parts, whichever is at hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from indexer.engines.whoosh.arrays import distinct
from indexer.engines.whoosh.postings import Ids, Mask

_SPARSE = 16
"""A set of fewer than one part in so many is handled by its numbers."""


_DERIVED_BYTES = 64 << 10


class PartSet:
    """Immutable; the form that is missing is made when first asked for, and kept."""

    __slots__ = ("_ids", "_length", "_mask", "_size", "derived")

    def __init__(self, size: int, *, ids: Ids | None = None, mask: Mask | None = None) -> None:
        self._size = size
        self._ids = ids
        self._mask = mask
        self._length = len(ids) if ids is not None else -1
        self.derived: dict[str, Any] = {}
        """What was worked out from the set alone, to be had again; by name, a few kilobytes."""

    @property
    def ids(self) -> Ids:
        """Part numbers, ascending."""
        if self._ids is None:
            assert self._mask is not None
            self._ids = np.flatnonzero(self._mask)
        return self._ids

    @property
    def mask(self) -> Mask:
        """For each part, whether it is in the set."""
        if self._mask is None:
            mask = np.zeros(self._size, np.bool_)
            mask[self.ids] = True
            self._mask = mask
        return self._mask

    def __len__(self) -> int:
        if self._length < 0:
            self._length = int(np.count_nonzero(self.mask))
        return self._length

    @property
    def nbytes(self) -> int:
        """Memory held, roughly: both forms where they are needed, and what is derived."""
        return 8 * len(self) + _DERIVED_BYTES + (0 if self._is_sparse() else self._size)

    def among(self, parts: Ids) -> Mask:
        """For each of `parts`, whether it is in the set."""
        if self._mask is None and self._is_sparse() and len(parts) * _SPARSE < self._size:
            assert self._ids is not None
            if not len(self._ids):
                return np.zeros(len(parts), np.bool_)
            at = np.minimum(self._ids.searchsorted(parts), len(self._ids) - 1)
            found: Mask = self._ids[at] == parts
            return found
        return self.mask[parts]

    def _is_sparse(self) -> bool:
        return self._ids is not None and self._length * _SPARSE < self._size

    def __and__(self, other: PartSet) -> PartSet:
        if other._is_sparse() and (not self._is_sparse() or len(other) < len(self)):
            return other & self
        if self._is_sparse():
            return PartSet(self._size, ids=self.ids[other.among(self.ids)])
        return PartSet(self._size, mask=self.mask & other.mask)

    def __or__(self, other: PartSet) -> PartSet:
        if other._is_sparse() and not self._is_sparse():
            return other | self
        if not self._is_sparse():
            return PartSet(self._size, mask=self.mask | other.mask)
        if other._is_sparse():
            return PartSet(self._size, ids=distinct(np.concatenate((self.ids, other.ids))))
        mask = other.mask.copy()
        mask[self.ids] = True
        return PartSet(self._size, mask=mask)

    def __sub__(self, other: PartSet) -> PartSet:
        if self._is_sparse():
            return PartSet(self._size, ids=self.ids[~other.among(self.ids)])
        return PartSet(self._size, mask=self.mask & ~other.mask)


def at_least(minimum: int, sets: Iterable[PartSet], size: int) -> PartSet:
    """Parts that are in `minimum` or more of the sets."""
    counts = np.zeros(size, np.int16)
    for one in sets:
        counts[one.ids] += 1
    return PartSet(size, mask=counts >= minimum)
