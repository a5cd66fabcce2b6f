"""Postings: how they are laid out, written and read.

The postings of a field are a sorted vocabulary with a list of documents (part numbers) for each
term, all in flat arrays, so that a million short lists are written, read and merged without a loop
over them:

- `keys`: the terms, UTF-8, sorted by bytes, end to end.
- `terms`: for each term a row of the ends of its key, postings, codes, escapes and frequencies in
  their arrays, after a row of zeros. Ends are 32 bits wide: a segment has far fewer than 2**32
  postings.
- `heads`: the first eight bytes of every sixteenth key as a number, to look a key up by.
- `codes`: one byte for each posting, the gap to the document before (to -1 for the first) less
  one; 255 is an escape, whose gap is in `escapes` with 16 bits, or after the number 65,535 with
  twice 15 bits.
- the postings of a term in more than one document of eight are a bitmap in `bitmaps` instead; such
  terms are listed in `dense` and have no codes.
- with frequencies: `is_token`, one bit for each posting, whether the term is a token there (if not,
  the document contains it only inside other tokens), and `frequencies`, one byte for each token.
- with positions: `positions`, for some terms 16 bits for each occurrence, where in the document it
  is (see `places`), with the highest bit set in the last one of each posting. Rows of `terms` have
  their ends too. A term has positions in all of its postings or in none.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeGuard, cast

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.arrays import (
    Array,
    ArrayFile,
    ArrayWriter,
    PackedBits,
    concat_ranges,
    intersect_indices,
    true_at,
)

DocIds = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ESCAPE: Final = 255
_WIDE: Final = (1 << 16) - 1
_HALF_BITS: Final = 15
MAX_FREQUENCY: Final = 255
"""Higher frequencies are stored as this; scores are saturated long before."""
DENSE: Final = 8
"""The postings of a term in more than one document of so many become a bitmap."""

_HEAD_EVERY: Final = 16
_MOST_FOUND: Final = 1024
_UNSEEN: Final = -1
_KEY, _POSTINGS, _CODES, _ESCAPES, _TOKENS, _POSITIONS = range(6)
"""Columns of a row of `terms`; `_TOKENS` only with frequencies, `_POSITIONS` only with positions,
which nothing has without frequencies."""

LAST: Final = 1 << 15
"""The bit of a position that is the last of its posting."""


def place_width(sizes: Array) -> Array:
    """How many characters of texts of these sizes share a place: one, up to 32,768 characters."""
    width: Array = np.maximum(-(-sizes // LAST), 1)
    return width


def is_mask(docs: DocIds | Mask) -> TypeGuard[Mask]:
    """Whether documents are given as a mask, not as numbers."""
    return docs.dtype == np.bool_


def as_doc_ids(docs: DocIds | Mask) -> DocIds:
    """Documents as ascending numbers."""
    return true_at(docs) if is_mask(docs) else cast(DocIds, docs)


@dataclass(frozen=True, slots=True)
class PostingsBatch:
    """Postings of consecutive terms, end to end."""

    counts: Array
    """Postings of each term."""
    docs: DocIds
    """Ascending within a term."""
    frequencies: Array | None = None
    """uint8 for each posting: how often the term is a token of the document; 0 if it is only
    contained in other tokens. None for postings without frequencies."""
    positions: Array | None = None
    """uint16 for each occurrence of the terms that have positions, as stored."""
    position_counts: Array | None = None
    """Positions of each term. None if no term has any."""


class PostingsWriter:
    """Writes the postings of a field, some terms at a time, in the order of their keys."""

    def __init__(
        self, arrays: ArrayWriter, name: str, parts: int, *, with_positions: bool = False
    ) -> None:
        self.with_positions = with_positions
        self._arrays = arrays
        self._name = name
        self._parts = parts
        self._terms = 0
        self._ends = np.zeros(_POSITIONS + 1, np.int64)
        self._unpacked_bits: Array | None = None

    def append(self, keys: list[bytes], batch: PostingsBatch) -> None:
        """Add terms; `keys` are ascending and follow all that were added before."""
        if not keys:
            return
        counts = batch.counts.astype(np.int64)
        dense = counts * DENSE > self._parts
        sizes = np.zeros((len(keys), _POSITIONS + 1), np.int64)
        sizes[:, _KEY] = np.fromiter(map(len, keys), np.int64, len(keys))
        sizes[:, _POSTINGS] = counts
        sizes[:, _CODES] = np.where(dense, 0, counts)
        self._append_keys(keys)
        self._append_bitmaps(counts, dense, batch.docs)
        sizes[:, _ESCAPES] = self._append_codes(counts, dense, batch.docs)
        if batch.frequencies is not None:
            is_token = batch.frequencies > 0
            self._append_bits(is_token)
            self._put("frequencies", batch.frequencies[is_token])
            tokens = np.cumsum(is_token, dtype=np.int32)
            sizes[:, _TOKENS] = np.diff(tokens[np.cumsum(counts) - 1], prepend=0)
        if batch.positions is not None and batch.position_counts is not None:
            self._put("positions", batch.positions.astype(np.uint16))
            sizes[:, _POSITIONS] = batch.position_counts
        self._append_rows(sizes, _TOKENS + (batch.frequencies is not None) + self.with_positions)
        self._terms += len(keys)

    def finish(self) -> None:
        """Write the bits that do not fill a byte."""
        if self.with_positions:
            self._put("positions", np.empty(0, np.uint16))
        if not self._terms:
            self._put("terms", np.zeros(_TOKENS, np.uint32))
        if self._unpacked_bits is not None:
            self._put("is_token", np.packbits(self._unpacked_bits))

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
        self._put("is_token", np.packbits(bits[:whole]))
        self._unpacked_bits = bits[whole:]

    def _put(self, name: str, values: Array) -> None:
        self._arrays.append(f"{self._name}.{name}", values)

    def _append_keys(self, keys: list[bytes]) -> None:
        heads = [_head(key) for key in keys[-self._terms % _HEAD_EVERY :: _HEAD_EVERY]]
        self._put("heads", np.array(heads, np.uint64))
        self._arrays.append_bytes(f"{self._name}.keys", b"".join(keys))

    def _append_bitmaps(self, counts: Array, dense: Array, docs: DocIds) -> None:
        starts = starts_of(counts)
        for term in true_at(dense):
            mask = np.zeros(self._parts, np.bool_)
            mask[docs[starts[term] : starts[term] + counts[term]]] = True
            self._put("bitmaps", np.packbits(mask))
        self._put("dense", (true_at(dense) + self._terms).astype(np.uint32))

    def _append_codes(self, counts: Array, dense: Array, docs: DocIds) -> Array:
        """Returns the number of escapes of each term."""
        sparse = np.where(dense, 0, counts)
        listed = (docs[np.repeat(~dense, counts)] if dense.any() else docs).astype(np.int32)
        gaps = np.zeros_like(listed)
        np.subtract(listed[1:], listed[:-1], out=gaps[1:])
        gaps -= 1
        firsts = starts_of(sparse)[sparse > 0]
        gaps[firsts] = listed[firsts]
        escaped, wide = gaps >= ESCAPE, gaps >= _WIDE
        self._put("codes", np.minimum(gaps, ESCAPE).astype(np.uint8))
        self._put("escapes", _pack_escapes(gaps[escaped]))
        running = np.zeros(len(gaps) + 1, np.int32)
        np.cumsum(escaped, dtype=np.int32, out=running[1:])
        if wide.any():
            running[1:] += 2 * np.cumsum(wide, dtype=np.int32)
        return np.diff(running[np.cumsum(sparse)], prepend=0)


def _pack_escapes(gaps: Array) -> Array:
    wide = gaps >= _WIDE
    sizes = 1 + 2 * wide
    at = starts_of(sizes)
    escapes = np.empty(int(sizes.sum()), np.uint16)
    escapes[at] = np.minimum(gaps, _WIDE)
    escapes[at[wide] + 1] = gaps[wide] >> _HALF_BITS
    escapes[at[wide] + 2] = gaps[wide] & ((1 << _HALF_BITS) - 1)
    return escapes


def _unpack_escapes(escapes: Array) -> Array:
    gaps = escapes.astype(np.int64)
    wide = true_at(escapes == _WIDE)
    if not len(wide):
        return gaps
    gaps[wide] = (gaps[wide + 1] << _HALF_BITS) | gaps[wide + 2]
    return np.delete(gaps, np.concatenate((wide + 1, wide + 2)))


def _head(key: bytes) -> int:
    return int.from_bytes(key[:8].ljust(8, b"\0"), "big")


def starts_of(counts: Array) -> Array:
    """Where each of neighbouring groups of these sizes begins."""
    return np.cumsum(counts) - counts


class DenseFrequencies:
    """How often a term in many documents is a token of some of them: only what these need is
    read."""

    def __init__(
        self, docs: PackedBits, is_token: PackedBits, offset: int, frequencies: Array
    ) -> None:
        """`offset` is the number of bits in `is_token` before those of the term."""
        self._docs = docs
        self._is_token = is_token
        self._offset = offset
        self._tokens_before = is_token.look_up(np.array([offset]))[1]
        self._frequencies = frequencies

    def look_up(self, docs: DocIds) -> tuple[Array, Array]:
        """As `PostingsReader.frequencies_in`."""
        contained, ranks = self._docs.look_up(docs)
        at = true_at(contained)
        is_token, tokens = self._is_token.look_up(ranks[at] + self._offset)
        frequencies = np.zeros(len(at), np.uint8)
        frequencies[is_token] = self._frequencies[(tokens - self._tokens_before)[is_token]]
        return at, frequencies


class PostingsReader:
    """Reads the postings of a field of one segment. Safe to share between threads."""

    def __init__(self, arrays: ArrayFile, name: str, parts: int) -> None:
        self.parts = parts
        self._keys = arrays.column(f"{name}.keys")
        self._heads = arrays.column(f"{name}.heads")
        self._terms = arrays.column(f"{name}.terms")
        self._codes = arrays.column(f"{name}.codes")
        self._escapes = arrays.column(f"{name}.escapes")
        self._bitmaps = arrays.column(f"{name}.bitmaps")
        self._dense = arrays.column(f"{name}.dense")
        self.has_frequencies = f"{name}.is_token" in arrays
        self._is_token = arrays.column(f"{name}.is_token")
        self._frequencies = arrays.column(f"{name}.frequencies")
        self.has_positions = f"{name}.positions" in arrays
        self._positions = arrays.column(f"{name}.positions")
        self._columns = _TOKENS + self.has_frequencies + self.has_positions
        self._length = max(0, len(self._terms) // self._columns - 1)
        self._found: dict[bytes, int | None] = {}
        """Keys that were looked up last: a query looks up each several times."""
        self._rows: dict[int, tuple[list[int], list[int]]] = {}
        """Likewise the rows of terms."""

    def __len__(self) -> int:
        return self._length

    def _row(self, term: int) -> tuple[list[int], list[int]]:
        """Starts and ends of a term in the arrays."""
        row = self._rows.get(term)
        if row is None:
            if len(self._rows) >= _MOST_FOUND:
                self._rows.clear()
            width = self._columns
            both = self._terms.slice(term * width, (term + 2) * width).tolist()
            row = self._rows[term] = both[:width], both[width:]
        return row

    def _ends(self, column: int, start: int, end: int) -> Array:
        """The end of the term before `start`, then the ends of terms start to end."""
        width = self._columns
        rows = self._terms.slice(start * width, (end + 1) * width)
        return rows[column::width].astype(np.int64)

    def key(self, term: int) -> bytes:
        """The key of a term."""
        start, end = self._row(term)
        return self._keys.slice(start[_KEY], end[_KEY]).tobytes()

    def keys(self, start: int, end: int) -> list[bytes]:
        """The keys of terms start to end, read at once."""
        if start >= end:
            return []
        ends = self._ends(_KEY, start, end)
        data = self._keys.slice(int(ends[0]), int(ends[-1])).tobytes()
        return [data[first:last] for first, last in pairwise((ends - ends[0]).tolist())]

    def lower_bound(self, key: bytes) -> int:
        """The first term whose key is not below `key`."""
        first, last = self._few_around(key)
        return first + bisect_left(self.keys(first, last), key)

    def _few_around(self, key: bytes) -> tuple[int, int]:
        """A short range of terms that contains the key, or where it would be: then the key would
        follow the term before the range, or precede the one at its end."""
        heads, head = self._sorted_heads, _head(key)
        at = bisect_left(heads, head)
        first, last = max(0, at - 1) * _HEAD_EVERY, at * _HEAD_EVERY
        if at < len(heads) and heads[at] == head:
            last = bisect_right(heads, head, at) * _HEAD_EVERY
        last = min(last, self._length)
        while last - first > 2 * _HEAD_EVERY:  # many keys share their first bytes
            middle = (first + last) // 2
            first, last = (middle, last) if self.key(middle) <= key else (first, middle)
        return first, last

    @cached_property
    def _sorted_heads(self) -> array[int]:
        """A copy of `heads`: numpy takes longer to look up a single number."""
        return array("Q", self._heads.whole().astype(np.uint64).tobytes())

    def warm_up(self) -> None:
        """Read now what every look-up needs."""
        self._sorted_heads  # noqa: B018 - cached by being read
        self._dense.whole()

    def find(self, key: bytes) -> int | None:
        """Number of the term, or None."""
        known = self._found.get(key, _UNSEEN)
        if known == _UNSEEN:
            if len(self._found) >= _MOST_FOUND:
                self._found.clear()
            known = self._found[key] = self._find(key)
        return known

    def _find(self, key: bytes) -> int | None:
        first, last = self._few_around(key)
        if first >= last:
            return None
        width = self._columns
        ends = self._terms.slice(first * width, (last + 1) * width)[_KEY::width].tolist()
        start = ends[0]
        keys = self._keys.copy(start, ends[-1])
        at = keys.find(key)
        while at >= 0:
            number = bisect_left(ends, start + at)
            if ends[number] == start + at and ends[number + 1] - ends[number] == len(key):
                return first + number
            at = keys.find(key, at + 1)  # that was the piece of another key
        return None

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Range of the terms that begin with `prefix`."""
        end = bisect_left(range(len(self)), True, key=lambda t: self.key(t)[: len(prefix)] > prefix)
        return self.lower_bound(prefix), end

    def token_doc_freq(self, key: bytes) -> int:
        """Documents in which the key is a token, deleted ones included."""
        term = self.find(key)
        return 0 if term is None else int(self.token_doc_freqs(term, term + 1)[0])

    def token_doc_freqs(self, start: int, end: int) -> Array:
        """For each term from start to end, the documents in which it is a token."""
        return np.diff(self._ends(_TOKENS, start, end))

    def posting_count(self) -> int:
        """Postings of all terms."""
        return self._row(len(self) - 1)[1][_POSTINGS] if len(self) else 0

    def doc_freq(self, term: int) -> int:
        """Documents that contain the term, deleted ones included."""
        start, end = self._row(term)
        return end[_POSTINGS] - start[_POSTINGS]

    def doc_set(self, term: int) -> DocIds | Mask:
        """The documents that contain the term: ascending numbers, or a mask where they are many."""
        return self._bitmap(term) if self.doc_freq(term) * DENSE > self.parts else self.docs(term)

    def docs(self, term: int) -> DocIds:
        """The documents that contain the term, ascending."""
        start, end = self._row(term)
        if (end[_POSTINGS] - start[_POSTINGS]) * DENSE > self.parts:
            return true_at(self._bitmap(term))
        gaps = self._codes.slice(start[_CODES], end[_CODES]).astype(np.int64)
        if end[_ESCAPES] > start[_ESCAPES]:
            escapes = self._escapes.slice(start[_ESCAPES], end[_ESCAPES])
            gaps[gaps == ESCAPE] = _unpack_escapes(escapes)
        gaps += 1
        gaps[0] -= 1
        return np.cumsum(gaps)

    def _bitmap(self, term: int) -> Mask:
        return np.unpackbits(self._packed_bitmap(term), count=self.parts).view(np.bool_)

    def _packed_bitmap(self, term: int) -> Array:
        width = -(-self.parts // 8)
        at = int(self._dense.whole().searchsorted(np.uint32(term)))
        return self._bitmaps.slice(at * width, (at + 1) * width)

    def frequencies_in(self, term: int, docs: DocIds) -> tuple[Array, Array]:
        """Which of some documents, ascending, contain the term: their positions in `docs`; and how
        often it is a token in each (uint8)."""
        at, postings = intersect_indices(docs, self.docs(term), self.parts)
        return at, self.frequencies(term)[postings]

    def is_dense(self, term: int) -> bool:
        """Whether the documents of the term are a bitmap."""
        return self.doc_freq(term) * DENSE > self.parts

    def dense_frequencies(self, term: int) -> DenseFrequencies:
        """`frequencies_in` of a dense term, for several uses."""
        start, end = self._row(term)
        first = start[_POSTINGS] // 8
        return DenseFrequencies(
            PackedBits(self._packed_bitmap(term)),
            PackedBits(self._is_token.slice(first, -(-end[_POSTINGS] // 8))),
            start[_POSTINGS] - 8 * first,
            self._frequencies.slice(start[_TOKENS], end[_TOKENS]),
        )

    def frequencies(self, term: int) -> Array:
        """For each of `docs(term)`, how often the term is a token there (uint8)."""
        start, end = self._row(term)
        is_token = self._is_token_slice(start[_POSTINGS], end[_POSTINGS])
        frequencies = np.zeros(len(is_token), np.uint8)
        frequencies[is_token] = self._frequencies.slice(start[_TOKENS], end[_TOKENS])
        return frequencies

    def position_count(self, term: int) -> int:
        """Occurrences of the term that have a position: all of them or none."""
        if not self.has_positions:
            return 0
        start, end = self._row(term)
        return end[_POSITIONS] - start[_POSITIONS]

    def has_all_positions(self, term: int) -> bool:
        """Whether each posting of a term with positions has some."""
        start, end = self._row(term)
        stored = self._positions.slice(start[_POSITIONS], end[_POSITIONS])
        return bool(stored[-1] >= LAST) and np.count_nonzero(stored >= LAST) == self.doc_freq(term)

    def places(self, term: int, postings: Array) -> tuple[Array, Array]:
        """The places of a term in some of its documents, by their numbers in `docs(term)`,
        ascending: which of these postings each one is of, counted from 0, and the place.

        A place is the offset of 16-bit codes in the text at which the term begins, divided by
        `place_width` of the text's size.
        """
        start, end = self._row(term)
        stored = self._positions.slice(start[_POSITIONS], end[_POSITIONS])
        ends = true_at(stored >= LAST) + 1
        before = ends[postings - 1]
        before[postings == 0] = 0
        counts = ends[postings] - before
        if len(postings) < len(ends):
            stored = stored[concat_ranges(ends[postings] - counts, counts)]
        return np.repeat(np.arange(len(postings)), counts), (stored & (LAST - 1)).astype(np.int64)

    def tf_dense(self, term: int) -> Array:
        """For every document how often the term is a token there; 1 if it is only contained in
        other tokens, 0 if it is not contained (uint8)."""
        docs = self.doc_set(term)
        if not is_mask(docs):
            dense = np.zeros(self.parts, np.uint8)
            dense[docs] = np.maximum(self.frequencies(term), 1)
            return dense
        dense = docs.view(np.uint8)
        start, end = self._row(term)
        frequencies = self._frequencies.slice(start[_TOKENS], end[_TOKENS])
        several = true_at(frequencies > 1)
        if len(several):
            tokens = true_at(self._is_token_slice(start[_POSTINGS], end[_POSTINGS]))
            dense[true_at(docs)[tokens[several]]] = frequencies[several]
        return dense

    def _is_token_slice(self, start: int, end: int) -> Array:
        first = start // 8
        bits = np.unpackbits(self._is_token.slice(first, -(-end // 8)))
        return bits[start - first * 8 : end - first * 8].astype(np.bool_)

    def read_batch(self, start: int, end: int) -> PostingsBatch:
        """The postings of terms start to end."""
        counts = np.diff(self._ends(_POSTINGS, start, end))
        dense = counts * DENSE > self.parts
        sparse = np.where(dense, 0, counts)
        code_ends, escape_ends = (self._ends(c, start, end)[[0, -1]] for c in (_CODES, _ESCAPES))
        codes = self._codes.slice(*code_ends.tolist())
        running = codes.astype(np.int64)
        running[codes == ESCAPE] = _unpack_escapes(self._escapes.slice(*escape_ends.tolist()))
        running += 1
        np.cumsum(running, out=running)
        starts = starts_of(sparse)
        bases = np.where(starts > 0, running[starts - 1] if len(running) else 0, 0)
        docs = np.empty(int(counts.sum()), np.int64)
        is_dense = np.repeat(dense, counts)
        docs[~is_dense] = running - np.repeat(bases, sparse) - 1
        if dense.any():
            docs[is_dense] = np.concatenate(
                [true_at(self._bitmap(start + t)) for t in true_at(dense).tolist()]
            )
        frequencies = self._batch_frequencies(start, end)
        if not self.has_positions:
            return PostingsBatch(counts, docs, frequencies)
        ends = self._ends(_POSITIONS, start, end)
        positions = self._positions.slice(int(ends[0]), int(ends[-1]))
        return PostingsBatch(counts, docs, frequencies, positions, np.diff(ends))

    def _batch_frequencies(self, start: int, end: int) -> Array | None:
        if not self.has_frequencies:
            return None
        columns = (self._ends(column, start, end) for column in (_POSTINGS, _TOKENS))
        postings, tokens = (ends[[0, -1]].tolist() for ends in columns)
        is_token = self._is_token_slice(*postings)
        frequencies = np.zeros(len(is_token), np.uint8)
        frequencies[is_token] = self._frequencies.slice(*tokens)
        return frequencies
