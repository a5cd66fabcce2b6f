"""Alphanumeric runs in texts of 16-bit codes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import ALNUM_RUN
from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.doc_set import WORD_BITS, pack_bits

Codes = npt.NDArray[np.uint16]

_SURROGATES: Final = (0xD800, 0xE000)
_ZERO: Final = np.uint16(ord("0"))
"""No character below it belongs to a run."""
_CHINESE: Final = tuple(np.uint16(ord(char)) for char in CHINESE)
"""No character in this range belongs to a run."""
_FULL_STOP: Final = np.uint16(ord("。"))
_STEP: Final = 1 << 16
"""Codes that are read at once for `spared_by_runs`; a multiple of `WORD_BITS`."""


def is_run(codes: Codes) -> Array:
    """Whether each code belongs to a run."""
    return _run_table()[codes]


def may_be_run(codes: Codes) -> Array:
    """The same, faster; also true for some codes that belong to no run."""
    may_be: Array = codes - _ZERO < _CHINESE[0] - _ZERO
    may_be |= codes > _CHINESE[1]
    may_be &= codes != _FULL_STOP
    return may_be


def spared_by_runs(codes: Codes, starts: Array, ends: Array) -> Array:
    """For each text in these ascending ranges, how many characters a distance inside it can be
    shorter than its codes, since a run counts as one character: an upper bound. Takes a nanosecond
    per code."""
    pairs = np.zeros(len(codes) // WORD_BITS + 2, np.uint8)
    """By 64 codes: the pairs of neighbours that may belong to one run."""
    for start in range(0, len(codes), _STEP):
        in_run = may_be_run(codes[start : start + _STEP + 1])
        counts = np.bitwise_count(pack_bits(in_run[1:] & in_run[:-1]))
        pairs[start // WORD_BITS : start // WORD_BITS + len(counts)] = counts
    before = np.concatenate((np.zeros(1, np.int32), np.cumsum(pairs, dtype=np.int32)))
    spared: Array = before[-(-ends // WORD_BITS)] - before[starts // WORD_BITS]
    return spared


@lru_cache(maxsize=1)
def _run_table() -> Array:
    """For each 16-bit code, whether it belongs to an alphanumeric run."""
    table = np.zeros(1 << 16, np.bool_)
    low, high = _SURROGATES
    for block in (range(low), range(high, 1 << 16)):
        for run in ALNUM_RUN.finditer("".join(map(chr, block))):
            table[block.start + run.start() : block.start + run.end()] = True
    return table
