"""Facets beside the results, and the selected filters above them: every value is a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from indexer.reports.schools import province_rank
from indexer.reports.taxonomy import SECTIONS, TEXT_SOURCES, TOPICS, plain_value
from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import UNKNOWN_VALUE, FacetValue, SearchResponse
from webapp.labels import facet_title, value_name
from webapp.links import link_to_each
from webapp.requests import picked, search_url, to_args

_SHOWN: Final = 8
"""Values of a facet beside the results; all of them are one click away."""
FACET_ORDER: Final = ("section", "topic", "year", "school", "province", "text_source")
"""The facets as the page lists them, the most useful first."""
_OWN_ORDER: Final = {
    "section": [*SECTIONS],
    "topic": [*TOPICS],
    "text_source": [*TEXT_SOURCES],
}


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value; `url` selects or deselects it."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet as the page shows it."""

    name: str
    title: str
    values: tuple[FacetLink, ...]
    more: int
    """How many values are not shown here."""
    more_url: str
    """The page with all of them."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A selected filter; `url` removes it."""

    facet: str
    title: str
    label: str
    url: str


def facets(answer: SearchResponse) -> list[Facet]:
    """The facets that have values to select, in the order of the page."""
    return [
        _facet(name, values, answer.request)
        for name in FACET_ORDER
        if (values := answer.facets.get(name, ())) and not _is_only(plain_value(name), values)
    ]


def _is_only(value: str, values: Sequence[FacetValue]) -> bool:
    """Whether this is the only value to select."""
    return [v.value for v in values if not v.selected] == [value] and len(values) == 1


def _facet(name: str, values: Sequence[FacetValue], request: SearchRequest) -> Facet:
    shown = in_order(name, values)
    if name not in _OWN_ORDER:
        most = values if name == "province" else shown
        few = {v.value for rank, v in enumerate(most) if rank < _SHOWN or v.selected}
        shown = [v for v in shown if v.value in few]
    return Facet(
        name=name,
        title=facet_title(name),
        values=tuple(facet_links(name, shown, values, request)),
        more=len(values) - len(shown),
        more_url=url_for("pages.facet", name=name, **to_args(request), pick=picked()),
    )


def in_order(name: str, values: Sequence[FacetValue]) -> list[FacetValue]:
    """Sections and topics in the ministry's order; years newest first; provinces in their usual
    order; schools most frequent first, as given."""
    if name in _OWN_ORDER:
        order = _OWN_ORDER[name]
        return sorted(values, key=lambda v: order.index(v.value) if v.value in order else 99)
    if name == "province":
        return sorted(values, key=lambda v: (v.value == UNKNOWN_VALUE, province_rank(v.value)))
    if name == "year":
        return sorted(values, key=lambda v: (v.value.isdigit(), v.value), reverse=True)
    return [*values]


def facet_links(
    name: str, shown: Sequence[FacetValue], known: Sequence[FacetValue], request: SearchRequest
) -> list[FacetLink]:
    """The values as links. `known` are all values of the facet: they tell what is selected,
    however the URL writes it (2020..2022, a part of a name)."""
    selected = tuple(value.value for value in known if value.selected)
    with_value = link_to_each(lambda value: search_url(request, **{name: (*selected, value)}))
    return [
        FacetLink(
            value=value.value,
            label=value_name(name, value.value),
            count=value.count,
            selected=value.selected,
            url=_without(value.value, name, selected, request)
            if value.selected
            else with_value(value.value),
        )
        for value in shown
    ]


def _without(value: str, name: str, selected: tuple[str, ...], request: SearchRequest) -> str:
    left = tuple(other for other in selected if other != value)
    return search_url(request, **{name: left})


def chips(request: SearchRequest, url: Callable[..., str] = search_url) -> list[Chip]:
    """Every filter of the URL, as written there; `url` makes the link without it."""
    return [
        Chip(
            facet=name,
            title=facet_title(name),
            label=value_name(name, value),
            url=url(
                request,
                **{name: tuple(other for other in getattr(request, name) if other != value)},
            ),
        )
        for name in FILTERS
        for value in getattr(request, name)
    ]
