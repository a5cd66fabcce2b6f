"""The box above results: what the reports say in numbers about what a query asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, has_request_context, request, url_for
from flask_babel import gettext as _

from indexer.errors import UsageError
from indexer.reporting.coverage import years as known_years
from indexer.reporting.figures import FigureTable
from indexer.reports.figure_questions import figures_asked
from indexer.search.engine import IndexReader
from indexer.search.parse import parse_query
from indexer.search.query import positive_literals
from indexer.search.request import SearchRequest
from indexer.search.response import SearchResponse
from webapp.extension import archive
from webapp.figures import figure_url
from webapp.figures_query import ALL_YEARS, FigureQuery
from webapp.labels import join_words
from webapp.links import link_to_each
from webapp.present.figures import (
    Clause,
    Fact,
    answer_clauses,
    figure_name,
    hit_facts,
    sum_words,
)
from webapp.requests import to_args

blueprint = Blueprint("figure_box", __name__)

PARAMETER: Final = "box"
"""`box=0` closes the box."""
_MOST: Final = 3
"""Figures that one box is about."""


@dataclass(frozen=True, slots=True)
class BoxLine:
    """What the reports say about one figure."""

    lead: str
    clauses: Sequence[Clause]
    sums: str


@dataclass(frozen=True, slots=True)
class FigureBox:
    """The lines about the figures that a query asks for."""

    lines: tuple[BoxLine, ...]
    """None where the box is closed."""
    reading: str
    """How the query was read."""
    more_url: str
    """The figures by year and province."""
    close_url: str
    open_url: str


def figure_box(answer: SearchResponse, *, is_open: bool) -> FigureBox | None:
    """The box for an answer; None where the query asks for no figure, or no report is left."""
    asked = _figures_of(answer.request.query)[:_MOST]
    if not asked:
        return None
    with archive().reading() as reader:
        narrowed, years_known = _narrowed(answer), known_years(reader)
        newest = not narrowed.year and bool(years_known)
        if newest:
            narrowed = replace(narrowed, year=(str(years_known[0]),))
        table = _table(reader, narrowed)
    if table is None or not table.reports:
        return None
    query = FigureQuery.of_request(narrowed, tuple(years_known), asked[0])
    here = to_args(answer.request)
    return FigureBox(
        lines=tuple(_line(table, query, figure) for figure in asked) if is_open else (),
        reading=_reading(asked, query, newest=newest),
        more_url=query.url(year=ALL_YEARS) if newest else query.url(),
        close_url=url_for("pages.search", **{**here, PARAMETER: "0"}),
        open_url=url_for("pages.search", **{**here, PARAMETER: "1"}),
    )


def _figures_of(query: str) -> tuple[str, ...]:
    try:
        return figures_asked(literal.text for literal in positive_literals(parse_query(query)))
    except UsageError:
        return ()


def _narrowed(answer: SearchResponse) -> SearchRequest:
    """The filters of the search, and those that its words were read or can be read as."""
    asked, read_as = answer.request, answer.read_as
    typed: dict[str, tuple[str, ...]] = {}
    for offer in answer.offers.filters:
        typed[offer.facet] = (*typed.get(offer.facet, ()), *offer.values)
    if together := answer.offers.all:  # alone one of them may find nothing
        typed = {**together.filters, **typed}
    return SearchRequest(
        school=asked.school or (read_as.school if read_as else typed.get("school", ())),
        province=asked.province or typed.get("province", ()),
        year=asked.year or typed.get("year", ()),
        figure=asked.figure,
        since=asked.since,
    )


def _table(reader: IndexReader, narrowed: SearchRequest) -> FigureTable | None:
    try:
        return FigureTable(reader, narrowed)
    except UsageError:
        return None


def _line(table: FigureTable, query: FigureQuery, figure: str) -> BoxLine:
    count = table.count(figure)
    return BoxLine(
        lead=_("%(when)s，", when=query.when),
        clauses=answer_clauses(
            figure, count, table.schools, lambda state: query.state_url(figure, state)
        ),
        sums=sum_words(figure, count),
    )


def _reading(asked: Sequence[str], query: FigureQuery, *, newest: bool) -> str:
    figures = join_words(f"“{figure_name(figure)}”" for figure in asked)
    places = join_words((*query.request.school, *query.request.province))
    sentence = _("按指标%(figures)s统计", figures=figures)
    if places:
        sentence += _("，只看%(places)s", places=places)
    if newest:
        sentence += _("；没有指定年份，取最新一年")
    return str(sentence + _("。"))


def figures_of_hits(answer: SearchResponse) -> Mapping[tuple[str, int], Sequence[Fact]]:
    """The figures that the part of each hit states, by report and part."""
    with archive().reading() as reader:
        stored = reader.report_figures({hit.report_id for hit in answer.hits})

    urls = {report_id: _sentence_links(report_id, answer.request) for report_id in stored}
    return {
        (hit.report_id, hit.ordinal): hit_facts(
            stored[hit.report_id], hit.ordinal, urls[hit.report_id]
        )
        if hit.report_id in stored
        else []
        for hit in answer.hits
    }


def _sentence_links(report_id: str, request: SearchRequest) -> Callable[[str], str]:
    """From a figure to its sentence in a report."""
    return link_to_each(lambda figure: figure_url(report_id, figure, "number", request))


@blueprint.app_url_defaults
def _stay_closed(endpoint: str, values: dict[str, Any]) -> None:
    """A box that was closed stays closed while the same search is narrowed or paged."""
    if endpoint == "pages.search" and has_request_context():
        given = request.args
        if PARAMETER in given and given[PARAMETER] == "0":
            values.setdefault(PARAMETER, "0")
