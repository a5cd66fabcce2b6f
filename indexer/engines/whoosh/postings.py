"""Posting lists of one family of terms: how they are laid out, written and read.

A family is a sorted vocabulary with a list of part numbers for each term, all lists in flat
arrays, so that a million short lists are written, read and merged without a loop over them:

- `keys`, `key_ends`: the terms, UTF-8, sorted by bytes, end to end.
- `counts`: parts in each list. `code_ends`, `escape_ends`: where a list ends in the flat arrays.
  Ends are 32 bits wide: a segment stays far below 2**32 postings.
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
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter

Ids = npt.NDArray[np.int64]

ESCAPE: Final = 255
MOST_FREQUENT: Final = 255
"""Frequencies are kept up to this; ranking is long saturated there."""
DENSE: Final = 8
"""A list with more than one part in so many becomes a bitmap."""


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
        self._terms = self._key_bytes = self._codes = self._escapes = 0
        self._unpacked_bits: Array | None = None

    def append(self, keys: list[bytes], lists: FlatLists) -> None:
        """Add terms; `keys` ascending, behind all that were added before."""
        if not keys:
            return
        counts = lists.counts.astype(np.int64)
        dense = counts * DENSE > self._parts
        self._append_keys(keys, counts)
        self._append_bitmaps(counts, dense, lists.parts)
        self._append_codes(counts, dense, lists.parts)
        if lists.frequencies is not None:
            chosen = lists.frequencies > 0
            self._append_bits(chosen)
            self._put("frequencies", lists.frequencies[chosen])
            per_term = np.add.reduceat(chosen.astype(np.uint32), _starts(counts))
            self._put("cut_counts", per_term)
        self._terms += len(keys)

    def finish(self) -> None:
        """Write the bits that do not fill a byte."""
        if self._unpacked_bits is not None:
            self._put("cut", np.packbits(self._unpacked_bits))

    def _append_bits(self, bits: Array) -> None:
        if self._unpacked_bits is not None:
            bits = np.concatenate((self._unpacked_bits, bits))
        whole = len(bits) // 8 * 8
        self._put("cut", np.packbits(bits[:whole]))
        self._unpacked_bits = bits[whole:]

    def _put(self, name: str, values: Array) -> None:
        self._arrays.append(f"{self._name}.{name}", values)

    def _append_keys(self, keys: list[bytes], counts: Array) -> None:
        ends = np.cumsum([len(key) for key in keys]) + self._key_bytes
        self._key_bytes = int(ends[-1])
        self._arrays.append_bytes(f"{self._name}.keys", b"".join(keys))
        self._put("key_ends", ends.astype(np.uint32))
        self._put("counts", counts.astype(np.uint32))

    def _append_bitmaps(self, counts: Array, dense: Array, parts: Ids) -> None:
        starts = _starts(counts)
        for term in np.flatnonzero(dense):
            held = np.zeros(self._parts, np.bool_)
            held[parts[starts[term] : starts[term] + counts[term]]] = True
            self._put("bitmaps", np.packbits(held))
        self._put("dense", (np.flatnonzero(dense) + self._terms).astype(np.uint32))

    def _append_codes(self, counts: Array, dense: Array, parts: Ids) -> None:
        sparse = np.where(dense, 0, counts)
        kept = parts[np.repeat(~dense, counts)] if dense.any() else parts
        gaps = np.diff(kept, prepend=-1)
        firsts = _starts(sparse)[sparse > 0]
        gaps[firsts] = kept[firsts] + 1
        gaps -= 1
        escaped = gaps >= ESCAPE
        self._put("codes", np.where(escaped, ESCAPE, gaps).astype(np.uint8))
        self._put("escapes", gaps[escaped].astype(np.uint32))
        code_ends = np.cumsum(sparse) + self._codes
        running = np.concatenate(([0], np.cumsum(escaped)))
        escape_ends = running[np.cumsum(sparse)] + self._escapes
        self._put("code_ends", code_ends.astype(np.uint32))
        self._put("escape_ends", escape_ends.astype(np.uint32))
        self._codes, self._escapes = int(code_ends[-1]), int(escape_ends[-1])


def _starts(counts: Array) -> Array:
    return np.cumsum(counts) - counts


class Family:
    """Reads a family of one segment. Safe to share between threads."""

    def __init__(self, arrays: ArrayFile, name: str, parts: int) -> None:
        self.parts = parts
        self._keys = arrays.column(f"{name}.keys")
        self._key_ends = arrays.column(f"{name}.key_ends")
        self._counts = arrays.column(f"{name}.counts")
        self._codes = arrays.column(f"{name}.codes")
        self._escapes = arrays.column(f"{name}.escapes")
        self._code_ends = arrays.column(f"{name}.code_ends")
        self._escape_ends = arrays.column(f"{name}.escape_ends")
        self._bitmaps = arrays.column(f"{name}.bitmaps")
        self._dense = arrays.column(f"{name}.dense")
        self.has_frequencies = f"{name}.cut" in arrays
        self._cut = arrays.column(f"{name}.cut")
        self._cut_counts = arrays.column(f"{name}.cut_counts")
        self._frequencies = arrays.column(f"{name}.frequencies")
        self._posting_ends: Array | None = None
        self._frequency_ends: Array | None = None

    def __len__(self) -> int:
        return len(self._counts)

    def key(self, term: int) -> bytes:
        """The term's text."""
        start = self._key_ends.item(term - 1) if term else 0
        return self._keys.slice(start, self._key_ends.item(term)).tobytes()

    def keys(self, start: int, end: int) -> Iterator[bytes]:
        """The texts of terms start to end, read in one go."""
        if start >= end:
            return
        base = self._key_ends.item(start - 1) if start else 0
        ends = (self._key_ends.slice(start, end).astype(np.int64) - base).tolist()
        data = self._keys.slice(base, base + ends[-1]).tobytes()
        before = 0
        for at in ends:
            yield data[before:at]
            before = at

    def at_or_after(self, key: bytes) -> int:
        """Number of the first term that is not below `key`."""
        return bisect_left(range(len(self)), key, key=self.key)

    def find(self, key: bytes) -> int | None:
        """Number of the term, or None."""
        term = self.at_or_after(key)
        return term if term < len(self) and self.key(term) == key else None

    def with_prefix(self, prefix: bytes) -> tuple[int, int]:
        """Range of the terms that begin so."""
        end = bisect_left(range(len(self)), True, key=lambda t: self.key(t)[: len(prefix)] > prefix)
        return self.at_or_after(prefix), end

    def was_cut(self, key: bytes) -> bool:
        """Whether the segmenter chose the term in any part."""
        term = self.find(key)
        return term is not None and self._cut_counts.item(term) > 0

    def cut_counts(self, start: int, end: int) -> Array:
        """For terms start to end, the parts in which the segmenter chose them."""
        return self._cut_counts.slice(start, end)

    def postings(self) -> int:
        """Postings of all terms."""
        return int(self._counts.whole().sum(dtype=np.int64))

    def count(self, term: int) -> int:
        """Parts in the term's list, deleted ones included."""
        return self._counts.item(term)

    def ids(self, term: int) -> Ids:
        """The term's parts, ascending."""
        count = self.count(term)
        if count * DENSE > self.parts:
            return self._bitmap_ids(term)
        start = self._code_ends.item(term - 1) if term else 0
        gaps = self._codes.slice(start, start + count).astype(np.int64)
        first = self._escape_ends.item(term - 1) if term else 0
        last = self._escape_ends.item(term)
        if last > first:
            gaps[gaps == ESCAPE] = self._escapes.slice(first, last)
        gaps += 1
        gaps[0] -= 1
        return np.cumsum(gaps)

    def _bitmap_ids(self, term: int) -> Ids:
        width = -(-self.parts // 8)
        at = int(np.searchsorted(self._dense.whole(), term))
        bits = np.unpackbits(self._bitmaps.slice(at * width, (at + 1) * width), count=self.parts)
        return np.flatnonzero(bits)

    def frequencies(self, term: int) -> Array:
        """For each of `ids(term)`, how often the segmenter chose the term there (uint8)."""
        if self._posting_ends is None or self._frequency_ends is None:
            self._frequency_ends = np.cumsum(self._cut_counts.whole(), dtype=np.int64)
            self._posting_ends = np.cumsum(self._counts.whole(), dtype=np.int64)
        end, count = int(self._posting_ends[term]), self.count(term)
        chosen = self._cut_slice(end - count, end)
        found = np.zeros(count, np.uint8)
        last = int(self._frequency_ends[term])
        found[chosen] = self._frequencies.slice(last - int(self._cut_counts.item(term)), last)
        return found

    def _cut_slice(self, start: int, end: int) -> Array:
        first = start // 8
        bits = np.unpackbits(self._cut.slice(first, -(-end // 8)))
        return bits[start - first * 8 : end - first * 8].astype(np.bool_)

    def flat(self, start: int, end: int) -> FlatLists:
        """The lists of terms start to end, for merging."""
        counts = self._counts.slice(start, end).astype(np.int64)
        dense = counts * DENSE > self.parts
        sparse = np.where(dense, 0, counts)
        first = self._code_ends.item(start - 1) if start else 0
        gaps = self._codes.slice(first, first + int(sparse.sum())).astype(np.int64)
        first = self._escape_ends.item(start - 1) if start else 0
        last = self._escape_ends.item(end - 1) if end else 0
        gaps[gaps == ESCAPE] = self._escapes.slice(first, last)
        running = np.cumsum(gaps + 1)
        starts = _starts(sparse)
        bases = np.where(starts > 0, running[starts - 1] if len(running) else 0, 0)
        parts = np.empty(int(counts.sum()), np.int64)
        is_dense = np.repeat(dense, counts)
        parts[~is_dense] = running - np.repeat(bases, sparse) - 1
        if dense.any():
            parts[is_dense] = np.concatenate(
                [self._bitmap_ids(start + int(term)) for term in np.flatnonzero(dense)]
            )
        return FlatLists(counts, parts, self._flat_frequencies(start, end))

    def _flat_frequencies(self, start: int, end: int) -> Array | None:
        if not self.has_frequencies:
            return None
        postings = np.concatenate(([0], np.cumsum(self._counts.whole(), dtype=np.int64)))
        chosen = np.concatenate(([0], np.cumsum(self._cut_counts.whole(), dtype=np.int64)))
        bits = self._cut_slice(int(postings[start]), int(postings[end]))
        found = np.zeros(len(bits), np.uint8)
        found[bits] = self._frequencies.slice(int(chosen[start]), int(chosen[end]))
        return found
