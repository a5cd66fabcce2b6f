"""Snippets: the fragments of a part that best show why it matches. Shared by every engine.

A fragment is whole sentences where they fit into the width, else it ends at clauses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from indexer.analysis.sentences import CLAUSE_END, SENTENCE_END
from indexer.search.highlights import Hit, OffsetMap, TermMatches
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
    offsets: OffsetMap | None = None,
    most: int = MOST,
    width: int = WIDTH,
) -> tuple[Snippet, ...]:
    """The best fragments of a part's text, in its order, with the terms highlighted.

    `leaves` are the query's `positive_leaves`; `normalised` is `normalize(text)` and `offsets`
    the map back from it, for a caller who has them. Each snippet is a slice of `text`: the fragment
    with most of the terms, then another for those still missing. Fragments that touch are merged,
    so a snippet may be longer than `width`, as it may be for a long term. Where no term occurs in
    the text (an empty query, a match in the heading) it is the beginning; an empty text has none.
    """
    terms = TermMatches(text, leaves, normalised, offsets)
    ranges = _best_fragments(terms, most, width) or _beginning(text, width)
    return tuple([_snippet(terms, fragment) for fragment in _merged(ranges)])


def _snippet(matches: TermMatches, fragment: Span) -> Snippet:
    start, end = fragment
    marks = tuple([(first - start, last - start) for first, last in matches.marks(start, end)])
    return Snippet(matches.text[start:end], marks)


def _beginning(text: str, width: int) -> list[Span]:
    first = len(text) - len(text.lstrip())
    return [fragment_around(text, (first, first + 1), width)] if first < len(text) else []


def _best_fragments(matches: TermMatches, most: int, width: int) -> list[Span]:
    ranges: list[Span] = []
    hits = matches.anchor_hits()
    if len(hits) == 1:
        span = matches.to_source_span(*hits[0][:2])
        return [fragment_around(matches.text, span, width)]
    while hits and len(ranges) < most:
        densest = matches.to_source_span(*_densest(matches, hits, width))
        fragment = fragment_around(matches.text, densest, width)
        ranges.append(fragment)
        shown: set[int] = set()
        for start, end, term in hits:
            if term not in shown:
                span = matches.to_source_span(start, end)
                if fragment[0] <= span[0] and span[1] <= fragment[1]:
                    shown.add(term)
        hits = [hit for hit in hits if hit[2] not in shown]
    return ranges


def _densest(matches: TermMatches, hits: Sequence[Hit], width: int) -> Span:
    """The range of one paragraph, at most `width` long, with most of the terms.

    `hits` are sorted and not empty. Of equals the shortest wins, then the first in the text.
    """
    if len(hits) == 1:
        return hits[0][:2]
    best, window = (0, 0), (0, 1)
    inside: dict[int, int] = {}
    terms = left = 0
    for right, (start, end, term) in enumerate(hits):
        inside[term] = inside.get(term, 0) + 1
        terms += inside[term] == 1
        while left < right:
            first, _, dropped = hits[left]
            is_too_wide = end - first > width or matches.crosses_boundary(first, start)
            if inside[dropped] == 1 and not is_too_wide:
                break
            inside[dropped] -= 1
            terms -= inside[dropped] == 0
            left += 1
        score = (terms, hits[left][0] - end)
        if score > best:
            best, window = score, (left, right + 1)
    chosen = hits[slice(*window)]
    return chosen[0][0], max([end for _, end, _ in chosen])


def _merged(ranges: list[Span]) -> list[Span]:
    """In the order of the text, ranges that touch merged."""
    if len(ranges) == 1:
        return ranges
    merged: list[Span] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


_IN_WORD: Final = re.compile(r"[A-Za-z0-9]{2}")


def fragment_around(text: str, core: Span, width: int) -> Span:
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
    """The sentences around the core, then those after, then those before, as they fit."""
    starts, ends = _cuts(text, core, bounds, width, SENTENCE_END)
    if not starts or not ends or ends[0] - starts[-1] > width:
        return None
    end = ends[bisect_right(ends, starts[-1] + width) - 1]
    return starts[bisect_left(starts, end - width)], end


def _clauses(text: str, core: Span, bounds: Span, width: int) -> Span:
    """The core in the middle of the width, from the beginning of a clause to the end of one where
    that costs little; no number or Latin word is cut."""
    starts, ends = _cuts(text, core, bounds, width, CLAUSE_END)
    spare, slack = max(0, width - (core[1] - core[0])), width // 4
    before = max(spare // 2, spare - (bounds[1] - core[1]))
    earliest = max(bounds[0], core[0] - before)
    near_start = [start for start in starts if earliest <= start <= earliest + slack]
    start = min(near_start, default=_outside_word(text, earliest, core[0], 1))
    latest = max(core[1], min(bounds[1], start + width))
    near_end = [end for end in ends if latest - slack <= end <= latest]
    return start, max(near_end, default=_outside_word(text, latest, core[1], -1))


def _outside_word(text: str, at: int, core: int, step: int) -> int:
    """The first offset from `at` towards the core that splits no number or Latin word."""
    while at != core and _IN_WORD.match(text, max(0, at - 1)):
        at += step
    return at


def _cuts(
    text: str, core: Span, bounds: Span, width: int, ends_at: re.Pattern[str]
) -> tuple[list[int], list[int]]:
    """Offsets at which a fragment may begin before the core and end after it, ascending."""
    low, high = max(bounds[0], core[1] - width), min(bounds[1], core[0] + width)
    cuts = [end.end() for end in ends_at.finditer(text, low, high)]
    starts, ends = cuts[: bisect_right(cuts, core[0])], cuts[bisect_left(cuts, core[1]) :]
    if low == bounds[0]:
        starts.insert(0, low)
    if high == bounds[1] and (not ends or ends[-1] < high):
        ends.append(high)
    return starts, ends


def _trimmed(text: str, shown: Span, core: Span) -> Span:
    start, end = shown
    while start < core[0] and text[start].isspace():
        start += 1
    while end > core[1] and text[end - 1].isspace():
        end -= 1
    return start, end
