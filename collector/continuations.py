"""The further pages of an article: numbered ones, or chapters that its own page only lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from collector.addresses import citable, host_of
from collector.fetch import Answer
from collector.keep import is_html
from collector.link_kinds import (
    PAGE_PARAMETER,
    is_document,
    speaks_of_report,
    squeeze,
    year_of,
)
from collector.outcome import Problem
from collector.page import Link, Page, read_page


class Get(Protocol):
    """Fetches a page."""

    async def __call__(self, url: str, *, referer: str) -> Answer: ...


_MAX_FURTHER: Final = 50
_NUMERALS: Final = "一二三四五六七八九十"
_CHAPTER: Final = re.compile(
    rf"第?(?:(?P<numeral>[{_NUMERALS}])|(?P<digits>\d))(?:[、.．,]|部分|章)(?=[^\d])"
)
_FEWEST_CHAPTERS: Final = 3
_LONGEST_OVERVIEW: Final = 600
"""Letters of a page that is little more than a list of chapters."""


def further_pages(first: str, links: Iterable[Link]) -> dict[int, str]:
    """The further pages of an article among links, by their numbers."""
    return {
        number: link.url
        for link in links
        if (number := continuation_number(first, link.url)) is not None
    }


async def fetch_further(
    first: Answer, numbered: dict[int, str], get: Get
) -> tuple[list[Answer], Problem | None]:
    """The further pages of an article, in order, and why one could not be fetched."""
    pages: dict[int, Answer] = {}
    todo = dict(numbered)
    while todo and len(pages) < _MAX_FURTHER:
        number = min(todo)
        answer = await get(todo.pop(number), referer=first.url)
        if answer.problem is Problem.NOT_FOUND:
            continue
        if answer.problem is not None or not is_html(answer.body):
            return [], answer.problem or Problem.UNREADABLE
        if answer.body == first.body or any(answer.body == p.body for p in pages.values()):
            continue
        pages[number] = answer
        links = read_page(answer.body, answer.url, answer.headers.get("content-type", "")).links
        found = further_pages(first.url, links)
        todo.update(
            {n: u for n, u in found.items() if n not in pages and n not in todo and n > number}
        )
    return [pages[number] for number in sorted(pages)], None


def chapters_of(page: Page) -> dict[int, str]:
    """The chapters of a report whose own page holds little more than links to them."""
    if page.letters >= _LONGEST_OVERVIEW:
        return {}
    chapters: dict[int, str] = {}
    for link in page.links:
        is_next = _chapter_number(link.written) == len(chapters) + 1
        is_page = not is_document(link) and host_of(link.url) == host_of(page.url)
        is_page = is_page and not speaks_of_report(link.text) and year_of(link.text) is None
        if is_next and is_page and link.url not in {page.url, *chapters.values()}:
            chapters[len(chapters) + 1] = link.url
    return chapters if len(chapters) >= _FEWEST_CHAPTERS else {}


def _chapter_number(text: str) -> int | None:
    """The number of a chapter by the text of its link: 一、概述; None where it has none."""
    found = _CHAPTER.match(squeeze(text))
    if found is None:
        return None
    return int(found["digits"]) if found["digits"] else _NUMERALS.index(found["numeral"]) + 1


def continuation_number(first: str, other: str) -> int | None:
    """The number of an article's further page by its address (x.htm, x_1.htm; ?id=5&page=2); None
    where it is no page of that article."""
    one, two = urlsplit(citable(first)), urlsplit(citable(other))
    if (one.hostname, one.port) != (two.hostname, two.port):
        return None
    if one.path != two.path and one.query == two.query:
        stem, dot, ending = one.path.rpartition(".")
        stem = re.sub(r"(?<=\d)_1$|_0$", "", stem)
        found = re.fullmatch(re.escape(stem) + r"[_-](\d{1,3})" + re.escape(dot + ending), two.path)
        return int(found.group(1)) if found else None
    if one.path == two.path:
        pages = [value for name, value in parse_qsl(two.query) if PAGE_PARAMETER.fullmatch(name)]
        rest_one, rest_two = (
            sorted(pair for pair in parse_qsl(each.query) if not PAGE_PARAMETER.fullmatch(pair[0]))
            for each in (one, two)
        )
        if len(pages) == 1 and rest_one == rest_two and re.fullmatch("[0-9]{1,4}", pages[0]):
            return int(pages[0]) if int(pages[0]) > 1 else None
    return None
