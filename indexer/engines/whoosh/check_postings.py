"""Checks the postings of a segment against the texts: nothing missing, nothing more.

The postings of each part are added up to one number, and so are the terms of its text, which are
recomputed independently, in pure Python; where the two numbers differ, so do the postings. That
takes one pass over either, however large the segment is.
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
from indexer.engines.whoosh.postings import MAX_FREQUENCY, PostingsReader, place_width
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import (
    PLACED_FIELDS,
    TEXT_FIELDS,
    length_name,
    pairs_name,
    words_name,
)
from indexer.i18n import Message

_UNIT: Final = re.compile(rf"(?:{ALNUM})+|.", re.DOTALL)
_BOUNDARIES: Final = frozenset(" \n")
_BATCH_TERMS: Final = 4096
_LAST_OF_16_BITS: Final = "\uffff"
_ALL_BITS: Final = (1 << 64) - 1
_LENGTHS_DIFFER: Final = Message("字数与正文不一致")
_POSTINGS_DIFFER: Final = Message("倒排表与正文不一致")
_POSITIONS_DIFFER: Final = Message("词的位置与正文不一致")

Terms = Mapping[str, int]
"""Term → how often it is a token; 0 if the text only contains it inside other tokens."""


class Dictionary:
    """The words that have postings, and the tokenizer that cuts texts into some of them."""

    def __init__(self, words: Iterable[str], tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._words = frozenset(words)
        self._prefixes = frozenset(
            word[:end] for word in self._words for end in range(1, len(word))
        )

    def words_in(self, text: str) -> Iterator[str]:
        """Every word that the text contains, overlapping ones too."""
        for start in range(len(text) - 1):
            for end in range(start + 2, len(text) + 1):
                piece = text[start:end]
                if piece in self._words:
                    yield piece
                if piece not in self._prefixes:
                    break

    def word_pairs(self, text: str) -> Iterator[tuple[int, str]]:
        """Every word of two characters in the text, with its offset in 16-bit codes."""
        at = 0
        for first, second in pairwise(text):
            if first + second in self._words:
                yield at, first + second
            at += 1 + (first > _LAST_OF_16_BITS)


def postings_problems(
    segment: SegmentReader, dictionary: Dictionary
) -> Iterator[tuple[str, Message]]:
    """Where a problem is, and what it is."""
    for field in TEXT_FIELDS:
        texts = (segment.text(field, number) for number in range(segment.parts))
        expected = (terms_of(text, dictionary) for text in texts)
        words, pairs, lengths = _add_up(expected, segment.parts)
        yield from _compare_postings(segment, words_name(field), segment.words[field], words)
        yield from _compare_postings(segment, pairs_name(field), segment.pairs[field], pairs)
        yield from _differences(
            segment, segment.column(length_name(field)), lengths, _LENGTHS_DIFFER
        )
    for field in PLACED_FIELDS:
        yield from _compare_positions(segment, field, dictionary)
    titles = (normalize(head["title"]) for head in segment.all_heads())
    by_report = [Counter(dictionary.tokenizer.words(title)) for title in titles]
    expected = ((by_report[report], ()) for report in segment.part_report.tolist())
    words, _, lengths = _add_up(expected, segment.parts)
    yield from _compare_postings(segment, words_name("title"), segment.words["title"], words)
    stored_lengths = segment.column(length_name("title"))
    yield from _differences(segment, stored_lengths, lengths, _LENGTHS_DIFFER)


def terms_of(text: str, dictionary: Dictionary) -> tuple[Terms, Iterable[str]]:
    """The words, characters and runs of a normalised text, and its pairs that are no words."""
    units = _UNIT.findall(text)
    pairs = {a + b for a, b in pairwise(units) if not {a, b} & _BOUNDARIES}
    words = {*dictionary.words_in(text)}
    terms = dict.fromkeys(words.union(unit for unit in units if unit not in _BOUNDARIES), 0)
    return terms | Counter(dictionary.tokenizer.words(text)), pairs - words


def _add_up(
    expected: Iterable[tuple[Terms, Iterable[str]]], parts: int
) -> tuple[Array, Array, Array]:
    """By part: a number for its words, one for its pairs, and its length in words."""
    words, pairs = np.zeros(parts, np.uint64), np.zeros(parts, np.uint64)
    lengths = np.zeros(parts, np.int64)
    for part, (terms, others) in enumerate(expected):
        numbers = (_number(term) * (1 + min(n, MAX_FREQUENCY)) for term, n in terms.items())
        words[part] = sum(numbers) & _ALL_BITS
        pairs[part] = sum(map(_number, others)) & _ALL_BITS
        lengths[part] = sum(terms.values())
    return words, pairs, lengths


@lru_cache(maxsize=1 << 18)
def _number(term: str) -> int:
    return _key_number(term.encode("utf-8", "surrogatepass"))


def _key_number(key: bytes) -> int:
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "little")


def _compare_postings(
    segment: SegmentReader, name: str, postings: PostingsReader, expected: Array
) -> Iterator[tuple[str, Message]]:
    stored, last = np.zeros(segment.parts, np.uint64), b""
    for start in range(0, len(postings), _BATCH_TERMS):
        end = min(start + _BATCH_TERMS, len(postings))
        keys = postings.keys(start, end)
        if any(a >= b for a, b in pairwise([last, *keys])):
            yield f"{segment.path.name}: {name}", Message("词表的顺序有误")
        last = keys[-1]
        batch = postings.read_batch(start, end)
        numbers = np.repeat(np.array([*map(_key_number, keys)], np.uint64), batch.counts)
        if batch.frequencies is not None:
            numbers *= batch.frequencies.astype(np.uint64) + np.uint64(1)
        np.add.at(stored, batch.docs, numbers)
    yield from _differences(segment, stored, expected, _POSTINGS_DIFFER)


def _compare_positions(
    segment: SegmentReader, field: str, dictionary: Dictionary
) -> Iterator[tuple[str, Message]]:
    """Each occurrence of a word of two characters counts with its place."""
    expected, stored = np.zeros(segment.parts, np.uint64), np.zeros(segment.parts, np.uint64)
    starts, ends = segment.text_ranges(field, np.arange(segment.parts))
    widths = place_width((ends - starts) // 2).tolist()
    for part, width in enumerate(widths):
        pairs = dictionary.word_pairs(segment.text(field, part))
        numbers = (_number(pair) * (1 + at // width) for at, pair in pairs)
        expected[part] = sum(numbers) & _ALL_BITS
    postings = segment.words[field]
    for term, key in enumerate(postings.keys(0, len(postings))):
        if postings.position_count(term):
            if not postings.has_all_positions(term):
                yield f"{segment.path.name}: {words_name(field)}", _POSITIONS_DIFFER
                return
            docs = postings.docs(term)
            which, places = postings.places(term, np.arange(len(docs)))
            number = np.uint64(_key_number(key))
            np.add.at(stored, docs[which], number * (places + 1).astype(np.uint64))
    yield from _differences(segment, stored, expected, _POSITIONS_DIFFER)


def _differences(
    segment: SegmentReader, stored: Array, expected: Array, what: Message
) -> Iterator[tuple[str, Message]]:
    for part in np.flatnonzero(stored != expected).tolist():
        report = segment.ids[int(segment.part_report[part])]
        ordinal = int(segment.column("part.ordinal")[part])
        yield f"{report}#{ordinal}", what
