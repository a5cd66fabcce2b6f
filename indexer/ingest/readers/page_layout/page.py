"""One page → its lines and table rows in reading order, whichever way they are turned."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from indexer.ingest.readers.page_layout.geometry import (
    DIRECTIONS,
    UNMAPPED,
    Box,
    Char,
    Direction,
    Frame,
    RawChar,
    RawPage,
)
from indexer.ingest.readers.page_layout.lines import (
    Block,
    Link,
    in_reading_order,
    lines_of,
    remove_overprinted,
    remove_struck_out,
)
from indexer.ingest.readers.page_layout.reflow import PageLine
from indexer.ingest.readers.page_layout.tables import Row, Table, find_tables

_RADICALS: Final = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **dict(
        zip(
            map(
                ord,
                "⺁⺄⺇⺊⺒⺓⺟⺠⺩⺫⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
            ),
            "厂乙几卜巳幺母民王目虎西见角贝车長长门青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
            strict=True,
        )
    ),
}
"""Many fonts map 一 to the radical ⼀; people search for the character."""

_DINGBATS: Final = {
    "\uf0fc": "✓",
    "\uf0fb": "✗",
    "\uf0fe": "☑",
    "\uf0fd": "☒",
    "\uf0a8": "□",
    "\uf06f": "□",
    "\uf0a3": "□",
    "\uf06e": "■",
    "\uf06c": "●",
    "\uf0b7": "•",
    "\uf0d8": "➢",
    "\uf075": "◆",
    "\uf0a7": "▪",
    "\uf076": "❖",
    "\uf0e8": "➔",
    "\uf0e0": "→",
}
"""The private codes of signs in the symbol fonts of Windows."""

_REPLACEMENTS: Final = {chr(code): char for code, char in _RADICALS.items()} | _DINGBATS
_INVISIBLE: Final = frozenset(map(chr, [*range(9), *range(14, 32), 0x7F, 0xAD, 0x200B, 0xFEFF]))
_CJK: Final = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_FEWEST_DOWN: Final = 8
"""Characters one below the other that show vertical writing."""
_DRAWING: Final = 20
"""Objects of a page without characters that may be the outlines of letters."""
_PICTURE: Final = 0.3
"""Share of a page that pictures must cover for it to be a scan."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page in one direction: its lines and rows in reading order."""

    number: int
    items: tuple[PageLine | Row, ...]
    width: float
    height: float
    is_picture: bool = False
    is_drawing: bool = False
    """Whether it has no characters, but so many outlines that they may be letters."""
    left_out: int = 0
    """Number of characters at an odd angle: a watermark, or lost text."""
    unmapped: Counter[int] = field(default_factory=Counter)
    """Characters without a Unicode value, counted by their code in the font."""
    is_damaged: bool = False
    """Whether the page could not be loaded."""


def read_page(raw: RawPage) -> Iterator[PageText]:
    """The texts of a page, one for each direction in use, in drawing order."""
    raw = _deskewed(raw)
    vertical = _is_vertical(raw.chars)
    directions = [_direction(char, vertical=vertical) for char in raw.chars]
    unmapped = Counter(char.code for char in raw.chars if char.text == UNMAPPED)
    askew = sum(
        direction is None and not char.text.isspace()
        for char, direction in zip(raw.chars, directions, strict=True)
    )
    used = [direction for direction in dict.fromkeys(directions) if direction is not None]
    is_picture = _is_picture(raw)
    pages = _Page(raw, directions)
    for at, direction in enumerate(used or DIRECTIONS[:1]):
        frame = Frame(direction, *raw.box)
        yield PageText(
            raw.number,
            tuple(pages.read(frame)),
            frame.width,
            frame.height,
            is_picture=is_picture,
            is_drawing=not raw.chars and raw.objects >= _DRAWING,
            left_out=0 if at else askew,
            unmapped=Counter() if at else unmapped,
            is_damaged=raw.failed,
        )


def _deskewed(raw: RawPage) -> RawPage:
    """Turn a page upright if most of its text is at an odd angle; its ruling lines are left out."""
    askew = [char for char in raw.chars if char.angle >= 0 and char.direction is None]
    if len(askew) * 2 <= len(raw.chars):
        return raw
    degrees = Counter(round(char.angle) for char in askew).most_common(1)[0][0]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    chars = []
    for char in raw.chars:
        if not -3 <= char.angle - degrees <= 3:
            chars.append(char)
            continue
        x, y = char.origin
        along, up = x * cos + y * sin, y * cos - x * sin
        # The box surrounds the turned letter: half its outline is the letter's width plus height.
        outline = char.box[2] - char.box[0] + char.box[3] - char.box[1]
        width = max(0.2 * char.size, outline / (abs(cos) + abs(sin)) - 1.2 * char.size)
        box = (along, up - 0.2 * char.size, along + width, up + char.size)
        chars.append(replace(char, box=box, origin=(along, up), angle=0.0))
    x0, y0, x1, y1 = raw.box
    most = math.hypot(max(abs(x0), abs(x1)), max(abs(y0), abs(y1)))
    return replace(raw, chars=chars, rules=[], box=(-most, -most, most, most))


class _Page:
    """Reads a page direction by direction, each character once."""

    def __init__(self, raw: RawPage, directions: Sequence[Direction | None]) -> None:
        self._raw = raw
        self._by_direction: dict[Direction, list[RawChar]] = {}
        for char, direction in zip(raw.chars, directions, strict=True):
            if direction is not None:
                self._by_direction.setdefault(direction, []).append(char)

    def read(self, frame: Frame) -> list[PageLine | Row]:
        """The lines and rows of the text in a frame's direction."""
        direction = frame.direction
        rules = [frame.box(*rule) for rule in self._raw.rules]
        links = _links(self._raw, frame)
        chars = _chars(self._by_direction.get(direction, ()), direction, frame)
        chars = remove_struck_out(remove_overprinted(chars), rules)
        others = [
            (other, char)
            for other, other_chars in self._by_direction.items()
            if other != direction
            for char in other_chars
        ]
        blocks: list[Block] = []
        for table in find_tables(rules):
            inside = [char for char in chars if table.box.contains(char)]
            turned = [pair for pair in others if _is_inside(pair[1], frame, table.box)]
            if not inside or len(turned) > len(inside):
                continue
            ids = {id(char) for char in inside}
            chars = [char for char in chars if id(char) not in ids]
            taken = {id(char) for _, char in turned}
            others = [pair for pair in others if id(pair[1]) not in taken]
            for other, other_chars in self._by_direction.items():
                self._by_direction[other] = [char for char in other_chars if id(char) not in taken]
            blocks.append((table.box, self._rows(table, inside, turned, frame, links)))
        return in_reading_order(chars, blocks, links, self._raw.number)

    def _rows(
        self,
        table: Table,
        chars: Sequence[Char],
        turned: Sequence[tuple[Direction, RawChar]],
        frame: Frame,
        links: Sequence[Link],
    ) -> list[Row]:
        page = self._raw.number
        cell_finder = _CellFinder(table)
        contents: dict[int, list[Char]] = {}
        for char in chars:
            at = cell_finder.at((char.x0 + char.x1) / 2, char.middle)
            contents.setdefault(at, []).append(char)
        lines = {at: lines_of(cell_chars, links, page) for at, cell_chars in contents.items()}
        sideways: dict[tuple[int, Direction], list[RawChar]] = {}
        for direction, raw in turned:
            box = frame.box(*raw.box)
            at = cell_finder.at((box.x0 + box.x1) / 2, (box.top + box.bottom) / 2)
            sideways.setdefault((at, direction), []).append(raw)
        for (at, direction), cell_chars in sideways.items():
            own = Frame(direction, *self._raw.box)
            box = table.cells[at].box
            lines.setdefault(at, []).extend(
                replace(line, left=box.x0, right=box.x1, top=box.top)
                for line in lines_of(_chars(cell_chars, direction, own), (), page)
            )
        return [*_table_rows(table, lines)]


def _table_rows(table: Table, lines: dict[int, list[PageLine]]) -> Iterator[Row]:
    """Rows with the same number of cells: a cell that spans several is followed by empty ones, so
    that the later cells stay in their columns."""
    by_position = {(cell.row, cell.column): at for at, cell in enumerate(table.cells)}
    for number, box in enumerate(table.rows):
        first = by_position.get((number, 0))
        if first is not None and table.cells[first].columns == len(table.columns):
            yield Row(box.top, (tuple(lines.get(first, ())),), ((box.x0, box.x1),))
            continue
        cells: list[tuple[PageLine, ...]] = []
        edges = []
        for column, edge in enumerate(table.columns):
            at = by_position.get((number, column))
            cells.append(() if at is None else tuple(lines.get(at, ())))
            cell_box = None if at is None else table.cells[at].box
            edges.append(edge if cell_box is None else (cell_box.x0, cell_box.x1))
        if any(cells):
            yield Row(box.top, tuple(cells), tuple(edges))


class _CellFinder:
    """Finds the cell of a table at a position."""

    def __init__(self, table: Table) -> None:
        self._tops = [row.top for row in table.rows]
        self._lefts = [left for left, _ in table.columns]
        self._cells = {
            (row, column): at
            for at, cell in enumerate(table.cells)
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def at(self, x: float, y: float) -> int:
        row = max(0, bisect_right(self._tops, y) - 1)
        column = max(0, bisect_right(self._lefts, x) - 1)
        return self._cells[row, column]


def _direction(char: RawChar, *, vertical: bool) -> Direction | None:
    return 270 if vertical and char.direction == 0 else char.direction


def _is_vertical(chars: Sequence[RawChar]) -> bool:
    """Whether most of a page's upright characters are written from the top down."""
    down = along = 0
    for before, char in pairwise(chars):
        if char.direction != 0 or before.direction != 0 or not _CJK.match(char.text):
            continue
        dx, dy = char.origin[0] - before.origin[0], before.origin[1] - char.origin[1]
        if abs(dy) < 0.3 * char.size and 0 < dx < 2.5 * char.size:
            along += 1
        elif abs(dx) < 0.3 * char.size and 0.7 * char.size < dy < 1.6 * char.size:
            down += 1
    return down >= _FEWEST_DOWN and down > 2 * along


def _chars(raw: Sequence[RawChar], direction: Direction, frame: Frame) -> list[Char]:
    """The characters of one direction, in coordinates that run from left to right."""
    right, bottom = frame.width + 1, frame.height + 1
    chars = []
    for char in raw:
        text, size = char.text, char.size
        if size <= 1 or text in _INVISIBLE:
            continue
        box = frame.box(*char.box)
        x, baseline = frame.point(*char.origin)
        if char.direction != direction:  # vertical writing: the characters' middles line up
            baseline = (box.top + box.bottom) / 2 + 0.38 * size
            x = box.x0
        if -1 <= (box.x0 + box.x1) / 2 <= right and -1 <= (box.top + box.bottom) / 2 <= bottom:
            chars.append(
                Char(
                    _REPLACEMENTS.get(text, text), min(x, box.x1), box.x1, box.top, box.bottom,
                    baseline, size,
                )
            )  # fmt: skip
    return chars


def _links(raw: RawPage, frame: Frame) -> list[Link]:
    """Links of the page, from top to bottom and left to right."""
    links = [(frame.box(*box), url) for box, url in raw.links]
    return sorted(links, key=lambda pair: (round(pair[0].top), pair[0].x0))


def _is_inside(char: RawChar, frame: Frame, box: Box) -> bool:
    own = frame.box(*char.box)
    across, down = (own.x0 + own.x1) / 2, (own.top + own.bottom) / 2
    return box.x0 <= across <= box.x1 and box.top <= down <= box.bottom


def _is_picture(raw: RawPage) -> bool:
    x0, y0, x1, y1 = raw.box
    covered = sum(
        max(0.0, min(x1, right) - max(x0, left)) * max(0.0, min(y1, top) - max(y0, bottom))
        for left, bottom, right, top in raw.pictures
    )
    return covered >= _PICTURE * (x1 - x0) * (y1 - y0)
