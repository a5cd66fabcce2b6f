"""Export: hits, reports and other tables as CSV that Excel opens, a workbook, or JSON, row by row.

The query, the date and the link of a table go with it: as the last columns of CSV, as a second
sheet of a workbook, as the first members of the JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.archive.figures import FigureRow
from indexer.reports.figures import FIGURES
from indexer.search.engine import ReportHead
from indexer.search.response import Hit

HIT_COLUMNS: Final = (
    "school",
    "province",
    "period",
    "year",
    "published",
    "sections",
    "topics",
    "heading",
    "snippet",
    "text",
    "url",
    "source_url",
    "path",
)
REPORT_COLUMNS: Final = (
    "id",
    "school",
    "province",
    "period",
    "year",
    "period_start",
    "period_end",
    "published",
    "title",
    "sections",
    "source_url",
    "path",
    "published_from",
    "first_indexed",
)
_OF_A_ROW: Final = ("report_id", "school", "province", "period", "year")
_OF_A_FIGURE: Final = ("", "_state", "_note", "_sentence", "_url")
_SEPARATOR: Final = "; "


def hit_row(hit: Hit) -> dict[str, str]:
    """One hit with the whole text of its part, a cell for each of HIT_COLUMNS."""
    snippet = " … ".join(snippet.text for snippet in hit.snippets)
    return _cells({**hit.to_dict(), "snippet": snippet, "text": hit.part.text}, HIT_COLUMNS)


def report_row(head: ReportHead) -> dict[str, str]:
    """One report, a cell for each of REPORT_COLUMNS."""
    return _cells({name: getattr(head, name) for name in REPORT_COLUMNS}, REPORT_COLUMNS)


def figure_columns(figures: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns of a table of figures: all, or the chosen ones. Each has its value, its state,
    what else is known of it, its sentence and a link to the part with the sentence."""
    names = [f"{figure}{suffix}" for figure in figures or FIGURES for suffix in _OF_A_FIGURE]
    return (*_OF_A_ROW, *names)


def figure_export_row(row: FigureRow) -> dict[str, str]:
    """One report, a cell for each of `figure_columns`."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _OF_A_ROW}
    for name, figure in row.figures.items():
        notes = {
            figure.qualifier: figure.qualifier,
            "in_heading": figure.in_heading,
            "conflict": figure.conflict,
            "corrected": figure.corrected,
        }
        url = None if figure.ordinal is None else f"/reports/{row.report_id}#s{figure.ordinal}"
        cells = (figure.value, figure.state, [*filter(notes.get, notes)], figure.sentence, url)
        suffixed = zip(_OF_A_FIGURE, cells, strict=True)
        values |= {f"{name}{suffix}": cell for suffix, cell in suffixed}
    return _cells(values, values)


def _cells(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, str]:
    return {column: neutralise_formula(_text(values[column])) for column in columns}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return _SEPARATOR.join(map(str, value))
        case _:
            return str(value)


FORMATS: Final = ("csv", "xlsx", "json")
_BOM: Final = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's legacy encoding."""
_LONGEST_CELL: Final = 32_767
"""Characters of a cell, at most (ECMA-376)."""
_CUT: Final = "…（后略，全文见链接）"
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ABOUT_SHEET: Final = "说明"

Value = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, with metadata about all of them."""

    name: str
    """What the rows are: `hits`, `coverage`, `trends`."""
    columns: Sequence[str]
    rows: Iterable[Row]
    """Read once. A column that a row lacks is empty."""
    about: Mapping[str, Value]
    """Query, date, link and the like."""


def csv_chunks(table: Table) -> Iterator[str]:
    """UTF-8 CSV with a byte order mark; formulas become text."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield _BOM
    for row in _with_header(table):
        writer.writerow(
            [neutralise_formula(cell) if isinstance(cell, str) else cell for cell in row]
        )
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def json_chunks(table: Table) -> Iterator[str]:
    """One object: the metadata, then the rows under the table's name."""
    head = json.dumps({**table.about}, ensure_ascii=False)
    yield f'{head[:-1]}{", " if table.about else ""}"{table.name}": ['
    separator = "\n"
    for row in table.rows:
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def write_xlsx(table: Table, file: IO[bytes]) -> None:
    """A workbook: the rows on one sheet, the metadata on another."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy

    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    sheet.append(list(table.columns))
    for row in table.rows:
        sheet.append([_cell(row.get(column)) for column in table.columns])
    about = book.create_sheet(_ABOUT_SHEET)
    for name, value in table.about.items():
        about.append([name, _cell(value)])
    book.save(file)


def _with_header(table: Table) -> Iterator[Sequence[Any]]:
    extra = [name for name in table.about if name not in table.columns]
    yield [*table.columns, *extra]
    tail = [table.about[name] for name in extra]
    for row in table.rows:
        yield [*(row.get(column) for column in table.columns), *tail]


def _cell(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    clean = _NOT_IN_XML.sub("", neutralise_formula(value))
    if len(clean) > _LONGEST_CELL:
        return clean[: _LONGEST_CELL - len(_CUT)] + _CUT
    return clean
