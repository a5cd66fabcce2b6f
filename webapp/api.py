"""The JSON: the same objects that the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from itertools import chain
from typing import Final

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from indexer.archive.find import listed
from indexer.errors import UsageError
from indexer.search.engine import ReportHead
from indexer.search.request import MAX_SIZE, SearchRequest
from indexer.search.response import SearchResponse
from webapp import coverage, trends
from webapp.asking import answered, checked, refusal
from webapp.cursors import Cursor, fingerprint, link_next, read_cursor
from webapp.faults import ParameterError, RefusedError
from webapp.languages import told
from webapp.lines import TOTAL, lines_response
from webapp.params import API, FILTERS, MAX_FACET_SIZE, SEARCH, Arguments, read_filters, read_search
from webapp.services import archive

blueprint = Blueprint("api", __name__)

FACET: Final = SEARCH - {"facets", "facet_size", "page", "size", "sort", "group"}
"""Parameters of one facet's values: those of a search that change a count."""
FORMATS: Final = ("json", "jsonl")
PAGED: Final = frozenset({"format", "cursor"})
_OF_A_PAGE: Final = ("page", "size", "cursor")
"""Parameters that ask for a page of a result, in whatever format."""
HELP: Final = "X-Query-Help"
"""Header that names what match=auto did with the query of a whole result."""
MAX_SUGGESTIONS: Final = 50
_DEFAULT_SUGGESTIONS: Final = 10


@blueprint.get("/api/v1/search")
def search() -> ResponseReturnValue:
    """`xxgk search --format json`, with a link to the next page; or the whole as JSON Lines, unless
    a page of it is asked for."""
    arguments = Arguments(request.args, SEARCH | PAGED)
    as_lines = arguments.choice("format", FORMATS, "json") == "jsonl"
    if as_lines and not any(arguments.text(name) for name in _OF_A_PAGE):
        return _every_hit(arguments)
    asked = read_search(arguments, API)
    seal = fingerprint(replace(asked, page=1))
    cursor = read_cursor(arguments, seal)
    if cursor is not None:
        asked = replace(asked, page=cursor.page)
    checked(arguments, asked)
    try:
        answer = archive().search(asked)
    except UsageError as error:
        raise refusal(asked, error) from error
    units = answer.reports if asked.group == "report" else answer.total
    if cursor is not None:
        cursor.check(answer.generation, units)
    if as_lines:
        response = _lines([answer], units)
    else:
        response = jsonify(answer.to_dict())
        response.headers[TOTAL] = str(units)
    if asked.page * asked.size < units:
        link_next(response, Cursor(answer.generation, asked.page + 1, units, seal))
    return response


def _every_hit(arguments: Arguments) -> ResponseReturnValue:
    """Each hit with the whole text of its part, as `xxgk search --format jsonl` writes it."""
    asked = read_search(arguments, API)
    checked(arguments, asked)
    pages = archive().pages(asked)
    try:
        first = next(pages)  # here a query is refused, and the generation is held
    except UsageError as error:
        raise refusal(asked, error) from error
    response = _lines(chain([first], pages), first.total)
    helps = [name for name in ("read_as", "relaxed") if getattr(first, name) is not None]
    if helps:
        response.headers[HELP] = ", ".join(helps)
    return response


def _lines(pages: Iterable[SearchResponse], total: int) -> Response:
    return lines_response(
        ({**hit.to_dict(), "text": hit.part.text} for page in pages for hit in page.hits),
        total=total,
    )


@blueprint.get("/api/v1/reports")
def reports() -> ResponseReturnValue:
    """`xxgk list --format json`; page by page where `size` is given."""
    arguments = Arguments(request.args, {*FILTERS, "lacks", "format", "size", "cursor"})
    as_lines = arguments.choice("format", FORMATS, "json") == "jsonl"
    asked, lacks = read_filters(arguments), arguments.texts("lacks")
    size = arguments.number("size", (1, MAX_SIZE), 0)
    seal = fingerprint(asked, lacks, size)
    cursor = read_cursor(arguments, seal)
    checked(arguments, asked)
    generation, heads = _listed(asked, lacks)
    page = cursor.page if cursor is not None else 1
    if cursor is not None:
        cursor.check(generation, len(heads))
    shown = heads[(page - 1) * size : page * size] if size else heads
    if as_lines:
        response = lines_response(map(asdict, shown), total=len(heads))
    else:
        response = jsonify([asdict(head) for head in shown])
        response.headers[TOTAL] = str(len(heads))
    if size and page * size < len(heads):
        link_next(response, Cursor(generation, page + 1, len(heads), seal))
    return response


def _listed(asked: SearchRequest, lacks: tuple[str, ...]) -> tuple[int, Sequence[ReportHead]]:
    """The reports, and the generation they are of. Raises RefusedError."""
    try:
        with archive().reading() as reader:
            return reader.generation, listed(reader, asked, lacks)
    except UsageError as error:
        if lacks:
            raise RefusedError([ParameterError("lacks", "、".join(lacks), told(error))]) from error
        raise refusal(asked, error) from error


@blueprint.get("/api/v1/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """`xxgk show --format json`."""
    checked(Arguments(request.args, ()))
    return jsonify(archive().report(report_id).to_dict())


@blueprint.get("/api/v1/facets/<any(school, section, topic, year, province):name>")
def facet(name: str) -> ResponseReturnValue:
    """All values of one facet under a search."""
    arguments = Arguments(request.args, FACET)
    asked = replace(read_search(arguments, API), size=1, facet_size=MAX_FACET_SIZE)
    return jsonify([value.to_dict() for value in answered(arguments, asked).facets[name]])


@blueprint.get("/api/v1/coverage")
def coverage_() -> ResponseReturnValue:
    """School × section for a year, under the filters of the page."""
    asked = coverage.read_coverage(Arguments(request.args, coverage.PARAMETERS))
    return jsonify(asked.matrix.to_dict(asked.year, asked.years))


@blueprint.get("/api/v1/trends")
def trends_() -> ResponseReturnValue:
    """A query by year and by province; an empty one counts every report."""
    arguments = Arguments(request.args, trends.PARAMETERS)
    return jsonify(trends.counted(arguments, read_search(arguments, trends.EXACT_API)).to_dict())


@blueprint.get("/api/v1/suggest")
def suggest() -> ResponseReturnValue:
    """`xxgk suggest --format json`."""
    arguments = Arguments(request.args, {"q", "limit"})
    text = arguments.text("q")
    limit = arguments.number("limit", (1, MAX_SUGGESTIONS), _DEFAULT_SUGGESTIONS)
    checked(arguments)
    return jsonify([found.to_dict() for found in archive().suggest(text, limit)])


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 where a search would be answered; UnusableIndexError becomes 503."""
    checked(Arguments(request.args, ()))
    found = archive().statistics()
    return jsonify(
        {"ok": True, "generation": found.generation, "reports": found.reports, "parts": found.parts}
    )
