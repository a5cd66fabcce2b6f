"""Characters of one direction → lines in the order of reading.

Raised and lowered digits become Unicode superscripts and subscripts, so that a footnote's mark
joins no number; characters with a line drawn through them are no text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.page_layout.columns import Piece, regions
from indexer.ingest.readers.page_layout.geometry import Box, Char
from indexer.ingest.readers.page_layout.reflow import PageLine
from indexer.ingest.readers.page_layout.tables import Row

Link = tuple[Box, str]
Block = tuple[Box, Sequence[Row]]
"""A table: where it stands, and its rows."""

_WORD_GAP: Final = 0.28
"""Space between two characters that is a blank, in letter heights."""
_LETTER_GAP: Final = 0.16
_PIECE_GAP: Final = 0.8
"""Space at which a line may be two, in letter heights."""
_ENOUGH_GAPS: Final = 5
_SPREAD: Final = 3.0
"""Space inside a line of a list in columns, in letter heights."""
_COVERED: Final = 0.6
"""Share of a character's width that a line runs through, where it is struck out."""
_ASCENT: Final = 0.88
"""Height of letters above their baseline, in letter heights."""
_SMALL: Final = 0.8
"""Height of raised digits, in letter heights of their line, at most."""
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def lines_of(chars: Iterable[Char], links: Sequence[Link], page: int) -> list[PageLine]:
    """The lines that characters make, from top to bottom."""
    return [line for row in _rows(chars) if (line := _line(row, links, page)) is not None]


def in_reading_order(
    chars: Iterable[Char], blocks: Sequence[Block], links: Sequence[Link], page: int
) -> list[PageLine | Row]:
    """The lines of a page and the rows of its tables, column by column."""
    pieces: list[tuple[Piece, list[Char] | Block]] = []
    for number, row in enumerate(_rows(chars)):
        pieces += [(_piece(content, number), content) for content in _cut(row)]
    for number, block in enumerate(blocks, start=1):
        box = block[0]
        pieces.append((Piece(box.x0, box.x1, box.top, 12.0, -number), block))
    pieces.sort(key=lambda pair: pair[0].baseline)
    items: list[PageLine | Row] = []
    for region in regions([piece for piece, _ in pieces]):
        chosen = [pieces[at] for at in region.pieces]
        for _, run in groupby(chosen, key=lambda pair: pair[0].row):
            contents = [content for _, content in run]
            row_chars: list[Char] = []
            for content in contents:
                if isinstance(content, tuple):
                    items += content[1]
                else:
                    row_chars += content
            line = _line(sorted(row_chars, key=_left), links, page, region.left, region.width)
            if line is not None:
                items.append(line)
    return items


def without_repeats(chars: Iterable[Char]) -> list[Char]:
    """Characters without those printed over themselves, which is how some programs embolden."""
    kept: list[Char] = []
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        text, x, y = char.text, char.x0, char.baseline
        places = {(text, int(i // 4), int(j // 4)) for i in (x - 1, x + 1) for j in (y - 1, y + 1)}
        near = [other for place in places if place in seen for other in seen[place]]
        if near and not char.is_blank and any(_is_over(char, other) for other in near):
            continue
        seen.setdefault((text, int(x // 4), int(y // 4)), []).append(char)
        kept.append(char)
    return kept


def _is_over(char: Char, other: Char) -> bool:
    return abs(char.x0 - other.x0) <= 1 and abs(char.baseline - other.baseline) <= 1


def without_struck(chars: list[Char], rules: Iterable[Box]) -> list[Char]:
    """Characters without those that a line runs through, from the first of them to the last."""
    across = [rule for rule in rules if rule.x1 - rule.x0 > rule.bottom - rule.top]
    if not across or not chars:
        return chars
    by_height = sorted(chars, key=lambda char: char.baseline)
    heights = [char.baseline for char in by_height]
    struck: set[int] = set()
    for rule in across:
        found = []
        for at in range(bisect_left(heights, rule.top), len(by_height)):
            char = by_height[at]
            if char.baseline - rule.top > 60:
                break
            up = char.baseline - rule.top
            covered = min(rule.x1, char.x1) - max(rule.x0, char.x0)
            if 0.14 * char.size < up < 0.6 * char.size and (
                covered > _COVERED * (char.x1 - char.x0)
            ):
                found.append(char)
        if not found:
            continue
        size = max(char.size for char in found)
        left, right = min(char.x0 for char in found), max(char.x1 for char in found)
        if abs(rule.x0 - left) < 0.6 * size and abs(rule.x1 - right) < 0.6 * size:
            struck.update(map(id, found))
    return [char for char in chars if id(char) not in struck] if struck else chars


def join_chars(chars: Sequence[Char]) -> str:
    """Characters side by side; space between two is a blank."""
    pieces: list[str] = []
    before: Char | None = None
    body = _body(chars)
    spacing = _letter_spacing(chars)
    for char in chars:
        blank = char.is_blank
        if before is not None and not blank and not before.is_blank:
            gap = char.x0 - before.x1
            if gap > _word_gap(before.text, char.text) * min(before.size, char.size) + spacing:
                pieces.append(" ")
        pieces.append(char.text if body is None or blank else _raised(char, body))
        before = char
    return "".join(pieces)


def _word_gap(before: str, after: str) -> float:
    """Space that is a blank between two characters: less between letters than beside a digit,
    which must not be parted from its number."""
    are_letters = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    return _LETTER_GAP if are_letters else _WORD_GAP


def _letter_spacing(chars: Sequence[Char]) -> float:
    """Space that a line of Chinese has between all its characters; 0 where it has none."""
    gaps = sorted(
        char.x0 - before.x1
        for before, char in pairwise(chars)
        if before.text >= "\u2e80" and char.text >= "\u2e80"
    )
    if len(gaps) < _ENOUGH_GAPS:
        return 0.0
    return max(0.0, gaps[len(gaps) // 3])


@dataclass(frozen=True, slots=True)
class _Body:
    """The letters of a line, to which small digits are raised."""

    size: float
    baseline: float


def _body(chars: Sequence[Char]) -> _Body | None:
    """The letters of a line; None where all are of one height."""
    inked = [char for char in chars if not char.is_blank]
    if not inked:
        return None
    largest = max(char.size for char in inked)
    if min(char.size for char in inked) > _SMALL * largest:
        return None
    letters = [char for char in inked if char.size > _SMALL * largest]
    baselines = sorted(char.baseline for char in letters)
    return _Body(largest, baselines[len(baselines) // 2])


def _raised(char: Char, body: _Body) -> str:
    if char.size > _SMALL * body.size or not (char.text.isascii() and char.text.isdigit()):
        return char.text
    up = body.baseline - char.baseline
    if up > 0.15 * body.size:
        return char.text.translate(_SUPERSCRIPTS)
    return char.text.translate(_SUBSCRIPTS) if up < -0.08 * body.size else char.text


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters of one baseline, from top to bottom, each row from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=_baseline):
        first = rows[-1][0] if rows else None
        if first is not None and char.baseline - first.baseline < 0.5 * min(char.size, first.size):
            rows[-1].append(char)
        else:
            rows.append([char])
    rows = _with_raised(rows)
    for row in rows:
        row.sort(key=_left)
    return rows


def _with_raised(rows: list[list[Char]]) -> list[list[Char]]:
    """Rows with the small characters that stand beside their letters, higher or lower."""
    sizes = [max(char.size for char in row) for row in rows]
    home: dict[int, int] = {}
    for at, row in enumerate(rows):
        for near in (at + 1, at - 1):
            if not 0 <= near < len(rows) or sizes[at] > _SMALL * sizes[near]:
                continue
            up = rows[near][0].baseline - row[0].baseline
            if not -0.35 * sizes[near] < up < 0.75 * sizes[near]:
                continue
            if all(_is_beside(char, rows[near], row) for char in row if not char.is_blank):
                home[at] = near
                break
    if not home:
        return rows
    for at, near in home.items():
        if near not in home:
            rows[near].extend(rows[at])
    return [row for at, row in enumerate(rows) if at not in home or home[at] in home]


def _is_beside(char: Char, row: Sequence[Char], others: Sequence[Char]) -> bool:
    """Whether a character touches a letter of a row, or is in a chain that does."""
    reach = 0.4 * max(other.size for other in row)
    inked = [other for other in (*row, *others) if not other.is_blank and other is not char]
    touches = any(
        abs(other.x1 - char.x0) < reach or abs(char.x1 - other.x0) < reach for other in inked
    )
    covers = any(
        min(other.x1, char.x1) - max(other.x0, char.x0) > 0.5 * (char.x1 - char.x0)
        for other in row
        if not other.is_blank
    )
    return touches and not covers


def _cut(row: Sequence[Char]) -> Iterator[list[Char]]:
    """A row in pieces, where it has a wide space."""
    piece: list[Char] = []
    last: Char | None = None
    for char in row:
        if char.is_blank:
            if piece:
                piece.append(char)
            continue
        if last is not None and char.x0 - last.x1 > _PIECE_GAP * min(char.size, last.size):
            yield piece
            piece = []
        piece.append(char)
        last = char
    if piece:
        yield piece


def _piece(chars: Sequence[Char], row: int) -> Piece:
    inked = [char for char in chars if not char.is_blank]
    return Piece(
        x0=inked[0].x0,
        x1=max(char.x1 for char in inked),
        baseline=inked[0].baseline,
        size=sorted(char.size for char in inked)[len(inked) // 2],
        row=row,
    )


def _line(
    chars: list[Char], links: Sequence[Link], page: int, left: float = 0.0, width: float = 0.0
) -> PageLine | None:
    """A line; `left` and `width` are its column's, 0 where it goes over the whole page."""
    inked = [char for char in chars if not char.is_blank]
    if not inked:
        return None
    size = sorted(char.size for char in inked)[len(inked) // 2]
    starts = _wide_spaces(inked, size)
    baselines = sorted(char.baseline for char in inked if char.size > _SMALL * size)
    return PageLine(
        text=join_chars(chars),
        left=inked[0].x0 - left,
        right=max(char.x1 for char in inked) - left,
        top=baselines[len(baselines) // 2] - _ASCENT * size,
        size=size,
        page=page,
        count=len(chars),
        links=tuple(_links_on(inked, links)),
        column=width,
        column_left=left,
        tail=starts[-1] - left if starts else None,
        cells=tuple(_cells(chars, starts)) if starts else (),
    )


def _wide_spaces(inked: Sequence[Char], size: float) -> list[float]:
    """Where the pieces after wide spaces begin, as between the columns of a list; nothing where
    such a space is between all characters."""
    wide = [char.x0 for before, char in pairwise(inked) if char.x0 - before.x1 > _SPREAD * size]
    return wide if len(wide) * 2 < len(inked) else []


def _cells(chars: Sequence[Char], starts: Sequence[float]) -> Iterator[str]:
    """The texts of the pieces of a line that begin where `starts` says."""
    for _, piece in groupby(chars, key=lambda char: bisect_right(starts, char.x0)):
        yield join_chars([*piece]).strip()


def _links_on(chars: Sequence[Char], links: Sequence[Link]) -> Iterator[ExtractedLink]:
    top, bottom = min(char.top for char in chars), max(char.bottom for char in chars)
    for box, url in links:
        if box.bottom < top or box.top > bottom:
            continue
        inside = [char for char in chars if box.holds(char)]
        if inside:
            yield ExtractedLink(text=join_chars(inside).strip(), url=url)


def _baseline(char: Char) -> tuple[float, float]:
    return char.baseline, char.x0


def _left(char: Char) -> float:
    return char.x0
