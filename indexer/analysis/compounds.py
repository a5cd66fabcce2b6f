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
from operator import itemgetter
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
        self._text = text
        self._others = others
        chinese = _FIRST_CHINESE.search(text)
        self._first = chinese.start() if chinese else len(text)
        self.compounds = lru_cache(maxsize=1_000)(self._compounds)
        """The word itself, and every word of the dictionary that it is a component of."""
        self._weight = lru_cache(maxsize=50_000)(self._weigh)

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
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(word) + 1):
            ways = [
                (best[start][0] + weight, [*best[start][1], word[start:end]])
                for start in range(end)
                if end - start < len(word) and (weight := self._weight(word[start:end]))
            ]
            best.append(max(ways, key=itemgetter(0)))
        return best[-1][1]

    def _weigh(self, piece: str) -> float:
        """The logarithm of a word's probability, below 0; 0 for what is no word."""
        frequency = self._others.get(piece) or self._listed(piece)
        if frequency or len(piece) == 1:
            return math.log(max(frequency, 1)) - _LOG_OF_ALL
        return 0

    def _listed(self, word: str) -> int:
        """The frequency of a word of the text, found by bisection; 0 where it is none."""
        text, low, high = self._text, self._first, len(self._text)
        while low < high:
            start = text.rfind("\n", low, (low + high) // 2) + 1 or low
            end = text.find(" ", start)
            if text.startswith(word, start) and end - start == len(word):
                return int(text[end + 1 : text.find(" ", end + 1)])
            if text[start:end] < word:
                low = text.find("\n", end) + 1 or len(text)
            else:
                high = start
        return 0


_LOG_OF_ALL: Final = math.log(60_101_967)
"""Of the sum of the frequencies in jieba's dictionary."""
