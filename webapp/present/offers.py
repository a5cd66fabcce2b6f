"""Other ways to ask, beside the results: each is a link, with the number of results it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import gettext as _

from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import SearchResponse
from webapp.labels import facet_title, join_words, value_name
from webapp.requests import search_url

_NAMED: Final = 2
"""Of more schools only the first is named."""


@dataclass(frozen=True, slots=True)
class OfferLink:
    """A search that is offered."""

    label: str
    url: str
    total: int | None = None
    """Its results; None where they are not counted."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A year of which there is no report, and links to those of which there is."""

    sentence: str
    years: tuple[OfferLink, ...]


@dataclass(frozen=True, slots=True)
class OfferLinks:
    """All that is offered for an answer."""

    missing: tuple[Missing, ...]
    filters: tuple[OfferLink, ...]
    all: OfferLink | None
    words: tuple[OfferLink, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.filters or self.all or self.words)


def offer_links(answer: SearchResponse) -> OfferLinks:
    """The offers of an answer as links."""
    offers, request = answer.offers, answer.request
    together = offers.all
    return OfferLinks(
        missing=tuple(_missing(answer)),
        filters=tuple(
            OfferLink(
                facet_title(offer.facet) + _("：") + _names(offer.facet, offer.values),
                search_url(request, query=offer.query, **{offer.facet: offer.values}),
                offer.total,
            )
            for offer in offers.filters
        ),
        all=OfferLink(
            _all_names(together.filters, together.query),
            search_url(request, query=together.query, **together.filters),
            together.total,
        )
        if together
        else None,
        words=tuple(
            OfferLink(offer.text, search_url(request, query=offer.query), offer.total)
            for offer in offers.words
        ),
    )


def ways_out(answer: SearchResponse, count: Callable[[SearchRequest], int]) -> list[OfferLink]:
    """For a search that finds nothing: searches with less of it that find something."""
    request = answer.request
    if answer.total:
        return []
    return [
        OfferLink(label, search_url(request, **changes), total)
        for label, changes in _less(request)
        if (total := count(replace(request, **changes)))
    ]


def _less(request: SearchRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    set_facets = [facet for facet in FILTERS if getattr(request, facet)]
    if len(set_facets) > 1:
        for facet in set_facets:
            values = _names(facet, getattr(request, facet))
            label = _("不限%(facet)s（%(values)s）", facet=facet_title(facet), values=values)
            yield label, {facet: ()}
    if set_facets:
        yield _("取消所有筛选，重新检索"), dict.fromkeys(FILTERS, ())
    if request.match == "exact":
        yield _("精确匹配找不到时，允许分词匹配"), {"match": "auto"}
    if request.scope == "part" and request.query:
        yield _("也列出各检索词分散在不同栏目的报告"), {"scope": "report"}


def _missing(answer: SearchResponse) -> Iterator[Missing]:
    for missing in answer.offers.missing:
        year = value_name("year", missing.year)
        school = {"school": (missing.school,)} if missing.school else {}
        sentence = (
            _("%(school)s没有 %(year)s 年的报告。", school=missing.school, year=year)
            if missing.school
            else _("本库没有 %(year)s 年的报告。", year=year)
        )
        links = tuple(
            OfferLink(
                str(known),
                search_url(
                    answer.request,
                    query=missing.query,
                    year=(str(known),),
                    **school,
                ),
            )
            for known in missing.years
        )
        yield Missing(sentence, links)


def _names(facet: str, values: Sequence[str]) -> str:
    if facet == "school" and len(values) > _NAMED:
        first, number = values[0], len(values)
        shown: str = _("%(school)s等 %(number)d 所学校", school=first, number=number)
        return shown
    return join_words(value_name(facet, value) for value in values)


def _all_names(filters: Mapping[str, Sequence[str]], query: str) -> str:
    names = [_names(facet, values) for facet, values in filters.items()]
    return " + ".join([*names, *([f"“{query}”"] if query else [])])
