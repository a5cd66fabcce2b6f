"""Hashes of reports, sorted, each with its report: finds the reports that have a hash.

A hash has 40 bits. The first 8 are its bucket, and `<name>.bucket_ends` says where each bucket
ends; `<name>.low` has the other 32, ascending in each bucket, and `<name>.report` the number of the
report, in two bytes where the segment has so few. So a hash of a report takes six bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter
from indexer.engines.whoosh.postings import DocIds
from indexer.reports.sentence_keys import HASH_BITS

_LOW_BITS: Final = 32
_LOW_MASK: Final = (1 << _LOW_BITS) - 1
BUCKETS: Final = 1 << (HASH_BITS - _LOW_BITS)


class HashesWriter:
    """Collects the hashes of a segment's reports."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._hashes = array("Q")
        self._counts = array("Q")

    def add(self, report: int, hashes: Iterable[int]) -> None:
        """Add the hashes of the next report."""
        assert report == len(self._counts)
        before = len(self._hashes)
        self._hashes.extend(hashes)
        self._counts.append(len(self._hashes) - before)

    def write(self, arrays: ArrayWriter, reports: int) -> None:
        """Write them; `reports` is the number of the segment's reports."""
        counts = np.array(self._counts, np.int64)
        hashes = np.array(self._hashes, np.uint64)
        _write(arrays, self._name, [(hashes, np.repeat(np.arange(reports), counts))], reports)


def _write(
    arrays: ArrayWriter, name: str, chunks: Iterable[tuple[Array, Array]], reports: int
) -> None:
    """Write hashes with their reports; chunks are of ascending ranges of hashes."""
    dtype = np.uint16 if reports <= 1 << 16 else np.uint32
    counts = np.zeros(BUCKETS, np.int64)
    for hashes, numbers in chunks:
        order = np.lexsort((numbers, hashes))
        ordered = hashes[order]
        counts += np.bincount((ordered >> np.uint64(_LOW_BITS)).astype(np.int64), None, BUCKETS)
        arrays.append(f"{name}.low", (ordered & np.uint64(_LOW_MASK)).astype(np.uint32))
        arrays.append(f"{name}.report", numbers[order].astype(dtype))
    arrays.append(f"{name}.bucket_ends", np.cumsum(counts).astype(np.uint32))


def merge_hashes(
    arrays: ArrayWriter,
    name: str,
    sources: Sequence[tuple[HashesReader, Array]],
    reports: int,
    at_once: int,
) -> None:
    """Write the hashes of several segments as those of one. Each reader comes with the new numbers
    of its reports, -1 for deleted ones; `reports` is their number in all. About `at_once` hashes
    are in memory together."""
    total = sum(len(reader) for reader, _ in sources)
    step = max(1, BUCKETS * at_once // max(1, total))
    ranges = ((first, min(first + step, BUCKETS)) for first in range(0, BUCKETS, step))
    _write(arrays, name, (_live_hashes(sources, *buckets) for buckets in ranges), reports)


def _live_hashes(
    sources: Sequence[tuple[HashesReader, Array]], first: int, last: int
) -> tuple[Array, Array]:
    """Of a range of buckets, with the new numbers of the reports."""
    pieces = []
    for reader, new_numbers in sources:
        hashes, numbers = reader.buckets(first, last)
        renumbered = new_numbers[numbers]
        live = renumbered >= 0
        pieces.append((hashes[live], renumbered[live]))
    return (
        np.concatenate([np.empty(0, np.uint64), *(hashes for hashes, _ in pieces)]),
        np.concatenate([np.empty(0, np.int64), *(numbers for _, numbers in pieces)]),
    )


class HashesReader:
    """The hashes of an opened segment. Immutable, and safe to share between threads."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self._low = arrays.column(f"{name}.low")
        self._reports = arrays.column(f"{name}.report")
        self._bucket_ends = arrays.column(f"{name}.bucket_ends")

    def __len__(self) -> int:
        return len(self._low)

    def reports(self, hash_: int) -> DocIds:
        """The reports that have a hash, ascending, deleted ones included."""
        start, end = self._range(hash_ >> _LOW_BITS, (hash_ >> _LOW_BITS) + 1)
        low, values = np.uint32(hash_ & _LOW_MASK), self._low.slice(start, end)
        first, last = (int(np.searchsorted(values, low, side)) for side in ("left", "right"))
        return self._reports.slice(start + first, start + last).astype(np.int64)

    def buckets(self, first: int = 0, last: int = BUCKETS) -> tuple[Array, Array]:
        """The hashes in a range of buckets, ascending, and the report of each."""
        start, end = self._range(first, last)
        ends = self._bucket_ends.whole()[first:last].astype(np.int64)
        bucket = np.repeat(np.arange(first, last, dtype=np.uint64), np.diff(ends, prepend=start))
        hashes = (bucket << np.uint64(_LOW_BITS)) | self._low.slice(start, end)
        return hashes, self._reports.slice(start, end).astype(np.int64)

    def by_report(self) -> dict[int, list[int]]:
        """Report → its hashes, ascending; reports without any are absent."""
        hashes, numbers = self.buckets()
        order = np.argsort(numbers, kind="stable")
        reports, starts = np.unique(numbers[order], return_index=True)
        pieces = np.split(hashes[order], starts[1:])
        return {r: piece.tolist() for r, piece in zip(reports.tolist(), pieces, strict=False)}

    def _range(self, first: int, last: int) -> tuple[int, int]:
        ends = self._bucket_ends.whole()
        return (int(ends[first - 1]) if first else 0), int(ends[last - 1])
