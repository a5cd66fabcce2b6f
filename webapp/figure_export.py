"""The figures of many reports as rows of a spreadsheet, or as the API gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from flask import url_for

from indexer.archive import Archive
from indexer.reporting.export import Row, figure_columns, figure_export_row
from indexer.reporting.figure_rows import FigureRow, figure_rows
from indexer.reporting.figures import SHOWN, FigureTableRow
from webapp.addresses import absolute_or_path

Rows = Callable[[Archive, Sequence[FigureTableRow]], Iterator[Row]]
_AT_ONCE: Final = 200
"""Reports whose sentences are read together."""
_ID, _FIGURE = "REPORT", "FIGURE"
_PUBLISHED: Final = "published"


def figure_export(form: str) -> tuple[Sequence[str], Rows]:
    """The columns, and the function that reads the rows from an archive while they are sent. CSV
    has those of `xxgk figures`; a workbook, which is for reading, the figures of the page."""
    if form == "json":
        return (), _json_rows(_links())
    figures = SHOWN if form == "xlsx" else ()
    return (*figure_columns(figures), _PUBLISHED), _spreadsheet(figures, absolute_or_path(""))


def _spreadsheet(figures: Sequence[str], root: str) -> Rows:
    def rows(archive: Archive, table: Sequence[FigureTableRow]) -> Iterator[Row]:
        for row in _read(archive, table, figures):
            yield {**figure_export_row(row, root), _PUBLISHED: row.head.published}

    return rows


Links = Callable[[str, str], str]


def _links() -> Links:
    """From report and figure to the address of the sentence; made before the request ends."""
    path = url_for("pages.report", report_id=_ID, mark=_FIGURE, _anchor="marked")
    pattern = absolute_or_path(path)
    before, _id, rest = pattern.rpartition(_ID)
    between, _figure, after = rest.partition(_FIGURE)
    return lambda report, figure: f"{before}{report}{between}{figure}{after}"


def _json_rows(link: Links) -> Rows:
    def rows(archive: Archive, table: Sequence[FigureTableRow]) -> Iterator[Row]:
        for each in _read(archive, table):
            row = each.to_dict()
            for figure, one in row["figures"].items():
                one["url"] = link(each.report_id, figure) if one["ordinal"] is not None else None
            yield row

    return rows


def _read(
    archive: Archive, table: Sequence[FigureTableRow], figures: Sequence[str] = ()
) -> Iterator[FigureRow]:
    """The reports with their figures, a number of them at once."""
    rest = iter(table)
    with archive.reading() as reader:
        while some := [row.head for row in islice(rest, _AT_ONCE)]:
            yield from figure_rows(reader, some, figures)
