"""Every list of a segment against the texts it was made from: nothing missing, nothing more.

What the lists hold of each part is added up to one number, and so is what its text should have
given them, said here a second time and without arrays; where the two numbers differ, so do the
lists. That takes one pass over either, however large the segment is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final

import numpy as np

from indexer.analysis.normalize import ALNUM, normalize
from indexer.analysis.tokenizer import Tokenizer
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.postings import MOST_FREQUENT, Family
from indexer.engines.whoosh.segment import TEXT_FIELDS, Segment
from indexer.i18n import Message

_UNIT: Final = re.compile(rf"(?:{ALNUM})+|.", re.DOTALL)
_GAPS: Final = frozenset(" \n")
_TERMS_AT_ONCE: Final = 4096
_ALL_BITS: Final = (1 << 64) - 1
_LENGTHS_DIFFER: Final = Message("字数与正文不一致")
_LISTS_DIFFER: Final = Message("倒排表与正文不一致")

Terms = Mapping[str, int]
"""Term → how often the segmenter chose it; 0 where the text merely contains it."""


class Words:
    """The words that get lists, and the segmenter that chose among them."""

    def __init__(self, words: Iterable[str], tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._words = frozenset(words)
        self._beginnings = frozenset(
            word[:end] for word in self._words for end in range(1, len(word))
        )

    def inside(self, text: str) -> Iterator[str]:
        """Every one that the text contains, overlapping ones too."""
        for start in range(len(text) - 1):
            for end in range(start + 2, len(text) + 1):
                piece = text[start:end]
                if piece in self._words:
                    yield piece
                if piece not in self._beginnings:
                    break


def list_problems(segment: Segment, known: Words) -> Iterator[tuple[str, str]]:
    """Where, and what is wrong there."""
    for field in TEXT_FIELDS:
        texts = (segment.text(field, number) for number in range(segment.parts))
        expected = (terms_of(text, known) for text in texts)
        words, pairs, lengths = _added_up(expected, segment.parts)
        yield from _compared(segment, f"{field}.words", segment.words[field], words)
        yield from _compared(segment, f"{field}.pairs", segment.pairs[field], pairs)
        yield from _differing(
            segment, segment.column(f"part.{field}_words"), lengths, _LENGTHS_DIFFER
        )
    titles = (normalize(head["title"]) for head in segment.all_heads())
    by_report = [Counter(known.tokenizer.words(title)) for title in titles]
    expected = ((by_report[report], ()) for report in segment.part_report.tolist())
    words, _, lengths = _added_up(expected, segment.parts)
    yield from _compared(segment, "title.words", segment.words["title"], words)
    yield from _differing(segment, segment.column("part.title_words"), lengths, _LENGTHS_DIFFER)


def terms_of(text: str, known: Words) -> tuple[Terms, Iterable[str]]:
    """The words, units and runs of a normalised text, and its pairs that are no words."""
    units = _UNIT.findall(text)
    pairs = {a + b for a, b in pairwise(units) if not {a, b} & _GAPS}
    words = {*known.inside(text)}
    terms = dict.fromkeys(words.union(unit for unit in units if unit not in _GAPS), 0)
    return terms | Counter(known.tokenizer.words(text)), pairs - words


def _added_up(
    expected: Iterable[tuple[Terms, Iterable[str]]], parts: int
) -> tuple[Array, Array, Array]:
    """By part: a number for its words, one for its pairs, and its length in words."""
    words, pairs = np.zeros(parts, np.uint64), np.zeros(parts, np.uint64)
    lengths = np.zeros(parts, np.int64)
    for number, (terms, others) in enumerate(expected):
        found = (_number(term) * (1 + min(n, MOST_FREQUENT)) for term, n in terms.items())
        words[number] = sum(found) & _ALL_BITS
        pairs[number] = sum(map(_number, others)) & _ALL_BITS
        lengths[number] = sum(terms.values())
    return words, pairs, lengths


@lru_cache(maxsize=1 << 18)
def _number(term: str) -> int:
    return _key_number(term.encode("utf-8", "surrogatepass"))


def _key_number(key: bytes) -> int:
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little")


def _compared(
    segment: Segment, name: str, family: Family, expected: Array
) -> Iterator[tuple[str, str]]:
    held, last = np.zeros(segment.parts, np.uint64), b""
    for start in range(0, len(family), _TERMS_AT_ONCE):
        end = min(start + _TERMS_AT_ONCE, len(family))
        keys = [*family.keys(start, end)]
        if any(a >= b for a, b in pairwise([last, *keys])):
            yield f"{segment.path.name}: {name}", Message("词表没有排好")
        last = keys[-1]
        lists = family.flat(start, end)
        numbers = np.repeat(np.array([*map(_key_number, keys)], np.uint64), lists.counts)
        if lists.frequencies is not None:
            numbers *= lists.frequencies.astype(np.uint64) + np.uint64(1)
        np.add.at(held, lists.parts, numbers)
    yield from _differing(segment, held, expected, _LISTS_DIFFER)


def _differing(
    segment: Segment, held: Array, expected: Array, what: str
) -> Iterator[tuple[str, str]]:
    for number in np.flatnonzero(held != expected).tolist():
        report = segment.ids[int(segment.part_report[number])]
        ordinal = int(segment.column("part.ordinal")[number])
        yield f"{report}#{ordinal}", what
