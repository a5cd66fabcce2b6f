"""How good an order is, from the grades of what stands in it.

Sources: MRR as TREC-8's question answering track has it; nDCG with exponential gain, Burges et al.,
"Learning to Rank using Gradient Descent" (2005).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

DEPTH: Final = 10
"""Places a person looks at."""


def reciprocal_rank(grades: Sequence[int], wanted: int) -> float:
    """1 / place of the first hit of at least grade `wanted` within DEPTH; 0 where there is none.

    `grades` are those of the hits, in the order given.
    """
    places = (place for place, grade in enumerate(grades[:DEPTH], start=1) if grade >= wanted)
    return 1 / next(places, math.inf)


def ndcg(grades: Sequence[int], judged: Iterable[int]) -> float:
    """The order's gain over that of the best order there could be, within DEPTH; 0 to 1.

    `judged` are the grades of everything there is, found or not; at least one is above 0.
    """
    return _gain(grades) / _gain(sorted(judged, reverse=True))


def _gain(grades: Sequence[int]) -> float:
    placed = enumerate(grades[:DEPTH], start=1)
    return math.fsum((2.0**grade - 1) / math.log2(place + 1) for place, grade in placed)


def mean(values: Iterable[float]) -> float:
    """The mean of at least one value, to four digits."""
    found = [*values]
    return round(math.fsum(found) / len(found), 4)
