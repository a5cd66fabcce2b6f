"""Export: hits, reports and other tables as CSV that Excel opens, or JSON, row by row.

The query, the date and the link of a table go with it: as the last columns of CSV, as the first
members of the JSON, as a sheet of a workbook (`workbook.py`). Columns are ids in CSV and JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.reporting.figure_rows import FigureRow
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
    "text_source",
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
    "text_source",
)
_OF_A_ROW: Final = ("report_id", "school", "province", "period", "year")
_OF_A_FIGURE: Final = ("", "_state", "_note", "_sentence", "_url")
SEPARATOR: Final = "; "


def hit_row(hit: Hit, base_url: str = "") -> dict[str, str]:
    """One hit with the whole text of its part, a cell for each of HIT_COLUMNS; its link is absolute
    with a base URL."""
    snippet = " … ".join(snippet.text for snippet in hit.snippets)
    values = {"snippet": snippet, "text": hit.part.text, "url": base_url.rstrip("/") + hit.url}
    return _cells({**hit.to_dict(), **values}, HIT_COLUMNS)


def report_row(head: ReportHead) -> dict[str, str]:
    """One report, a cell for each of REPORT_COLUMNS."""
    return _cells({name: getattr(head, name) for name in REPORT_COLUMNS}, REPORT_COLUMNS)


def figure_columns(figures: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns of a table of figures: all, or the chosen ones. Each has its value, its state,
    what else is known of it, its sentence and a link to it."""
    names = [f"{figure}{suffix}" for figure in figures or FIGURES for suffix in _OF_A_FIGURE]
    return (*_OF_A_ROW, *names)


def figure_export_row(row: FigureRow, base_url: str = "") -> dict[str, str]:
    """One report, a cell for each of `figure_columns`; its links are absolute with a base URL."""
    root = base_url.rstrip("/")
    values: dict[str, Any] = {name: getattr(row, name) for name in _OF_A_ROW}
    for name, figure in row.figures.items():
        notes = {
            figure.qualifier: figure.qualifier,
            "in_heading": figure.in_heading,
            "conflict": figure.conflict,
            "corrected": figure.corrected,
            figure.text_source: figure.text_source,
        }
        url = None if figure.ordinal is None else root + _sentence_url(row.report_id, name)
        cells = (figure.value, figure.state, [*filter(notes.get, notes)], figure.sentence, url)
        suffixed = zip(_OF_A_FIGURE, cells, strict=True)
        values |= {f"{name}{suffix}": cell for suffix, cell in suffixed}
    return _cells(values, values)


def _sentence_url(report_id: str, figure: str) -> str:
    """The report with the figure's sentence marked."""
    return f"/reports/{report_id}?mark={figure}#marked"


def _cells(values: Mapping[str, Any], columns: Iterable[str]) -> dict[str, str]:
    return {column: neutralise_formula(_text(values[column])) for column in columns}


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return SEPARATOR.join(map(str, value))
        case _:
            return str(value)


FORMATS: Final = ("csv", "xlsx", "json")
_BOM: Final = "\ufeff"
"""Without it Excel reads UTF-8 as the machine's legacy encoding."""

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
    more: Sequence[Table] = ()
    """Further tables of a workbook and of JSON."""


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
    yield "\n]"
    for other in table.more:
        yield f', "{other.name}": '
        yield json.dumps([*other.rows], ensure_ascii=False)
    yield "}\n"


def _with_header(table: Table) -> Iterator[Sequence[Any]]:
    extra = [name for name in table.about if name not in table.columns]
    yield [*table.columns, *extra]
    tail = [table.about[name] for name in extra]
    for row in table.rows:
        yield [*(row.get(column) for column in table.columns), *tail]
