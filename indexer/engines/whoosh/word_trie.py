"""Finds every word of a list in long texts, overlapping ones too, as arrays.

The words are a trie in sorted arrays: a level holds the beginnings of one length, each as a number
made of the beginning before it and its last character. All positions of a text go through a level
at once, and those that no word goes on from are dropped, so that nothing is done position by
position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array

SHORTEST: Final = 3
"""Characters of a word, at least."""
_CHARACTER_BITS: Final = 16
_LAST_CHARACTER: Final = (1 << _CHARACTER_BITS) - 1
_POSITIONS_AT_ONCE: Final = 1 << 15
"""Of a text: what is computed of them stays in the processor's cache."""
_SLOT_BITS: Final = 22
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""Of Fibonacci hashing."""


@dataclass(frozen=True, slots=True)
class _Level:
    """Beginnings of one length."""

    keys: Array
    """Ascending; the place of a key is the number of its beginning."""
    words: Array
    """The number of the word that each beginning is, or -1."""


class WordTrie:
    """Words of three characters or more, each of 16 bits."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are sorted; a match has the number of its word among them."""
        sizes = np.fromiter(map(len, words), np.int64, len(words))
        points = np.frombuffer("".join(words).encode("utf-16-le"), "<u2").astype(np.int64)
        starts = np.cumsum(sizes) - sizes
        numbers = np.arange(len(words))
        keys = _beginnings(*(points[starts + place] for place in range(SHORTEST)))
        self._levels: list[_Level] = []
        size = SHORTEST
        while len(numbers):
            is_first = np.ones(len(keys), np.bool_)
            np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
            beginnings = np.cumsum(is_first) - 1
            level = _Level(keys[is_first], np.full(int(is_first.sum()), -1, np.int64))
            is_whole = sizes[numbers] == size
            level.words[beginnings[is_whole]] = numbers[is_whole]
            self._levels.append(level)
            numbers, beginnings = numbers[~is_whole], beginnings[~is_whole]
            keys = _next_keys(beginnings, points[starts[numbers] + size])
            size += 1
        self._may_begin = np.zeros(1 << _SLOT_BITS, np.bool_)
        """Whether a word begins with three characters of this hash: most positions are ruled out
        sooner than a key is looked up."""
        if self._levels:
            self._may_begin[_slots(self._levels[0].keys)] = True

    def matches(self, text: str) -> tuple[Array, Array, Array]:
        """The number, start and end of each match, in the order of their starts."""
        points = np.frombuffer(text.encode("utf-32-le"), "<u4")
        points = np.minimum(points, _LAST_CHARACTER)  # which is in no word
        starts, keys = self._possible_starts(points)
        found: list[tuple[Array, Array, Array]] = []
        for size, level in enumerate(self._levels, SHORTEST):
            at = np.searchsorted(level.keys, keys)
            is_beginning = np.append(level.keys, -1)[at] == keys
            at, starts = at[is_beginning], starts[is_beginning]
            words = level.words[at]
            is_word = words >= 0
            found.append((words[is_word], starts[is_word], starts[is_word] + size))
            goes_on = starts + size < len(points)
            at, starts = at[goes_on], starts[goes_on]
            keys = _next_keys(at, points[starts + size].astype(np.int64))
        if not found:
            return starts, starts, starts
        numbers, starts, stops = (np.concatenate(each) for each in zip(*found, strict=True))
        order = np.argsort(starts, kind="stable")
        return numbers[order], starts[order], stops[order]

    def _possible_starts(self, points: Array) -> tuple[Array, Array]:
        """Where words may begin, with the keys of their first three characters."""
        found = [(np.empty(0, np.int64), np.empty(0, np.int64))]
        for first in range(0, len(points) - SHORTEST + 1, _POSITIONS_AT_ONCE):
            piece = points[first : first + _POSITIONS_AT_ONCE + SHORTEST - 1].astype(np.int64)
            keys = _beginnings(piece[:-2], piece[1:-1], piece[2:])
            starts = np.flatnonzero(self._may_begin[_slots(keys)])
            found.append((starts + first, keys[starts]))
        starts, keys = (np.concatenate(each) for each in zip(*found, strict=True))
        return starts, keys


def _beginnings(first: Array, second: Array, third: Array) -> Array:
    return (((first << _CHARACTER_BITS) | second) << _CHARACTER_BITS) | third


def _next_keys(beginnings: Array, characters: Array) -> Array:
    return (beginnings << _CHARACTER_BITS) | characters


def _slots(keys: Array) -> Array:
    return (keys.astype(np.uint64) * _MULTIPLIER) >> np.uint64(64 - _SLOT_BITS)
