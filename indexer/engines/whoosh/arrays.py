"""A file of named arrays: written once, mapped for reading, every block checksummed.

Layout: magic, length and checksum of the directory, the directory (JSON), then the arrays, each at
a multiple of 64 bytes and each with an array of the checksums (XXH3, 64 bits) of its 4 KiB blocks.
A block is verified when it is first read, so opening a large file costs nothing, and a damaged
block raises an error. Blocks are small because most reads are: a term, a part.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Final, cast

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64_intdigest as checksum

from indexer.errors import IndexDamagedError
from indexer.i18n import Message

Array = npt.NDArray[Any]

MAGIC: Final = b"XXGKARR2"
BLOCK: Final = 1 << 12
_ALIGNMENT: Final = 64
_HEAD: Final = struct.Struct("<8sQQ")
_SPOOL_BYTES: Final = 1 << 20
_CHECKSUMS: Final = "/sums"
_BYTE: Final = np.dtype(np.uint8)
_FEWER: Final = 8
"""So many times fewer numbers are looked up in the others one by one."""
_MANY: Final = 16
"""Blocks: after a longer read it is worth counting whether any is left to verify."""


def sorted_unique(values: Array) -> Array:
    """The distinct values, ascending; sorts in place. `np.unique` hashes first, at four times the
    cost."""
    values.sort()
    return values[is_first(values)]


def true_at(mask: Array) -> Array:
    """Where a mask is true, or an array of numbers not zero, ascending: `np.flatnonzero`, which
    takes microseconds before it begins."""
    positions: Array = mask.nonzero()[0]
    return positions


def is_first(values: Array) -> npt.NDArray[np.bool_]:
    """For each of some values that are in order, whether it differs from the one before it."""
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first


def concat_ranges(starts: Array, counts: Array) -> Array:
    """Indices of ranges, given by start and count, end to end."""
    offsets = np.cumsum(counts) - counts
    return np.repeat(starts - offsets, counts) + np.arange(int(counts.sum()))


def intersect_indices(some: Array, others: Array, size: int) -> tuple[Array, Array]:
    """Where the numbers that are in both ascending lists are in each; `size` is above all."""
    if len(some) > len(others):
        others_at, some_at = intersect_indices(others, some, size)
        return some_at, others_at
    if len(some) * _FEWER < len(others):
        nearest = np.minimum(others.searchsorted(some), len(others) - 1)
        some_at = true_at(others[nearest] == some)
        return some_at, nearest[some_at]
    position = np.full(size, -1, np.int32)
    position[others] = np.arange(len(others), dtype=np.int32)
    others_at = position[some]
    some_at = true_at(others_at >= 0)
    return some_at, others_at[some_at]


class PackedBits:
    """Bits, eight to a byte, of which a few are looked up."""

    def __init__(self, packed: Array) -> None:
        filled = np.zeros(-(-len(packed) // 8) * 8, np.uint8)
        filled[: len(packed)] = packed
        self._words = filled.view(">u8").astype(np.uint64)
        counts = np.bitwise_count(self._words)
        self._before = np.cumsum(counts, dtype=np.int64) - counts

    def look_up(self, at: Array) -> tuple[Array, Array]:
        """Whether each of these bits is set, and how many before it are."""
        word = at >> 6
        up_to = self._words[word] >> (63 - (at & 63)).astype(np.uint64)
        is_set = (up_to & np.uint64(1)).astype(np.bool_)
        return is_set, self._before[word] + np.bitwise_count(up_to >> np.uint64(1))


def unreadable_file(name: str, reason: object) -> IndexDamagedError:
    """The error to raise if an index file cannot be opened or read."""
    return IndexDamagedError(
        Message(
            "无法读取索引文件（%(place)s）：%(reason)s。请检查磁盘和读取权限，"
            "或运行 xxgk index PATH --rebuild 重建索引。",
            place=name,
            reason=reason,
        )
    )


class ArrayWriter:
    """Collects arrays that grow by `append`, and writes them as one file when finished.

    Memory stays bounded: arrays that outgrow a small buffer wait in unnamed files in the target's
    folder. Nothing is written if the block is left by an exception.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spools: dict[str, IO[bytes]] = {}
        self._types: dict[str, str] = {}

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._write()
        finally:
            self.close()

    def close(self) -> None:
        """Discard what was collected without writing it."""
        for spool in self._spools.values():
            spool.close()

    def append(self, name: str, values: Array) -> None:
        """Add values to the end of an array; its dtype is that of the first ones."""
        spool = self._spool(name, values.dtype)
        spool.write(np.ascontiguousarray(values, dtype=self._types[name]).data)

    def append_bytes(self, name: str, data: bytes) -> None:
        """Add raw bytes."""
        self._spool(name, _BYTE).write(data)

    def _spool(self, name: str, dtype: np.dtype[Any]) -> IO[bytes]:
        spool = self._spools.get(name)
        if spool is None:
            spool = self._spools[name] = self._new_spool()
            self._types[name] = dtype.newbyteorder("<").str
        return spool

    def _new_spool(self) -> IO[bytes]:
        return cast(IO[bytes], SpooledTemporaryFile(_SPOOL_BYTES, dir=str(self._path.parent)))

    def _write(self) -> None:
        directory: dict[str, dict[str, Any]] = {}
        offset = 0
        for name, spool in [*self._spools.items()]:
            checksums = np.fromiter(_checksums(spool), dtype="<u8")
            sums = self._spools[name + _CHECKSUMS] = self._new_spool()
            sums.write(checksums.data)
            self._types[name + _CHECKSUMS] = "<u8"
        for name, spool in self._spools.items():
            size = spool.seek(0, os.SEEK_END)
            directory[name] = {"offset": offset, "bytes": size, "type": self._types[name]}
            offset += -(-size // _ALIGNMENT) * _ALIGNMENT
        listing = json.dumps(directory, separators=(",", ":")).encode()
        listing += b" " * (-(_HEAD.size + len(listing)) % _ALIGNMENT)
        with self._path.open("xb") as file:
            file.write(_HEAD.pack(MAGIC, len(listing), checksum(listing)))
            file.write(listing)
            for name, spool in self._spools.items():
                for chunk in _chunks(spool):
                    file.write(chunk)
                file.write(b"\0" * (-directory[name]["bytes"] % _ALIGNMENT))


def _checksums(spool: IO[bytes]) -> Iterator[int]:
    for chunk in _chunks(spool):
        view = memoryview(chunk)
        for start in range(0, len(view), BLOCK):
            yield checksum(view[start : start + BLOCK])


def _chunks(spool: IO[bytes]) -> Iterator[bytes]:
    """The whole spool, many blocks at a time."""
    spool.seek(0)
    while chunk := spool.read(256 * BLOCK):
        yield chunk


class Column:
    """An array of a file, read in slices; each block is verified when it is first read."""

    def __init__(
        self,
        label: str,
        values: Array,
        checksums: Array,
        mapped: mmap.mmap | None = None,
        offset: int = 0,
    ) -> None:
        self._mapped = mapped
        self._offset = offset
        self._values = values
        self._checksums = checksums
        self._bytes = values.view(np.uint8)
        self._width = values.itemsize
        self._verify_literal = bytearray(len(checksums))
        self._unverified = len(checksums)
        self._label = label

    def __len__(self) -> int:
        return len(self._values)

    def slice(self, start: int, end: int) -> Array:
        """values[start:end], without a copy."""
        if self._unverified and start < end:
            first, last = start * self._width // BLOCK, (end * self._width - 1) // BLOCK
            if first != last:
                self._verify(first, last + 1)
            elif not self._verify_literal[first]:
                self._verify_block(first)
        return self._values[start:end]

    def gather(self, starts: Array, ends: Array) -> Array:
        """Copies of values[start:end] for each start and end, end to end; the blocks are verified
        in one pass."""
        if self._unverified:
            self._verify_ranges(starts, ends)
        values, width = self._bytes.data, self._width
        pieces = zip((starts * width).tolist(), (ends * width).tolist(), strict=True)
        joined = b"".join([values[start:end] for start, end in pieces])
        return np.frombuffer(joined, self._values.dtype)

    def verified(self, starts: Array, ends: Array) -> Array:
        """All values, of which those in the ranges from each start to its end are verified."""
        if self._unverified and len(starts):
            verified = np.frombuffer(self._verify_literal, np.uint8)
            first, last = starts * self._width // BLOCK, (ends * self._width - 1) // BLOCK
            if not (verified[first].all() and verified[last].all() and (last - first < 2).all()):
                self._verify_ranges(starts, ends)
        return self._values

    def item(self, index: int) -> int:
        """One value as a Python integer."""
        return int(self.slice(index, index + 1)[0])

    def whole(self) -> Array:
        """All values, verified."""
        return self.slice(0, len(self._values))

    def copy(self, start: int, end: int) -> bytes:
        """A copy of the bytes from start to end, for byte columns."""
        if self._mapped is None:
            return b""
        if self._unverified:
            self.slice(start, end)
        return self._mapped[self._offset + start : self._offset + end]

    def find(self, pattern: bytes, start: int, end: int) -> int:
        """Offset of the first `pattern` in the bytes from start to end, or -1; for byte columns."""
        self.slice(start, end)
        if self._mapped is None:
            return -1
        offset = self._mapped.find(pattern, self._offset + start, self._offset + end)
        return offset - self._offset if offset >= 0 else -1

    def _verify(self, first: int, last: int) -> None:
        """Verify the blocks from first to last that are not verified yet."""
        verified = self._verify_literal
        if verified.find(0, first, last) >= 0:
            self._verify_blocks([block for block in range(first, last) if not verified[block]])
        elif last - first == len(verified):
            self._unverified = 0

    def _verify_block(self, block: int) -> None:
        data = self._bytes.data[block * BLOCK : (block + 1) * BLOCK]
        if checksum(data) != self._checksums.item(block):
            raise self._damage_error(block)
        self._verify_literal[block] = 1

    def _verify_ranges(self, starts: Array, ends: Array) -> None:
        """The same for the blocks of several ranges, which may overlap or be empty."""
        first, last = starts * self._width // BLOCK, (ends * self._width - 1) // BLOCK + 1
        blocks = concat_ranges(first, np.maximum(last - first, 0))
        verified = np.frombuffer(self._verify_literal, np.uint8)
        self._verify_blocks(sorted_unique(blocks[verified[blocks] == 0]).tolist())

    def _verify_blocks(self, blocks: list[int]) -> None:
        data, digest, verified = self._bytes.data, checksum, self._verify_literal
        actual = [digest(data[block * BLOCK : (block + 1) * BLOCK]) for block in blocks]
        expected = self._checksums[blocks].tolist() if blocks else []
        if actual != expected:
            differs = (one != other for one, other in zip(actual, expected, strict=True))
            raise self._damage_error(blocks[[*differs].index(True)])
        for block in blocks:
            verified[block] = 1
        if len(blocks) > _MANY or len(blocks) == len(verified):
            self._unverified = verified.count(0)

    def _damage_error(self, block: int) -> IndexDamagedError:
        return IndexDamagedError(
            Message(
                "索引文件已损坏（%(place)s，第 %(block)d 块）。"
                "请运行 xxgk index PATH --rebuild 重建索引。",
                place=self._label,
                block=block,
            )
        )


class ArrayFile:
    """A file of arrays, mapped into memory. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # missing, unreadable, or empty
            raise unreadable_file(path.name, error) from error
        self._directory, self._body = self._read_directory()
        self._columns: dict[str, Column] = {}
        """Those asked for, which know what of them is verified."""

    def _read_directory(self) -> tuple[dict[str, dict[str, Any]], int]:
        try:
            magic, length, expected = _HEAD.unpack_from(self._map)
            listing = self._map[_HEAD.size : _HEAD.size + length]
            if magic != MAGIC or checksum(listing) != expected:
                raise ValueError(magic)
            return json.loads(listing), _HEAD.size + length
        except (ValueError, struct.error) as error:
            raise IndexDamagedError(
                Message(
                    "索引文件已损坏（%(place)s）。请运行 xxgk index PATH --rebuild 重建索引。",
                    place=self._path.name,
                )
            ) from error

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def column(self, name: str) -> Column:
        """An array by name; an empty one if the file has none of that name."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._open_column(name)
        return column

    def _open_column(self, name: str) -> Column:
        label = f"{self._path.name}: {name}"
        if name not in self._directory:
            return Column(label, np.empty(0, np.uint8), np.empty(0, np.uint64))
        offset = self._body + self._directory[name]["offset"]
        return Column(label, self._raw(name), self._raw(name + _CHECKSUMS), self._map, offset)

    def _raw(self, name: str) -> Array:
        entry = self._directory[name]
        dtype = np.dtype(entry["type"])
        if not entry["bytes"]:
            return np.empty(0, dtype)
        return np.frombuffer(
            self._map, dtype, entry["bytes"] // dtype.itemsize, self._body + entry["offset"]
        )

    def release_pages(self) -> None:
        """Release the memory pages read so far, where the system supports it: after reading through
        a large file once, a process would seem to use all of it."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def names(self) -> list[str]:
        """The arrays of the file."""
        return [name for name in self._directory if not name.endswith(_CHECKSUMS)]

    def verify(self) -> None:
        """Read and verify every block that is not verified yet."""
        for name in self.names():
            self.column(name).whole()

    def verify_ahead(self) -> None:
        """The same for a process that reads much of the file later: in one go it takes a fraction
        of the time. Damage is left to whoever reads the damaged block."""
        for name in self.names():
            with suppress(IndexDamagedError):
                self.column(name).whole()
        self.release_pages()
