"""A batch of normalised texts as units: single characters and whole runs.

A unit is a character, by its code point, or a run, numbered from FIRST_RUN. A pair is two
neighbouring units of one paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.analysis.tokenizer import Kind, kind_of
from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.arrays import Array

UNIT_BITS: Final = 31
"""So that a pair fits into 64 bits with its sign."""
FIRST_RUN: Final = 0x110000
_UNKNOWN: Final = 255
_BLANK: Final = 32
_WALL: Final = 10


class _Kinds:
    """The kind of every character, learnt as characters are met."""

    def __init__(self) -> None:
        self._known = np.full(FIRST_RUN, _UNKNOWN, np.uint8)
        self._known[ord(CHINESE[0]) : ord(CHINESE[1]) + 1] = Kind.CHINESE

    def of(self, points: Array) -> Array:
        kinds = self._known[points]
        for point in {*points[kinds == _UNKNOWN].tolist()}:
            self._known[point] = kind_of(chr(point))
        return self._known[points]


_kinds: Final = _Kinds()


@dataclass(frozen=True, slots=True)
class Units:
    """Every unit of a batch of texts, walls and blanks as well, in the order of the texts."""

    codes: Array
    owners: Array
    """The text each stands in, by its place in the batch."""
    solid: Array
    """False for a wall and a blank: no pair crosses them, and neither is a unit."""
    words: Array
    """Length in characters of the word that the segmenter chose and that begins here: 1 for a
    run, 0 where none begins."""
    places: Array
    """Where each begins in the joined text."""


def units_of(
    texts: Sequence[str],
    cut: Callable[[str], Sequence[str]],
    runs: dict[str, int],
) -> tuple[str, Units]:
    """The texts joined by walls, and their units.

    `cut` is the segmenter's; `runs` numbers runs and takes in new ones.
    """
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.int32)
    owners = np.repeat(
        np.arange(len(texts), dtype=np.int32), np.array([len(text) + 1 for text in texts])
    )[:-1]
    kinds = _kinds.of(points)
    words = _chosen(points, kinds == Kind.CHINESE, cut)
    words[kinds == Kind.HAN] = 1
    in_run = kinds == Kind.ALNUM_RUN
    begins, ends = _edges(in_run)
    words[begins] = 1
    numbers = (runs.setdefault(joined[a:b], len(runs)) for a, b in zip(begins, ends, strict=True))
    points[begins] = FIRST_RUN + np.fromiter(numbers, np.int32, len(begins))
    in_run[begins] = False
    places = np.flatnonzero(~in_run)
    codes = points[places]
    solid = (codes != _BLANK) & (codes != _WALL)
    return joined, Units(codes, owners[places], solid, words[places], places)


def _edges(inside: Array) -> tuple[list[int], list[int]]:
    """Where the stretches of an array of truths begin and end."""
    edges = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0)).tolist()
    return edges[::2], edges[1::2]


def _chosen(points: Array, chinese: Array, cut: Callable[[str], Sequence[str]]) -> Array:
    """For each character the length of the Chinese word that begins there, or 0."""
    lengths = np.zeros(len(points), np.uint8)
    # One blank behind every stretch of Chinese characters, and nothing else of what is between.
    shown = chinese.copy()
    shown[1:] |= chinese[:-1]
    spaced = np.where(chinese, points, _BLANK)[shown].astype("<u4")
    tokens = cut(spaced.tobytes().decode("utf-32-le"))
    sizes = np.fromiter(map(len, tokens), np.int64, len(tokens))
    begins = np.cumsum(sizes) - sizes
    is_word = spaced[begins] != _BLANK
    lengths[np.flatnonzero(shown)[begins[is_word]]] = np.minimum(sizes[is_word], _UNKNOWN)
    return lengths


def pair_codes(pairs: Sequence[str]) -> Array:
    """Codes of pairs of single characters."""
    points = np.frombuffer("".join(pairs).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    return (points[::2] << UNIT_BITS) | points[1::2]


def unit_strings(codes: Array, runs: Sequence[str]) -> list[str]:
    """The units as text."""
    return [runs[code - FIRST_RUN] if code >= FIRST_RUN else chr(code) for code in codes.tolist()]


def pair_strings(codes: Array, runs: Sequence[str]) -> list[str]:
    """The pairs as text."""
    firsts = unit_strings(codes >> UNIT_BITS, runs)
    seconds = unit_strings(codes & ((1 << UNIT_BITS) - 1), runs)
    return [first + second for first, second in zip(firsts, seconds, strict=True)]
