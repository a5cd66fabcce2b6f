"""Ranking by relevance: BM25F over the words of the tokenizer, and the boosts on top of it.

Every engine calls these functions, on plain numbers or on numpy arrays. They only add, subtract,
multiply and divide, so that a query gives bit-identical scores on every engine, however the index
is divided into segments. All statistics count live parts only.

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
"""A float or a numpy array of floats: this package does not know which."""

FIELDS: Final = ("text", "heading", "title")
BOOST: Final = {"text": 1.0, "heading": 2.5, "title": 0.5}
LENGTH_INFLUENCE: Final = {"text": 0.5, "heading": 0.3, "title": 0.3}
"""b of each field: 0 ignores the length, 1 divides by it."""
K1: Final = 1.2
MOST_COUNTED: Final = 255
"""Term frequencies are capped here, so that they fit into a byte."""
HEADING_BOOST: Final = 0.5
"""Added to a part's factor in proportion to the query's literals in its heading."""
PREAMBLE_FACTOR: Final = 0.7
"""Preambles rank lower: they announce what the body says."""
PROXIMITY_BOOST: Final = 0.4
PROXIMITY_HALF: Final = 10
"""Characters between the terms at which half of the boost is left."""
PROXIMITY_DEPTH: Final = 100
"""Only so many of the best parts are reranked for closeness: it needs their text."""


def idf(parts_with_word: int, parts: int) -> float:
    """Weight of a word that occurs in `parts_with_word` of `parts` live parts; above 0."""
    return math.log(1 + (parts - parts_with_word + 0.5) / (parts_with_word + 0.5))


def length_norm(field: str, length: Number, average: float) -> Number:
    """Length normalisation: divides a word's frequency, to compare short and long fields.

    `length` counts the words of the field in the part, `average` over all live parts.
    """
    b = LENGTH_INFLUENCE[field]
    slope = b / average if average else 0.0
    return (1 - b) + slope * length


def field_weight(field: str, frequency: Number, norm: Number) -> Number:
    """A word's weight in one field, by its frequency there and the field's `length_norm`.

    `frequency` is how often the tokenizer chose the word; in text and heading it is 1 where the
    word occurs only inside longer words (学风 in 学风建设), which literals match as well.
    """
    return BOOST[field] * frequency / norm


def saturated(weight: Number) -> Number:
    """Saturation: the first occurrences of a word count more than later ones; below 1."""
    return weight / (weight + K1)


def proximity_factor(text: str, literals: Sequence[Literal]) -> float:
    """1, and up to PROXIMITY_BOOST more, by how close the literals are in normalised `text`."""
    gap = smallest_gap(text, literals)
    if gap is None:
        return 1.0
    factor: float = proximity(gap)
    return factor


def proximity(gap: Number) -> Number:
    """The factor for a `smallest_gap`."""
    return 1.0 + PROXIMITY_BOOST * PROXIMITY_HALF / (PROXIMITY_HALF + gap)


def smallest_gap(text: str, literals: Sequence[Literal]) -> int | None:
    """Characters that are not the terms' own in the shortest range with all literals.

    None where there are fewer than two literals or one is missing from the text. Windows are
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

    `cut` is the tokenizer's function from normalised text to words.
    """
    return tuple(
        dict.fromkeys(word for literal in distinct_literals(query) for word in cut(literal.text))
    )
