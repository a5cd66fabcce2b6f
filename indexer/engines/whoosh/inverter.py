"""From texts to sorted postings, without a loop over postings.

A posting is one integer, term above part; sorting integers inverts a batch of texts. Units are
single characters and whole runs; a pair is two neighbouring units of one paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.analysis.normalize import RUN
from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.lexicon import FIRST_RUN, MOST_RUNS, UNIT_BITS, Lexicon
from indexer.engines.whoosh.postings import MOST_FREQUENT, FamilyWriter, FlatLists

PART_BITS: Final = 22
"""A segment holds at most 2**22 parts; a pair of units and a part fill 64 bits."""
_PART_MASK: Final = (1 << PART_BITS) - 1
_BATCH_CHARACTERS: Final = 1_000_000
_GAPS: Final = (10, 32)
"""The wall and the blank: no pair crosses them, and neither is a unit."""


class SegmentFullError(Exception):
    """The segment cannot take another text; it has to be written first."""


@dataclass(slots=True)
class _Postings:
    keys: list[Array]
    frequency_keys: list[Array]
    frequencies: list[Array]
    pairs: list[Array]


class FieldInverter:
    """Inverts one field of a segment. Texts are added in the order of their parts.

    With `containing` every word, character, run and pair that a text contains gets a posting;
    without, only the words the segmenter chose.
    """

    def __init__(self, lexicon: Lexicon, *, containing: bool = True) -> None:
        self._lexicon = lexicon
        self._containing = containing
        self._runs: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._last: tuple[str, Counter[str]] = ("", Counter())
        self._waiting: list[str] = []
        self._waiting_characters = 0
        self._parts = 0
        self._done = _Postings([], [], [], [])
        self.lengths: list[int] = []
        """Words in each text."""

    def add(self, normalised: str) -> None:
        """The next part's normalised text. Raises SegmentFullError."""
        if len(self.lengths) > _PART_MASK or len(self._runs) + len(normalised) > MOST_RUNS:
            raise SegmentFullError
        self._waiting.append(normalised)
        self._waiting_characters += len(normalised)
        if normalised != self._last[0]:  # every part of a report has the same title
            self._last = normalised, Counter(self._lexicon.segmenter.bag(normalised))
        bag = self._last[1]
        self._add_frequencies(bag, len(self.lengths))
        self.lengths.append(bag.total())
        if self._waiting_characters > _BATCH_CHARACTERS:
            self._invert_waiting()

    def postings_held(self) -> int:
        """Postings in memory, roughly."""
        return sum(map(len, self._done.keys)) + sum(map(len, self._done.pairs))

    def write(self, words: FamilyWriter, pairs: FamilyWriter | None) -> None:
        """Write everything added, to a family of words and one of pairs."""
        self._invert_waiting()
        strings = [*self._runs]
        self._write_words(words, strings)
        if pairs is not None:
            self._write_pairs(pairs, strings)

    def _add_frequencies(self, bag: Counter[str], part: int) -> None:
        numbers = self._numbers
        terms = [numbers[word] if word in numbers else self._number(word) for word in bag]
        keys = (np.array(terms, dtype=np.int64) << PART_BITS) | part
        counts = np.fromiter(bag.values(), dtype=np.int64, count=len(bag))
        self._done.frequency_keys.append(keys)
        self._done.frequencies.append(np.minimum(counts, MOST_FREQUENT).astype(np.uint8))

    def _number(self, word: str) -> int:
        """The number of a term met for the first time: dictionary words, then units."""
        number = self._lexicon.number.get(word)
        if number is None:
            number = len(self._lexicon.words) + self._unit(word)
        self._numbers[word] = number
        return number

    def _unit(self, word: str) -> int:
        if RUN.fullmatch(word):
            return FIRST_RUN + self._runs.setdefault(word, len(self._runs))
        return ord(word)

    def _invert_waiting(self) -> None:
        texts, first = self._waiting, self._parts
        self._parts += len(texts)
        self._waiting, self._waiting_characters = [], 0
        if not self._containing or not texts:
            return
        contained = [self._lexicon.contained(text) for text in texts]
        owners = np.repeat(np.arange(first, self._parts), [len(c) for c in contained])
        self._done.keys.append(np.sort((np.concatenate(contained) << PART_BITS) | owners))
        units, owners = self._units(texts, first)
        solid = ~np.isin(units, _GAPS)
        singles = ((units + len(self._lexicon.words)) << PART_BITS) | owners
        self._done.keys.append(distinct(singles[solid]))
        both = solid[:-1] & solid[1:]
        codes = ((units[:-1] << UNIT_BITS) | units[1:])[both].astype(np.uint64)
        pairs = (codes << np.uint64(PART_BITS)) | owners[:-1][both].astype(np.uint64)
        self._done.pairs.append(distinct(pairs))

    def _units(self, texts: Sequence[str], first: int) -> tuple[Array, Array]:
        """Units of all texts end to end, and the part each stands in."""
        joined = "\n".join(texts)
        units = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.int64)
        owners = np.repeat(np.arange(first, first + len(texts)), [len(text) + 1 for text in texts])[
            :-1
        ]
        runs = [(*run.span(), self._unit(run[0])) for run in RUN.finditer(joined)]
        if runs:
            starts, ends, numbers = np.array(runs, dtype=np.int64).T
            steps = np.zeros(len(units) + 1, np.int8)
            np.add.at(steps, starts + 1, 1)
            np.add.at(steps, ends, -1)
            units[starts] = numbers
            heads = np.cumsum(steps[:-1]) == 0
            units, owners = units[heads], owners[heads]
        return units, owners

    def _write_words(self, family: FamilyWriter, runs: list[str]) -> None:
        frequency_keys = _joined(self._done.frequency_keys, np.int64)
        keys = _joined(self._done.keys, np.int64) if self._containing else frequency_keys
        keys = np.sort(keys)
        frequencies = np.zeros(len(keys), np.uint8)
        places = np.searchsorted(keys, frequency_keys)
        frequencies[places] = _joined(self._done.frequencies, np.uint8)
        self._done.keys, self._done.frequency_keys, self._done.frequencies = [], [], []
        terms, counts = _runs_of(keys >> PART_BITS)
        words, units = self._lexicon.words, len(self._lexicon.words)
        strings = [
            (words[term] if term < units else _unit_string(term - units, runs)).encode()
            for term in terms.tolist()
        ]
        _write_sorted(family, strings, counts, keys & _PART_MASK, frequencies)

    def _write_pairs(self, family: FamilyWriter, runs: list[str]) -> None:
        keys = np.sort(_joined(self._done.pairs, np.uint64))
        self._done.pairs = []
        codes, counts = _runs_of((keys >> np.uint64(PART_BITS)).astype(np.int64))
        mask = (1 << UNIT_BITS) - 1
        strings = [
            _unit_string(code >> UNIT_BITS, runs) + _unit_string(code & mask, runs)
            for code in codes.tolist()
        ]
        # A dictionary word of two characters has its list among the words.
        needed = np.array([string not in self._lexicon.number for string in strings], np.bool_)
        keys = keys[np.repeat(needed, counts)]
        kept = [s.encode() for s, is_needed in zip(strings, needed, strict=True) if is_needed]
        parts = (keys & np.uint64(_PART_MASK)).astype(np.int64)
        _write_sorted(family, kept, counts[needed], parts, None)


def _joined(pieces: list[Array], kind: type) -> Array:
    return np.concatenate(pieces) if pieces else np.empty(0, kind)


def _runs_of(ascending: Array) -> tuple[Array, Array]:
    """Distinct values of a sorted array, and how often each stands there."""
    if not len(ascending):
        return ascending, np.empty(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
    return ascending[starts], np.diff(starts, append=len(ascending))


def _unit_string(unit: int, runs: list[str]) -> str:
    return runs[unit - FIRST_RUN] if unit >= FIRST_RUN else chr(unit)


def _write_sorted(
    family: FamilyWriter,
    keys: list[bytes],
    counts: Array,
    parts: Array,
    frequencies: Array | None,
) -> None:
    """Bring the lists into the order of their keys' bytes, and write them."""
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    gather = ranges(np.cumsum(counts) - counts, counts, order)
    family.append(
        [keys[term] for term in order.tolist()],
        FlatLists(
            counts[order],
            parts[gather],
            frequencies[gather] if frequencies is not None else None,
        ),
    )


def ranges(starts: Array, counts: Array, order: Array) -> Array:
    """Indices that put lists, given by start and count, one behind the other in `order`."""
    counts = counts[order]
    placed = np.cumsum(counts) - counts
    return np.repeat(starts[order] - placed, counts) + np.arange(int(counts.sum()))
