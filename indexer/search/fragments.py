"""Snippets: the pieces of a part that show best why it was found. Shared by every engine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.search.highlights import Hit, MatchMap, TermPlaces
from indexer.search.query import Span, TextLeaf
from indexer.search.response import Snippet

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


_CLOSERS = "[”’」』）】》〉\"')]*"
# Each begins with one class of characters: so going from sign to sign is many times faster than
# trying everywhere.
_STOP = rf"(?:(?<=[\n\t])|(?<=[。！？!?])[。！？!?]*{_CLOSERS}(?![A-Za-z0-9=&]))"
_SENTENCE_END: Final = re.compile(rf"[。！？!?\n\t]{_STOP}(?:[。！？!?\n\t]{_STOP})*")
_CLAUSE_END: Final = re.compile(
    rf"[，、；：,;。！？\n\t](?:(?<=[，、；：,;]){_CLOSERS}|(?<=[。！？\n\t]))"
)
_IN_WORD: Final = re.compile(r"[A-Za-z0-9]{2}")


def window(text: str, core: Span, width: int) -> Span:
    """The range of `text` to show around `core`: at most `width` characters unless the core is
    longer, inside one line unless that is short.

    Whole sentences where they fit; else the core with as much on either side, cut at a clause
    where one ends near. White space at the ends is left out.
    """
    line = text.rfind("\n", 0, core[0]) + 1, _line_end(text, core[1])
    shown = _sentences(text, core, line, width) or _clauses(text, core, line, width)
    if _is_short(shown, width):
        shown = _sentences(text, shown, (0, len(text)), width) or shown
    if _is_short(shown, width):
        shown = _clauses(text, shown, (shown[0], len(text)), width)
    return _trimmed(text, shown, core)


def _is_short(shown: Span, width: int) -> bool:
    return shown[1] - shown[0] < width // 3


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _sentences(text: str, core: Span, bounds: Span, width: int) -> Span | None:
    """The sentences that hold the core, then those that follow, then those before, as they fit."""
    starts, ends = _cuts(text, core, bounds, width, _SENTENCE_END)
    if not starts or not ends or ends[0] - starts[-1] > width:
        return None
    end = max(end for end in ends if end - starts[-1] <= width)
    return min(start for start in starts if end - start <= width), end


def _clauses(text: str, core: Span, bounds: Span, width: int) -> Span:
    """The core in the middle of the width, from the beginning of a clause to the end of one where
    that costs little; no number or Latin word is cut."""
    starts, ends = _cuts(text, core, bounds, width, _CLAUSE_END)
    spare, slack = max(0, width - (core[1] - core[0])), width // 4
    before = max(spare // 2, spare - (bounds[1] - core[1]))
    earliest = max(bounds[0], core[0] - before)
    near_start = [start for start in starts if earliest <= start <= earliest + slack]
    start = min(near_start, default=_outside_word(text, earliest, core[0], 1))
    latest = max(core[1], min(bounds[1], start + width))
    near_end = [end for end in ends if latest - slack <= end <= latest]
    return start, max(near_end, default=_outside_word(text, latest, core[1], -1))


def _outside_word(text: str, at: int, core: int, step: int) -> int:
    """The first cut from `at` towards the core that splits no number or Latin word."""
    while at != core and _IN_WORD.match(text, max(0, at - 1)):
        at += step
    return at


def _cuts(
    text: str, core: Span, bounds: Span, width: int, ends_at: re.Pattern[str]
) -> tuple[list[int], list[int]]:
    """Where a stretch may begin before the core and end behind it, in the order of the text."""
    low, high = max(bounds[0], core[1] - width), min(bounds[1], core[0] + width)
    cuts = [end.end() for end in ends_at.finditer(text, low, high)]
    starts = [bounds[0]] if low == bounds[0] else []
    starts += [cut for cut in cuts if bounds[0] < cut <= core[0]]
    ends = [cut for cut in cuts if core[1] <= cut < bounds[1]]
    ends += [bounds[1]] if high == bounds[1] else []
    return starts, ends


def _trimmed(text: str, shown: Span, core: Span) -> Span:
    start, end = shown
    while start < core[0] and text[start].isspace():
        start += 1
    while end > core[1] and text[end - 1].isspace():
        end -= 1
    return start, end
