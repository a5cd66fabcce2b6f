"""Highlights: where the terms of a query occur in a text as written.

Rule: the normalised text of every highlight is a positive term of the query, where it counts: an
operand of NEAR only near the other one, nothing for negated terms, a `heading:` term in headings
only. Highlights never overlap: of overlapping terms the longest is highlighted, then the leftmost.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate, islice, pairwise
from typing import Final, Protocol, TypeAlias

from indexer.analysis.matching import near_pairs, occurrences
from indexer.analysis.normalize import BOUNDARY, Normalized, normalize, normalize_with_map
from indexer.analysis.user_dictionary import CHINESE
from indexer.search.query import HeadingLiteral, Literal, Near, Span, TextLeaf, Word
from indexer.search.search_budget import checkpoint

Marks: TypeAlias = tuple[Span, ...]

STEADY: Final = (
    "\x21-\x7e\xb7\u2010-\u2024\u2027\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
)
"""Characters that normalise to one each, whatever is beside them."""
BLANKS: Final = " \xa0\u3000"
"""Of a row of these, normalisation keeps one or none."""
_PLAIN: Final = re.compile(f"[{STEADY}\n\t{BLANKS}]*")
_ROW_OF_BLANKS: Final = re.compile(f"[{BLANKS}]+")
_CHINESE_RUN: Final = re.compile(f"[{CHINESE[0]}-{CHINESE[1]}]+")
_MOST_HITS: Final = 5_000
"""Of all terms in one text, an equal share for each: more are of no use to a reader."""
_FEWEST_HITS: Final = 100
"""At least so many of each term."""


def highlight(text: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's text."""
    return TermMatches(text, leaves).marks(0, len(text))


def highlight_heading(
    heading: str, leaves: Iterable[TextLeaf], normalised: str | None = None
) -> Marks:
    """The same in a part's own heading. `normalised` is `normalize(heading)`, for a caller who has
    it."""
    terms = [leaf.literal if isinstance(leaf, HeadingLiteral) else leaf for leaf in leaves]
    normalised = normalize(heading) if normalised is None else normalised
    for leaf in terms:
        if (leaf.left if isinstance(leaf, Near) else leaf).text in normalised:
            return TermMatches(heading, terms, normalised).marks(0, len(heading))
    return ()


Hit: TypeAlias = tuple[int, int, int]
"""One occurrence of a term: start and end in normalised characters, and which term of the query,
counted from 0; NEAR counts as two, and so does every other term."""


class TermMatches:
    """All matches of a query's terms in one text, mapped back to the text as written on demand."""

    def __init__(
        self,
        text: str,
        leaves: Iterable[TextLeaf],
        normalised: str | None = None,
        offsets: OffsetMap | None = None,
    ) -> None:
        """`normalised` is `normalize(text)` and `offsets` the map back from it, for a caller who
        has them."""
        self.text = text
        self._normalised = normalize(text) if normalised is None else normalised
        given = tuple(leaves)
        self._leaves = given if len(given) < 2 else tuple(dict.fromkeys(given))
        self._offsets = offsets or offset_map(text, self._normalised)
        self.to_source_span = self._offsets.to_source_span
        """The shortest range as written that covers a normalised one."""
        self._most = max(_FEWEST_HITS, _MOST_HITS // max(1, len(self._leaves)))
        self._unbounded: dict[int, list[Hit]] = {}
        """By term, the hits of NEAR operands and of words, which are searched for in the whole
        text."""

    def anchor_hits(self) -> list[Hit]:
        """The hits by which a fragment is chosen, in the order of the text: of a single literal the
        first, else all of them."""
        if len(self._leaves) == 1 and isinstance(literal := self._leaves[0], Literal):
            return [(start, end, 0) for start, end in self._ranges(literal, most=1)]
        found: list[Hit] = []
        for which, leaf in enumerate(self._leaves):
            if isinstance(leaf, Literal):
                found += [(start, end, 2 * which) for start, end in self._ranges(leaf)]
            else:
                found += self._unbounded_hits(which)
        found.sort()
        return found

    def crosses_boundary(self, start: int, end: int) -> bool:
        """Whether a paragraph boundary lies in this normalised range."""
        return self._normalised.find(BOUNDARY, start, end) >= 0

    def marks(self, start: int, end: int) -> Marks:
        """Highlights that lie wholly in this range of the text as written, in its offsets."""
        offsets, found = self._offsets, []
        begin, stop = offsets.to_normalized_span(start, end)
        for which, leaf in enumerate(self._leaves):
            if isinstance(leaf, Literal):
                ranges = self._ranges(leaf, begin, stop)
            else:
                ranges = [(first, last) for first, last, _ in self._unbounded_hits(which)]
            for first, last in ranges:
                source = offsets.to_source_exact(first, last)
                if source and start <= source[0] and source[1] <= end:
                    found.append(source)
        return _without_overlaps(found)

    def _ranges(
        self, literal: Literal, begin: int = 0, end: int | None = None, most: int | None = None
    ) -> list[Span]:
        """Where a literal occurs between two offsets, at most `most` times."""
        checkpoint()
        open_left, open_right, most = literal.open_left, literal.open_right, most or self._most
        return occurrences(self._normalised, literal.text, open_left, open_right, begin, end, most)

    def _unbounded_hits(self, which: int) -> list[Hit]:
        known = self._unbounded.get(which)
        if known is None:
            known = self._unbounded[which] = self._find_in_all(which)
        return known

    def _find_in_all(self, which: int) -> list[Hit]:
        checkpoint()
        text, term = self._normalised, self._leaves[which]
        hits: list[Hit] = []
        if isinstance(term, Word):
            for start, end in islice(_word_matches(text, term), self._most):
                hits.append((start, end, 2 * which))
        elif isinstance(term, Near):
            at = 0
            for piece in text.split(BOUNDARY):
                for side, (start, end) in islice(_near_matches(piece, term), self._most):
                    hits.append((at + start, at + end, 2 * which + side))
                at += len(piece) + 1
        # A pair of NEAR is found from either side; a term that matches headings only, not at all.
        return [*dict.fromkeys(hits)]


class OffsetMap(Protocol):
    """Maps offsets of normalised text to offsets of the text as written."""

    def to_source_span(self, start: int, end: int) -> Span:
        """The shortest range as written that covers this one."""
        ...

    def to_source_exact(self, start: int, end: int) -> Span | None:
        """The range as written that normalises to exactly this one, where there is one."""
        ...

    def to_normalized_span(self, start: int, end: int) -> Span:
        """A normalised range that covers everything in this range of the text as written."""
        ...


Shifts: TypeAlias = list[list[int]]
"""For a text whose characters normalise to one each, so that only removed blanks shift offsets:
two lists, offsets in the normalised text and the shift from each to the next. Empty if no blank is
removed."""


def offset_map(text: str, normalised: str) -> OffsetMap:
    """The map from `normalize(text)` back to `text`."""
    return offset_map_of(text, normalised, text_shifts(text, normalised))


def offset_map_of(text: str, normalised: str, shifts: Shifts | None) -> OffsetMap:
    """The same, for a caller who has the `text_shifts`."""
    if shifts is None:
        return _FullMap(text, normalised)
    return _ShiftMap(*shifts) if shifts else _UNSHIFTED


def text_shifts(text: str, normalised: str) -> Shifts | None:
    """None if the text has characters that do not normalise to one each."""
    if not _PLAIN.fullmatch(text):
        return None
    if len(text) == len(normalised):
        return []
    starts, shifts, shift = [0], [0], 0
    for blanks in _ROW_OF_BLANKS.finditer(text):
        start, end = blanks.span()
        at = start - shift
        is_kept = normalised.startswith(" ", at)
        shift += end - start - is_kept
        starts.append(at + is_kept)
        shifts.append(shift)
    return [starts, shifts]


class _Unshifted:
    """For texts whose offsets are those of the normalised text."""

    def to_source_span(self, start: int, end: int) -> Span:
        return start, end

    to_source_exact = to_source_span
    to_normalized_span = to_source_span


_UNSHIFTED: Final = _Unshifted()


class _ShiftMap:
    """For texts with `Shifts`."""

    def __init__(self, starts: list[int], shifts: list[int]) -> None:
        self._starts = starts
        self._shifts = shifts

    def to_source_span(self, start: int, end: int) -> Span:
        starts, shifts = self._starts, self._shifts
        return (
            start + shifts[bisect_right(starts, start) - 1],
            end + shifts[bisect_right(starts, end - 1) - 1],
        )

    to_source_exact = to_source_span

    def to_normalized_span(self, start: int, end: int) -> Span:
        return max(0, start - self._shifts[-1]), end


class _FullMap:
    """For any text: `normalize_with_map` of each paragraph, computed on first use, since
    paragraphs are normalised independently."""

    def __init__(self, text: str, normalised: str) -> None:
        self._text = text
        self._starts, self._origins = _starts(normalised), _starts(text.replace("\t", BOUNDARY))
        assert len(self._starts) == len(self._origins), "not the normalised form of this text"
        self._maps: dict[int, Normalized] = {}

    def to_source_span(self, start: int, end: int) -> Span:
        piece, offset, origin = self._piece(start)
        return origin + piece.starts[start - offset], origin + piece.ends[end - offset - 1]

    def to_source_exact(self, start: int, end: int) -> Span | None:
        piece, offset, origin = self._piece(start)
        found = piece.origin(start - offset, end - offset)
        return (origin + found[0], origin + found[1]) if found else None

    def to_normalized_span(self, start: int, end: int) -> Span:
        after = bisect_left(self._origins, end)
        last = self._starts[after] if after < len(self._starts) else sys.maxsize
        return self._starts[bisect_right(self._origins, start) - 1], last

    def _piece(self, at: int) -> tuple[Normalized, int, int]:
        """The paragraph of an offset: its map, and where it begins, normalised and as written."""
        number = bisect_right(self._starts, at) - 1
        origin, after = self._origins[number], number + 1
        if number not in self._maps:
            end = self._origins[after] - 1 if after < len(self._origins) else None
            self._maps[number] = normalize_with_map(self._text[origin:end])
        return self._maps[number], self._starts[number], origin


def _starts(text: str) -> list[int]:
    """Where the paragraphs of a text begin."""
    return [0, *accumulate(len(piece) + 1 for piece in text.split(BOUNDARY)[:-1])]


def _word_matches(text: str, word: Word) -> Iterator[Span]:
    """Where a word occurs in normalised text as the tokenizer cuts it."""
    end = 0
    while (at := text.find(word.text, end)) >= 0:
        found = _CHINESE_RUN.match(text, _chinese_run_start(text, at, end))
        assert found, "a word is of Chinese characters"
        start, end = found.span()
        for token in word.cut(found[0]):
            if token in word.tokens:
                inside = token.find(word.text)
                yield start + inside, start + inside + len(word.text)
            start += len(token)


def _chinese_run_start(text: str, at: int, least: int) -> int:
    """Where the run of Chinese characters around an offset begins."""
    while at > least and CHINESE[0] <= text[at - 1] <= CHINESE[1]:
        at -= 1
    return at


def _near_matches(piece: str, near: Near) -> Iterator[tuple[int, Span]]:
    """Operands near each other, from the left one to the right one and the other way round."""
    left, right = near.left.text, near.right.text
    if left in piece and right in piece:
        for one, other in near_pairs(piece, left, right, near.distance):
            yield from ((0, one), (1, other))


def _without_overlaps(ranges: Collection[Span]) -> Marks:
    """A choice without overlaps: the longest first, then the leftmost."""
    if len(ranges) < 2:
        return tuple(ranges)
    ascending = sorted({*ranges})
    if all(one[1] <= other[0] for one, other in pairwise(ascending)):
        return tuple(ascending)
    chosen: list[Span] = []
    for start, end in sorted(ascending, key=lambda r: (r[0] - r[1], r[0])):
        at = bisect_right(chosen, (start, end))
        free_left = at == 0 or chosen[at - 1][1] <= start
        free_right = at == len(chosen) or end <= chosen[at][0]
        if free_left and free_right:
            chosen.insert(at, (start, end))
    return tuple(chosen)
