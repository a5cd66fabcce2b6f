"""Snippets: the pieces of a part that show best why it was found. Shared by every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.search.highlights import Hit, MatchMap, TermPlaces
from indexer.search.query import Span, TextLeaf
from indexer.search.response import Snippet
from indexer.search.windows import window

WIDTH: Final = 120
"""Characters of a snippet: about two lines on a wide screen, four on a phone."""
MOST: Final = 2
"""Snippets of one hit."""


def cut_snippets(
    text: str,
    leaves: Iterable[TextLeaf],
    *,
    normalised: str | None = None,
    places: MatchMap | None = None,
    most: int = MOST,
    width: int = WIDTH,
) -> tuple[Snippet, ...]:
    """The best windows of a part's text, in its order, with the terms marked.

    `leaves` are the query's `positive_leaves`; `normalised` is `normalize(text)` and `places`
    the way back from it, for a caller who has them. Each snippet is a slice of `text`: the window
    that holds most of the terms, then, where terms stand apart, another for those still missing.
    Windows that touch become one, so a snippet may be longer than `width`, as it may be for a long
    term. Where no term stands in the text (an empty query, a match in the heading) it is the
    beginning; for no text there is none.
    """
    terms = TermPlaces(text, leaves, normalised, places)
    ranges = _windows(terms, most, width) or _beginning(text, width)
    return tuple(_snippet(terms, shown) for shown in _joined(ranges))


def _snippet(places: TermPlaces, shown: Span) -> Snippet:
    start, end = shown
    marks = tuple([(first - start, last - start) for first, last in places.marks(start, end)])
    return Snippet(places.text[start:end], marks)


def _beginning(text: str, width: int) -> list[Span]:
    first = len(text) - len(text.lstrip())
    return [window(text, (first, first + 1), width)] if first < len(text) else []


def _windows(places: TermPlaces, most: int, width: int) -> list[Span]:
    ranges: list[Span] = []
    hits = places.deciding
    if len(hits) == 1:
        return [window(places.text, places.around(hits[0].start, hits[0].end), width)]
    while hits and len(ranges) < most:
        shown = window(places.text, places.around(*_densest(places, hits, width)), width)
        ranges.append(shown)
        seen: set[int] = set()
        for hit in hits:
            if hit.term not in seen:
                inside = places.around(hit.start, hit.end)
                if shown[0] <= inside[0] and inside[1] <= shown[1]:
                    seen.add(hit.term)
        hits = [hit for hit in hits if hit.term not in seen]
    return ranges


def _densest(places: TermPlaces, hits: Sequence[Hit], width: int) -> Span:
    """The stretch of one paragraph, at most `width` long, that holds most of the terms.

    `hits` are sorted and not empty. Among equals the shortest wins, then the first in the text.
    """
    if len(hits) == 1:
        return hits[0].start, hits[0].end

    def is_too_wide(first: Hit, last: Hit) -> bool:
        return last.end - first.start > width or places.are_apart(first, last)

    best, chosen = (0, 0), (0, 1)
    inside: Counter[int] = Counter()
    terms = left = 0
    for right, hit in enumerate(hits):
        inside[hit.term] += 1
        terms += inside[hit.term] == 1
        while left < right and (inside[hits[left].term] > 1 or is_too_wide(hits[left], hit)):
            inside[hits[left].term] -= 1
            terms -= inside[hits[left].term] == 0
            left += 1
        score = (terms, hits[left].start - hit.end)
        if score > best:
            best, chosen = score, (left, right + 1)
    stretch = hits[slice(*chosen)]
    return stretch[0].start, max(hit.end for hit in stretch)


def _joined(ranges: list[Span]) -> list[Span]:
    """In the order of the text, those that touch made one."""
    if len(ranges) == 1:
        return ranges
    joined: list[Span] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
