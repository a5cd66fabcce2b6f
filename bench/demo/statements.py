"""The sentences of a report that hold figures, and what they state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from bench.demo.grammar import lines, slots
from bench.demo.truth import Truth
from indexer.reports.figures import FIGURES, Qualifier

_QUALIFIERS: Final[Mapping[str, Qualifier]] = {
    "about": "about",
    "nearly": "nearly",
    "over": "over",
}
_ROUND: Final = 10


@dataclass(frozen=True, slots=True)
class Template:
    """A statement before its numbers are filled in."""

    text: str
    stated: tuple[tuple[str, str], ...]
    """Figures given by number, each with its modifier."""
    none: tuple[str, ...]
    """Figures stated to be none."""

    def fits(self, numbers: Mapping[str, int]) -> bool:
        """Whether it is true of these numbers."""
        parts = 3 if "{third1}" in self.text else 2 if "{half1}" in self.text else 1
        return (
            all(self.can_say(numbers[figure], how) for figure, how in self.stated)
            and all(numbers[figure] == 0 for figure in self.none)
            and all(numbers[figure] >= parts for figure, _ in self.stated[:1])
        )

    @staticmethod
    def can_say(number: int, how: str) -> bool:
        """Whether a number can be written so: 近 and 余 need a rounder one beside it."""
        if how == "han":
            return 1 <= number <= _ROUND
        return number % _ROUND != 0 and number > 100 if how else number > 0

    def truths(self, numbers: Mapping[str, int]) -> dict[str, Truth]:
        given = {
            figure: Truth("number", rounded(numbers[figure], how), _QUALIFIERS.get(how))
            for figure, how in self.stated
        }
        return given | {figure: Truth("zero", 0) for figure in self.none}


def rounded(number: int, how: str) -> int:
    """The number as written: below it for 余 and 超, above it for 近."""
    if how not in _QUALIFIERS:
        return number
    return number // _ROUND * _ROUND + (_ROUND if how == "nearly" else 0)


@cache
def templates(group: str, key: str) -> tuple[Template, ...]:
    """The statements of a list."""
    return tuple(_template(line) for line in lines("statements", group, key))


def _template(line: str) -> Template:
    text, _, none = line.partition(" = ")
    stated = tuple((name, how) for name, how in slots(text) if name in FIGURES)
    return Template(text, stated, tuple(none.split()))
