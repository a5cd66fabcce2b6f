"""Counts by year as bars: each a link that chooses its year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 100
"""Height of the tallest bar."""
_LEAST: Final = 2
"""A count above zero is never drawn as nothing."""
_FEWEST_YEARS: Final = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One year. `height` is of FULL."""

    year: str
    count: int
    height: int
    selected: bool
    url: str | None
    """None where there is nothing to choose."""


def histogram(
    counts: Mapping[int, int], urls: Mapping[int, str], selected: Sequence[int] = ()
) -> list[Bar]:
    """A bar for each year from the first to the last, those without a hit too.

    Empty where one bar alone would say nothing.
    """
    if len(counts) < _FEWEST_YEARS:
        return []
    most = max(counts.values()) or 1
    return [
        Bar(
            year=str(year),
            count=counts.get(year, 0),
            height=_height(counts.get(year, 0), most),
            selected=year in selected,
            url=urls.get(year),
        )
        for year in range(min(counts), max(counts) + 1)
    ]


def _height(count: int, most: int) -> int:
    return max(_LEAST, round(FULL * count / most)) if count else 0
