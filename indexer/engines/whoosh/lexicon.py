"""The words a segment is built with: which a text contains, and which the segmenter cuts."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Final

import ahocorasick_rs
import numpy as np

from indexer.analysis.tokenizer import (
    Tokenizer,
    dictionary_terms,
    get_tokenizer,
    vocabulary_fingerprint,
)
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.units import pair_codes

SAVED: Final = "lexicon.txt"
"""The words, one a line, as a generation keeps them: sorting them out again takes a second."""
_FEW_CHARACTERS: Final = 200_000
"""Up to so many characters, looking pieces up is quicker than making the automaton."""


class Lexicon:
    """Every dictionary word, in the order of its UTF-8 bytes.

    A word of two characters is a pair of units, found where all pairs are; `long_words` are those
    of three and more, numbered in their order.
    """

    def __init__(self, words: list[str], tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._pairs = pair_codes([word for word in words if len(word) == 2])
        self.long_words = [word for word in words if len(word) > 2]
        self._numbers: dict[str, int] = {}
        self._longest = 0
        self._automaton: ahocorasick_rs.AhoCorasick | None = None
        self._seen = 0

    def matches(self, text: str) -> tuple[Array, Array, Array]:
        """The long words that normalised `text` contains, overlapping ones too: for each place its
        word's number, where it begins and where it ends."""
        self._seen += len(text)
        if self._automaton is None and self._seen > _FEW_CHARACTERS:
            self._automaton = ahocorasick_rs.AhoCorasick(
                self.long_words,
                # Two times as fast as what the library takes for so many words.
                implementation=ahocorasick_rs.Implementation.ContiguousNFA,
                store_patterns=False,
            )
        found = (
            self._looked_up(text)
            if self._automaton is None
            else self._automaton.find_matches_as_indexes(text, True)
        )
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        numbers, starts, ends = flat.reshape(-1, 3).T
        return numbers, starts, ends

    def are_words(self, pairs: Array) -> Array:
        """Which codes of pairs are words of two characters."""
        at = np.searchsorted(self._pairs, pairs)
        found: Array = np.append(self._pairs, -1)[at] == pairs
        return found

    def _looked_up(self, text: str) -> list[tuple[int, int, int]]:
        if not self._numbers:
            self._numbers = {word: number for number, word in enumerate(self.long_words)}
            self._longest = max(map(len, self.long_words))
        numbers, longest = self._numbers, self._longest
        return [
            (numbers[piece], start, end)
            for start in range(len(text) - 2)
            for end in range(start + 3, min(start + longest, len(text)) + 1)
            if (piece := text[start:end]) in numbers
        ]


_sorted: dict[str, bytes] = {}
_made: dict[str, Lexicon] = {}


def save_words(folder: Path, user_words: Path | None = None) -> None:
    """Put the words of the domain and, where given, a user's own into a generation's folder."""
    (folder / SAVED).write_bytes(_sorted_words(user_words))


def lexicon(user_words: Path | None = None, saved: Path | None = None) -> Lexicon:
    """The lexicon of the domain and, where given, of a user's own words.

    `saved` is a generation's folder that keeps the same words. Made once in a process: only the
    lexicon asked for last is held.
    """
    vocabulary = vocabulary_fingerprint(user_words)
    if vocabulary not in _made:
        words = (saved / SAVED).read_bytes() if saved is not None else _sorted_words(user_words)
        _made.clear()
        _made[vocabulary] = Lexicon(words.decode().split("\n"), get_tokenizer(user_words))
    return _made[vocabulary]


def _sorted_words(user_words: Path | None) -> bytes:
    """Sorting them out takes a second, so the words asked for last are held."""
    vocabulary = vocabulary_fingerprint(user_words)
    if vocabulary not in _sorted:
        _sorted.clear()
        _sorted[vocabulary] = "\n".join(dictionary_terms(user_words)).encode()
    return _sorted[vocabulary]
