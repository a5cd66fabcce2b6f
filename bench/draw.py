"""Random draws that are the same on every machine and in every version of Python.

Only `Random.random()` is used, because only its sequence is guaranteed to be the same in every
version.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import MutableSequence, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws from one random stream, which the seed determines."""

    __slots__ = ("random",)

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def size(self, typical: int) -> int:
        """A count such as reports give: around `typical`, often smaller, rarely much larger."""
        return max(1, round(typical * (0.05 + 2.8 * self.random() ** 2)))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.random() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different items, or all of them if there are fewer, in random order."""
        found = list(choices)
        self.shuffle(found)
        return found[:count]

    def heavy(self, choices: Sequence[T], cumulative: Sequence[int]) -> T:
        """One of `choices` by weight; `cumulative` are the running sums of the weights."""
        return choices[bisect(cumulative, int(self.random() * cumulative[-1]))]

    def shuffle(self, items: MutableSequence[T]) -> None:
        for last in range(len(items) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            items[last], items[other] = items[other], items[last]
