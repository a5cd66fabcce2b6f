"""A set of parts: sorted numbers, or a mask over all parts, whichever is at hand."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.postings import Ids

Mask = npt.NDArray[np.bool_]

_SPARSE = 16
"""A set of fewer than one part in so many is handled by its numbers."""


class PartSet:
    """Immutable; the form that is missing is made when first asked for, and kept."""

    __slots__ = ("_ids", "_mask", "_numbers", "_size")

    def __init__(self, size: int, *, ids: Ids | None = None, mask: Mask | None = None) -> None:
        self._size = size
        self._ids = ids
        self._mask = mask
        self._numbers: Ids | None = None

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
        return len(self._ids) if self._ids is not None else int(np.count_nonzero(self.mask))

    @property
    def nbytes(self) -> int:
        """Memory held, at most: both forms."""
        return self._size + 8 * len(self.ids)

    def places(self, others: Ids) -> tuple[Ids, Ids]:
        """Where the parts that are both in the set and among `others`, ascending numbers, stand:
        in `ids`, and in `others`."""
        if self._is_sparse():
            nearest = np.minimum(np.searchsorted(others, self.ids), max(len(others) - 1, 0))
            here = np.flatnonzero(others[nearest] == self.ids) if len(others) else others
            return here, nearest[here]
        there = np.flatnonzero(self.mask[others])
        return self._numbering[others[there]], there

    @property
    def _numbering(self) -> Ids:
        """For each part, how many of the set stand before it."""
        if self._numbers is None:
            self._numbers = np.cumsum(self.mask, dtype=np.int64) - self.mask
        return self._numbers

    def _is_sparse(self) -> bool:
        return self._ids is not None and len(self._ids) * _SPARSE < self._size

    def __and__(self, other: PartSet) -> PartSet:
        if other._is_sparse() and (not self._is_sparse() or len(other) < len(self)):
            return other & self
        if self._is_sparse():
            return PartSet(self._size, ids=self.ids[other.mask[self.ids]])
        return PartSet(self._size, mask=self.mask & other.mask)

    def __or__(self, other: PartSet) -> PartSet:
        return PartSet(self._size, mask=self.mask | other.mask)

    def __sub__(self, other: PartSet) -> PartSet:
        if self._is_sparse():
            return PartSet(self._size, ids=self.ids[~other.mask[self.ids]])
        return PartSet(self._size, mask=self.mask & ~other.mask)


def at_least(minimum: int, sets: Iterable[PartSet], size: int) -> PartSet:
    """Parts that are in `minimum` or more of the sets."""
    counts = np.zeros(size, np.int16)
    for one in sets:
        counts[one.ids] += 1
    return PartSet(size, mask=counts >= minimum)
