"""The JSON API, which returns the same objects that the command line prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from indexer.archive.find import listed
from indexer.errors import UsageError
from indexer.reporting.coverage import YearMatrix
from indexer.reporting.figure_rows import figure_rows
from indexer.reports.checklist import read_checklist
from indexer.search.engine import ReportHead
from indexer.search.request import FILTERS, MAX_SIZE, SearchRequest
from indexer.search.response import SearchResponse
from webapp import coverage, trends
from webapp.cursors import Cursor, fingerprint, link_next, read_cursor
from webapp.errors import BadRequestError, ParameterError
from webapp.extension import archive, stored_report
from webapp.json_answer import json_answer
from webapp.labels import translate_error
from webapp.requests import (
    API,
    COUNTED,
    MAX_FACET_SIZE,
    NUMBERS,
    SEARCH,
    Arguments,
    bad_request,
    read_figures,
    read_filters,
    read_search,
    run_search,
    run_whole_search,
    validate,
)

blueprint = Blueprint("api", __name__)

FORMATS: Final = ("json", "jsonl")
PAGED: Final = frozenset({"format", "cursor"})
_OF_A_PAGE: Final = ("page", "size", "cursor")
"""Parameters that request one page of a result, in either format."""
NDJSON: Final = "application/x-ndjson"
"""Content type of JSON Lines (https://github.com/ndjson/ndjson-spec)."""
TOTAL: Final = "X-Total-Count"
"""Header with the number of lines of a whole result, or of what the pages are counted in; it is
sent first, so that a client can tell whether it has everything."""
HELP: Final = "X-Query-Help"
"""Header that names what match=auto did with the query of a whole result."""
PERCENT: Final = (1, 100)
MAX_SUGGESTIONS: Final = 50
_DEFAULT_SUGGESTIONS: Final = 10
_CHUNK: Final = 64 * 1024
"""Characters of JSON Lines that are sent together."""


@blueprint.get("/api/v1/search")
def search() -> ResponseReturnValue:
    """`xxgk search --format json`, with a link to the next page; or the whole result as JSON Lines,
    unless a page of it is requested."""
    arguments = Arguments(request.args, SEARCH | PAGED)
    is_lines = arguments.choice("format", FORMATS, "json") == "jsonl"
    if is_lines and not any(arguments.text(name) for name in _OF_A_PAGE):
        return _whole_result(arguments)
    search_request = read_search(arguments, API)
    seal = fingerprint(replace(search_request, page=1))
    cursor = read_cursor(arguments, seal)
    if cursor is not None:
        search_request = replace(search_request, page=cursor.page)
    validate(arguments, search_request)
    try:
        answer = archive().search(search_request)
    except UsageError as error:
        raise bad_request(search_request, error) from error
    total = answer.reports if search_request.group == "report" else answer.total
    if cursor is not None:
        cursor.check(answer.generation, total)
    if is_lines:
        response = _lines_response(_hit_lines([answer]), total)
    else:
        response = json_answer(answer)
        response.headers[TOTAL] = str(total)
    if search_request.page * search_request.size < total:
        link_next(response, Cursor(answer.generation, search_request.page + 1, total, seal))
    return response


def _whole_result(arguments: Arguments) -> ResponseReturnValue:
    """Each hit with the whole text of its part, as `xxgk search --format jsonl` writes it."""
    first, batches = run_whole_search(arguments, read_search(arguments, API))
    response = _lines_response(_hit_lines(batches), first.total)
    helps = [name for name in ("read_as", "relaxed") if getattr(first, name) is not None]
    if helps:
        response.headers[HELP] = ", ".join(helps)
    return response


def _hit_lines(batches: Iterable[SearchResponse]) -> Iterator[Mapping[str, Any]]:
    for batch in batches:
        for hit in batch.hits:
            yield {**hit.to_dict(), "text": hit.part.text}


def _lines_response(objects: Iterable[Mapping[str, Any]], total: int) -> Response:
    """The objects as JSON Lines, streamed."""
    response = Response(_chunks(objects), content_type=f"{NDJSON}; charset=utf-8")
    response.headers[TOTAL] = str(total)
    return response


def _chunks(objects: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for each in objects:
        lines.append(json.dumps(each, ensure_ascii=False) + "\n")
        size += len(lines[-1])
        if size >= _CHUNK:
            yield "".join(lines)
            lines, size = [], 0
    yield "".join(lines)


@blueprint.get("/api/v1/reports")
def reports() -> ResponseReturnValue:
    """`xxgk list --format json`; page by page where `size` is given."""
    arguments = Arguments(request.args, {*FILTERS, "lacks", "copied", "format", "size", "cursor"})
    is_lines = arguments.choice("format", FORMATS, "json") == "jsonl"
    filters, lacks = read_filters(arguments), arguments.texts("lacks")
    copied = arguments.number("copied", PERCENT, 0) or None
    size = arguments.number("size", (1, MAX_SIZE), 0)
    seal = fingerprint(filters, lacks, copied, size)
    cursor = read_cursor(arguments, seal)
    validate(arguments, filters)
    generation, heads = _listed(filters, lacks, copied)
    page = cursor.page if cursor is not None else 1
    if cursor is not None:
        cursor.check(generation, len(heads))
    shown = heads[(page - 1) * size : page * size] if size else heads
    if is_lines:
        response = _lines_response((head.to_dict() for head in shown), len(heads))
    else:
        response = json_answer(shown)
        response.headers[TOTAL] = str(len(heads))
    if size and page * size < len(heads):
        link_next(response, Cursor(generation, page + 1, len(heads), seal))
    return response


def _listed(
    filters: SearchRequest, lacks: tuple[str, ...], copied: int | None
) -> tuple[int, Sequence[ReportHead]]:
    """The generation, and its reports under the filters. Raises BadRequestError."""
    try:
        with archive().reading() as reader:
            return reader.generation, listed(reader, filters, lacks, copied)
    except UsageError as error:
        if lacks:
            of_lacks = ParameterError("lacks", "、".join(lacks), translate_error(error))
            raise BadRequestError([of_lacks]) from error
        raise bad_request(filters, error) from error


@blueprint.get("/api/v1/figures")
def figures() -> ResponseReturnValue:
    """`xxgk figures --format json`, with a link to the next page; or the whole result as JSON
    Lines, unless a page of it is requested. A `figure` without a condition selects that figure."""
    arguments = Arguments(request.args, {*FILTERS, *PAGED, "page", "size"})
    is_lines = arguments.choice("format", FORMATS, "json") == "jsonl"
    chosen, filters = read_figures(arguments)
    if is_lines and not any(arguments.text(name) for name in _OF_A_PAGE):
        return _whole_figures(arguments, chosen, filters)
    size = arguments.number("size", NUMBERS["size"], MAX_SIZE)
    number = arguments.number("page", NUMBERS["page"], 1)
    seal = fingerprint(filters, chosen, size)
    cursor = read_cursor(arguments, seal)
    if cursor is not None:
        number = cursor.page
    validate(arguments, filters)
    with archive().reading() as reader:
        try:
            heads = listed(reader, filters)
        except UsageError as error:
            raise bad_request(filters, error) from error
        if cursor is not None:
            cursor.check(reader.generation, len(heads))
        rows = figure_rows(reader, heads[(number - 1) * size : number * size], chosen)
        following = Cursor(reader.generation, number + 1, len(heads), seal)
    if is_lines:
        response = _lines_response((row.to_dict() for row in rows), len(heads))
    else:
        response = json_answer(rows)
    response.headers[TOTAL] = str(len(heads))
    if number * size < len(heads):
        link_next(response, following)
    return response


def _whole_figures(
    arguments: Arguments, chosen: Sequence[str], filters: SearchRequest
) -> ResponseReturnValue:
    validate(arguments, filters)
    batches = archive().figure_batches(filters, chosen)
    try:
        first = next(batches)
    except UsageError as error:
        raise bad_request(filters, error) from error
    rows = (row.to_dict() for batch in chain([first], batches) for row in batch.rows)
    return _lines_response(rows, first.total)


@blueprint.get("/api/v1/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """`xxgk show --format json`."""
    validate(Arguments(request.args, ()))
    full_report = stored_report(report_id)
    checklist = [row.to_dict() for row in read_checklist(full_report)]
    return jsonify({**full_report.to_dict(), "checklist": checklist})


@blueprint.get("/api/v1/facets/<any(school, section, topic, year, province, text_source):name>")
def facet(name: str) -> ResponseReturnValue:
    """All values of one facet under a search."""
    arguments = Arguments(request.args, COUNTED)
    counted = replace(read_search(arguments, API), size=1, facet_size=MAX_FACET_SIZE)
    return json_answer(run_search(arguments, counted).facets[name])


@blueprint.get("/api/v1/coverage")
def coverage_() -> ResponseReturnValue:
    """School × section for a year, under the filters of the page."""
    query = coverage.read_coverage(Arguments(request.args, coverage.PARAMETERS))
    return json_answer(YearMatrix(query.year, query.years, query.matrix))


@blueprint.get("/api/v1/trends")
def trends_() -> ResponseReturnValue:
    """A query by year and by province; an empty one counts every report."""
    arguments = Arguments(request.args, COUNTED)
    search_request = read_search(arguments, trends.EXACT_API)
    return json_answer(trends.run_trends(arguments, search_request))


@blueprint.get("/api/v1/suggest")
def suggest() -> ResponseReturnValue:
    """`xxgk suggest --format json`."""
    arguments = Arguments(request.args, {"q", "limit"})
    text = arguments.text("q")
    limit = arguments.number("limit", (1, MAX_SUGGESTIONS), _DEFAULT_SUGGESTIONS)
    validate(arguments)
    return json_answer(archive().suggest(text, limit))


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 if searches can be answered; UnusableIndexError becomes 503."""
    validate(Arguments(request.args, ()))
    now = archive().statistics()
    return jsonify(
        {"ok": True, "generation": now.generation, "reports": now.reports, "parts": now.parts}
    )
