"""Search results, coverage and trends as files to download."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Final

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from indexer.reporting.coverage import COLUMNS
from indexer.reporting.export import (
    FORMATS,
    HIT_COLUMNS,
    Row,
    Table,
    Value,
    csv_chunks,
    hit_row,
    json_chunks,
    write_xlsx,
)
from indexer.reporting.trends import COLUMNS as TREND_COLUMNS
from indexer.reporting.trends import Point
from indexer.search.request import SearchRequest
from indexer.search.response import Hit
from webapp import coverage, figures, trends
from webapp.extension import archive
from webapp.figure_export import figure_export
from webapp.labels import section_name, state_name
from webapp.pages import ON_PAGES
from webapp.requests import COUNTED, PAGE, Arguments, read_search, run_whole_search, to_args

blueprint = Blueprint("exports", __name__)

_FORM: Final = f"<any({', '.join(FORMATS)}):form>"
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IN_MEMORY: Final = 4 * 1024 * 1024
"""Bytes of a workbook that are kept in memory; a larger one goes to disk."""
_CHUNK: Final = 64 * 1024


@blueprint.get(f"/export/search.{_FORM}")
def search(form: str) -> ResponseReturnValue:
    """The whole result of a search, every hit with the whole text of its part."""
    arguments = Arguments(request.args, ON_PAGES - {"page", "size"})
    search_request = read_search(arguments, PAGE)
    first, batches = run_whole_search(arguments, search_request)
    about: dict[str, Value] = {
        "total": first.total,
        "reports": first.reports,
        **_about("pages.search", search_request),
    }
    root = request.host_url.rstrip("/")
    row = _hit_json if form == "json" else _hit_cells
    rows = (row(hit, root) for batch in batches for hit in batch.hits)
    return _download(Table("hits", HIT_COLUMNS, rows, about), form)


@blueprint.get(f"/export/coverage.{_FORM}")
def coverage_(form: str) -> ResponseReturnValue:
    """The matrix of a year under its filters."""
    query = coverage.read_coverage(Arguments(request.args, coverage.PARAMETERS))
    args = coverage.coverage_args(query)
    about = {"link": url_for("coverage.page", **args, _external=True), "exported": _now()}
    is_json = form == "json"
    names = [section if is_json else section_name(section) for section in COLUMNS]
    columns = ["school", "province", "period", "published", "published_from", "late", *names, "url"]
    rows: list[Row] = [
        {
            **row.to_dict(),
            "late": row.late if is_json or row.late is None else int(row.late),
            **{
                name: cell.state if is_json else state_name(cell.state)
                for name, cell in zip(names, row.cells, strict=True)
            },
            "url": url_for("pages.report", report_id=row.report.id, _external=True)
            if row.report
            else None,
        }
        for row in query.matrix.rows
    ]
    return _download(Table("coverage", columns, rows, about), form)


@blueprint.get(f"/export/trends.{_FORM}")
def trends_(form: str) -> ResponseReturnValue:
    """A query by year and by province."""
    search_request, result = trends.read_trends(Arguments(request.args, COUNTED))
    rows = (
        [_trend_row("year", point) for point in result.years]
        + [_trend_row("province", point) for point in result.provinces]
        if result
        else []
    )
    return _download(
        Table("trends", TREND_COLUMNS, rows, _about("trends.page", search_request)), form
    )


@blueprint.get(f"/export/figures.{_FORM}")
def figures_(form: str) -> ResponseReturnValue:
    """The figures of the reports under filters, each with its sentence and a link to it."""
    query = figures.read_figures_query(Arguments(request.args, figures.PARAMETERS))
    table, _totals = figures.run_figures(query)
    about: dict[str, Value] = {
        "reports": table.reports,
        "link": url_for("figures.page", **query.args(), _external=True),
        "exported": _now(),
    }
    rows = table.rows(query.sort, descending=query.descending)
    columns, cells = figure_export(form == "json")
    return _download(Table("figures", columns, cells(archive(), rows), about), form)


def _about(endpoint: str, search_request: SearchRequest) -> dict[str, str]:
    return {
        "query": search_request.query,
        "link": url_for(endpoint, **to_args(search_request), _external=True),
        "exported": _now(),
    }


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _hit_cells(hit: Hit, root: str) -> Row:
    return {**hit_row(hit), "url": root + hit.url}


def _hit_json(hit: Hit, root: str) -> Row:
    return {**hit.to_dict(), "text": hit.part.text, "url": root + hit.url}


def _trend_row(facet: str, point: Point) -> Row:
    return {"facet": facet, **point.to_dict()}


def _download(table: Table, form: str) -> Response:
    """The table as a file; text goes out row by row."""
    body: Iterator[str] | Iterator[bytes]
    match form:
        case "csv":
            body = csv_chunks(table)
        case "json":
            body = json_chunks(table)
        case _:
            body = _file_chunks(lambda file: write_xlsx(table, file))
    day = datetime.now().astimezone().date()
    response = Response(body, content_type=_TYPES[form])
    response.headers["Content-Disposition"] = (
        f'attachment; filename="xxgk-{table.name}-{day}.{form}"'
    )
    return response


def _file_chunks(write: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        write(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
