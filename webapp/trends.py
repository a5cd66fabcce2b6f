"""A query by year and by province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.reporting.trends import Point, Trends, trends
from indexer.search.request import FACETS, SearchRequest
from webapp.asking import answered
from webapp.params import API, PAGE, SEARCH, Arguments, read_search, to_args
from webapp.present.facets import chips
from webapp.present.histogram import Bar, histogram
from webapp.present.links import search_url, trends_url
from webapp.present.notes import notes
from webapp.services import archive

blueprint = Blueprint("trends", __name__)

PARAMETERS: Final = SEARCH - {"facets", "facet_size", "page", "size", "sort", "group"}
EXACT: Final = replace(PAGE, match="exact")
"""What is counted where the URL does not ask for more: the terms as typed."""
EXACT_API: Final = replace(API, match="exact")


@blueprint.get("/trends")
def page() -> ResponseReturnValue:
    """A query by year and by province."""
    asked, found = read_trends(Arguments(request.args, PARAMETERS))
    return render_template(
        "trends.html",
        request_=asked,
        trends=found,
        notes=notes(found.answer) if found else [],
        bars=_bars(asked, found.years) if found else [],
        chips=chips(asked, trends_url),
        cleared=trends_url(asked, **dict.fromkeys(FACETS, ())),
        by_words=trends_url(asked, match="auto"),
        search_url=search_url,
        here=to_args(asked),
    )


def read_trends(arguments: Arguments) -> tuple[SearchRequest, Trends | None]:
    """The trends that a URL asks for; None where it asks for nothing. Raises RefusedError."""
    asked = read_search(arguments, EXACT)
    found = counted(arguments, asked)
    return asked, found if asked.query or asked.has_filters else None


def counted(arguments: Arguments, asked: SearchRequest) -> Trends:
    """The trends of a request. Raises RefusedError."""
    alone = replace(asked, size=1, facets=False, suggestions=False)
    answered(arguments, alone)  # refuses what cannot be taken
    with archive().reading() as reader:
        return trends(reader, asked)


def _bars(asked: SearchRequest, points: Sequence[Point]) -> list[Bar]:
    known = [point for point in points if point.value.isdigit()]
    return histogram(
        {int(point.value): point.reports for point in known},
        {int(p.value): search_url(asked, year=(p.value,)) for p in known if p.reports},
    )
