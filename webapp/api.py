"""The JSON: the same objects that the command line prints."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Final

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from indexer.errors import UsageError
from webapp import coverage, trends
from webapp.asking import answered, checked, refusal
from webapp.faults import Fault, RefusedError
from webapp.languages import told
from webapp.params import API, FILTERS, MAX_FACET_SIZE, SEARCH, Arguments, read_filters, read_search
from webapp.services import archive

blueprint = Blueprint("api", __name__)

FACET: Final = SEARCH - {"facets", "facet_size", "page", "size", "sort", "group"}
"""Parameters of one facet's values: those of a search that change a count."""
MAX_SUGGESTIONS: Final = 50
_DEFAULT_SUGGESTIONS: Final = 10


@blueprint.get("/api/v1/search")
def search() -> ResponseReturnValue:
    """`xxgk search --format json`."""
    arguments = Arguments(request.args, SEARCH)
    return jsonify(answered(arguments, read_search(arguments, API)).to_dict())


@blueprint.get("/api/v1/reports")
def reports() -> ResponseReturnValue:
    """`xxgk list --format json`."""
    arguments = Arguments(request.args, {*FILTERS, "lacks"})
    asked, lacks = read_filters(arguments), arguments.texts("lacks")
    checked(arguments, asked)
    try:
        return jsonify([asdict(head) for head in archive().reports(asked, lacks=lacks)])
    except UsageError as error:
        if lacks:
            raise RefusedError([Fault("lacks", "、".join(lacks), told(error))]) from error
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
    rows = [row.to_dict() for row in asked.matrix.rows]
    return jsonify({"year": asked.year, "years": asked.years, "rows": rows})


@blueprint.get("/api/v1/trends")
def trends_() -> ResponseReturnValue:
    """A query by year and by province; an empty one counts every report."""
    arguments = Arguments(request.args, trends.PARAMETERS)
    return jsonify(trends.counted(arguments, read_search(arguments, API)).to_dict())


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
