"""A set of parts: ascending numbers where they are few, else a mask over all parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from indexer.engines.whoosh.arrays import distinct
from indexer.engines.whoosh.postings import Ids, Mask

_SPARSE: Final = 16
"""A set of fewer than one part in so many is handled by its numbers."""
_DERIVED_BYTES: Final = 64 << 10


class PartSet:
    """Immutable. It holds one form; the other one is made whenever it is asked for, since the
    numbers of many parts take eight times the mask."""

    __slots__ = ("_ids", "_length", "_mask", "_size", "derived")

    def __init__(self, size: int, *, ids: Ids | None = None, mask: Mask | None = None) -> None:
        """Of `size` parts those numbered so, ascending, or those that the mask has."""
        self._size = size
        self._ids = ids
        self._mask = mask
        self._length = len(ids) if ids is not None else int(np.count_nonzero(self.mask))
        if self._length * _SPARSE < size:
            self._ids, self._mask = self.ids, None
        else:
            self._ids, self._mask = None, self.mask
        self.derived: dict[str, Any] = {}
        """What was worked out from the set alone, to be had again; by name, a few kilobytes."""

    @property
    def ids(self) -> Ids:
        """Part numbers, ascending."""
        return np.flatnonzero(self.mask) if self._ids is None else self._ids

    @property
    def mask(self) -> Mask:
        """For each part, whether it is in the set."""
        if self._mask is not None:
            return self._mask
        mask = np.zeros(self._size, np.bool_)
        mask[self._ids] = True
        return mask

    def __len__(self) -> int:
        return self._length

    @property
    def nbytes(self) -> int:
        """Memory held, with what is derived; roughly."""
        return _DERIVED_BYTES + (self._size if self._ids is None else 8 * self._length)

    def among(self, parts: Ids) -> Mask:
        """For each of `parts`, whether it is in the set."""
        if self._ids is None or len(parts) * _SPARSE >= self._size:
            return self.mask[parts]
        if not len(self._ids):
            return np.zeros(len(parts), np.bool_)
        at = np.minimum(self._ids.searchsorted(parts), len(self._ids) - 1)
        found: Mask = self._ids[at] == parts
        return found

    def __and__(self, other: PartSet) -> PartSet:
        if other._ids is not None and (self._ids is None or len(other) < len(self)):
            return other & self
        if self._ids is not None:
            return PartSet(self._size, ids=self._ids[other.among(self._ids)])
        return PartSet(self._size, mask=self.mask & other.mask)

    def __or__(self, other: PartSet) -> PartSet:
        if self._ids is not None and other._ids is not None:
            return PartSet(self._size, ids=distinct(np.concatenate((self._ids, other._ids))))
        if self._ids is None and other._ids is None:
            return PartSet(self._size, mask=self.mask | other.mask)
        few, many = (self, other) if self._ids is not None else (other, self)
        mask = many.mask.copy()
        mask[few.ids] = True
        return PartSet(self._size, mask=mask)

    def __sub__(self, other: PartSet) -> PartSet:
        if self._ids is not None:
            return PartSet(self._size, ids=self._ids[~other.among(self._ids)])
        return PartSet(self._size, mask=self.mask & ~other.mask)


def at_least(minimum: int, sets: Iterable[PartSet], size: int) -> PartSet:
    """Parts that are in `minimum` or more of the sets."""
    counts = np.zeros(size, np.int16)
    for one in sets:
        counts[one.ids] += 1
    return PartSet(size, mask=counts >= minimum)
