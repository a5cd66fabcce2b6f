"""Execute a request on any engine: parse, resolve, interpret, search, present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from time import perf_counter
from typing import Final

from indexer.errors import UnknownValueError
from indexer.reports.taxonomy import facet_value_labels, label
from indexer.search.did_you_mean import did_you_mean
from indexer.search.engine import EngineHit, EngineResult, IndexReader, PerReaderCache, Plan
from indexer.search.fragments import cut_snippets
from indexer.search.highlights import highlight_heading
from indexer.search.interpretation import Interpretation, interpretations, split_school_name
from indexer.search.offers import find_offers
from indexer.search.parse import parse_query
from indexer.search.possible import FEWEST_HITS, possible_plan
from indexer.search.query import Everything, Node, TextLeaf, positive_leaves
from indexer.search.request import SearchRequest
from indexer.search.resolve import (
    Values,
    resolve,
    resolve_figures,
    resolve_filters,
    resolve_since,
)
from indexer.search.response import (
    NO_OFFERS,
    UNKNOWN_VALUE,
    FacetValue,
    Hit,
    Offers,
    Possible,
    SearchResponse,
    Suggestion,
)
from indexer.search.search_budget import checkpoint, search_budget
from indexer.search.unparse import unparse


def search(reader: IndexReader, request: SearchRequest) -> SearchResponse:
    """The response to a request from one generation of an index.

    Raises QueryError for a query that cannot be read, UnknownValueError for a name that the
    archive does not have.
    """
    with search_budget():
        return _search(reader, request)


def highlight_terms(reader: IndexReader, request: SearchRequest) -> tuple[TextLeaf, ...]:
    """The terms that a search for the request highlights, for pages that show whole reports.

    Raises QueryError. A field with a name that this archive does not have is no reason to
    highlight nothing: the other terms are given.
    """
    query = parse_query(request.query)
    try:
        query = resolve(query, reader)
    except UnknownValueError:
        return tuple(positive_leaves(query))
    queries = [each.query for each in interpretations(query, request, reader)]
    first = next((each for each in queries if reader.count(each, request.scope)), queries[0])
    return tuple(positive_leaves(first))


def _search(reader: IndexReader, request: SearchRequest) -> SearchResponse:
    started = perf_counter()
    query = _resolved(reader, request.query)
    filters = resolve_filters(request, reader)
    strictest, interpretation, found = _first_with_hits(reader, query, request, filters)
    leaves = tuple(dict.fromkeys(positive_leaves(interpretation.query)))
    return SearchResponse(
        request=request,
        generation=reader.generation,
        total=found.total,
        reports=found.reports,
        spread=found.spread,
        read_as=interpretation.read_as,
        relaxed=interpretation.relaxed,
        hits=tuple(_hit(part, leaves) for part in found.parts),
        facets={
            facet: _facet(facet, found, filters.get(facet, frozenset()), request.facet_size)
            for facet in found.facets
        },
        suggestions=_suggestions(reader, request, query, strictest, interpretation, found),
        offers=_offers(reader, request, query, filters, interpretation),
        possible=_possible(reader, request, filters, strictest, interpretation, found),
        took_ms=round((perf_counter() - started) * 1000, 3),
    )


def _resolved(reader: IndexReader, query: str) -> Node:
    try:
        return resolve(parse_query(query), reader)
    except UnknownValueError as error:
        error.query = query
        raise


def _first_with_hits(
    reader: IndexReader, query: Node, request: SearchRequest, filters: Mapping[str, Values]
) -> tuple[Interpretation, Interpretation, EngineResult]:
    """The strictest interpretation; and the first that finds a part before the filters, with its
    result, or the strictest again where none does."""
    strictest: tuple[Interpretation, EngineResult] | None = None
    for interpretation in interpretations(query, request, reader):
        found = reader.search(_plan(interpretation.query, request, filters))
        strictest = strictest or (interpretation, found)
        if found.total or (
            (filters or request.figure or request.since)
            and reader.count(interpretation.query, request.scope)
        ):
            return strictest[0], interpretation, found
    assert strictest, "there is always an interpretation"
    return strictest[0], *strictest


def _suggestions(
    reader: IndexReader,
    request: SearchRequest,
    query: Node,
    strictest: Interpretation,
    interpretation: Interpretation,
    found: EngineResult,
) -> tuple[Suggestion, ...]:
    """Corrections, where the query as typed found nothing. They depend on neither filters nor
    page."""
    if not request.suggestions or (found.total and interpretation is strictest):
        return ()

    def make() -> tuple[Suggestion, ...]:
        typed = query if request.match == "words" else strictest.query
        slips = did_you_mean(reader, typed, request.query, scope=request.scope)
        return (*_split_school(reader, request, strictest), *slips)

    return _suggested.get(reader, (request.query, request.match, request.scope), make)


_suggested: Final[PerReaderCache[tuple[Suggestion, ...]]] = PerReaderCache(500)


def _split_school(
    reader: IndexReader, request: SearchRequest, strictest: Interpretation
) -> Iterator[Suggestion]:
    """The query with its school's name split off, where that finds something."""
    if request.match == "exact" or strictest.read_as or strictest.relaxed:
        return
    if (apart := split_school_name(strictest.query, reader)) is None:
        return
    text = unparse(apart, request.query)
    others = interpretations(apart, replace(request, query=text), reader)
    if any(reader.count(other.query, request.scope) for other in others):
        yield Suggestion("meant", text, text)


def _offers(
    reader: IndexReader,
    request: SearchRequest,
    query: Node,
    filters: Mapping[str, Values],
    interpretation: Interpretation,
) -> Offers:
    """The query's words as filters, and other words for it."""
    if not request.suggestions or isinstance(query, Everything):
        return NO_OFFERS

    def count(other: SearchRequest) -> tuple[int, int]:
        other = replace(other, page=1, size=1, sort="newest", facets=False, report_counts=())
        asked, others = _resolved(reader, other.query), resolve_filters(other, reader)
        _, _, found = _first_with_hits(reader, asked, other, others)
        return found.total, found.reports

    return find_offers(reader, request, query, filters, interpretation.read_as, count)


def _possible(
    reader: IndexReader,
    request: SearchRequest,
    filters: Mapping[str, Values],
    strictest: Interpretation,
    interpretation: Interpretation,
    found: EngineResult,
) -> Possible | None:
    """Parts that match but for what the recognition of scans confuses, where exact matching finds
    few; none beside a whole result, as exports ask for it."""
    exact = found.total if interpretation is strictest else 0
    is_exact = strictest.relaxed is None
    if not (request.suggestions and is_exact and exact < FEWEST_HITS and request.page == 1):
        return None
    query = strictest.query
    plan = possible_plan(query, filters, _plan(query, request, filters), reader)
    if plan is None:
        return None
    possible = reader.search(plan)
    leaves = tuple(dict.fromkeys(positive_leaves(plan.query)))
    return Possible(possible.total, tuple(_hit(part, leaves) for part in possible.parts))


def _plan(query: Node, request: SearchRequest, filters: Mapping[str, Values]) -> Plan:
    return Plan(
        query=query,
        filters=filters,
        scope=request.scope,
        group=request.group,
        sort=request.sort,
        offset=(request.page - 1) * request.size,
        limit=request.size,
        facets=request.facets,
        facet_size=request.facet_size,
        report_counts=tuple(request.report_counts),
        figures=resolve_figures(request),
        since=resolve_since(request),
    )


def _hit(found: EngineHit, leaves: tuple[TextLeaf, ...]) -> Hit:
    checkpoint()
    report, part = found.report, found.part
    return Hit(
        report_id=report.id,
        ordinal=part.ordinal,
        school=report.school,
        province=report.province,
        period=report.period,
        year=report.year,
        published=report.published,
        published_from=report.published_from,
        title=report.title,
        sections=part.sections,
        topics=part.topics,
        heading=part.heading,
        heading_marks=highlight_heading(part.heading, leaves, found.heading),
        score=round(found.score, 4),
        snippets=cut_snippets(
            part.text, leaves, normalised=found.normalised, offsets=found.offsets
        ),
        source_url=report.source_url,
        path=report.path,
        part=part,
        in_report=found.in_report,
        first_indexed=report.first_indexed,
    )


def _facet(facet: str, found: EngineResult, selected: Values, size: int) -> tuple[FacetValue, ...]:
    """The most frequent values, then by value; every selected one is among them."""
    counts, reports = found.facets[facet], found.facet_reports.get(facet)
    missing = selected - counts.keys() if selected else ()
    every = [(-count, _written(value), value) for value, count in counts.items()]
    every += [(0, _written(value), value) for value in missing]
    every.sort(key=_BY_COUNT)
    shown = every[:size]
    if selected:
        shown += [one for one in every[size:] if one[2] in selected]
    labels = facet_value_labels(facet)
    return tuple(
        [
            FacetValue(
                written,
                labels.get(written, written) if value is not None else label("year", written),
                -negative,
                value in selected,
                None if reports is None else reports.get(value, 0),
            )
            for negative, written, value in shown
        ]
    )


_BY_COUNT: Final = itemgetter(0, 1)


def _written(value: str | None) -> str:
    return UNKNOWN_VALUE if value is None else value
