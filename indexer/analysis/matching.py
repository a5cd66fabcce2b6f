"""Matching of literals in normalised text: edges of alphanumeric runs, and NEAR."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from indexer.analysis.normalize import ALNUM_RUN, BOUNDARY, is_alnum


def occurrences(
    text: str,
    term: str,
    open_left: bool = False,
    open_right: bool = False,
    begin: int = 0,
    end: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Half-open ranges of `term` in normalised `text`, left to right, overlapping ones too; only
    those between `begin` and `end`.

    At an edge that is not open, an alphanumeric run of the term may not continue in the text.
    """
    guard_left, guard_right = _edges(term)
    guard_left, guard_right = guard_left and not open_left, guard_right and not open_right
    length = len(term)
    at = text.find(term, begin, end)
    while at >= 0:
        after = at + length
        continued = (guard_left and at > 0 and is_alnum(text[at - 1])) or (
            guard_right and after < len(text) and is_alnum(text[after])
        )
        if not continued:
            yield at, after
        at = text.find(term, at + 1, end)


@lru_cache(maxsize=1_000)
def _edges(term: str) -> tuple[bool, bool]:
    """Whether the term begins and whether it ends with a run character."""
    return is_alnum(term[0]), is_alnum(term[-1])


def contains(text: str, term: str, open_left: bool = False, open_right: bool = False) -> bool:
    """Whether the literal occurs in normalised `text`."""
    return next(occurrences(text, term, open_left, open_right), None) is not None


def near_pairs(
    paragraph: str, left: str, right: str, distance: int
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of ranges (of `left`, of `right`) near each other in one paragraph.

    In either order, without overlap, with at most `distance` characters between them, a run
    counting as one. For each occurrence of `left` the nearest `right` after and before it is tried,
    which finds a pair wherever there is one.
    """
    lefts, rights = [*occurrences(paragraph, left)], [*occurrences(paragraph, right)]
    if not lefts or not rights:
        return
    right_starts, right_ends = [r[0] for r in rights], [r[1] for r in rights]
    gaps = _Gaps(paragraph)
    for found in lefts:
        after = bisect_left(right_starts, found[1])
        if after < len(rights) and gaps.count(found[1], right_starts[after]) <= distance:
            yield found, rights[after]
        before = bisect_right(right_ends, found[0]) - 1
        if before >= 0 and gaps.count(right_ends[before], found[0]) <= distance:
            yield found, rights[before]


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
    for any number of ranges."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        """Of each run of two characters or more."""
        self._ends: list[int] = []
        self._spared = [0]
        """Characters that the runs before each one, and all of them, do not count."""
        for run in ALNUM_RUN.finditer(text):
            start, end = run.span()
            if end - start > 1:
                self._starts.append(start)
                self._ends.append(end)
                self._spared.append(self._spared[-1] + end - start - 1)

    def count(self, start: int, end: int) -> int:
        """The length of text[start:end]; a run that is cut counts as one, too."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= last or start >= end:  # no run of two characters reaches into it
            return max(0, end - start)
        spared = self._spared[last] - self._spared[first]
        spared -= max(0, start - self._starts[first])
        spared -= max(0, self._ends[last - 1] - end)
        return end - start - spared
