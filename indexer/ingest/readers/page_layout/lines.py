"""Characters of one direction → lines in reading order.

Raised and lowered digits become Unicode superscripts and subscripts, so that a footnote number is
never read as part of a figure. Characters with a line drawn through them are left out.
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
"""A table: its position, and its rows."""

_WORD_GAP: Final = 0.28
"""Width of a gap between two characters that is a space, in letter heights."""
_LETTER_GAP: Final = 0.16
_PIECE_GAP: Final = 0.8
"""Width of a gap at which a line may be two lines side by side, in letter heights."""
_ENOUGH_GAPS: Final = 5
_SPREAD: Final = 3.0
"""Width of a gap inside a line of a list in columns, in letter heights."""
_COVERED: Final = 0.6
"""Share of a character's width that a line must cover to strike it out."""
_ASCENT: Final = 0.88
"""Height of letters above their baseline, in letter heights."""
_SMALL: Final = 0.8
"""Height of raised digits, in letter heights of their line, at most."""
_MOST_RAISED: Final = 30
"""Raised characters of one line; more are a line of small text."""
_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def lines_of(chars: Iterable[Char], links: Sequence[Link], page: int) -> list[PageLine]:
    """Group characters into lines, from top to bottom."""
    return [
        line for row in _group_by_baseline(chars) if (line := _line(row, links, page)) is not None
    ]


def in_reading_order(
    chars: Iterable[Char], blocks: Sequence[Block], links: Sequence[Link], page: int
) -> list[PageLine | Row]:
    """The lines of a page and the rows of its tables, column by column."""
    pieces: list[tuple[Piece, list[Char] | Block]] = []
    for number, row in enumerate(_group_by_baseline(chars)):
        pieces += [(_piece(content, number), content) for content in _split_at_gaps(row)]
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


def remove_overprinted(chars: Iterable[Char]) -> list[Char]:
    """Leave out characters printed over themselves, as some programs do for bold type."""
    unique: list[Char] = []
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        text, x, y = char.text, char.x0, char.baseline
        cells = {(text, int(i // 4), int(j // 4)) for i in (x - 1, x + 1) for j in (y - 1, y + 1)}
        near = [other for cell in cells for other in seen.get(cell, ())]
        if near and not char.is_space and any(_is_over(char, other) for other in near):
            continue
        seen.setdefault((text, int(x // 4), int(y // 4)), []).append(char)
        unique.append(char)
    return unique


def _is_over(char: Char, other: Char) -> bool:
    return abs(char.x0 - other.x0) <= 1 and abs(char.baseline - other.baseline) <= 1


def remove_struck_out(chars: list[Char], rules: Iterable[Box]) -> list[Char]:
    """Leave out the characters that a line strikes out, from the first of them to the last."""
    across = [rule for rule in rules if rule.x1 - rule.x0 > rule.bottom - rule.top]
    if not across or not chars:
        return chars
    by_height = sorted(chars, key=lambda char: char.baseline)
    heights = [char.baseline for char in by_height]
    struck: set[int] = set()
    for rule in across:
        crossed = []
        for at in range(bisect_left(heights, rule.top), len(by_height)):
            char = by_height[at]
            if char.baseline - rule.top > 60:
                break
            up = char.baseline - rule.top
            covered = min(rule.x1, char.x1) - max(rule.x0, char.x0)
            if 0.14 * char.size < up < 0.6 * char.size and (
                covered > _COVERED * (char.x1 - char.x0)
            ):
                crossed.append(char)
        if not crossed:
            continue
        size = max(char.size for char in crossed)
        left, right = min(char.x0 for char in crossed), max(char.x1 for char in crossed)
        if abs(rule.x0 - left) < 0.6 * size and abs(rule.x1 - right) < 0.6 * size:
            struck.update(map(id, crossed))
    return [char for char in chars if id(char) not in struck] if struck else chars


def join_chars(chars: Sequence[Char]) -> str:
    """The text of characters side by side, with spaces where there are gaps."""
    pieces: list[str] = []
    before: Char | None = None
    body = _body(chars)
    spacing = _letter_spacing(chars)
    is_small_text = False
    for char in chars:
        is_space = char.is_space
        if before is not None and not is_space and not before.is_space:
            gap = char.x0 - before.x1
            if gap > _blank_width(before.text, char.text) * min(before.size, char.size) + spacing:
                pieces.append(" ")
        if body is not None and not is_space:
            is_small = char.size <= _SMALL * body.size
            is_small_text = is_small and (is_small_text or char.text >= "\u2e80")
        if body is None or is_space or is_small_text:
            pieces.append(char.text)
        else:
            pieces.append(_as_raised_digit(char, body))
        before = char
    return "".join(pieces)


def _blank_width(before: str, after: str) -> float:
    """Width of a gap that is a space: smaller between letters than beside a digit, for numbers must
    stay whole."""
    are_letters = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    return _LETTER_GAP if are_letters else _WORD_GAP


def _letter_spacing(chars: Sequence[Char]) -> float:
    """The gap between all characters of a letter-spaced line of Chinese; 0 if it has none."""
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
    """The letters of normal height in a line with raised digits."""

    size: float
    baseline: float


def _body(chars: Sequence[Char]) -> _Body | None:
    """The letters of normal height; None if all have the same height."""
    inked = [char for char in chars if not char.is_space]
    if not inked:
        return None
    largest = max(char.size for char in inked)
    if min(char.size for char in inked) > _SMALL * largest:
        return None
    letters = [char for char in inked if char.size > _SMALL * largest]
    baselines = sorted(char.baseline for char in letters)
    return _Body(largest, baselines[len(baselines) // 2])


def _as_raised_digit(char: Char, body: _Body) -> str:
    if char.size > _SMALL * body.size or not (char.text.isascii() and char.text.isdigit()):
        return char.text
    up = body.baseline - char.baseline
    if up > 0.15 * body.size:
        return char.text.translate(_SUPERSCRIPTS)
    return char.text.translate(_SUBSCRIPTS) if up < -0.08 * body.size else char.text


def _group_by_baseline(chars: Iterable[Char]) -> list[list[Char]]:
    """Group characters by baseline, from top to bottom, each row from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=_baseline):
        first = rows[-1][0] if rows else None
        if first is not None and char.baseline - first.baseline < 0.5 * min(char.size, first.size):
            rows[-1].append(char)
        else:
            rows.append([char])
    rows = _attach_raised(rows)
    for row in rows:
        row.sort(key=_left)
    return rows


def _attach_raised(rows: list[list[Char]]) -> list[list[Char]]:
    """Move raised and lowered characters to the row of the letters beside them."""
    sizes = [max(char.size for char in row) for row in rows]
    target_row: dict[int, int] = {}
    for at, row in enumerate(rows):
        for near in (at + 1, at - 1):
            if not 0 <= near < len(rows) or sizes[at] > _SMALL * sizes[near]:
                continue
            up = rows[near][0].baseline - row[0].baseline
            if not -0.35 * sizes[near] < up < 0.75 * sizes[near]:
                continue
            if _is_raised(row, rows[near]):
                target_row[at] = near
                break
    if not target_row:
        return rows
    for at, near in target_row.items():
        if near not in target_row:
            rows[near].extend(rows[at])
    return [
        row for at, row in enumerate(rows) if at not in target_row or target_row[at] in target_row
    ]


def _is_raised(row: Sequence[Char], target: Sequence[Char]) -> bool:
    """Whether all characters of a row are marks beside the letters of another. Chinese is text."""
    inked = [char for char in row if not char.is_space]
    return (
        len(inked) <= _MOST_RAISED
        and all(char.text < "\u2e80" for char in inked)
        and all(_is_beside(char, target, row) for char in inked)
    )


def _is_beside(char: Char, row: Sequence[Char], others: Sequence[Char]) -> bool:
    """Whether a character touches a letter of a row, or is in a chain that does."""
    reach = 0.4 * max(other.size for other in row)
    inked = [other for other in (*row, *others) if not other.is_space and other is not char]
    touches = any(
        abs(other.x1 - char.x0) < reach or abs(char.x1 - other.x0) < reach for other in inked
    )
    covers = any(
        min(other.x1, char.x1) - max(other.x0, char.x0) > 0.5 * (char.x1 - char.x0)
        for other in row
        if not other.is_space
    )
    return touches and not covers


def _split_at_gaps(row: Sequence[Char]) -> Iterator[list[Char]]:
    """The pieces of a row between wide gaps."""
    piece: list[Char] = []
    last: Char | None = None
    for char in row:
        if char.is_space:
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
    inked = [char for char in chars if not char.is_space]
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
    """Make a line; `left` and `width` are its column's, 0 if lines span the whole page."""
    inked = [char for char in chars if not char.is_space]
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
    """Left edges of the cells after wide gaps, as in a list in columns; none if most characters
    have such gaps between them."""
    wide = [char.x0 for before, char in pairwise(inked) if char.x0 - before.x1 > _SPREAD * size]
    return wide if len(wide) * 2 < len(inked) else []


def _cells(chars: Sequence[Char], starts: Sequence[float]) -> Iterator[str]:
    """The texts of the cells of a line, each but the first beginning at one of `starts`."""
    for _, piece in groupby(chars, key=lambda char: bisect_right(starts, char.x0)):
        yield join_chars([*piece]).strip()


def _links_on(chars: Sequence[Char], links: Sequence[Link]) -> Iterator[ExtractedLink]:
    top, bottom = min(char.top for char in chars), max(char.bottom for char in chars)
    for box, url in links:
        if box.bottom < top or box.top > bottom:
            continue
        inside = [char for char in chars if box.contains(char)]
        if inside:
            yield ExtractedLink(text=join_chars(inside).strip(), url=url)


def _baseline(char: Char) -> tuple[float, float]:
    return char.baseline, char.x0


def _left(char: Char) -> float:
    return char.x0
