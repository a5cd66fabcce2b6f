"""Where the terms of a query stand in a text as written.

The law of marks: the normalised text of every mark is a term of the query that is asked for, at
a place where it counts: an operand of NEAR only where the other stands near, nothing for what is
negated, a `heading:` term in headings only. Marks never overlap, because two terms marked as one
would be a mark that is no term; where terms overlap, the longest is marked, then the leftmost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import Final, NamedTuple, TypeAlias

from indexer.analysis.literals import near_pairs, occurrences
from indexer.analysis.normalize import WALL, Normalized, normalize, normalize_with_map
from indexer.search.query import HeadingLiteral, Literal, Near, Span, TextLeaf

Marks: TypeAlias = tuple[Span, ...]

_AT_WALL: Final = re.compile(r"[\n\t]")
_MOST_HITS: Final = 5_000
"""Of one term in one text: beyond it, places are of no use to a reader and cost time."""


def mark(text: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's text."""
    return TermPlaces(text, leaves).marks(0, len(text))


def mark_heading(heading: str, leaves: Iterable[TextLeaf]) -> Marks:
    """Half-open code-point ranges of the terms in a part's own heading."""
    return mark(
        heading,
        (leaf.literal if isinstance(leaf, HeadingLiteral) else leaf for leaf in leaves),
    )


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
    piece is made only when a place in it is asked for.
    """

    def __init__(
        self, text: str, leaves: Iterable[TextLeaf], normalised: str | None = None
    ) -> None:
        """`normalised` is `normalize(text)`, for a caller who has it."""
        self.text = text
        self._pieces = [*_pieces(text)]
        self._normalised = normalize(text) if normalised is None else normalised
        self._maps: dict[int, Normalized] = {}
        self.hits = sorted(self._find(leaves))

    def around(self, piece: int, start: int, end: int) -> Span:
        """The shortest range of the original that holds this normalised range of a piece."""
        places, offset = self._map(piece), self._pieces[piece][0]
        return offset + places.starts[start], offset + places.ends[end - 1]

    def marks(self, start: int, end: int) -> Marks:
        """Marks that lie whole in this range of the original, in its coordinates."""
        origins = {
            origin
            for hit in self.hits
            if self._pieces[hit.piece][0] < end and start < self._pieces[hit.piece][1]
            if (origin := self._origin(hit)) and start <= origin[0] and origin[1] <= end
        }
        return _apart(origins)

    def _origin(self, hit: Hit) -> Span | None:
        """The hit in the original; None where no characters of it are just this term."""
        origin = self._map(hit.piece).origin(hit.start, hit.end)
        offset = self._pieces[hit.piece][0]
        return (offset + origin[0], offset + origin[1]) if origin else None

    def _map(self, piece: int) -> Normalized:
        if piece not in self._maps:
            start, end = self._pieces[piece]
            self._maps[piece] = normalize_with_map(self.text[start:end])
        return self._maps[piece]

    def _find(self, leaves: Iterable[TextLeaf]) -> Iterator[Hit]:
        pieces = self._normalised.split(WALL)
        assert len(pieces) == len(self._pieces), "not the normalised form of this text"
        starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]
        for which, leaf in enumerate(dict.fromkeys(leaves)):
            match leaf:
                case Literal(text=term, open_left=left, open_right=right):
                    found = occurrences(self._normalised, term, left, right)
                    for start, end in islice(found, _MOST_HITS):
                        piece = bisect_right(starts, start) - 1
                        yield Hit(piece, start - starts[piece], end - starts[piece], 2 * which)
                case Near():
                    for at, piece_text in enumerate(pieces):
                        for side, (start, end) in islice(_near(piece_text, leaf), _MOST_HITS):
                            yield Hit(at, start, end, 2 * which + side)
                case HeadingLiteral():
                    pass  # asks for nothing in the text


def _pieces(text: str) -> Iterator[Span]:
    at = 0
    for wall in _AT_WALL.finditer(text):
        yield at, wall.start()
        at = wall.end()
    yield at, len(text)


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
