"""A query by year and by province."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.errors import UsageError
from indexer.reporting.trends import Point, Trends, trends
from indexer.reports.schools import province_rank
from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import UNKNOWN_VALUE
from webapp.extension import archive
from webapp.present.facets import chips
from webapp.present.related import related
from webapp.present.results import Bar, histogram, notes
from webapp.present.sorting import Heading, headings, orders, sorted_rows
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


_COLUMNS: Final = ("value", "reports", "of_reports", "share", "parts")
_ASCENDING: Final = ("value",)
_ORDERS: Final = {"years_by": "year", "provinces_by": "province"}
"""Parameter that chooses the order of a table → the facet it is of."""
_DEFAULT_ORDER: Final = {"year": "value", "province": "share"}
_KEYS: Final[Mapping[str, Callable[[Point], Any]]] = {
    "value": lambda point: (point.value == UNKNOWN_VALUE, province_rank(point.value)),
    "reports": lambda point: point.reports,
    "of_reports": lambda point: point.of_reports,
    "share": lambda point: point.share or 0,
    "parts": lambda point: point.parts,
}


@blueprint.get("/trends")
def page() -> ResponseReturnValue:
    """A query by year and by province."""
    arguments = Arguments(request.args, {*COUNTED, *_ORDERS})
    chosen = {name: arguments.choice(name, orders(_COLUMNS), "") for name in _ORDERS}
    search_request, result = read_trends(arguments)
    return render_template(
        "trends.html",
        tables=[
            _table(name, facet, search_request, result, chosen) for name, facet in _ORDERS.items()
        ]
        if result
        else [],
        related=related(search_request, "trends.page"),
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


@dataclass(frozen=True, slots=True)
class _Table:
    """The points of a facet, as the page shows them."""

    facet: str
    points: Sequence[Point]
    headings: Mapping[str, Heading]


def _tables(request_: SearchRequest, result: Trends, chosen: Mapping[str, str]) -> list[_Table]:
    return [_table(name, facet, request_, result, chosen) for name, facet in _ORDERS.items()]


def _table(
    name: str, facet: str, request_: SearchRequest, result: Trends, chosen: Mapping[str, str]
) -> _Table:
    rows = result.years if facet == "year" else result.provinces
    order = chosen[name] or _DEFAULT_ORDER[facet]
    links = headings(
        _COLUMNS,
        order,
        _ASCENDING,
        lambda column: trends_url(request_, more={**chosen, name: column}) + f"#by-{facet}",
    )
    return _Table(facet, sorted_rows(rows, chosen[name], _KEYS, _ASCENDING), links)


def _bars(search_request: SearchRequest, points: Sequence[Point]) -> list[Bar]:
    known = [point for point in points if point.value.isdigit()]
    return histogram(
        {int(point.value): point.reports for point in known},
        {int(p.value): search_url(search_request, year=(p.value,)) for p in known if p.reports},
    )
