"""A part's record, compressed with its normalised text for a dictionary.

A record holds the text as written, which differs from the normalised one in a sign here and
there; and whoever shows the one needs the other to place its marks. So the record takes a quarter
of what it takes compressed by itself, and is packed sooner.
"""

from __future__ import annotations

import zlib
from typing import Final

_LEVEL: Final = 6
_WINDOW: Final = -zlib.MAX_WBITS
"""Negative: without zlib's own head and checksum, since every block of a file has one."""
_REACH: Final = (1 << zlib.MAX_WBITS) - (1 << 10)
"""Bytes of a dictionary that a record's text, behind what else begins the record, goes back to."""


def packed(record: bytes, normalised: str) -> bytes:
    """The record, to be unpacked with the same normalised text."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, zdict=_dictionary(normalised))
    return packer.compress(record) + packer.flush()


def unpacked(packed_record: bytes, normalised: str) -> bytes:
    """The record that was packed with this text. Raises zlib.error where it was another one."""
    unpacker = zlib.decompressobj(_WINDOW, zdict=_dictionary(normalised))
    return unpacker.decompress(packed_record) + unpacker.flush()


def _dictionary(normalised: str) -> bytes:
    return normalised.encode("utf-8", "surrogatepass")[:_REACH]
