"""Hits as the page lists them: each report once, its best parts below it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from indexer.search.request import SearchRequest
from indexer.search.response import Hit, SearchResponse
from webapp.present.facets import facet_links
from webapp.present.histogram import Bar, histogram
from webapp.present.links import report_url, search_url

_FINAL: Final = "。！？；…!?;.”』」）)"


@dataclass(frozen=True, slots=True)
class Result:
    """A report with its hits."""

    head: Hit
    """Its first hit, for what is true of the report."""
    hits: tuple[ResultHit, ...]
    more: int
    """Matching parts that are not shown."""
    url: str
    school_url: str | None
    """The search narrowed to this school."""


@dataclass(frozen=True, slots=True)
class ResultHit:
    """A hit and the place it leads to."""

    hit: Hit
    url: str


def results(answer: SearchResponse) -> list[Result]:
    """The hits of a page in their order, those of one report that follow each other together."""
    return [
        _result(tuple(hits), answer.request)
        for _, hits in groupby(answer.hits, key=lambda hit: hit.report_id)
    ]


def _result(hits: tuple[Hit, ...], request: SearchRequest) -> Result:
    first = hits[0]
    is_narrowed = request.school == (first.school,)
    return Result(
        head=first,
        hits=tuple(
            ResultHit(hit, report_url(hit.report_id, request, f"s{hit.ordinal}")) for hit in hits
        ),
        more=(first.in_report or len(hits)) - len(hits),
        url=report_url(first.report_id, request),
        school_url=search_url(request, school=(first.school,))
        if first.school and not is_narrowed
        else None,
    )


def is_cut(snippet: str) -> bool:
    """Whether a snippet ends inside a sentence."""
    return not snippet.rstrip().endswith(tuple(_FINAL))


def year_bars(answer: SearchResponse) -> list[Bar]:
    """Hits by year under all other filters; a bar chooses its year, or gives it up."""
    values = answer.facets.get("year", ())
    links = {link.value: link for link in facet_links("year", values, values, answer.request)}
    years = {int(value): link for value, link in links.items() if value.isdigit()}
    return histogram(
        {year: link.count for year, link in years.items()},
        {year: link.url for year, link in years.items()},
        [year for year, link in years.items() if link.selected],
    )
