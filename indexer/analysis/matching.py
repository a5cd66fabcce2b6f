"""Matching of literals in normalised text: edges of alphanumeric runs, and NEAR."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from indexer.analysis.normalize import ALNUM_RUN, BOUNDARY, is_alnum

Range: TypeAlias = tuple[int, int]
"""Half-open, of characters."""


def occurrences(
    text: str,
    term: str,
    open_left: bool = False,
    open_right: bool = False,
    begin: int = 0,
    end: int | None = None,
    most: int = sys.maxsize,
) -> list[Range]:
    """Ranges of `term` in normalised `text`, left to right, overlapping ones too; only those
    between `begin` and `end`, and the first `most` of them.

    At an edge that is not open, an alphanumeric run of the term may not continue in the text.
    """
    guard_left, guard_right = _edges(term)
    guard_left, guard_right = guard_left and not open_left, guard_right and not open_right
    length = len(term)
    found: list[Range] = []
    at = text.find(term, begin, end)
    while at >= 0 and len(found) < most:
        after = at + length
        continued = (guard_left and at > 0 and is_alnum(text[at - 1])) or (
            guard_right and after < len(text) and is_alnum(text[after])
        )
        if not continued:
            found.append((at, after))
        at = text.find(term, at + 1, end)
    return found


@lru_cache(maxsize=1_000)
def _edges(term: str) -> tuple[bool, bool]:
    """Whether the term begins and whether it ends with a run character."""
    return is_alnum(term[0]), is_alnum(term[-1])


def contains(text: str, term: str, open_left: bool = False, open_right: bool = False) -> bool:
    """Whether the literal occurs in normalised `text`."""
    return bool(occurrences(text, term, open_left, open_right, most=1))


def near_pairs(
    paragraph: str, left: str, right: str, distance: int
) -> Iterator[tuple[Range, Range]]:
    """Pairs of ranges (of `left`, of `right`) near each other in one paragraph.

    In either order, without overlap, with at most `distance` characters between them, a run
    counting as one. For each occurrence of either the nearest of the other after and before it is
    tried, which finds every one that is part of a pair.
    """
    lefts, rights = occurrences(paragraph, left), occurrences(paragraph, right)
    if lefts and rights:
        gaps = _Gaps(paragraph)
        found = False
        for pair in _nearest(lefts, rights, distance, gaps):
            found = True
            yield pair
        if found:
            for one, other in _nearest(rights, lefts, distance, gaps):
                yield other, one


def _nearest(
    ones: Sequence[Range], others: Sequence[Range], distance: int, gaps: _Gaps
) -> Iterator[tuple[Range, Range]]:
    """Each range with those of the other ranges that are nearest and near enough."""
    starts, ends = [start for start, _ in others], [end for _, end in others]
    for one in ones:
        after = bisect_left(starts, one[1])
        if after < len(others) and gaps.is_within(distance, one[1], starts[after]):
            yield one, others[after]
        before = bisect_right(ends, one[0]) - 1
        if before >= 0 and gaps.is_within(distance, ends[before], one[0]):
            yield one, others[before]


def is_near(text: str, left: str, right: str, distance: int) -> bool:
    """Whether any paragraph of normalised `text` has both literals near each other."""
    if left not in text or right not in text:
        return False
    return any(
        next(near_pairs(paragraph, left, right, distance), None) is not None
        for paragraph in text.split(BOUNDARY)
    )


class _Gaps:
    """Lengths of ranges of a text, each run counting as one character. The runs are located once,
    when they are first needed, for any number of ranges."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        """Of each run of two characters or more."""
        self._ends: list[int] = []
        self._spared: list[int] = []
        """Characters that the runs before each one, and all of them, do not count."""

    def is_within(self, distance: int, start: int, end: int) -> bool:
        """Whether text[start:end] counts as at most so many characters."""
        return end - start <= distance or self._count(start, end) <= distance

    def _count(self, start: int, end: int) -> int:
        """The length of text[start:end]; a run that is cut counts as one, too."""
        if not self._spared:
            self._locate()
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= last:  # no run of two characters reaches into it
            return end - start
        spared = self._spared[last] - self._spared[first]
        spared -= max(0, start - self._starts[first])
        spared -= max(0, self._ends[last - 1] - end)
        return end - start - spared

    def _locate(self) -> None:
        self._spared.append(0)
        for run in ALNUM_RUN.finditer(self._text):
            start, end = run.span()
            if end - start > 1:
                self._starts.append(start)
                self._ends.append(end)
                self._spared.append(self._spared[-1] + end - start - 1)
