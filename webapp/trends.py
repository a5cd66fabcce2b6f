"""A query by year and by province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.errors import UsageError
from indexer.reporting.trends import Point, Trends, trends
from indexer.search.request import FILTERS, SearchRequest
from webapp.extension import archive
from webapp.present.facets import chips
from webapp.present.results import Bar, histogram, notes
from webapp.requests import (
    API,
    COUNTED,
    PAGE,
    Arguments,
    bad_request,
    read_search,
    search_url,
    to_args,
    trends_url,
    validate,
)

blueprint = Blueprint("trends", __name__)

EXACT: Final = replace(PAGE, match="exact")
"""Defaults of the trends: the terms as typed are counted."""
EXACT_API: Final = replace(API, match="exact")


@blueprint.get("/trends")
def page() -> ResponseReturnValue:
    """A query by year and by province."""
    search_request, result = read_trends(Arguments(request.args, COUNTED))
    return render_template(
        "trends.html",
        request_=search_request,
        trends=result,
        notes=notes(result.answer) if result else [],
        bars=_bars(search_request, result.years) if result else [],
        chips=chips(search_request, trends_url),
        cleared=trends_url(search_request, **dict.fromkeys(FILTERS, ())),
        by_words=trends_url(search_request, match="auto"),
        search_url=search_url,
        here=to_args(search_request),
    )


def read_trends(arguments: Arguments) -> tuple[SearchRequest, Trends | None]:
    """The trends that a URL asks for; None for an empty search. Raises BadRequestError."""
    search_request = read_search(arguments, EXACT)
    if not search_request.query and not search_request.has_filters:
        validate(arguments)
        return search_request, None
    return search_request, run_trends(arguments, search_request)


def run_trends(arguments: Arguments, search_request: SearchRequest) -> Trends:
    """The trends of a request. Raises BadRequestError with all errors of the URL."""
    validate(arguments, search_request)
    try:
        with archive().reading() as reader:
            return trends(reader, search_request)
    except UsageError as error:
        raise bad_request(search_request, error) from error


def _bars(search_request: SearchRequest, points: Sequence[Point]) -> list[Bar]:
    known = [point for point in points if point.value.isdigit()]
    return histogram(
        {int(point.value): point.reports for point in known},
        {int(p.value): search_url(search_request, year=(p.value,)) for p in known if p.reports},
    )
