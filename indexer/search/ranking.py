"""The order of relevance: BM25F over jieba words, and what lifts a part above it.

Every engine calls these functions, on plain numbers or on numpy arrays alike: addition,
subtraction, multiplication and division only, so that the same query gives the same scores to
the last bit whoever computes them and however the index is cut into segments. All statistics
count live parts only.

Source of the formula: Robertson, Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond" (2009), section 3.6. The constants were chosen on the judged set of `bench/`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from indexer.analysis.matching import occurrences
from indexer.search.query import Literal, Node, positive_literals

Number: TypeAlias = Any
"""A float or a numpy array of floats: this room does not know which."""

FIELDS: Final = ("text", "heading", "title")
BOOST: Final = {"text": 1.0, "heading": 2.5, "title": 0.5}
LENGTH_INFLUENCE: Final = {"text": 0.5, "heading": 0.3, "title": 0.3}
"""b of each field: 0 ignores the length, 1 divides by it."""
K1: Final = 1.2
MOST_COUNTED: Final = 255
"""A word is counted no more often in one field of a part, so that a count fits into a byte."""
HEADING_LIFT: Final = 0.5
"""Added to the factor of a part for the share of the query's literals that its heading holds."""
PREAMBLE_FACTOR: Final = 0.7
"""A preamble announces what the body says."""
CLOSENESS_LIFT: Final = 0.4
CLOSENESS_HALF: Final = 10
"""Characters between the terms at which half of the lift is left."""
CLOSENESS_DEPTH: Final = 100
"""Only so many of the best parts are looked at again for closeness: it needs their text."""


def idf(parts_with_word: int, parts: int) -> float:
    """Weight of a word that stands in `parts_with_word` of `parts` live parts; above 0."""
    return math.log(1 + (parts - parts_with_word + 0.5) / (parts_with_word + 0.5))


def divisor(field: str, length: Number, average: float) -> Number:
    """What makes a word's frequency comparable between short and long fields.

    `length` counts the words of the field in the part, `average` over all live parts.
    """
    b = LENGTH_INFLUENCE[field]
    slope = b / average if average else 0.0
    return (1 - b) + slope * length


def field_weight(field: str, frequency: Number, divided_by: Number) -> Number:
    """A word's weight in one field, by its frequency there and the field's `divisor`.

    `frequency` is how often the segmenter chose the word; in text and heading 1 where it only
    stands inside longer words (学风 in 学风建设), which a literal finds as well.
    """
    return BOOST[field] * frequency / divided_by


def saturated(weight: Number) -> Number:
    """The first occurrences of a word count more than the later ones; below 1."""
    return weight / (weight + K1)


def closeness_factor(text: str, literals: Sequence[Literal]) -> float:
    """1 and up to CLOSENESS_LIFT more, by how close the literals stand in normalised `text`."""
    gap = smallest_gap(text, literals)
    if gap is None:
        return 1.0
    factor: float = closeness(gap)
    return factor


def closeness(gap: Number) -> Number:
    """The factor for a `smallest_gap`."""
    return 1.0 + CLOSENESS_LIFT * CLOSENESS_HALF / (CLOSENESS_HALF + gap)


def smallest_gap(text: str, literals: Sequence[Literal]) -> int | None:
    """Characters that are not the terms' own in the shortest window that holds all literals.

    None where fewer than two literals are asked for or one is missing from the text. Windows are
    measured from each occurrence to the next one of the others, so overlapping terms count 0.
    """
    if len(literals) < 2:
        return None
    events: list[tuple[int, int, int]] = []
    for which, literal in enumerate(literals):
        found = [
            (start, end, which)
            for start, end in occurrences(text, literal.text, literal.open_left, literal.open_right)
        ]
        if not found:
            return None
        events += found
    own = sum(len(literal.text) for literal in literals)
    latest: dict[int, tuple[int, int]] = {}
    smallest: int | None = None
    for start, end, which in sorted(events):
        latest[which] = (start, end)
        if len(latest) == len(literals):
            window = max(e for _, e in latest.values()) - min(s for s, _ in latest.values())
            gap = max(0, window - own)
            smallest = gap if smallest is None else min(smallest, gap)
    return smallest


def distinct_literals(query: Node) -> tuple[Literal, ...]:
    """The positive literals of a query, each once, in its order."""
    return tuple(dict.fromkeys(positive_literals(query)))


def ranking_words(query: Node, cut: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The words that rank a query: those of its positive literals, each once, in its order.

    `cut` is the segmenter's function from normalised text to words.
    """
    return tuple(
        dict.fromkeys(word for literal in distinct_literals(query) for word in cut(literal.text))
    )
