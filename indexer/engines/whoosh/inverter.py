"""From texts to sorted postings, without a loop over postings.

Texts are inverted a batch at a time; what is held until the segment is written are the batches'
lists, three or four bytes a posting.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.assembly import Stretch, Terms, write_family
from indexer.engines.whoosh.grouping import Lists, grouped
from indexer.engines.whoosh.lexicon import Lexicon
from indexer.engines.whoosh.postings import FamilyWriter
from indexer.engines.whoosh.units import (
    UNIT_BITS,
    Units,
    pair_strings,
    unit_strings,
    units_of,
)

_BATCH_CHARACTERS: Final = 1_000_000
_BATCH_TEXTS: Final = 1 << 16
_SMALL: Final = 1 << 14
"""So few codes are sorted sooner than a table of all codes is filled."""


class FieldInverter:
    """Inverts one field of a segment. Texts are added in the order of their parts.

    With `containing` every word, character, run and pair that a text contains gets a posting;
    without, only the words the segmenter chose.
    """

    def __init__(self, lexicon: Lexicon, *, containing: bool = True) -> None:
        self._lexicon = lexicon
        self._containing = containing
        self._runs: dict[str, int] = {}
        self._waiting: list[str] = []
        self._repeats: list[int] = []
        self._waiting_characters = 0
        self._parts = 0
        """Inverted so far."""
        self._units: list[Stretch] = []
        self._pairs: list[Stretch] = []
        self._long_words: list[Stretch] = []
        self._lengths: list[Array] = []
        self.bytes_held = 0
        """Memory that the lists take, roughly."""

    def add(self, normalised: str, repeat: int = 1) -> None:
        """The normalised text of the next part, or of the next `repeat` parts."""
        self._waiting.append(normalised)
        self._repeats.append(repeat)
        self._waiting_characters += len(normalised)
        if self._waiting_characters > _BATCH_CHARACTERS or len(self._waiting) == _BATCH_TEXTS:
            self._invert_waiting()

    def write(self, words: FamilyWriter, pairs: FamilyWriter | None) -> Array:
        """Write everything added, to a family of words and one of pairs; gives the length of each
        part's text in words."""
        self._invert_waiting()
        runs, long_words = [*self._runs], self._lexicon.long_words
        unit, pair, long = map(Terms.of, (self._units, self._pairs, self._long_words))
        self._units, self._pairs, self._long_words = [], [], []
        is_word = self._lexicon.are_words(pair.codes)
        written = [
            unit.named(lambda codes: unit_strings(codes, runs)),
            pair.kept(is_word).named(lambda codes: pair_strings(codes, runs)),
            long.named(lambda codes: [long_words[code] for code in codes.tolist()]),
        ]
        write_family(words, written, with_frequencies=True)
        if pairs is not None:
            # A dictionary word of two characters has its list among the words.
            others = pair.kept(~is_word).named(lambda codes: pair_strings(codes, runs))
            write_family(pairs, [others], with_frequencies=False)
        return np.concatenate([np.empty(0, np.uint32), *self._lengths])

    def _invert_waiting(self) -> None:
        if not self._waiting:
            return
        texts, repeats = self._waiting, np.array(self._repeats)
        self._waiting, self._repeats, self._waiting_characters = [], [], 0
        joined, units = units_of(texts, self._lexicon.tokenizer.cut, self._runs)
        self._hold(self._units, _unit_lists(units), repeats)
        self._hold(self._pairs, _pair_lists(units), repeats)
        self._hold(self._long_words, self._long_lists(joined, units), repeats)
        words = np.bincount(units.owners[units.words > 0], minlength=len(texts))
        self._lengths.append(np.repeat(words, repeats).astype(np.uint32))
        self._parts += int(repeats.sum())

    def _long_lists(self, joined: str, units: Units) -> Lists:
        numbers, starts, ends = self._lexicon.matches(joined)
        at = np.searchsorted(units.places, starts)
        # Matches come in the order of their ends; in that order their texts ascend too.
        return grouped((numbers,), units.owners[at], units.words[at] == ends - starts, numbers)

    def _hold(self, held: list[Stretch], lists: Lists, repeats: Array) -> None:
        if not self._containing:
            lists = lists.chosen()
        if (repeats > 1).any():
            lists = lists.spread(repeats)
        held.append(Stretch(lists, self._parts))
        self.bytes_held += lists.bytes


def _unit_lists(units: Units) -> Lists:
    codes = units.codes[units.solid]
    chosen = units.words[units.solid] == 1
    return grouped((_ranks(codes),), units.owners[units.solid], chosen, codes)


def _pair_lists(units: Units) -> Lists:
    both = units.solid[:-1] & units.solid[1:]
    firsts, seconds = units.codes[:-1][both], units.codes[1:][both]
    codes = (firsts.astype(np.int64) << UNIT_BITS) | seconds
    chosen = units.words[:-1][both] == 2
    ranks = (_ranks(firsts), _ranks(seconds))
    return grouped(ranks, units.owners[:-1][both], chosen, codes)


def _ranks(codes: Array) -> Array:
    """The codes numbered in their order: the fewer bits, the quicker they are sorted."""
    if len(codes) < _SMALL:
        return np.unique(codes, return_inverse=True)[1]
    known = np.zeros(int(codes.max(initial=0)) + 1, np.int32)
    known[codes] = 1
    return (np.cumsum(known, dtype=np.int32) - 1)[codes]
