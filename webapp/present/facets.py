"""Facets beside the results, and the chosen filters above them: every value is a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from indexer.reports.taxonomy import SECTIONS, TOPICS
from indexer.search.request import FACETS, SearchRequest
from indexer.search.response import UNKNOWN_VALUE, FacetValue, SearchResponse
from webapp.names import facet_title, value_name
from webapp.params import to_args
from webapp.present.links import search_url

SHOWN: Final = 8
"""Values of a facet beside the results; all of them are one click away."""
IN_PLACE: Final = ("section", "topic", "year", "school", "province")
"""The order of the facets on the page: what narrows most questions first."""
_OWN_ORDER: Final = {"section": [*SECTIONS], "topic": [*TOPICS]}


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value: choosing it, or giving it up, is following `url`."""

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
    selected: int
    """How many are chosen."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter; following `url` gives it up."""

    facet: str
    title: str
    label: str
    url: str


def facets(answer: SearchResponse) -> list[Facet]:
    """The facets that have something to choose, in the order of the page."""
    return [
        _facet(name, values, answer.request)
        for name in IN_PLACE
        if (values := answer.facets.get(name, ())) and not _says_nothing(values)
    ]


def _says_nothing(values: Sequence[FacetValue]) -> bool:
    """Whether all there is to choose is "not known"."""
    return [v.value for v in values if not v.selected] == [UNKNOWN_VALUE] and len(values) == 1


def _facet(name: str, values: Sequence[FacetValue], request: SearchRequest) -> Facet:
    shown = in_order(name, values)
    if name not in _OWN_ORDER:
        shown = [v for place, v in enumerate(shown) if place < SHOWN or v.selected]
    return Facet(
        name=name,
        title=facet_title(name),
        values=tuple(facet_links(name, shown, values, request)),
        more=len(values) - len(shown),
        more_url=url_for("pages.facet", name=name, **to_args(request)),
        selected=sum(value.selected for value in values),
    )


def in_order(name: str, values: Sequence[FacetValue]) -> list[FacetValue]:
    """Sections and topics as the ministry lists them, so that they keep their places; years from
    the newest; schools and provinces as they come, most frequent first."""
    if name in _OWN_ORDER:
        order = _OWN_ORDER[name]
        return sorted(values, key=lambda v: order.index(v.value) if v.value in order else 99)
    if name == "year":
        return sorted(values, key=lambda v: (v.value.isdigit(), v.value), reverse=True)
    return [*values]


def facet_links(
    name: str, shown: Sequence[FacetValue], known: Sequence[FacetValue], request: SearchRequest
) -> list[FacetLink]:
    """The values as links. `known` are all values of the facet: they tell what is selected now,
    whatever way the URL says it (2020..2022, a part of a name)."""
    selected = tuple(value.value for value in known if value.selected)
    return [
        FacetLink(
            value=value.value,
            label=value_name(name, value.value),
            count=value.count,
            selected=value.selected,
            url=search_url(request, **{name: _toggled(selected, value.value)}),
        )
        for value in shown
    ]


def _toggled(selected: tuple[str, ...], value: str) -> tuple[str, ...]:
    if value in selected:
        return tuple(other for other in selected if other != value)
    return (*selected, value)


def chips(request: SearchRequest, url: Callable[..., str] = search_url) -> list[Chip]:
    """Every filter of the URL, as it stands there; `url` is what leads to a page without one."""
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
        for name in FACETS
        for value in getattr(request, name)
    ]
