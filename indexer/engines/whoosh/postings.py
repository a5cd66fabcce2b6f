"""Posting lists of one family of terms: how they are laid out, written and read.

A family is a sorted vocabulary with a list of part numbers for each term, all lists in flat
arrays, so that a million short lists are written, read and merged without a loop over them:

- `keys`: the terms, UTF-8, sorted by bytes, end to end.
- `terms`: for each term a row of ends, what a term needs standing together: where its key, its
  postings, its codes, its escapes and its frequencies end, all flat arrays counted through. A row
  of zeros stands before the first. Ends are 32 bits wide: a segment stays far below 2**32 postings.
- `heads`: the first eight bytes of every sixteenth key as a number, to look a key up by.
- `codes`: one byte a posting, the gap to the part before (to -1 for the first) less one;
  255 sends to `escapes`, where the gap itself stands as 32 bits.
- a list that holds more than one part in eight is a bitmap in `bitmaps` instead, named in
  `dense` (term numbers) and has no codes.
- with frequencies: `cut`, one bit a posting, whether the segmenter chose the term there at all
  (else the part merely contains it), and `frequencies`, one byte for each that is set.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeGuard, cast

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ESCAPE: Final = 255
MOST_FREQUENT: Final = 255
"""Frequencies are kept up to this; ranking is long saturated there."""
DENSE: Final = 8
"""A list with more than one part in so many becomes a bitmap."""

_HEAD_EVERY: Final = 16
_KEY, _POSTINGS, _CODES, _ESCAPES, _CUT = range(5)
"""Columns of a row of `terms`; without frequencies there is no `_CUT`."""


def is_mask(parts: Ids | Mask) -> TypeGuard[Mask]:
    """Whether a set of parts is told part by part, not by numbers."""
    return parts.dtype == np.bool_


def numbers(parts: Ids | Mask) -> Ids:
    """A set of parts as ascending numbers."""
    return np.flatnonzero(parts) if is_mask(parts) else cast(Ids, parts)


@dataclass(frozen=True, slots=True)
class FlatLists:
    """Lists of consecutive terms, end to end."""

    counts: Array
    """Postings of each term."""
    parts: Ids
    """Part numbers, ascending inside each list."""
    frequencies: Array | None = None
    """uint8 for each posting; 0 where the part contains the term but the segmenter did not
    choose it. None in a family without frequencies."""


class FamilyWriter:
    """Writes a family, some terms at a time, in the order of their keys."""

    def __init__(self, arrays: ArrayWriter, name: str, parts: int) -> None:
        self._arrays = arrays
        self._name = name
        self._parts = parts
        self._terms = 0
        self._ends = np.zeros(_CUT + 1, np.int64)
        self._unpacked_bits: Array | None = None

    def append(self, keys: list[bytes], lists: FlatLists) -> None:
        """Add terms; `keys` ascending, behind all that were added before."""
        if not keys:
            return
        counts = lists.counts.astype(np.int64)
        dense = counts * DENSE > self._parts
        sizes = np.zeros((len(keys), _CUT + 1), np.int64)
        sizes[:, _KEY] = [len(key) for key in keys]
        sizes[:, _POSTINGS] = counts
        sizes[:, _CODES] = np.where(dense, 0, counts)
        self._append_keys(keys)
        self._append_bitmaps(counts, dense, lists.parts)
        sizes[:, _ESCAPES] = self._append_codes(counts, dense, lists.parts)
        if lists.frequencies is not None:
            chosen = lists.frequencies > 0
            self._append_bits(chosen)
            self._put("frequencies", lists.frequencies[chosen])
            sizes[:, _CUT] = np.add.reduceat(chosen.astype(np.uint32), _starts(counts))
        self._append_rows(sizes, _CUT + (lists.frequencies is not None))
        self._terms += len(keys)

    def finish(self) -> None:
        """Write what is known only now: bits that do not fill a byte."""
        if not self._terms:
            self._put("terms", np.zeros(_CUT, np.uint32))
        if self._unpacked_bits is not None:
            self._put("cut", np.packbits(self._unpacked_bits))

    def _append_rows(self, sizes: Array, columns: int) -> None:
        ends = np.cumsum(sizes, axis=0) + self._ends
        if not self._terms:
            ends = np.concatenate((np.zeros((1, sizes.shape[1]), np.int64), ends))
        self._ends = ends[-1]
        self._put("terms", ends[:, :columns].astype(np.uint32).ravel())

    def _append_bits(self, bits: Array) -> None:
        if self._unpacked_bits is not None:
            bits = np.concatenate((self._unpacked_bits, bits))
        whole = len(bits) // 8 * 8
        self._put("cut", np.packbits(bits[:whole]))
        self._unpacked_bits = bits[whole:]

    def _put(self, name: str, values: Array) -> None:
        self._arrays.append(f"{self._name}.{name}", values)

    def _append_keys(self, keys: list[bytes]) -> None:
        heads = [_head(key) for key in keys[-self._terms % _HEAD_EVERY :: _HEAD_EVERY]]
        self._put("heads", np.array(heads, np.uint64))
        self._arrays.append_bytes(f"{self._name}.keys", b"".join(keys))

    def _append_bitmaps(self, counts: Array, dense: Array, parts: Ids) -> None:
        starts = _starts(counts)
        for term in np.flatnonzero(dense):
            held = np.zeros(self._parts, np.bool_)
            held[parts[starts[term] : starts[term] + counts[term]]] = True
            self._put("bitmaps", np.packbits(held))
        self._put("dense", (np.flatnonzero(dense) + self._terms).astype(np.uint32))

    def _append_codes(self, counts: Array, dense: Array, parts: Ids) -> Array:
        """Gives the number of escapes of each term."""
        sparse = np.where(dense, 0, counts)
        kept = parts[np.repeat(~dense, counts)] if dense.any() else parts
        gaps = np.diff(kept, prepend=-1)
        firsts = _starts(sparse)[sparse > 0]
        gaps[firsts] = kept[firsts] + 1
        gaps -= 1
        escaped = gaps >= ESCAPE
        self._put("codes", np.where(escaped, ESCAPE, gaps).astype(np.uint8))
        self._put("escapes", gaps[escaped].astype(np.uint32))
        running = np.concatenate(([0], np.cumsum(escaped)))
        return np.diff(running[np.cumsum(sparse)], prepend=0)


def _head(key: bytes) -> int:
    return int.from_bytes(key[:8].ljust(8, b"\0"), "big")


def _starts(counts: Array) -> Array:
    return np.cumsum(counts) - counts


class Family:
    """Reads a family of one segment. Safe to share between threads."""

    def __init__(self, arrays: ArrayFile, name: str, parts: int) -> None:
        self.parts = parts
        self._keys = arrays.column(f"{name}.keys")
        self._heads = arrays.column(f"{name}.heads")
        self._terms = arrays.column(f"{name}.terms")
        self._codes = arrays.column(f"{name}.codes")
        self._escapes = arrays.column(f"{name}.escapes")
        self._bitmaps = arrays.column(f"{name}.bitmaps")
        self._dense = arrays.column(f"{name}.dense")
        self.has_frequencies = f"{name}.cut" in arrays
        self._cut = arrays.column(f"{name}.cut")
        self._frequencies = arrays.column(f"{name}.frequencies")
        self._columns = _CUT + self.has_frequencies

    def __len__(self) -> int:
        return max(0, len(self._terms) // self._columns - 1)

    def _row(self, term: int) -> tuple[list[int], list[int]]:
        """Where what belongs to a term begins, and where it ends."""
        width = self._columns
        both = self._terms.slice(term * width, (term + 2) * width).tolist()
        return both[:width], both[width:]

    def _ends(self, column: int, start: int, end: int) -> Array:
        """Ends of terms start to end, behind that of the term before."""
        width = self._columns
        rows = self._terms.slice(start * width, (end + 1) * width)
        return rows[column::width].astype(np.int64)

    def key(self, term: int) -> bytes:
        """The term's text."""
        start, end = self._row(term)
        return self._keys.slice(start[_KEY], end[_KEY]).tobytes()

    def keys(self, start: int, end: int) -> Iterator[bytes]:
        """The texts of terms start to end, read in one go."""
        if start >= end:
            return
        ends = self._ends(_KEY, start, end)
        data = self._keys.slice(int(ends[0]), int(ends[-1])).tobytes()
        before = 0
        for at in (ends[1:] - ends[0]).tolist():
            yield data[before:at]
            before = at

    def at_or_after(self, key: bytes) -> int:
        """Number of the first term that is not below `key`."""
        heads, head = self._heads.whole(), _head(key)
        first = (int(heads.searchsorted(head)) - 1) * _HEAD_EVERY
        last = int(heads.searchsorted(head, "right")) * _HEAD_EVERY
        first, last = max(0, first), min(last, len(self))
        while last - first > 2 * _HEAD_EVERY:  # many keys begin alike
            middle = (first + last) // 2
            first, last = (middle + 1, last) if self.key(middle) < key else (first, middle)
        return first + bisect_left([*self.keys(first, last)], key)

    def prepare(self) -> None:
        """Read now what every look-up needs."""
        self._heads.whole()
        self._dense.whole()

    def find(self, key: bytes) -> int | None:
        """Number of the term, or None."""
        term = self.at_or_after(key)
        return term if term < len(self) and self.key(term) == key else None

    def with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Range of the terms that begin so."""
        end = bisect_left(range(len(self)), True, key=lambda t: self.key(t)[: len(prefix)] > prefix)
        return self.at_or_after(prefix), end

    def cut_count(self, key: bytes) -> int:
        """Parts in which the segmenter chose the term, deleted ones included."""
        term = self.find(key)
        return 0 if term is None else int(self.cut_counts(term, term + 1)[0])

    def cut_counts(self, start: int, end: int) -> Array:
        """For terms start to end, the parts in which the segmenter chose them."""
        return np.diff(self._ends(_CUT, start, end))

    def postings(self) -> int:
        """Postings of all terms."""
        return self._row(len(self) - 1)[1][_POSTINGS] if len(self) else 0

    def count(self, term: int) -> int:
        """Parts in the term's list, deleted ones included."""
        start, end = self._row(term)
        return end[_POSTINGS] - start[_POSTINGS]

    def held(self, term: int) -> Ids | Mask:
        """The term's parts: ascending, or where they are many, for each part whether it is one."""
        return self._bitmap(term) if self.count(term) * DENSE > self.parts else self.ids(term)

    def ids(self, term: int) -> Ids:
        """The term's parts, ascending."""
        start, end = self._row(term)
        if (end[_POSTINGS] - start[_POSTINGS]) * DENSE > self.parts:
            return np.flatnonzero(self._bitmap(term))
        gaps = self._codes.slice(start[_CODES], end[_CODES]).astype(np.int64)
        if end[_ESCAPES] > start[_ESCAPES]:
            gaps[gaps == ESCAPE] = self._escapes.slice(start[_ESCAPES], end[_ESCAPES])
        gaps += 1
        gaps[0] -= 1
        return np.cumsum(gaps)

    def _bitmap(self, term: int) -> Mask:
        width = -(-self.parts // 8)
        at = int(np.searchsorted(self._dense.whole(), term))
        bits = self._bitmaps.slice(at * width, (at + 1) * width)
        return np.unpackbits(bits, count=self.parts).view(np.bool_)

    def frequencies(self, term: int) -> Array:
        """For each of `ids(term)`, how often the segmenter chose the term there (uint8)."""
        start, end = self._row(term)
        chosen = self._cut_slice(start[_POSTINGS], end[_POSTINGS])
        found = np.zeros(len(chosen), np.uint8)
        found[chosen] = self._frequencies.slice(start[_CUT], end[_CUT])
        return found

    def often(self, term: int) -> Array:
        """For every part, how often the segmenter chose the term there, 1 where it only stands
        there, 0 where it does not (uint8)."""
        held = self.held(term)
        if not is_mask(held):
            often = np.zeros(self.parts, np.uint8)
            often[held] = np.maximum(self.frequencies(term), 1)
            return often
        often = held.view(np.uint8)
        start, end = self._row(term)
        frequencies = self._frequencies.slice(start[_CUT], end[_CUT])
        several = np.flatnonzero(frequencies > 1)
        if len(several):
            chosen = np.flatnonzero(self._cut_slice(start[_POSTINGS], end[_POSTINGS]))
            often[np.flatnonzero(held)[chosen[several]]] = frequencies[several]
        return often

    def _cut_slice(self, start: int, end: int) -> Array:
        first = start // 8
        bits = np.unpackbits(self._cut.slice(first, -(-end // 8)))
        return bits[start - first * 8 : end - first * 8].astype(np.bool_)

    def flat(self, start: int, end: int) -> FlatLists:
        """The lists of terms start to end, for merging."""
        counts = np.diff(self._ends(_POSTINGS, start, end))
        dense = counts * DENSE > self.parts
        sparse = np.where(dense, 0, counts)
        code_ends, escape_ends = (self._ends(c, start, end)[[0, -1]] for c in (_CODES, _ESCAPES))
        gaps = self._codes.slice(*code_ends.tolist()).astype(np.int64)
        gaps[gaps == ESCAPE] = self._escapes.slice(*escape_ends.tolist())
        running = np.cumsum(gaps + 1)
        starts = _starts(sparse)
        bases = np.where(starts > 0, running[starts - 1] if len(running) else 0, 0)
        parts = np.empty(int(counts.sum()), np.int64)
        is_dense = np.repeat(dense, counts)
        parts[~is_dense] = running - np.repeat(bases, sparse) - 1
        if dense.any():
            parts[is_dense] = np.concatenate(
                [np.flatnonzero(self._bitmap(start + t)) for t in np.flatnonzero(dense).tolist()]
            )
        return FlatLists(counts, parts, self._flat_frequencies(start, end))

    def _flat_frequencies(self, start: int, end: int) -> Array | None:
        if not self.has_frequencies:
            return None
        postings, chosen = (self._ends(c, start, end)[[0, -1]].tolist() for c in (_POSTINGS, _CUT))
        bits = self._cut_slice(*postings)
        found = np.zeros(len(bits), np.uint8)
        found[bits] = self._frequencies.slice(*chosen)
        return found
