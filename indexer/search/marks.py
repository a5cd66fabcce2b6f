"""Where the terms of a query stand in a text as written.

The law of marks: the normalised text of every mark is a term of the query that is asked for, at
a place where it counts: an operand of NEAR only where the other stands near, nothing for what is
negated, a `heading:` term in headings only. Marks never overlap, because two terms marked as one
would be a mark that is no term; where terms overlap, the longest is marked, then the leftmost.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import Final, NamedTuple, TypeAlias

from indexer.analysis.literals import near_pairs, occurrences
from indexer.analysis.normalize import WALL, Normalized, normalize, normalize_with_map
from indexer.search.query import HeadingLiteral, Literal, Near, Span, TextLeaf

Marks: TypeAlias = tuple[Span, ...]

STEADY: Final = re.compile(
    "[\x21-\x7e\xb7\u2010-\u2027\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]*"
)
"""Characters that become one or more by themselves, whatever stands beside them. In a piece of
these alone that is as long as before, each became one."""
_MOST_HITS: Final = 5_000
"""Of one term in one text: beyond it, places are of no use to a reader and cost time."""


def mark(text: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's text."""
    return TermPlaces(text, leaves).marks(0, len(text))


def mark_heading(heading: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's own heading."""
    wanted = [leaf.literal if isinstance(leaf, HeadingLiteral) else leaf for leaf in leaves]
    normalised = normalize(heading)
    if not any(_may_stand(leaf, normalised) for leaf in wanted):
        return ()
    return TermPlaces(heading, wanted, normalised).marks(0, len(heading))


def _may_stand(leaf: TextLeaf, normalised: str) -> bool:
    match leaf:
        case Literal(text=text):
            return text in normalised
        case Near(left=left):
            return left.text in normalised
        case _:
            return False


class Hit(NamedTuple):
    """One occurrence of a term, in normalised characters of its piece."""

    piece: int
    start: int
    end: int
    term: int
    """Which term of the query, counted from 0; NEAR counts as two."""


class TermPlaces:
    """All places of a query's terms in one text, taken back to the original where asked.

    A *piece* is what stands between walls. Normalisation works piece by piece, so the map of a
    piece is made only when a place in it is asked for; and where a piece is as long as before and
    made of characters that never join or vanish, every place is where it was.
    """

    def __init__(
        self, text: str, leaves: Iterable[TextLeaf], normalised: str | None = None
    ) -> None:
        """`normalised` is `normalize(text)`, for a caller who has it."""
        self.text = text
        self._normalised = normalize(text) if normalised is None else normalised
        self._leaves = tuple(dict.fromkeys(leaves))
        self._starts, self._pieces = _starts(self._normalised), _starts(text.replace("\t", WALL))
        assert len(self._starts) == len(self._pieces), "not the normalised form of this text"
        self._maps: dict[int, Normalized | None] = {}

    @cached_property
    def hits(self) -> list[Hit]:
        """All of them, in the order of the text."""
        return sorted(hit for which in range(len(self._leaves)) for hit in self._find(which))

    @property
    def deciding(self) -> list[Hit]:
        """The hits by which a window is chosen: of a single term the first decides."""
        match self._leaves:
            case (Literal(),):
                return [*islice(self._find(0), 1)]
            case _:
                return self.hits

    def around(self, piece: int, start: int, end: int) -> Span:
        """The shortest range of the original that holds this normalised range of a piece."""
        places, offset = self._map(piece), self._pieces[piece]
        if places is None:
            return offset + start, offset + end
        return offset + places.starts[start], offset + places.ends[end - 1]

    def marks(self, start: int, end: int) -> Marks:
        """Marks that lie whole in this range of the original, in its coordinates."""
        first = bisect_right(self._pieces, start) - 1
        last = max(first, bisect_left(self._pieces, end) - 1)
        origins = {
            origin
            for hit in self._hits_in(first, last)
            if (origin := self._origin(hit)) and start <= origin[0] and origin[1] <= end
        }
        return _apart(origins)

    def _hits_in(self, first: int, last: int) -> Iterable[Hit]:
        """Hits in the pieces first to last."""
        match self._leaves:
            case (Literal(),):
                behind = last + 1
                end = self._starts[behind] if behind < len(self._starts) else None
                return self._find(0, self._starts[first], end)
            case _:
                return (hit for hit in self.hits if first <= hit.piece <= last)

    def _origin(self, hit: Hit) -> Span | None:
        """The hit in the original; None where no characters of it are just this term."""
        places, offset = self._map(hit.piece), self._pieces[hit.piece]
        if places is None:
            return offset + hit.start, offset + hit.end
        origin = places.origin(hit.start, hit.end)
        return (offset + origin[0], offset + origin[1]) if origin else None

    def _map(self, piece: int) -> Normalized | None:
        """The way back from a piece; None where no character has moved."""
        if piece not in self._maps:
            original = self._piece(self.text, self._pieces, piece)
            length = len(self._piece(self._normalised, self._starts, piece))
            is_steady = length == len(original) and STEADY.fullmatch(original)
            self._maps[piece] = None if is_steady else normalize_with_map(original)
        return self._maps[piece]

    def _piece(self, text: str, starts: Sequence[int], piece: int) -> str:
        behind = piece + 1
        return text[starts[piece] : starts[behind] - 1 if behind < len(starts) else None]

    def _find(self, which: int, begin: int = 0, behind: int | None = None) -> Iterator[Hit]:
        """Hits of one term, from the beginning of a piece to that of another."""
        starts = self._starts
        match self._leaves[which]:
            case Literal(text=term, open_left=left, open_right=right):
                text = self._normalised[begin:behind] if begin or behind else self._normalised
                for start, end in islice(occurrences(text, term, left, right), _MOST_HITS):
                    piece = bisect_right(starts, begin + start) - 1
                    offset = begin - starts[piece]
                    yield Hit(piece, start + offset, end + offset, 2 * which)
            case Near() as near:
                for piece, text in enumerate(self._normalised.split(WALL)):
                    for side, (start, end) in islice(_near(text, near), _MOST_HITS):
                        yield Hit(piece, start, end, 2 * which + side)
            case HeadingLiteral():
                pass  # asks for nothing in the text


def _starts(text: str) -> list[int]:
    """Where the pieces of a text begin."""
    return [0, *accumulate(len(piece) + 1 for piece in text.split(WALL)[:-1])]


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
    chosen: list[Span] = []
    for start, end in sorted(ranges, key=lambda r: (r[0] - r[1], r[0])):
        at = bisect_right(chosen, (start, end))
        free_left = at == 0 or chosen[at - 1][1] <= start
        free_right = at == len(chosen) or end <= chosen[at][0]
        if free_left and free_right:
            chosen.insert(at, (start, end))
    return tuple(chosen)
