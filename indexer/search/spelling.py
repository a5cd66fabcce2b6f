"""The words of an archive by how they sound and how they are written: what a slip was meant for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from threading import Lock
from typing import Final, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from indexer.analysis.pinyin import first_characters, sounds
from indexer.search.engine import IndexReader

MOST_WORDS: Final = 10_000
"""The most frequent words of an archive, kept in memory: some 10 MB at most."""
_SHORTEST_LATIN: Final = 4
"""A shorter Latin word is one edit away from too many others."""


class Speller:
    """Words to be found again by sound or by one edit. `words` are most frequent first.

    Little is prepared, since one is made for every generation: candidates are taken by their
    first and last characters, and looked at one by one.
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
        word's place among the words."""
        codes = np.frombuffer("".join(self._words).encode("utf-32-le", "surrogatepass"), "<u4")
        lengths = np.fromiter(map(len, self._words), np.int64, len(self._words))
        behind = np.cumsum(lengths)
        keys = np.concatenate(
            [
                _end_key(lengths, codes[at].astype(np.int64), which)
                for at, which in ((behind - lengths, 0), (behind - 1, -1))
            ]
        )
        order = np.argsort(keys)
        return keys[order], order % max(1, len(self._words))

    def _ending_so(self, ends: Iterable[tuple[int, str, int]]) -> Iterator[str]:
        """Words with any of these lengths and ends (length, first or last character, and which
        of the two: 0, -1), the most frequent first."""
        keys, places = self._by_ends
        wanted = np.array([_end_key(n, ord(char), which) for n, char, which in ends], np.int64)
        starts, behind = (keys.searchsorted(wanted, side).tolist() for side in ("left", "right"))
        spans = (span for span in zip(starts, behind, strict=True) if span[0] < span[1])
        found = {place for start, end in spans for place in places[start:end].tolist()}
        return (self._words[place] for place in sorted(found))

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def spelt(self, letters: str) -> Iterator[str]:
        """Words whose pinyin these letters are: shenqing for 申请."""
        if letters.isascii():
            yield from self._by_sound.get(letters, ())

    def sounding_like(self, piece: str) -> Iterator[str]:
        """Other words of as many characters that sound the same: 申请 for 申清."""
        heard = {*sounds(piece)}
        first = {char for sound in heard for char in first_characters(sound)}
        for word in self._ending_so((len(piece), char, 0) for char in first):
            if word != piece and not heard.isdisjoint(sounds(word)):
                yield word

    def one_edit_from(self, piece: str) -> Iterator[str]:
        """Words from which one character was left out, added, mistaken, or swapped with the next.

        An edit leaves the first or the last character, but where two are swapped. Numbers are no
        slips: nothing is found for a piece with a digit.
        """
        if not _can_be_edited(piece):
            return
        if len(piece) == 2 and piece[0] != piece[1] and piece[::-1] in self._known:
            yield piece[::-1]
        ends = ((piece[0], 0), (piece[-1], -1))
        lengths = range(len(piece) - 1, len(piece) + 2)
        for word in self._ending_so((n, char, which) for n in lengths for char, which in ends):
            if is_one_edit(piece, word) and _can_be_edited(word):
                yield word


_Number = TypeVar("_Number", int, npt.NDArray[np.int64])


def _end_key(length: _Number, char: _Number, which: int) -> _Number:
    """A number for a word's length and one of its ends."""
    return (length << 32) | (char << 1) | -which


def is_one_edit(one: str, other: str) -> bool:
    """Whether one substitution or swap of neighbours parts the two, or, where both have three
    characters or more, one omission or addition."""
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


_spellers: WeakKeyDictionary[IndexReader, Speller] = WeakKeyDictionary()
_making = Lock()


def speller(reader: IndexReader) -> Speller:
    """The speller of a generation's most frequent words, made at its first use."""
    with _making:
        if reader not in _spellers:
            _spellers[reader] = Speller(reader.common_words(MOST_WORDS))
        return _spellers[reader]
