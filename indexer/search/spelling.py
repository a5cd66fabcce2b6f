"""The words of an archive by how they sound and how they are written: what a slip was meant for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from indexer.analysis.pinyin import sounds
from indexer.search.engine import IndexReader

MOST_WORDS: Final = 10_000
"""The most frequent words of an archive, kept in memory: some 10 MB at most."""
_SHORTEST_LATIN: Final = 4
"""A shorter Latin word is one edit away from too many others."""


class Speller:
    """Words to be found again by sound or by one edit. `words` are most frequent first."""

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
    def _by_rest(self) -> dict[str, list[str]]:
        table: defaultdict[str, list[str]] = defaultdict(list)
        for word in filter(_can_be_edited, self._words):
            for rest in _rests(word):
                table[rest].append(word)
        return dict(table)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def spelt(self, letters: str) -> Iterator[str]:
        """Words whose pinyin these letters are: shenqing for 申请."""
        yield from self._by_sound.get(letters, ())

    def sounding_like(self, piece: str) -> Iterator[str]:
        """Other words of as many characters that sound the same: 申请 for 申清."""
        for sound in sounds(piece):
            for word in self._by_sound.get(sound, ()):
                if len(word) == len(piece) and word != piece:
                    yield word

    def one_edit_from(self, piece: str) -> Iterator[str]:
        """Words from which one character was left out, added, mistaken, or swapped with the next.

        Numbers are no slips: nothing is found for a piece with a digit.
        """
        if not _can_be_edited(piece):
            return
        seen: set[str] = set()
        for rest in _rests(piece):
            for word in self._by_rest.get(rest, ()):
                if word not in seen and is_one_edit(piece, word):
                    seen.add(word)
                    yield word


def is_one_edit(one: str, other: str) -> bool:
    """Whether one substitution or swap of neighbours parts the two, or, where both have three
    characters or more, one omission or addition."""
    shorter, longer = sorted((one, other), key=len)
    if one == other or len(longer) - len(shorter) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter)
    )
    rest, other_rest = shorter[same:], longer[same:]
    if len(shorter) < len(longer):
        return len(shorter) > 2 and rest == other_rest[1:]
    return rest[1:] == other_rest[1:] or rest[1::-1] + rest[2:] == other_rest


def _can_be_edited(word: str) -> bool:
    if any(char.isdigit() for char in word):
        return False
    return len(word) >= (_SHORTEST_LATIN if word.isascii() else 2)


def _rests(word: str) -> set[str]:
    """The word, and what is left of it without one of its characters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


_spellers: WeakKeyDictionary[IndexReader, Speller] = WeakKeyDictionary()
_making = Lock()


def speller(reader: IndexReader) -> Speller:
    """The speller of a generation's most frequent words, made at its first use."""
    with _making:
        if reader not in _spellers:
            _spellers[reader] = Speller(reader.common_words(MOST_WORDS))
        return _spellers[reader]
