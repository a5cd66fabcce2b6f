"""The words a segment is built with: which a text contains, and which the segmenter cuts."""

from __future__ import annotations

from array import array
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import ahocorasick_rs
import numpy as np

from indexer.analysis.segment import Segmenter, containment_words, segmenter
from indexer.engines.whoosh.arrays import Array

UNIT_BITS: Final = 21
"""A unit is a character (its code point) or a run, numbered from FIRST_RUN."""
FIRST_RUN: Final = 0x110000
MOST_RUNS: Final = (1 << UNIT_BITS) - FIRST_RUN


class Lexicon:
    """Every dictionary word, numbered in the order of its UTF-8 bytes, with an automaton that
    finds all of them in a text, overlapping ones too."""

    def __init__(self, words: list[str], segmenter: Segmenter) -> None:
        self.words = words
        self.segmenter = segmenter
        self.number = {word: number for number, word in enumerate(words)}
        self._automaton = ahocorasick_rs.AhoCorasick(words)

    def contained(self, text: str) -> Array:
        """Numbers of the words that normalised `text` contains, each once, in any order."""
        found = {match[0] for match in self._automaton.find_matches_as_indexes(text, True)}
        return np.frombuffer(array("q", found), dtype=np.int64)

    @cached_property
    def pair_codes(self) -> Array:
        """The words of two characters as pairs of units, sorted: their lists need no twin."""
        pairs = [word for word in self.words if len(word) == 2]
        codes = [(ord(pair[0]) << UNIT_BITS) | ord(pair[1]) for pair in pairs]
        return np.array(sorted(codes), dtype=np.int64)


@lru_cache(maxsize=2)
def lexicon(user_words: Path | None = None) -> Lexicon:
    """The lexicon of the domain and, where given, of a user's own words."""
    return Lexicon(containment_words(user_words), segmenter(user_words))
