"""The fifty items of the ministry's checklist, and which of them a text names.

Source: 《高等学校信息公开事项清单》 (教办函〔2014〕23号). Schools shorten items, divide them and
number them anew, so an item is recognised by its words and not by its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize

_NO_WORDS: Final = lazy_regex(r"\W|\d")
_LEAST_SIMILARITY: Final = 0.6
_LEAST_PIECE: Final = 0.85
"""Of a wording that is a piece of an item, the share of its pairs that the item has."""
_FEWEST_PAIRS: Final = 3


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An item of the ministry's checklist."""

    number: int
    topic: str
    wording: str


def _rows(name: str) -> Iterator[list[str]]:
    text = resources.files("indexer.reports").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def checklist_items() -> Mapping[int, ChecklistItem]:
    """Number → item, from 1 to 50."""
    return {
        int(number): ChecklistItem(int(number), topic, wording)
        for number, topic, wording in _rows("checklist_items.tsv")
    }


@cache
def checklist_words(kind: str) -> frozenset[str]:
    """The words of a kind, as cells have them."""
    return frozenset(
        word
        for of_kind, words in _rows("checklist_words.tsv")
        if of_kind == kind
        for word in words.split(" ")
    )


@cache
def word_kinds(prefix: str) -> Mapping[str, str]:
    """Word → its kind, of the kinds that begin with a prefix (`head:`), which is left out."""
    return {
        word: kind.removeprefix(prefix)
        for kind, words in _rows("checklist_words.tsv")
        if kind.startswith(prefix)
        for word in words.split(" ")
    }


@lru_cache(maxsize=4096)
def find_item(text: str) -> int | None:
    """The number of the item that a text names; None where it is none of them."""
    pairs = _pairs(text)
    if len(pairs) < _FEWEST_PAIRS:
        return None
    best = max(_pairs_of_items().items(), key=lambda item: _closeness(pairs, item[1]))
    same = len(pairs & best[1])
    is_piece = same >= _LEAST_PIECE * len(pairs)
    similarity = 2 * same / (len(pairs) + len(best[1]))
    return best[0] if is_piece or similarity >= _LEAST_SIMILARITY else None


def _closeness(pairs: frozenset[str], item: frozenset[str]) -> tuple[float, float]:
    same = len(pairs & item)
    return same / len(pairs), same / len(item)


def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, without punctuation and numbers."""
    return frozenset(map("".join, pairwise(_NO_WORDS.sub("", normalize(text)))))


@cache
def _pairs_of_items() -> Mapping[int, frozenset[str]]:
    return {number: _pairs(item.wording) for number, item in checklist_items().items()}
