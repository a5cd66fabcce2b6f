"""The terms that a text is indexed by: units, pairs of units, and dictionary words.

A unit is a character, coded by its code point, or an alphanumeric run, numbered from FIRST_RUN. A
pair is two neighbouring units of one paragraph. Words are those of the dictionary that the text
contains, whether or not the segmenter cuts them there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from indexer.analysis.tokenizer import (
    Kind,
    Tokenizer,
    dictionary_terms,
    get_tokenizer,
    kind_of,
    vocabulary_fingerprint,
)
from indexer.analysis.user_dictionary import CHINESE
from indexer.engines.whoosh.arrays import Array, concat_ranges
from indexer.engines.whoosh.postings import starts_of
from indexer.engines.whoosh.word_trie import SHORTEST, WordTrie

LEXICON_FILE: Final = "lexicon.txt"
"""The sorted words in a generation's folder, one on each line: sorting them takes a second."""
UNIT_BITS: Final = 31
"""So that a pair fits into 64 bits with its sign."""
FIRST_RUN: Final = 0x110000
_UNKNOWN: Final = 255
_LAST_OF_16_BITS: Final = 0xFFFF
_SPACE: Final = 32
_NEWLINE: Final = 10


class Lexicon:
    """Every dictionary word, in the order of its UTF-8 bytes.

    A word of two characters is indexed as a pair of units; `long_words` are those of three and
    more, numbered in their order.
    """

    def __init__(self, words: list[str], tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._pairs = pair_codes([word for word in words if len(word) == 2])
        self.long_words = [word for word in words if len(word) >= SHORTEST]

    @cached_property
    def _trie(self) -> WordTrie:
        return WordTrie(self.long_words)

    def matches(self, text: str) -> tuple[Array, Array, Array]:
        """The long words in normalised `text`, overlapping ones too: the number, start and end of
        each match, in the order of their starts."""
        return self._trie.matches(text)

    def are_words(self, pairs: Array) -> Array:
        """Which codes of pairs are words of two characters."""
        nearest = np.append(self._pairs, -1)[np.searchsorted(self._pairs, pairs)]
        is_word: Array = nearest == pairs
        return is_word


_sorted_by_vocabulary: dict[str, bytes] = {}
_lexicon_by_vocabulary: dict[str, Lexicon] = {}


def save_words(folder: Path, user_words: Path | None = None) -> None:
    """Save the dictionary's words, with the user's own if given, in a generation's folder."""
    (folder / LEXICON_FILE).write_bytes(_sorted_words(user_words))


def lexicon(user_words: Path | None = None, saved: Path | None = None) -> Lexicon:
    """The lexicon of the dictionary, with the user's own words if given.

    `saved` is a generation's folder with the same words. Only the last lexicon is cached.
    """
    vocabulary = vocabulary_fingerprint(user_words)
    if vocabulary not in _lexicon_by_vocabulary:
        words = (
            (saved / LEXICON_FILE).read_bytes() if saved is not None else _sorted_words(user_words)
        )
        _lexicon_by_vocabulary.clear()
        _lexicon_by_vocabulary[vocabulary] = Lexicon(
            words.decode().split("\n"), get_tokenizer(user_words)
        )
    return _lexicon_by_vocabulary[vocabulary]


def _sorted_words(user_words: Path | None) -> bytes:
    """Sorting takes a second; only the last result is cached."""
    vocabulary = vocabulary_fingerprint(user_words)
    if vocabulary not in _sorted_by_vocabulary:
        _sorted_by_vocabulary.clear()
        _sorted_by_vocabulary[vocabulary] = "\n".join(dictionary_terms(user_words)).encode()
    return _sorted_by_vocabulary[vocabulary]


class _Kinds:
    """The kind of every character, looked up once for each."""

    def __init__(self) -> None:
        self._known = np.full(FIRST_RUN, _UNKNOWN, np.uint8)
        self._known[ord(CHINESE[0]) : ord(CHINESE[1]) + 1] = Kind.CHINESE

    def of(self, points: Array) -> Array:
        kinds: Array = self._known[points]
        unknown = {*points[kinds == _UNKNOWN].tolist()}
        for point in unknown:
            self._known[point] = kind_of(chr(point))
        return self._known[points] if unknown else kinds


_kinds: Final = _Kinds()


@dataclass(frozen=True, slots=True)
class Units:
    """Every unit of a batch of texts, newlines and spaces too, in the order of the texts."""

    codes: Array
    doc_ids: Array
    """The number of each unit's text in the batch."""
    is_term: Array
    """False for a newline or a space: neither is a term, and no pair crosses it."""
    token_len: Array
    """Length in characters of the token that begins with the unit: 1 for an alphanumeric run, 0 if
    none begins."""
    offsets: Array
    """Where each unit begins in the joined text,"""
    own_offsets: Array
    """and in its own text, in 16-bit codes."""
    sizes: Array
    """Of each text, in 16-bit codes."""


def split_units(
    texts: Sequence[str],
    cut: Callable[[str], Sequence[str]],
    alnum_runs: dict[str, int],
) -> tuple[str, Units]:
    """The texts joined by newlines, and their units.

    `cut` is the segmenter's; `alnum_runs` has the numbers of runs, and new ones are added.
    """
    joined = "\n".join(texts)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.int32)
    lengths = np.array([len(text) + 1 for text in texts])
    doc_ids = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[:-1]
    code_offsets = _code_offsets(points)
    kinds = _kinds.of(points)
    token_len = _token_lengths(points, kinds == Kind.CHINESE, cut)
    token_len[kinds == Kind.HAN] = 1
    in_run = kinds == Kind.ALNUM_RUN
    starts, ends = _edges(in_run)
    token_len[starts] = 1
    runs = [joined[start:end] for start, end in zip(starts, ends, strict=True)]
    new = [run for run in dict.fromkeys(runs) if run not in alnum_runs]
    alnum_runs.update(zip(new, count(len(alnum_runs)), strict=False))
    numbers = np.fromiter(map(alnum_runs.__getitem__, runs), np.int32, len(runs))
    points[starts] = FIRST_RUN + numbers
    in_run[starts] = False
    offsets = np.flatnonzero(~in_run)
    codes = points[offsets]
    is_term = (codes != _SPACE) & (codes != _NEWLINE)
    after = np.cumsum(lengths)
    text_starts, doc_ids = code_offsets[after - lengths], doc_ids[offsets]
    own_offsets = code_offsets[offsets] - text_starts[doc_ids]
    sizes = code_offsets[after - 1] - text_starts
    return joined, Units(codes, doc_ids, is_term, token_len[offsets], offsets, own_offsets, sizes)


def _code_offsets(points: Array) -> Array:
    """Where each character begins as 16-bit codes, and where the last one ends."""
    sizes = np.ones(len(points) + 1, np.int32)
    sizes[:-1] += points > _LAST_OF_16_BITS
    offsets: Array = np.cumsum(sizes, dtype=np.int32) - sizes
    return offsets


def _edges(inside: Array) -> tuple[list[int], list[int]]:
    """Starts and ends of the ranges that are true."""
    edges = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0)).tolist()
    return edges[::2], edges[1::2]


def _token_lengths(points: Array, chinese: Array, cut: Callable[[str], Sequence[str]]) -> Array:
    """For each character the length of the Chinese token that begins there, or 0."""
    lengths = np.zeros(len(points), np.uint8)
    # The segmenter gets every string of Chinese characters once: half of them repeat in a batch.
    selected = chinese.copy()
    selected[1:] |= chinese[:-1]
    spaced = np.where(chinese, points, _SPACE)[selected].astype("<u4")
    strings = spaced.tobytes().decode("utf-32-le").split(" ")
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    occurring = np.fromiter(map(numbers.__getitem__, strings), np.int64, len(strings))
    tokens = cut(" ".join(numbers))
    sizes = np.fromiter(map(len, tokens), np.int64, len(tokens))
    token_starts = np.cumsum(sizes) - sizes
    of_distinct = np.zeros(int(sizes.sum()) + 1, np.uint8)
    of_distinct[token_starts] = np.minimum(sizes, _UNKNOWN)
    string_sizes = np.fromiter(map(len, numbers), np.int64, len(numbers)) + 1
    taken = concat_ranges(starts_of(string_sizes)[occurring], string_sizes[occurring])
    lengths[selected] = of_distinct[taken[: len(spaced)]]
    lengths[~chinese] = 0
    return lengths


def pair_codes(pairs: Sequence[str]) -> Array:
    """Codes of pairs of single characters."""
    points = np.frombuffer("".join(pairs).encode("utf-32-le"), dtype="<u4").astype(np.int64)
    return (points[::2] << UNIT_BITS) | points[1::2]


def unit_strings(codes: Array, alnum_runs: Sequence[str]) -> list[str]:
    """The units as text."""
    return [
        alnum_runs[code - FIRST_RUN] if code >= FIRST_RUN else chr(code) for code in codes.tolist()
    ]


def pair_strings(codes: Array, alnum_runs: Sequence[str]) -> list[str]:
    """The pairs as text."""
    firsts = unit_strings(codes >> UNIT_BITS, alnum_runs)
    seconds = unit_strings(codes & ((1 << UNIT_BITS) - 1), alnum_runs)
    return [first + second for first, second in zip(firsts, seconds, strict=True)]
