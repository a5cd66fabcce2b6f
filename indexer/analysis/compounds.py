"""Compounds: dictionary words that consist of other dictionary words.

信息公开 consists of 信息 and 公开, 依申请公开 of 依 and 申请公开, and this of 申请 and 公开. A
compound is split as jieba would split it if the compound itself were not in the dictionary; its
pieces are split again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

_FIRST_CHINESE: Final = re.compile("(?m)^[\u4e00-\u9fd5]")
_LONGEST: Final = 16
"""A longer entry of the dictionary is left whole."""
_SHORTEST: Final = 2
"""Characters of a component."""


class Dictionary:
    """The words of a text in jieba's format (a word, its frequency, a tag; sorted by code points
    from the first Chinese word on), and others beside them, with their frequencies."""

    def __init__(self, text: str, others: Mapping[str, int]) -> None:
        self._text = f"\n{text}"  # so that every entry stands behind a newline
        self._others = others
        chinese = _FIRST_CHINESE.search(self._text)
        self._first = chinese.start() if chinese else len(self._text)
        self.compounds = lru_cache(maxsize=1_000)(self._compounds)
        """The word itself, and every word of the dictionary that it is a component of."""
        self._frequency = lru_cache(maxsize=50_000)(self._find_frequency)
        self._words_from = lru_cache(maxsize=4_000)(self._find_words_from)

    def _compounds(self, word: str) -> frozenset[str]:
        return frozenset({word, *(c for c in self._containing(word) if word in self._pieces(c))})

    def _containing(self, word: str) -> Iterator[str]:
        """The longer words that contain this one."""
        yield from (one for one in self._others if word in one and one != word)
        at = self._text.find(word)
        while at >= 0:
            start = self._text.rfind("\n", 0, at) + 1
            end = self._text.find(" ", at)
            if end - start > len(word):
                yield self._text[start:end]
            at = self._text.find(word, max(end, at + 1))

    def _pieces(self, word: str) -> Iterator[str]:
        """The components of a word, those of its components among them."""
        for piece in self._split(word) if _SHORTEST < len(word) <= _LONGEST else ():
            if len(piece) >= _SHORTEST:
                yield piece
                yield from self._pieces(piece)

    def _split(self, word: str) -> list[str]:
        """The most probable way to put the word together from others."""
        best: list[tuple[float, list[str]] | None] = [(0.0, []), *[None] * len(word)]
        for start, char in enumerate(word):
            reached = best[start]
            assert reached is not None, "every character is a word"
            for end in range(start + 1, len(word) + 1):
                piece = word[start:end]
                frequency = self._frequency(piece)
                if (frequency == 0 and piece != char) or piece == word:
                    continue
                weight = math.log(max(frequency, 1)) - _LOG_OF_ALL
                way = reached[0] + weight, [*reached[1], piece]
                known = best[end]
                if known is None or way[0] > known[0]:
                    best[end] = way
        whole = best[-1]
        assert whole is not None, "every character is a word"
        return whole[1]

    def _find_frequency(self, piece: str) -> int:
        """The frequency of a word; 0 where it is none."""
        if known := self._others.get(piece):
            return known
        start, end = self._words_from(piece[0])
        at = self._text.find(f"\n{piece} ", start, end)
        if at < 0:
            return 0
        at += len(piece) + 2
        return int(self._text[at : self._text.find(" ", at)])

    def _find_words_from(self, char: str) -> tuple[int, int]:
        """Where the words lie that begin with a character, the newline before them included."""
        start = self._position(char)
        return start - 1, self._position(chr(ord(char) + 1), start)

    def _position(self, word: str, low: int = 0) -> int:
        """Where the first entry lies that is not before the word, found by bisection."""
        text, low, high = self._text, max(low, self._first), len(self._text)
        while low < high:
            start = text.rfind("\n", low, (low + high) // 2) + 1 or low
            if text[start : text.find(" ", start)] < word:
                low = text.find("\n", start) + 1 or len(text)
            else:
                high = start
        return low


_LOG_OF_ALL: Final = math.log(60_101_967)
"""Of the sum of the frequencies in jieba's dictionary."""
