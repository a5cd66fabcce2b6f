"""The words a segment is built with: which a text contains, and which the segmenter cuts."""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Final

import ahocorasick_rs
import numpy as np

from indexer.analysis.segment import (
    Segmenter,
    containment_words,
    segmenter,
    vocabulary_fingerprint,
)
from indexer.engines.whoosh.arrays import Array

UNIT_BITS: Final = 21
"""A unit is a character (its code point) or a run, numbered from FIRST_RUN."""
FIRST_RUN: Final = 0x110000
MOST_RUNS: Final = (1 << UNIT_BITS) - FIRST_RUN

SAVED: Final = "lexicon.txt"
"""The words, one a line, as a generation keeps them: sorting them out again takes a second."""
_FEW_CHARACTERS: Final = 200_000
"""Up to so many characters, looking pieces up is quicker than making the automaton."""
_LONGEST: Final = 16


class Lexicon:
    """Every dictionary word, numbered in the order of its UTF-8 bytes."""

    def __init__(self, words: list[str], segmenter: Segmenter) -> None:
        self.words = words
        self.segmenter = segmenter
        self.number = {word: number for number, word in enumerate(words)}
        self._automaton: ahocorasick_rs.AhoCorasick | None = None
        self._seen = 0

    def contained(self, text: str) -> Array:
        """Numbers of the words that normalised `text` contains, overlapping ones too, each once,
        in any order."""
        self._seen += len(text)
        if self._automaton is None and self._seen > _FEW_CHARACTERS:
            self._automaton = ahocorasick_rs.AhoCorasick(self.words)
        found = self._looked_up(text) if self._automaton is None else self._run_over(text)
        return np.frombuffer(array("q", found), dtype=np.int64)

    def _run_over(self, text: str) -> set[int]:
        assert self._automaton is not None
        return {match[0] for match in self._automaton.find_matches_as_indexes(text, True)}

    def _looked_up(self, text: str) -> set[int]:
        number = self.number
        return {
            number[piece]
            for start in range(len(text) - 1)
            for end in range(start + 2, min(start + _LONGEST, len(text)) + 1)
            if (piece := text[start:end]) in number
        }

    def save(self, folder: Path) -> None:
        """Keep the words in a generation's folder."""
        (folder / SAVED).write_text("\n".join(self.words), encoding="utf-8")


_made: dict[str, Lexicon] = {}


def lexicon(user_words: Path | None = None, saved: Path | None = None) -> Lexicon:
    """The lexicon of the domain and, where given, of a user's own words.

    `saved` is a generation's folder that keeps the same words. Made once in a process: only the
    lexicon asked for last is held.
    """
    vocabulary = vocabulary_fingerprint(user_words)
    if vocabulary not in _made:
        if saved is not None:
            words = (saved / SAVED).read_text(encoding="utf-8").split("\n")
        else:
            words = [word for word in containment_words(user_words) if len(word) <= _LONGEST]
        _made.clear()
        _made[vocabulary] = Lexicon(words, segmenter(user_words))
    return _made[vocabulary]
