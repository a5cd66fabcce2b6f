"""Did you mean: corrections of queries without a result, for slips of input methods and typing.

A term that occurs nowhere is replaced by one with the same sound, by one that is one edit away, by
the word whose pinyin it is, or by the school whose name it nearly is. Only queries that find
something are suggested. (Traditional characters need no help: normalisation folds them.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.analysis.normalize import ALNUM_RUN
from indexer.analysis.pinyin import first_characters, sounds, spells
from indexer.reports.schools import is_abbreviation
from indexer.search.engine import IndexReader, PerReaderCache
from indexer.search.query import (
    And,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Or,
    positive_literals,
)
from indexer.search.request import Scope
from indexer.search.resolve import known_name_keys, name_key, school_directory
from indexer.search.response import Suggestion
from indexer.search.search_budget import checkpoint
from indexer.search.unparse import unparse

LIMIT: Final = 3
_LONGEST: Final = 12
"""Characters of a term that is corrected; a longer one is a quotation, not a slip."""
_LONGEST_WORD: Final = 8
_MOST_TRIED: Final = 12
"""Corrections that are tried of one term, and of a whole query."""
_MOST_WRONG: Final = 6
"""Terms that occur nowhere; a query with more of them is no slip."""
_PER_TERM: Final = 3
_SHORTEST_NAME: Final = 4
"""Characters of a school's name, or of its initials."""
_LONGEST_NAME: Final = 40
"""… or of its pinyin."""


@dataclass(frozen=True, slots=True)
class _Correction:
    """What replaces a literal: in the text of the query, and in the search."""

    written: Literal
    searched: Literal | FieldIs


def did_you_mean(
    reader: IndexReader,
    query: Node,
    typed: str | None = None,
    *,
    scope: Scope = "part",
    limit: int = LIMIT,
) -> tuple[Suggestion, ...]:
    """Corrections of a query that found nothing, the most probable first.

    `query` is resolved; `typed` is its text, for the terms that stay as they are. `text` and
    `label` of a suggestion are the whole query, corrected.
    """
    terms = dict.fromkeys(positive_literals(query))
    wrong = [*islice((t for t in terms if not _occurs(reader, t)), _MOST_WRONG + 1)]
    if len(wrong) > _MOST_WRONG:
        return ()
    corrections = [[*islice(_corrections(reader, term), _PER_TERM)] for term in wrong]
    if not wrong or not all(corrections):
        return ()
    found: dict[str, None] = {}
    for choice in islice(product(*corrections), _MOST_TRIED):
        chosen = [*zip(wrong, choice, strict=True)]
        if reader.count(_replaced(query, {term: one.searched for term, one in chosen}), scope):
            text = unparse(_replaced(query, {term: one.written for term, one in chosen}), typed)
            found[text] = None
        if len(found) == limit:
            break
    return tuple(Suggestion("meant", text, text) for text in found)


def _occurs(reader: IndexReader, term: Literal) -> bool:
    checkpoint()
    if term.open_left or term.open_right:
        return reader.count(term) > 0
    return reader.document_frequency(term.text) > 0


def _corrections(reader: IndexReader, term: Literal) -> Iterator[_Correction]:
    """Corrections of one term that find something, the most probable kind alone."""
    schools = [*_schools(reader, term.text)]
    for school in schools:
        named = FieldIs("school", frozenset({school}))
        yield _Correction(Literal(name_key(school), plain=term.plain), named)
    if schools or len(term.text) > _LONGEST:
        return
    words = speller(reader)
    for texts in (_with_same_sound(term.text, words), _within_one_edit(term.text, words)):
        found = False
        for text in islice(dict.fromkeys(texts), _MOST_TRIED):
            corrected = replace(term, text=text, span=(0, 0))
            if _occurs(reader, corrected):
                found = True
                yield _Correction(corrected, corrected)
        if found:
            return


def _with_same_sound(text: str, words: Speller) -> Iterator[str]:
    """The term with one word replaced by a homophone, or its two characters swapped."""
    yield from words.with_pinyin(text.replace(" ", ""))
    for start, end in _unknown_pieces(text, words):
        for word in words.homophones(text[start:end]):
            yield text[:start] + word + text[end:]
    if len(text) == 2:
        yield text[::-1]


def _within_one_edit(text: str, words: Speller) -> Iterator[str]:
    """The term with one edit in one of its words.

    Two characters inside a longer term are left alone: they are one edit away from nearly
    anything.
    """
    for start, end in _unknown_pieces(text, words):
        if end - start > 2 or end - start == len(text):
            for word in words.within_one_edit(text[start:end]):
                yield text[:start] + word + text[end:]


def _unknown_pieces(text: str, words: Speller) -> Iterator[tuple[int, int]]:
    """Ranges of a term that may be a misspelt word: those that are no words of the archive.

    Alphanumeric runs first, then pieces of other characters, the long ones first.
    """
    runs = [run.span() for run in ALNUM_RUN.finditer(text)]
    pieces = (
        (start, start + length)
        for length in range(min(_LONGEST_WORD, len(text)), 1, -1)
        for start in range(len(text) - length + 1)
        if all(end <= start or start + length <= begin for begin, end in runs)
    )
    return ((start, end) for start, end in (*runs, *pieces) if text[start:end] not in words)


def _schools(reader: IndexReader, text: str) -> Iterator[str]:
    """Schools whose name is one slip away, or whose pinyin or initials were typed."""
    if not _SHORTEST_NAME <= len(text) <= _LONGEST_NAME or text in known_name_keys():
        return
    text_sounds = {*sounds(text)}
    is_latin = text.isascii() and text.isalpha()
    for school, name in school_directory(reader).keys:
        if is_latin:
            is_match = spells(text, name)
        elif len(name) == len(text):
            is_match = is_one_edit(text, name) or not text_sounds.isdisjoint(sounds(name))
        else:
            is_near = abs(len(name) - len(text)) == 1 and is_one_edit(text, name)
            is_match = is_near or (text[:2] == name[:2] and is_abbreviation(text, name))
        if is_match:
            yield school


def _replaced(node: Node, by: Mapping[Literal, Literal | FieldIs]) -> Node:
    """The query with its positive literals replaced."""
    match node:
        case Literal():
            return by.get(node, node)
        case And(children=children):
            return And(tuple(_replaced(child, by) for child in children))
        case Or(children=children):
            return Or(tuple(_replaced(child, by) for child in children))
        case HeadingLiteral(literal=literal):
            return HeadingLiteral(_literal(literal, by))
        case Near(left=left, right=right, distance=distance):
            return Near(_literal(left, by), _literal(right, by), distance)
        case _:
            return node


def _literal(literal: Literal, by: Mapping[Literal, Literal | FieldIs]) -> Literal:
    """The correction, where only a literal can be: a school's name is left as written there."""
    correction = by.get(literal, literal)
    return correction if isinstance(correction, Literal) else literal


MOST_WORDS: Final = 10_000
"""The most frequent words of an archive, in memory: at most 10 MB."""
_SHORTEST_LATIN: Final = 4
"""A shorter Latin word is one edit away from too many others."""


class Speller:
    """Finds words by sound or within one edit. `words` are most frequent first.

    Preparation is cheap, since every generation has its own: candidates are selected by their
    first and last characters, then compared one by one.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)
        self._known = frozenset(self._words)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        table: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for sound in sounds(word):
                table[sound].append(word)
        return dict(table)

    @cached_property
    def _by_ends(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """`_end_key` of each word's first and last character, ascending, and beside each the
        index of the word."""
        codes = np.frombuffer("".join(self._words).encode("utf-32-le", "surrogatepass"), "<u4")
        lengths = np.fromiter(map(len, self._words), np.int64, len(self._words))
        after = np.cumsum(lengths)
        keys = np.concatenate(
            [
                _end_key(lengths, codes[at].astype(np.int64), which)
                for at, which in ((after - lengths, 0), (after - 1, -1))
            ]
        )
        order = np.argsort(keys)
        return keys[order], order % max(1, len(self._words))

    def _with_ends(self, ends: Iterable[tuple[int, str, int]]) -> Iterator[str]:
        """Words with any of these lengths and ends (length, first or last character, and which
        of the two: 0, -1), the most frequent first."""
        keys, indices = self._by_ends
        end_keys = np.array([_end_key(n, ord(char), which) for n, char, which in ends], np.int64)
        starts, ends_ = (keys.searchsorted(end_keys, side).tolist() for side in ("left", "right"))
        spans = (span for span in zip(starts, ends_, strict=True) if span[0] < span[1])
        found = {index for start, end in spans for index in indices[start:end].tolist()}
        return (self._words[index] for index in sorted(found))

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def with_pinyin(self, letters: str) -> Iterator[str]:
        """Words with this pinyin: 申请 for shenqing."""
        if letters.isascii():
            yield from self._by_sound.get(letters, ())

    def homophones(self, piece: str) -> Iterator[str]:
        """Other words of the same length and sound: 申请 for 申清."""
        piece_sounds = {*sounds(piece)}
        first = {char for sound in piece_sounds for char in first_characters(sound)}
        for word in self._with_ends((len(piece), char, 0) for char in first):
            if word != piece and not piece_sounds.isdisjoint(sounds(word)):
                yield word

    def within_one_edit(self, piece: str) -> Iterator[str]:
        """Words one insertion, deletion, substitution or swap of neighbours away.

        An edit keeps the first or the last character, except a swap of two. Numbers are not
        corrected: a piece with a digit has no matches.
        """
        if not _can_be_edited(piece):
            return
        if len(piece) == 2 and piece[0] != piece[1] and piece[::-1] in self._known:
            yield piece[::-1]
        ends = ((piece[0], 0), (piece[-1], -1))
        lengths = range(len(piece) - 1, len(piece) + 2)
        for word in self._with_ends((n, char, which) for n in lengths for char, which in ends):
            if is_one_edit(piece, word) and _can_be_edited(word):
                yield word


_Number = TypeVar("_Number", int, npt.NDArray[np.int64])


def _end_key(length: _Number, char: _Number, which: int) -> _Number:
    """A number for a word's length and one of its ends."""
    return (length << 32) | (char << 1) | -which


def is_one_edit(one: str, other: str) -> bool:
    """Whether the two differ by one substitution or swap of neighbours, or, where both have at
    least three characters, by one insertion or deletion."""
    if one == other:
        return False
    shorter, longer = (one, other) if len(one) < len(other) else (other, one)
    length, more = len(shorter), len(longer) - len(shorter)
    if more > 1 or (more and length < 3):
        return False
    same = 0
    while same < length and shorter[same] == longer[same]:
        same += 1
    if more:
        return shorter[same:] == longer[same + 1 :]
    if shorter[same + 1 :] == longer[same + 1 :]:
        return True
    return shorter[same : same + 2] == longer[same : same + 2][::-1] and (
        shorter[same + 2 :] == longer[same + 2 :]
    )


def _can_be_edited(word: str) -> bool:
    if any(char.isdigit() for char in word):
        return False
    return len(word) >= (_SHORTEST_LATIN if word.isascii() else 2)


def speller(reader: IndexReader) -> Speller:
    """The speller of a generation's most frequent words, made at its first use."""
    return _spellers.get(reader, None, lambda: Speller(reader.common_words(MOST_WORDS)))


_spellers: Final[PerReaderCache[Speller]] = PerReaderCache(1)
