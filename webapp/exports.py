"""Search results, coverage and trends as files to download."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import IO, Any, Final

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
)
from indexer.reporting.rows import COMPARE_COLUMNS, compare_rows, trend_rows
from indexer.reporting.rows import TREND_COLUMNS as CROSS_COLUMNS
from indexer.reporting.trends import COLUMNS as TREND_COLUMNS
from indexer.reporting.trends import Point
from indexer.reporting.workbook import write_xlsx
from indexer.search.request import SearchRequest
from indexer.search.response import Hit
from webapp import compare, coverage, figures_query, trends
from webapp.addresses import absolute_or_path
from webapp.checklist_export import (
    CHECKLIST_COLUMNS,
    CHECKLIST_PARAMETERS,
    checklist_reports,
    checklist_rows,
)
from webapp.extension import archive
from webapp.figure_export import figure_export
from webapp.labels import language, section_name, state_name
from webapp.requests import (
    COUNTED,
    ON_PAGES,
    PAGE,
    Arguments,
    read_search,
    run_whole_search,
    to_args,
)

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
    arguments = Arguments(request.args, ON_PAGES - {"page", "size", "pick"})
    search_request = read_search(arguments, PAGE)
    first, batches = run_whole_search(arguments, search_request)
    about: dict[str, Value] = {
        "total": first.total,
        "reports": first.reports,
        **_about("pages.search", search_request),
    }
    row = _hit_json if form == "json" else _hit_cells
    root = absolute_or_path("")
    rows = (row(hit, root + hit.url) for batch in batches for hit in batch.hits)
    return _download(Table("hits", HIT_COLUMNS, rows, about), form)


@blueprint.get(f"/export/coverage.{_FORM}")
def coverage_(form: str) -> ResponseReturnValue:
    """The matrix of a year under its filters."""
    query = coverage.read_coverage(Arguments(request.args, coverage.PARAMETERS))
    args = coverage.coverage_args(query)
    about = {"link": _link("coverage.page", args), "exported": _now()}
    is_csv = form == "csv"
    names = [section_name(section) if is_csv else section for section in COLUMNS]
    columns = [
        *("school", "province", "year", "period", "published", "published_from", "late"),
        *names,
        *("report_id", "url"),
    ]
    rows: list[Row] = [
        {
            **row.to_dict(),
            "year": query.year,
            "late": int(row.late) if is_csv and row.late is not None else row.late,
            **{
                name: state_name(cell.state) if is_csv else cell.state
                for name, cell in zip(names, row.cells, strict=True)
            },
            "url": _report_link(row.report.id) if row.report else None,
        }
        for row in query.matrix.rows
    ]
    return _download(Table("coverage", columns, rows, about), form)


@blueprint.get(f"/export/trends.{_FORM}")
def trends_(form: str) -> ResponseReturnValue:
    """A query by year and by province; in a workbook and in JSON also by both together."""
    search_request, result = trends.read_trends(Arguments(request.args, COUNTED))
    rows = (
        [_trend_row("year", point) for point in result.years]
        + [_trend_row("province", point) for point in result.provinces]
        if result
        else []
    )
    about = _about("trends.page", search_request)
    more = [_by_both(search_request, {})] if result and form != "csv" else []
    return _download(Table("trends", TREND_COLUMNS, rows, about, more), form)


@blueprint.get(f"/export/figures.{_FORM}")
def figures_(form: str) -> ResponseReturnValue:
    """The figures of the reports under filters, each with its sentence and a link to it."""
    query = figures_query.read_figures_query(Arguments(request.args, figures_query.PARAMETERS))
    table = figures_query.run_figures(query).table
    about: dict[str, Value] = {
        "reports": table.reports,
        "link": _link("figures.page", query.args()),
        "exported": _now(),
    }
    rows = table.rows(query.sort, descending=query.descending)
    columns, cells = figure_export(form)
    return _download(Table("figures", columns, cells(archive(), rows), about), form)


@blueprint.get(f"/export/by_year_and_province.{_FORM}")
def by_year_and_province(form: str) -> ResponseReturnValue:
    """A query by year and province: a row for each pair."""
    search_request, result = trends.read_trends(Arguments(request.args, COUNTED))
    about = _about("trends.page", search_request)
    table = _by_both(search_request, about)
    return _download(table if result else replace(table, rows=()), form)


def _by_both(search_request: SearchRequest, about: Mapping[str, Value]) -> Table:
    with archive().reading() as reader:
        rows = [row.to_dict() for row in trend_rows(reader, search_request)]
    return Table("by_year_and_province", CROSS_COLUMNS, rows, about)


@blueprint.get(f"/export/compare.{_FORM}")
def compare_(form: str) -> ResponseReturnValue:
    """Sections of several reports: a row for each section and report."""
    arguments = Arguments(request.args, {"report", "section"})
    reports, sections = compare.read_reports(arguments)
    rows = [
        {**row.to_dict(), "url": _report_link(row.report_id)}
        for row in compare_rows(reports, sections)
    ]
    ids = [report.id for report in reports]
    about = {
        "link": _link("compare.page", {"report": ids, "section": [*sections]}),
        "exported": _now(),
    }
    return _download(Table("compare", [*COMPARE_COLUMNS, "url"], rows, about), form)


@blueprint.get(f"/export/checklist.{_FORM}")
def checklist(form: str) -> ResponseReturnValue:
    """The rows of the checklists of the reports under the filters, or of one report."""
    ids = checklist_reports(Arguments(request.args, CHECKLIST_PARAMETERS))
    root = absolute_or_path("")
    rows = checklist_rows(archive(), ids, None if form == "json" else language(), root)
    about: dict[str, Value] = {"exported": _now()}
    return _download(Table("checklist", CHECKLIST_COLUMNS, rows, about), form)


def _about(endpoint: str, search_request: SearchRequest) -> dict[str, Value]:
    return {
        "query": search_request.query,
        "link": _link(endpoint, to_args(search_request)),
        "exported": _now(),
    }


def _link(endpoint: str, args: Mapping[str, Any]) -> str:
    return absolute_or_path(url_for(endpoint, **args))


def _report_link(report_id: str) -> str:
    return absolute_or_path(url_for("pages.report", report_id=report_id))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _hit_cells(hit: Hit, url: str) -> Row:
    return {**hit_row(hit), "url": url}


def _hit_json(hit: Hit, url: str) -> Row:
    return {**hit.to_dict(), "text": hit.part.text, "url": url}


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
