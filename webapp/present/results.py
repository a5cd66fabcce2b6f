"""A search's answer as the results page shows it: reports with their hits, notes on how the query
was interpreted, bars by year, and page links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from flask_babel import gettext as _

from indexer.search.request import SearchRequest
from indexer.search.response import Hit, SearchResponse
from webapp.labels import counted, join_words
from webapp.links import link_to_each
from webapp.present.facets import facet_links
from webapp.requests import MOST_PICKED, picked, report_url, search_url

_ENDS_OF_SENTENCES: Final = "。！？；…!?;.”』」）)"
_MAX_HEIGHT: Final = 100
_MIN_HEIGHT: Final = 2
"""A bar above zero is always visible."""
_MIN_YEARS: Final = 2
_AROUND: Final = 2
"""Pages linked on either side of the current one."""


@dataclass(frozen=True, slots=True)
class ResultHit:
    """A hit and the part it links to."""

    hit: Hit
    url: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The box that selects a report for a comparison, or deselects it."""

    is_picked: bool
    url: str | None
    """None where as many are selected as can be compared."""


@dataclass(frozen=True, slots=True)
class Result:
    """A report with its hits."""

    head: Hit
    """Its first hit, for the facts of the report."""
    hits: tuple[ResultHit, ...]
    more: int
    """Matching parts that are not shown."""
    url: str
    """The report at its first match."""
    school_url: str | None
    """The search narrowed to this school."""
    pick: Pick


def results(answer: SearchResponse) -> list[Result]:
    """The hits of a page in their order, consecutive ones of one report together."""
    links = _Links(answer.request)
    return [
        _result(tuple(hits), answer.request, links)
        for _report, hits in groupby(answer.hits, key=lambda hit: hit.report_id)
    ]


class _Links:
    """The links of results that differ by one value."""

    def __init__(self, request: SearchRequest) -> None:
        self.picked = ids = picked()
        self.to_pick = link_to_each(lambda report: pick_url(request, [*ids, report]))
        self.to_school = link_to_each(lambda school: search_url(request, school=(school,)))


def _result(hits: tuple[Hit, ...], request: SearchRequest, links: _Links) -> Result:
    first, url = hits[0], report_url(hits[0].report_id, request)
    is_narrowed = request.school == (first.school,)
    return Result(
        head=first,
        hits=tuple(ResultHit(hit, f"{url}#s{hit.ordinal}") for hit in hits),
        more=(first.in_report or len(hits)) - len(hits),
        url=f"{url}#{_first_match(hits)}",
        school_url=links.to_school(first.school) if first.school and not is_narrowed else None,
        pick=_pick(first.report_id, request, links),
    )


def _pick(report_id: str, request: SearchRequest, links: _Links) -> Pick:
    ids = links.picked
    if report_id in ids:
        return Pick(is_picked=True, url=pick_url(request, [i for i in ids if i != report_id]))
    is_full = len(ids) == MOST_PICKED
    return Pick(is_picked=False, url=None if is_full else links.to_pick(report_id))


def pick_url(request: SearchRequest, ids: Sequence[str]) -> str:
    """The same page of results with these reports selected."""
    return search_url(request, page=request.page, more={"pick": ids})


def _first_match(hits: Sequence[Hit]) -> str:
    """Anchor of the first highlight of a report; of its best part where nothing is highlighted."""
    is_marked = any(hit.heading_marks or any(s.marks for s in hit.snippets) for hit in hits)
    return "h1" if is_marked else f"s{hits[0].ordinal}"


def is_cut(snippet: str) -> bool:
    """Whether a snippet ends inside a sentence."""
    return not snippet.rstrip().endswith(tuple(_ENDS_OF_SENTENCES))


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence on how the query was interpreted, and a link that undoes or extends that."""

    sentence: str
    action: str
    url: str


def notes(answer: SearchResponse) -> list[Note]:
    """How the results came about, other than by searching the query as typed."""
    return [*_read_as(answer), *_relaxed(answer), *_spread(answer)]


def _read_as(answer: SearchResponse) -> Iterator[Note]:
    read = answer.read_as
    if read is not None:
        yield Note(
            _(
                "“%(terms)s”是学校的名称，已改为只看%(schools)s的报告。",
                terms=join_words(read.terms),
                schools=join_words(read.school),
            ),
            _("只在正文里查这几个字"),
            search_url(answer.request, match="exact"),
        )


def _relaxed(answer: SearchResponse) -> Iterator[Note]:
    relaxed = answer.relaxed
    if relaxed is None:
        return
    words = join_words(relaxed.words)
    if relaxed.required == len(relaxed.words):
        rule = _("以下结果含有全部这些词：%(words)s。", words=words)
    else:
        rule = _(
            "以下结果至少含有其中 %(number)d 个词：%(words)s。",
            number=relaxed.required,
            words=words,
        )
    if answer.request.match == "words":
        action = _("改为自动匹配")
        yield Note(_("分词匹配。") + rule, action, search_url(answer.request, match="auto"))
    else:
        fallback = _("没有内容与检索式完全一致，已改为分词匹配。")
        action = _("只看精确匹配")
        yield Note(fallback + rule, action, search_url(answer.request, match="exact"))


def _spread(answer: SearchResponse) -> Iterator[Note]:
    if answer.spread:
        yield Note(
            counted(
                "另有 %(num)s 份报告含有全部检索词，但分散在不同的栏目。",
                "另有 %(num)s 份报告含有全部检索词，但分散在不同的栏目。",
                answer.spread,
            ),
            _("把它们也列出来"),
            search_url(answer.request, scope="report"),
        )
    elif answer.request.scope == "report":
        yield Note(
            _("检索词可以分散在同一报告的不同栏目。"),
            _("要求各词在同一栏目"),
            search_url(answer.request, scope="part"),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of a histogram. `height` is 0 to 100."""

    year: str
    count: int
    height: int
    selected: bool
    url: str | None
    """None for a year that cannot be selected."""


def histogram(
    counts: Mapping[int, int], urls: Mapping[int, str], selected: Sequence[int] = ()
) -> list[Bar]:
    """A bar for each year from the first to the last, those without a hit too; none at all for a
    single year."""
    if len(counts) < _MIN_YEARS:
        return []
    highest = max(counts.values()) or 1
    return [
        Bar(
            year=str(year),
            count=counts.get(year, 0),
            height=_height(counts.get(year, 0), highest),
            selected=year in selected,
            url=urls.get(year),
        )
        for year in range(min(counts), max(counts) + 1)
    ]


def _height(count: int, highest: int) -> int:
    return max(_MIN_HEIGHT, round(_MAX_HEIGHT * count / highest)) if count else 0


def year_bars(answer: SearchResponse, *, has_links: bool = True) -> list[Bar]:
    """Reports by year under all other filters; a bar selects its year, or deselects it."""
    values = answer.facets.get("year", ())
    reports = {value.value: value.reports for value in values}
    links = {link.value: link for link in facet_links("year", values, values, answer.request)}
    years = {int(value): link for value, link in links.items() if value.isdigit()}
    return histogram(
        {year: reports[link.value] or 0 for year, link in years.items()},
        {year: link.url for year, link in years.items()} if has_links else {},
        [year for year, link in years.items() if link.selected],
    )


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page; number 0 stands for pages left out."""

    number: int
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Paging:
    """The links to other pages; `first` is the number of the page's first result, from 1."""

    first: int
    previous: str | None
    next: str | None
    links: tuple[PageLink, ...]


def paging(answer: SearchResponse) -> Paging:
    """The pages of an answer: of reports if it is grouped by them, else of parts."""
    request = answer.request
    total = answer.reports if request.group == "report" else answer.total
    pages = -(-total // request.size)
    page = request.page
    return Paging(
        first=(page - 1) * request.size + 1,
        previous=search_url(request, page=min(page - 1, pages)) if page > 1 and pages else None,
        next=search_url(request, page=page + 1) if page < pages else None,
        links=tuple(_page_links(request, pages)) if pages > 1 else (),
    )


def _page_links(request: SearchRequest, pages: int) -> Iterator[PageLink]:
    near = range(request.page - _AROUND, request.page + _AROUND + 1)
    numbers = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    for previous, number in pairwise([0, *numbers]):
        if number - previous > 1:
            yield PageLink(0, "")
        is_current = number == request.page
        yield PageLink(number, search_url(request, page=number), is_current)
