"""From a request to its answer, over any engine: parse, resolve, interpret, search, present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Final

from indexer.errors import UnknownValueError
from indexer.reports.taxonomy import label
from indexer.search.did_you_mean import meant
from indexer.search.engine import EngineHit, EngineResult, IndexReader, Plan
from indexer.search.fragments import cut_snippets
from indexer.search.highlights import highlight_heading
from indexer.search.interpretation import Interpretation, interpretations, with_school_apart
from indexer.search.parse import parse_query
from indexer.search.per_reader_cache import PerReaderCache
from indexer.search.query import Node, TextLeaf, positive_leaves
from indexer.search.request import SearchRequest
from indexer.search.resolve import Values, resolve, resolve_filters
from indexer.search.response import UNKNOWN_VALUE, FacetValue, Hit, SearchResponse, Suggestion
from indexer.search.search_budget import checkpoint, search_budget
from indexer.search.unparse import unparse


def search(reader: IndexReader, request: SearchRequest) -> SearchResponse:
    """The response to a request from one generation of an index.

    Raises QueryError for a query that cannot be read, UnknownValueError for a name that the
    archive does not have.
    """
    with search_budget():
        return _search(reader, request)


def _search(reader: IndexReader, request: SearchRequest) -> SearchResponse:
    started = perf_counter()
    query = _resolved(reader, request.query)
    filters = resolve_filters(request, reader)
    strictest, reading, found = _read(reader, query, request, filters)
    leaves = tuple(dict.fromkeys(positive_leaves(reading.query)))
    return SearchResponse(
        request=request,
        generation=reader.generation,
        total=found.total,
        reports=found.reports,
        spread=found.spread,
        read_as=reading.read_as,
        relaxed=reading.relaxed,
        hits=tuple(_hit(part, leaves) for part in found.parts),
        facets={
            facet: _facet(facet, found, filters.get(facet, frozenset()), request.facet_size)
            for facet in found.facets
        },
        suggestions=_suggestions(reader, request, query, strictest, reading, found),
        took_ms=round((perf_counter() - started) * 1000, 3),
    )


def _resolved(reader: IndexReader, query: str) -> Node:
    try:
        return resolve(parse_query(query), reader)
    except UnknownValueError as error:
        error.query = query
        raise


def _read(
    reader: IndexReader, query: Node, request: SearchRequest, filters: Mapping[str, Values]
) -> tuple[Interpretation, Interpretation, EngineResult]:
    """The strictest reading; and the first that finds a part before the filters, with what it
    finds, or the strictest again where none does."""
    strictest: tuple[Interpretation, EngineResult] | None = None
    for reading in interpretations(query, request, reader):
        found = reader.search(_plan(reading.query, request, filters))
        strictest = strictest or (reading, found)
        if found.total or (filters and reader.count(reading.query, request.scope)):
            return strictest[0], reading, found
    assert strictest, "there is always a reading"
    return strictest[0], *strictest


def _suggestions(
    reader: IndexReader,
    request: SearchRequest,
    query: Node,
    strictest: Interpretation,
    reading: Interpretation,
    found: EngineResult,
) -> tuple[Suggestion, ...]:
    """What was probably meant, where the query as typed found nothing. Neither filters nor page
    play a part in it."""
    if not request.suggestions or (found.total and reading is strictest):
        return ()

    def work_out() -> tuple[Suggestion, ...]:
        typed = query if request.match == "words" else strictest.query
        slips = meant(reader, typed, request.query, scope=request.scope)
        return (*_school_apart(reader, request, strictest), *slips)

    return _suggested.get(reader, (request.query, request.match, request.scope), work_out)


_suggested: Final[PerReaderCache[tuple[Suggestion, ...]]] = PerReaderCache(500)


def _school_apart(
    reader: IndexReader, request: SearchRequest, strictest: Interpretation
) -> Iterator[Suggestion]:
    """The query with its school's name set apart, where that finds something."""
    if request.match == "exact" or strictest.read_as or strictest.relaxed:
        return
    if (apart := with_school_apart(strictest.query, reader)) is None:
        return
    text = unparse(apart, request.query)
    ways = interpretations(apart, replace(request, query=text), reader)
    if any(reader.count(way.query, request.scope) for way in ways):
        yield Suggestion("meant", text, text)


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
    )


def _facet(facet: str, found: EngineResult, selected: Values, size: int) -> tuple[FacetValue, ...]:
    """The most frequent values, then by value; every selected one is among them."""
    counts, reports = found.facets[facet], found.facet_reports.get(facet)
    ranked = sorted(counts.keys() | selected, key=lambda v: (-counts.get(v, 0), _written(v)))
    return tuple(
        FacetValue(
            value=_written(value),
            label=label("year" if value is None else facet, _written(value)),
            count=counts.get(value, 0),
            selected=value in selected,
            reports=None if reports is None else reports.get(value, 0),
        )
        for place, value in enumerate(ranked)
        if place < size or value in selected
    )


def _written(value: str | None) -> str:
    return UNKNOWN_VALUE if value is None else value
