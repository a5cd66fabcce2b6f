"""Pages of a list of results."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.search.response import SearchResponse
from webapp.present.links import search_url

_AROUND: Final = 2
"""Pages linked on either side of the current one."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page; number 0 stands for pages left out."""

    number: int
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in the list a page stands. First and last are numbers of results, from 1."""

    first: int
    last: int
    of: int
    pages: int
    previous: str | None
    next: str | None
    links: tuple[PageLink, ...]


def paging(answer: SearchResponse) -> Paging:
    """The pages of an answer: of reports where it is grouped by them, else of parts."""
    request = answer.request
    of = answer.reports if request.group == "report" else answer.total
    pages = -(-of // request.size)
    page = request.page
    first = (page - 1) * request.size + 1
    return Paging(
        first=first,
        last=min(of, page * request.size),
        of=of,
        pages=pages,
        previous=search_url(request, page=min(page - 1, pages)) if page > 1 and pages else None,
        next=search_url(request, page=page + 1) if page < pages else None,
        links=tuple(_links(answer, page, pages)) if pages > 1 else (),
    )


def _links(answer: SearchResponse, page: int, pages: int) -> list[PageLink]:
    near = range(page - _AROUND, page + _AROUND + 1)
    numbers = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    links: list[PageLink] = []
    for before, number in pairwise([0, *numbers]):
        if number - before > 1:
            links.append(PageLink(0, ""))
        url = search_url(answer.request, page=number)
        links.append(PageLink(number, url, is_current=number == page))
    return links
