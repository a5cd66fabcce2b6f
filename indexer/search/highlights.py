"""Where the terms of a query stand in a text as written.

The law of marks: the normalised text of every mark is a term of the query that is asked for, at
a place where it counts: an operand of NEAR only where the other stands near, nothing for what is
negated, a `heading:` term in headings only. Marks never overlap, because two terms marked as one
would be a mark that is no term; where terms overlap, the longest is marked, then the leftmost.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice, pairwise
from typing import Final, NamedTuple, Protocol, TypeAlias

from indexer.analysis.matching import near_pairs, occurrences
from indexer.analysis.normalize import BOUNDARY, Normalized, normalize, normalize_with_map
from indexer.analysis.user_dictionary import CHINESE
from indexer.search.query import HeadingLiteral, Literal, Near, Span, TextLeaf, Word
from indexer.search.search_budget import checkpoint

Marks: TypeAlias = tuple[Span, ...]

STEADY: Final = (
    "\x21-\x7e\xb7\u2010-\u2024\u2027\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
)
"""Characters that normalise to one each, whatever stands beside them."""
BLANKS: Final = " \xa0\u3000"
"""Blanks that are all removed, or one of a row kept."""
_PLAIN: Final = re.compile(f"[{STEADY}\n\t{BLANKS}]*")
_ROW_OF_BLANKS: Final = re.compile(f"[{BLANKS}]+")
_CHINESE_STRETCH: Final = re.compile(f"[{CHINESE[0]}-{CHINESE[1]}]+")
_MOST_HITS: Final = 5_000
"""Of all terms in one text, each having an equal share: beyond it, places are of no use to a reader
and cost time."""
_FEWEST_HITS: Final = 100
"""… but so many of each."""


def mark(text: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's text."""
    return TermPlaces(text, leaves).marks(0, len(text))


def mark_heading(heading: str, leaves: Iterable[TextLeaf], normalised: str | None = None) -> Marks:
    """Half-open code-point ranges of the terms in a part's own heading. `normalised` is
    `normalize(heading)`, for a caller who has it."""
    wanted = [leaf.literal if isinstance(leaf, HeadingLiteral) else leaf for leaf in leaves]
    normalised = normalize(heading) if normalised is None else normalised
    for leaf in wanted:
        if (leaf.left if isinstance(leaf, Near) else leaf).text in normalised:
            return TermPlaces(heading, wanted, normalised).marks(0, len(heading))
    return ()


class Hit(NamedTuple):
    """One occurrence of a term, in normalised characters."""

    start: int
    end: int
    term: int
    """Which term of the query, counted from 0; NEAR counts as two."""


class TermPlaces:
    """All places of a query's terms in one text, taken back to the original where asked."""

    def __init__(
        self,
        text: str,
        leaves: Iterable[TextLeaf],
        normalised: str | None = None,
        places: MatchMap | None = None,
    ) -> None:
        """`normalised` is `normalize(text)` and `places` the way back from it, for a caller who
        has them."""
        self.text = text
        self._normalised = normalize(text) if normalised is None else normalised
        asked = tuple(leaves)
        self._leaves = asked if len(asked) < 2 else tuple(dict.fromkeys(asked))
        self._places = places or places_of(text, self._normalised)

    @cached_property
    def hits(self) -> list[Hit]:
        """All of them, in the order of the text."""
        return sorted(hit for which in range(len(self._leaves)) for hit in self._find(which))

    @property
    def deciding(self) -> list[Hit]:
        """The hits by which a window is chosen: of a single term the first decides."""
        match self._leaves:
            case (Literal(),):
                first = next(self._find(0), None)
                return [first] if first else []
            case _:
                return self.hits

    def are_apart(self, first: Hit, last: Hit) -> bool:
        """Whether a wall stands between two hits."""
        return self._normalised.find(BOUNDARY, first.start, last.start) >= 0

    def around(self, start: int, end: int) -> Span:
        """The shortest range of the original that holds this normalised one."""
        return self._places.around(start, end)

    def marks(self, start: int, end: int) -> Marks:
        """Marks that lie whole in this range of the original, in its coordinates."""
        return _apart(
            origin
            for hit in self._hits_about(start, end)
            if (origin := self._places.origin(hit.start, hit.end))
            and start <= origin[0]
            and origin[1] <= end
        )

    def _hits_about(self, start: int, end: int) -> Iterable[Hit]:
        """The hits in this range of the original; others may be among them."""
        about = self._places.about(start, end)
        return (
            hit
            for which, leaf in enumerate(self._leaves)
            for hit in (self._find(which, *about) if isinstance(leaf, Literal) else self._others)
            if hit.term // 2 == which
        )

    @cached_property
    def _others(self) -> list[Hit]:
        """The hits of what is looked for in the whole text: operands of NEAR, and words."""
        return [
            hit
            for which, leaf in enumerate(self._leaves)
            if not isinstance(leaf, Literal)
            for hit in self._find(which)
        ]

    def _find(self, which: int, begin: int = 0, behind: int | None = None) -> Iterator[Hit]:
        """Hits of one term; of a literal those between two places."""
        checkpoint()
        most = max(_FEWEST_HITS, _MOST_HITS // len(self._leaves))
        match self._leaves[which]:
            case Literal(text=term, open_left=left, open_right=right):
                found = occurrences(self._normalised, term, left, right, begin, behind)
                for start, end in islice(found, most):
                    yield Hit(start, end, 2 * which)
            case Word() as word:
                for start, end in islice(_word_places(self._normalised, word), most):
                    yield Hit(start, end, 2 * which)
            case Near() as near:
                at = 0
                for piece in self._normalised.split(BOUNDARY):
                    for side, (start, end) in islice(_near(piece, near), most):
                        yield Hit(at + start, at + end, 2 * which + side)
                    at += len(piece) + 1
            case HeadingLiteral():
                pass  # asks for nothing in the text


class MatchMap(Protocol):
    """The way from normalised places back to the original."""

    def around(self, start: int, end: int) -> Span:
        """The shortest range of the original that holds this one."""
        ...

    def origin(self, start: int, end: int) -> Span | None:
        """The range of the original that normalises to just this one, where there is one."""
        ...

    def about(self, start: int, end: int) -> Span:
        """A normalised range that holds all that stands in this range of the original."""
        ...


def places_of(text: str, normalised: str) -> MatchMap:
    """The way back to `text` from `normalize(text)`."""
    return _Moved.of(text, normalised) or _Mapped(text, normalised)


class _Moved:
    """Where all characters become one each, only removed blanks move what stands behind them."""

    def __init__(self, starts: list[int], shifts: list[int]) -> None:
        self._starts = starts
        self._shifts = shifts

    @classmethod
    def of(cls, text: str, normalised: str) -> _Moved | None:
        """None where other characters are in the text."""
        if not _PLAIN.fullmatch(text):
            return None
        if len(text) == len(normalised):  # no blank is removed
            return cls([0], [0])
        starts, shifts, shift = [0], [0], 0
        for blanks in _ROW_OF_BLANKS.finditer(text):
            start, end = blanks.span()
            at = start - shift
            is_kept = normalised.startswith(" ", at)
            shift += end - start - is_kept
            starts.append(at + is_kept)
            shifts.append(shift)
        return cls(starts, shifts)

    def around(self, start: int, end: int) -> Span:
        starts, shifts = self._starts, self._shifts
        return (
            start + shifts[bisect_right(starts, start) - 1],
            end + shifts[bisect_right(starts, end - 1) - 1],
        )

    origin = around

    def about(self, start: int, end: int) -> Span:
        return max(0, start - self._shifts[-1]), end


class _Mapped:
    """The map of `normalize_with_map`, made of each piece between walls when a place in it is
    asked for: normalisation works piece by piece."""

    def __init__(self, text: str, normalised: str) -> None:
        self._text = text
        self._starts, self._origins = _starts(normalised), _starts(text.replace("\t", BOUNDARY))
        assert len(self._starts) == len(self._origins), "not the normalised form of this text"
        self._maps: dict[int, Normalized] = {}

    def around(self, start: int, end: int) -> Span:
        piece, offset, origin = self._piece(start)
        return origin + piece.starts[start - offset], origin + piece.ends[end - offset - 1]

    def origin(self, start: int, end: int) -> Span | None:
        piece, offset, origin = self._piece(start)
        found = piece.origin(start - offset, end - offset)
        return (origin + found[0], origin + found[1]) if found else None

    def about(self, start: int, end: int) -> Span:
        behind = bisect_left(self._origins, end)
        last = self._starts[behind] if behind < len(self._starts) else sys.maxsize
        return self._starts[bisect_right(self._origins, start) - 1], last

    def _piece(self, at: int) -> tuple[Normalized, int, int]:
        """The map of the piece of a place, and where it begins, normalised and in the original."""
        number = bisect_right(self._starts, at) - 1
        origin, behind = self._origins[number], number + 1
        if number not in self._maps:
            end = self._origins[behind] - 1 if behind < len(self._origins) else None
            self._maps[number] = normalize_with_map(self._text[origin:end])
        return self._maps[number], self._starts[number], origin


def _starts(text: str) -> list[int]:
    """Where the pieces of a text begin."""
    return [0, *accumulate(len(piece) + 1 for piece in text.split(BOUNDARY)[:-1])]


def _word_places(text: str, word: Word) -> Iterator[Span]:
    """Where a word stands in normalised text as the segmenter cuts it."""
    behind = 0
    while (at := text.find(word.text, behind)) >= 0:
        found = _CHINESE_STRETCH.match(text, _stretch_start(text, at, behind))
        assert found, "a word is of Chinese characters"
        start, behind = found.span()
        for token in word.cut(found[0]):
            if token in word.tokens:
                inside = token.find(word.text)
                yield start + inside, start + inside + len(word.text)
            start += len(token)


def _stretch_start(text: str, at: int, least: int) -> int:
    """Where the Chinese stretch that holds a place begins."""
    while at > least and CHINESE[0] <= text[at - 1] <= CHINESE[1]:
        at -= 1
    return at


def _near(piece: str, near: Near) -> Iterator[tuple[int, Span]]:
    """The operands that stand near each other, seen from the left one and from the right one."""
    left, right = near.left.text, near.right.text
    if left not in piece or right not in piece:
        return
    for one, other in near_pairs(piece, left, right, near.distance):
        yield from ((0, one), (1, other))
    for other, one in near_pairs(piece, right, left, near.distance):
        yield from ((0, one), (1, other))


def _apart(ranges: Iterable[Span]) -> Marks:
    """Those that can stand without overlap: the longest first, then the leftmost."""
    ascending = sorted({*ranges})
    if len(ascending) < 2 or all(one[1] <= other[0] for one, other in pairwise(ascending)):
        return tuple(ascending)
    chosen: list[Span] = []
    for start, end in sorted(ascending, key=lambda r: (r[0] - r[1], r[0])):
        at = bisect_right(chosen, (start, end))
        free_left = at == 0 or chosen[at - 1][1] <= start
        free_right = at == len(chosen) or end <= chosen[at][0]
        if free_left and free_right:
            chosen.insert(at, (start, end))
    return tuple(chosen)
