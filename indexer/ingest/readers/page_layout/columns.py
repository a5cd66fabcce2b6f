"""The reading order of the pieces of a page: column by column, with what spans columns in between.

A gutter is a white strip between two columns of running text, from one line that crosses it to the
next. On both sides the lines must be as wide as their column, as in prose. Cells of a table without
ruling lines are not, and stay side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_NARROWEST: Final = 0.8
"""Width of a gutter, in letter heights."""
_FEWEST_LINES: Final = 3
_LEAST_WIDTH: Final = 7.0
"""Width of a column, in letter heights."""
_LEAST_WIDTH_OF_FEW: Final = 10.0
_MANY_LINES: Final = 7
_FULL: Final = 0.75
"""Share of its column's width that a full line has at least."""
_MOST_PIECES: Final = 3_000
_MOST_CANDIDATES: Final = 24
_MOST_COLUMNS: Final = 4


@dataclass(slots=True)
class Piece:
    """Characters on one baseline without a wide gap between them."""

    x0: float
    x1: float
    baseline: float
    size: float
    row: int
    """Number of the baseline on the page."""


@dataclass(frozen=True, slots=True)
class Region:
    """Pieces that are read as one column; the whole page if there are no columns."""

    pieces: tuple[int, ...]
    left: float = 0.0
    width: float = 0.0
    """Width of the column; 0 if lines span the whole page."""


def regions(pieces: Sequence[Piece]) -> list[Region]:
    """The regions of a page in reading order; `pieces` are sorted by baseline."""
    if len(pieces) > _MOST_PIECES:
        return [Region(tuple(range(len(pieces))))]
    return [*_regions(pieces, [*range(len(pieces))])]


def _regions(pieces: Sequence[Piece], chosen: Sequence[int]) -> Iterator[Region]:
    gutter = _best_gutter(pieces, chosen)
    if gutter is None:
        if chosen:
            yield Region(tuple(chosen))
        return
    x, first, after = gutter
    first, after = _trim(pieces, chosen, x, first, after)
    yield from _regions(pieces, chosen[:first])
    band = chosen[first:after]
    for side in (
        [at for at in band if pieces[at].x1 <= x],
        [at for at in band if pieces[at].x1 > x],
    ):
        inner = [*_regions(pieces, side)]
        if any(region.width for region in inner):
            yield from inner
        else:
            left = min(pieces[at].x0 for at in side)
            yield Region(tuple(side), left, max(pieces[at].x1 for at in side) - left)
    yield from _regions(pieces, chosen[after:])


def _trim(
    pieces: Sequence[Piece], chosen: Sequence[int], x: float, first: int, after: int
) -> tuple[int, int]:
    """Cut off what is above or below the columns of a band and happens not to cross the gutter: a
    title over the middle column, a running head, a page number."""
    band = chosen[first:after]
    size = sorted(pieces[at].size for at in band)[len(band) // 2]
    sides = [[at for at in band if (pieces[at].x1 <= x) is is_left] for is_left in (True, False)]
    gaps = sorted(
        gap
        for side in sides
        for one, other in pairwise(side)
        if (gap := pieces[other].baseline - pieces[one].baseline) > 0.5 * size
    )
    furthest = 1.6 * gaps[len(gaps) // 2] if gaps else 3 * size

    def apart(side: Sequence[int], number: int, step: int) -> bool:
        """Whether a piece of a side is set apart from the next row."""
        piece = pieces[side[number]]
        for at in side[number + step :: step]:
            gap = abs(pieces[at].baseline - piece.baseline)
            if gap > 0.5 * size:
                return piece.size > 1.15 * pieces[at].size or gap > furthest
        return False

    def row_apart(at: int, step: int) -> bool:
        """Whether all pieces in the row of a piece are set apart."""
        row = [other for other in band if pieces[other].row == pieces[at].row]
        return all(
            apart(side, side.index(other), step) for side in sides for other in row if other in side
        )

    while row_apart(chosen[first], 1):
        row = pieces[chosen[first]].row
        while pieces[chosen[first]].row == row:
            first += 1
    while row_apart(chosen[after - 1], -1):
        row = pieces[chosen[after - 1]].row
        while pieces[chosen[after - 1]].row == row:
            after -= 1
    return first, after


def _best_gutter(
    pieces: Sequence[Piece], chosen: Sequence[int], most_columns: int = _MOST_COLUMNS
) -> tuple[float, int, int] | None:
    """The gutter that divides most pieces: its x, and the range of `chosen` that it divides."""
    if len(chosen) < 2 * _FEWEST_LINES or most_columns < 2:
        return None
    best: tuple[int, float, int, int] | None = None
    for x in _candidates(pieces, chosen):
        for first, after in _open_runs(pieces, chosen, x):
            size = after - first
            if best is not None and size <= best[0]:
                continue
            if _divides(pieces, chosen[first:after], x, most_columns):
                best = (size, x, first, after)
    return None if best is None else best[1:]


def _candidates(pieces: Sequence[Piece], chosen: Sequence[int]) -> list[float]:
    """Positions just left of where several pieces begin, the most frequent first."""
    positions: dict[int, list[float]] = {}
    leftmost = min(pieces[at].x0 for at in chosen)
    for at in chosen:
        piece = pieces[at]
        if piece.x0 - leftmost > _LEAST_WIDTH * piece.size:
            positions.setdefault(int(piece.x0 // 4), []).append(
                piece.x0 - 0.5 * _NARROWEST * piece.size
            )
    frequent = sorted(positions, key=lambda position: -len(positions[position]))[:_MOST_CANDIDATES]
    return [
        min(positions[position])
        for position in frequent
        if sum(len(positions.get(position + step, ())) for step in (-1, 0, 1)) >= _FEWEST_LINES
    ]


def _open_runs(
    pieces: Sequence[Piece], chosen: Sequence[int], x: float
) -> Iterator[tuple[int, int]]:
    """Ranges of pieces none of which crosses x."""
    first = 0
    for number, at in enumerate(chosen):
        piece = pieces[at]
        half = 0.35 * _NARROWEST * piece.size
        if piece.x0 < x + half and piece.x1 > x - half:
            if number - first >= 2 * _FEWEST_LINES:
                yield first, number
            first = number + 1
    if len(chosen) - first >= 2 * _FEWEST_LINES:
        yield first, len(chosen)


def _divides(pieces: Sequence[Piece], band: Sequence[int], x: float, most_columns: int) -> bool:
    left = [at for at in band if pieces[at].x1 <= x]
    right = [at for at in band if pieces[at].x1 > x]
    if not left or not right:
        return False
    top = max(pieces[left[0]].baseline, pieces[right[0]].baseline)
    bottom = min(pieces[left[-1]].baseline, pieces[right[-1]].baseline)
    if bottom - top < 2 * pieces[left[0]].size:
        return False
    return all(_is_prose(pieces, side, most_columns - 1) for side in (left, right))


def _is_prose(pieces: Sequence[Piece], side: Sequence[int], most_columns: int) -> bool:
    """Whether pieces are lines of one column, or of several."""
    rows = {pieces[at].row for at in side}
    if len(rows) < _FEWEST_LINES:
        return False
    left = min(pieces[at].x0 for at in side)
    right = max(pieces[at].x1 for at in side)
    size = pieces[side[len(side) // 2]].size
    if right - left < _LEAST_WIDTH * size:
        return False
    if len(side) < 1.3 * len(rows) and _is_filled(pieces, side, right - left, right, size):
        return True
    return _best_gutter(pieces, side, most_columns) is not None


def _is_filled(
    pieces: Sequence[Piece], side: Sequence[int], width: float, right: float, size: float
) -> bool:
    """Whether most lines are as wide as their column; a few lines must be justified."""
    if len(side) < _MANY_LINES:
        flush = sum(right - pieces[at].x1 < 1.2 * size for at in side)
        return flush * 5 >= len(side) * 3 and width > _LEAST_WIDTH_OF_FEW * size
    return 2 * sum(pieces[at].x1 - pieces[at].x0 >= _FULL * width for at in side) >= len(side)
