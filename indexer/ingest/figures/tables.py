"""Figures in tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.channels import channels_in
from indexer.ingest.figures.clauses import ABOUT_SCHOOL
from indexer.ingest.figures.sentences import FigureCandidate, fold
from indexer.ingest.figures.words import pattern, table
from indexer.reports.numbering import strip_marker

_LABELS: Final = tuple(
    (figure, pattern(f"table_labels.{figure}"))
    for figure in table("table_labels")
    if not figure.startswith("_")
)
HINT: Final = pattern("table_words.hint")
_UNIT: Final = pattern("table_words.unit")
_AMOUNT: Final = pattern("table_words.amount")
_OTHER_COLUMN: Final = pattern("table_words.other_column")
_YEAR_COLUMN: Final = pattern("table_words.year_column")
_RECONSIDERATIONS: Final = pattern("table_words.reconsideration_block")
_LAWSUITS: Final = pattern("table_words.lawsuit_block")
_RESULT: Final = pattern("table_words.result")
SUB_ROW: Final = pattern("table_words.sub_row")
_GROUP: Final = pattern("table_words.group")
_NONE: Final = pattern("table_words.none")
ATTRIBUTE: Final = pattern("table_words.attribute")
_TOTAL: Final = pattern("table_words.total")
_OWN: Final = pattern("table_words.own")
_COUNTS_ITEMS: Final = pattern("table_words.counts_items")
_JOINT: Final = lazy_regex("[、和及与]")
_ASKED: Final = frozenset({"requests_received", "requests_refused"})
_ASIDE: Final = lazy_regex(r"[（(].*?[）)]|^其中|[:：]")
NUMERIC: Final = lazy_regex(r"(\d{1,3}(?:,\d{3})+|\d+)[条件篇项次份宗起例]?")
_CELLS: Final = lazy_regex(r"\t|[ ]*[|｜][ ]*")
HEADER_ROWS: Final = 6
"""How far above a row its header may stand."""
_BLOCK: Final = 5
"""Cells of reconsiderations or of one kind of lawsuits: four results and their total."""


@dataclass(frozen=True)
class Row:
    """One row: its cells, and the range of its line in the part's text."""

    cells: tuple[str, ...]
    """Folded."""
    start: int
    end: int
    text: str
    """The cells joined by blanks."""

    @cached_property
    def figures(self) -> tuple[str | None, ...]:
        """Of each cell the figure that it names."""
        return tuple(_figure_of(cell) for cell in self.cells)

    @cached_property
    def is_sub_row(self) -> bool:
        """Whether it is numbered 1., 2. and has no figure's name there."""
        return any(
            figure is None and SUB_ROW.fullmatch(cell)
            for cell, figure in zip(self.cells, self.figures, strict=True)
        )

    @cached_property
    def has_values_only(self) -> bool:
        """Whether its numbers stand behind no label of a figure."""
        rest = [cell for cell in self.cells[1:] if cell]
        return bool(rest) and self.figures[0] is None and all(map(_is_count, rest))


def read_row(line: str, start: int) -> Row | None:
    """A line as a row; None where it has fewer than two cells."""
    if "\t" not in line and "|" not in line and "｜" not in line:
        return None
    text = line.strip()
    cells = _CELLS.split(_without_border(text).strip(" "))
    if len(cells) < 2:
        return None
    begins = start + len(line) - len(line.lstrip())
    joined = " ".join(cell.strip() for cell in cells if cell.strip())
    return Row(tuple(map(fold, cells)), begins, begins + len(text), joined)


def _without_border(text: str) -> str:
    """A row without the lines at its ends; an empty cell beside them stays."""
    return text[1:].removesuffix(text[0]) if text[0] in "|｜" else text.strip("|｜")


def read_table(
    rows: Sequence[Row], *, is_about_items: bool = False
) -> Iterator[tuple[Row, FigureCandidate]]:
    """What the rows of a table say, each with its row.

    `is_about_items`: whether the section is about what the whole school disclosed.
    """
    rows = _aligned(rows)
    is_by_attribute = _is_by_attribute(rows)
    for row, candidate in _read_rows(rows):
        is_own = is_by_attribute and candidate.figure == "items_disclosed"
        if is_by_attribute and candidate.figure in _ASKED:
            yield row, FigureCandidate(candidate.figure, "unread")
        elif not (is_own and _OWN.fullmatch(row.cells[0])):
            yield row, candidate
    yield from _read_totals(rows, is_about_items)
    if is_by_attribute and any("信息" in cell for row in rows for cell in row.cells):
        yield from (
            (row, FigureCandidate("items_disclosed", "unread"))
            for row in rows
            if _OWN.fullmatch(row.cells[0]) and _values(row.cells[1:])
        )


def _aligned(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows; a header above rows with one more cell has lost its empty first one."""
    aligned: list[Row] = []
    for row, below in pairwise(rows):
        has_lost = (
            len(row.cells) + 1 == len(below.cells)
            and any(row.figures)
            and not any(map(_is_count, row.cells))
            and below.cells[0]
            and not _is_count(below.cells[0])
            and any(map(_is_count, below.cells[1:]))
        )
        aligned.append(replace(row, cells=("", *row.cells)) if has_lost else row)
    return [*aligned, *rows[-1:]]


def _read_totals(
    rows: Sequence[Row], is_about_items: bool
) -> Iterator[tuple[Row, FigureCandidate]]:
    """A row that sums up rows of channels, or of kinds of items."""
    above: list[Row] = []
    counts_items = is_about_items and any(
        map(_COUNTS_ITEMS.fullmatch, rows[0].cells if rows else ())
    )
    for row in rows:
        if _TOTAL.fullmatch(row.cells[0]):
            named = sum(bool(channels_in(other.cells[0])) for other in above)
            found = _values(row.cells[1:])
            parts = [sum(_values(other.cells[1:2])) for other in above]
            is_sum = bool(found) and sum(parts) == found[0] and all(parts)
            if found and (named > 1 or (counts_items and is_sum and len(parts) > 1)):
                yield row, _candidate("items_disclosed", found[:1] if is_sum else ())
            above = []
        elif _values(row.cells[1:2]):
            above.append(row)


def _read_rows(rows: Sequence[Row]) -> Iterator[tuple[Row, FigureCandidate]]:
    groups: dict[str, list[tuple[Row, int | None]]] = defaultdict(list)
    group: str | None = None
    for at, row in enumerate(rows):
        above = rows[max(0, at - HEADER_ROWS) : at]
        group = _group_of(row, group)
        if row.is_sub_row:
            if group is not None:
                groups[group].append((row, _total(_values(row.cells))))
            continue
        if row.has_values_only and (joint := list(_read_joint_label(row, 0))):
            yield from ((row, candidate) for candidate in joint)
            continue
        if row.has_values_only:
            for candidate in _read_block(row, above) or _read_below_header(row, above):
                yield row, candidate
            continue
        for candidate in _read_labelled(row, above):
            yield row, candidate
    yield from _read_groups(groups)


def _is_by_attribute(rows: Sequence[Row]) -> bool:
    """Whether a table counts documents by whether they are disclosed."""
    names_others = any(figure in ABOUT_SCHOOL for row in rows for figure in row.figures)
    return not names_others and any(ATTRIBUTE.fullmatch(cell) for row in rows for cell in row.cells)


def _figure_of(cell: str) -> str | None:
    if not cell or not HINT.search(cell):
        return None
    bare = _ASIDE.sub("", strip_marker(cell))
    return next((figure for figure, form in _LABELS if form.fullmatch(bare)), None)


def _is_count(cell: str) -> bool:
    return bool(NUMERIC.fullmatch(cell) or _NONE.fullmatch(cell))


def _is_value(cell: str) -> bool:
    return not cell or bool(NUMERIC.fullmatch(cell) or _UNIT.fullmatch(cell))


def _values(cells: Sequence[str]) -> Sequence[int]:
    return [int(found[1].replace(",", "")) for cell in cells if (found := NUMERIC.fullmatch(cell))]


def _total(values: Sequence[int]) -> int | None:
    """One value, or the last of several if it is the sum of the others; None if neither."""
    if not values:
        return None
    *parts, total = values
    return total if not parts or sum(parts) == total else None


def _candidate(figure: str, values: Sequence[int], year: int | None = None) -> FigureCandidate:
    total = _total(values)
    if total is None:
        return FigureCandidate(figure, "unread", year=year)
    return FigureCandidate(figure, "number" if total else "zero", total, year=year)


def _read_labelled(row: Row, above: Sequence[Row]) -> Iterator[FigureCandidate]:
    """A row with labels and the values behind each."""
    for at, figure in enumerate(row.figures):
        if figure is None:
            yield from _read_joint_label(row, at)
            continue
        if _NONE.fullmatch(row.cells[at + 1] if at + 1 < len(row.cells) else ""):
            yield FigureCandidate(figure, "zero", 0)
            continue
        end = next(
            (i for i in range(at + 1, len(row.cells)) if not _is_value(row.cells[i])),
            len(row.cells),
        )
        columns = period_columns(row, above, range(at + 1, end))
        values = {i: _values([row.cells[i]]) for i in columns}
        if years := {i: year for i, year in columns.items() if year and values[i]}:
            for i, year in years.items():
                yield _candidate(figure, values[i], year)
        elif numbers := [number for found in values.values() for number in found]:
            yield _candidate(figure, numbers)
        elif not columns and at and NUMERIC.fullmatch(row.cells[at - 1]):
            yield FigureCandidate(figure, "unread")


def _read_joint_label(row: Row, at: int) -> Iterator[FigureCandidate]:
    """A cell that names several figures: 举报、复议、诉讼数 | 0."""
    cell = row.cells[at]
    if not HINT.search(cell) or not _JOINT.search(cell):
        return
    figures = [_figure_of(name) for name in _JOINT.split(cell)]
    values = _values(row.cells[at + 1 : at + 2])
    if all(figures) and values and len(set(figures)) > 1:
        for figure in figures:
            yield _candidate(str(figure), (0,) if values == [0] else ())


def period_columns(row: Row, above: Sequence[Row], wanted: range) -> Mapping[int, int | None]:
    """The columns of the report's period, with the year that the header names."""
    header = next((other for other in above if len(other.cells) == len(row.cells)), None)
    if header is None:
        return dict.fromkeys(wanted)
    columns: dict[int, int | None] = {}
    for i in wanted:
        name = _ASIDE.sub("", header.cells[i])
        if found := _YEAR_COLUMN.fullmatch(name):
            columns[i] = int(found[1])
        elif not _OTHER_COLUMN.fullmatch(name):
            columns[i] = None
    return columns


def _read_below_header(row: Row, above: Sequence[Row]) -> Iterator[FigureCandidate]:
    """A row of numbers below a row of labels; its first cell may be a year."""
    header = next(
        (
            other
            for other in reversed(above)
            if len(other.cells) == len(row.cells) and not other.has_values_only
        ),
        None,
    )
    if header is None:
        return
    first = row.cells[0]
    period = _YEAR_COLUMN.fullmatch(first)
    is_whole = bool(period or not first or header.figures[0] or _AMOUNT.fullmatch(first))
    for figure, cell in zip(header.figures, row.cells, strict=True):
        if figure is not None and _is_count(cell):
            year = int(period[1]) if period else None
            candidate = _candidate(figure, _values([cell]) or [0], year)
            yield candidate if is_whole else FigureCandidate(figure, "unread", year=year)


def _read_block(row: Row, above: Sequence[Row]) -> Sequence[FigureCandidate]:
    """Reconsiderations and two kinds of lawsuits, with four results and a total each."""
    cells = [cell for header in above for cell in header.cells]
    is_block = (
        any(map(_RECONSIDERATIONS.fullmatch, cells))
        and any(map(_LAWSUITS.fullmatch, cells))
        and any(map(_RESULT.fullmatch, cells))
    )
    if not is_block:
        return []
    blocks = [_values(row.cells[i : i + _BLOCK]) for i in range(0, len(row.cells), _BLOCK)]
    if len(blocks) != 3 or any(len(block) != _BLOCK for block in blocks):
        return [FigureCandidate(figure, "unread") for figure in ("reconsiderations", "lawsuits")]
    return [
        _candidate("reconsiderations", blocks[0]),
        _of_parts("lawsuits", [_total(block) for block in blocks[1:]]),
    ]


def _of_parts(figure: str, totals: Sequence[int | None]) -> FigureCandidate:
    """What parts amount to where at most one of them is not 0: a sum is never computed."""
    filled = [total for total in totals if total]
    if None in totals or len(filled) > 1:
        return FigureCandidate(figure, "unread")
    return _candidate(figure, filled or [0])


def _group_of(row: Row, group: str | None) -> str | None:
    """The figure to which the rows numbered 1., 2. belong."""
    for cell, figure in zip(row.cells, row.figures, strict=True):
        if figure is not None and _GROUP.fullmatch(cell):
            return figure
        if _GROUP.fullmatch(cell):
            group = None
    return group


def _read_groups(
    groups: Mapping[str, Sequence[tuple[Row, int | None]]],
) -> Iterator[tuple[Row, FigureCandidate]]:
    """Figures of which only parts are stated."""
    for figure, rows in groups.items():
        stated = [(row, total) for row, total in rows if _values(row.cells)]
        if not stated:
            continue
        row = next((row for row, total in stated if total), stated[0][0])
        totals = [total if _values(row.cells) else None for row, total in rows]
        yield row, _of_parts(figure, totals)
