"""The pages of search and reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.archive.page_images import pages_to_show
from indexer.errors import NotFoundError
from indexer.reporting.citations import title_of
from indexer.reporting.date_line import signature_spans
from indexer.reporting.reading_advice import reader_doubts
from indexer.reporting.report_heads import grouped_heads
from indexer.reports.figures import FIGURES
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.execute import highlight_terms
from indexer.search.interpretation import named_school
from indexer.search.parse import parse_query
from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import SearchResponse
from webapp.cite import citations, cited_report
from webapp.compare import neighbours_url
from webapp.extension import archive
from webapp.figure_box import PARAMETER as BOX
from webapp.figure_box import figure_box, figures_of_hits
from webapp.figures import report_facts
from webapp.labels import translate
from webapp.originals import original_path
from webapp.present.document import Spans, document
from webapp.present.facets import chips, facet_links, facets, in_order
from webapp.present.figures import sentence_spans
from webapp.present.offers import offer_links, ways_out
from webapp.present.related import related
from webapp.present.results import is_cut, notes, paging, results, year_bars
from webapp.present.selection import Selection, selection
from webapp.present.shared import shared_wording
from webapp.requests import (
    MAX_FACET_SIZE,
    ON_PAGES,
    PAGE,
    Arguments,
    picked,
    read_search,
    run_search,
    search_url,
    to_args,
    validate,
)

blueprint = Blueprint("pages", __name__)

_DATE: Final = "published"
"""`mark=published` points at the line that gives the date."""
SHARED: Final = ("show", "dim")
"""How sentences are shown that are also in other schools' reports."""
_LONG_QUERY: Final = 1_500
"""Characters of a query in an address. The page of a longer one has a form in place of links that
would each repeat the query."""
_FACET_SIZE: Final = 60
"""Values of each facet on the search page: every year and province, the schools it shows."""


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Search box, archive summary, entry points."""
    validate(Arguments(request.args, ()))
    counted = archive().search(
        replace(PAGE, size=1, facet_size=MAX_FACET_SIZE, report_counts=("section", "year"))
    )
    everything = replace(counted, request=PAGE)  # which the links lead to
    return render_template(
        "home.html",
        statistics=archive().statistics(),
        facets=everything.facets,
        bars=year_bars(everything),
        search_url=search_url,
        blank=PAGE,
    )


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Results, with facets beside them."""
    arguments = Arguments(request.args, {*ON_PAGES, BOX})
    is_box_open = arguments.choice(BOX, ("0", "1"), "1") == "1"
    search_request = read_search(arguments, PAGE)
    answer = replace(
        run_search(
            arguments, replace(search_request, facet_size=_FACET_SIZE, report_counts=("year",))
        ),
        request=search_request,
    )
    is_long_query = len(quote(search_request.query)) > _LONG_QUERY
    return render_template(
        "search.html",
        answer=answer,
        request_=search_request,
        results=results(answer),
        selection=_selection(search_request),
        facets=facets(answer),
        is_long_query=is_long_query,
        bars=year_bars(answer, has_links=not is_long_query),
        chips=chips(search_request),
        notes=notes(answer),
        related=related(search_request, "pages.search"),
        offers=offer_links(answer),
        ways_out=ways_out(answer, _total),
        paging=paging(answer),
        figure_box=figure_box(answer, is_open=is_box_open),
        hit_figures=figures_of_hits(answer),
        search_url=search_url,
        school_card=school_named(answer),
        is_cut=is_cut,
        export_args=to_args(replace(search_request, page=1, size=PAGE.size)),
        cleared=search_url(search_request, **dict.fromkeys(FILTERS, ())),
    )


def _total(search_request: SearchRequest) -> int:
    counted = replace(search_request, page=1, size=1, facets=False, suggestions=False)
    return archive().search(counted).total


def _selection(search_request: SearchRequest) -> Selection | None:
    with archive().reading() as reader:
        return selection(reader, search_request, picked())


def school_named(answer: SearchResponse) -> str | None:
    """The school that a query names, alone or beside other terms."""
    if answer.read_as is not None:
        return answer.read_as.school[0] if len(answer.read_as.school) == 1 else None
    with archive().reading() as reader:
        return named_school(parse_query(answer.request.query), reader)


@blueprint.get("/search/<any(school, section, topic, year, province, text_source):name>")
def facet(name: str) -> ResponseReturnValue:
    """All values of one facet, to choose from."""
    arguments = Arguments(request.args, {*ON_PAGES, "find"})
    find = arguments.text("find").strip()
    search_request = read_search(arguments, PAGE)
    answer = run_search(
        arguments, replace(search_request, size=1, page=1, facet_size=MAX_FACET_SIZE)
    )
    known = answer.facets.get(name, ())
    links = facet_links(name, in_order(name, known), known, search_request)
    return render_template(
        "facet.html",
        name=name,
        request_=search_request,
        find=find,
        values=[link for link in links if find.casefold() in link.label.casefold()],
        known=len(links),
        back=search_url(search_request),
    )


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """One report, the query's terms highlighted."""
    arguments = Arguments(request.args, {*ON_PAGES, "mark", "shared"})
    search_request = read_search(arguments, PAGE)
    mark = arguments.choice("mark", ("", _DATE, *FIGURES), "")
    with_shared = arguments.choice("shared", SHARED, SHARED[0]) == "dim"
    validate(arguments, search_request)
    with archive().reading() as reader:
        full_report = reader.report(report_id)
        if full_report is None:
            raise NotFoundError(_("索引里没有这份报告，它可能已被移除；请重新检索。"))
        head = ReportHead.of(full_report)
        leaves = highlight_terms(reader, search_request)
        years = same_school(reader, head)
        wording = shared_wording(reader, full_report) if with_shared else None
    pointed_at = _sentences(full_report, mark)
    return render_template(
        "report.html",
        report=full_report,
        is_date_asked=mark == _DATE and not pointed_at,
        head=head,
        title=title_of(head),
        document=document(
            full_report,
            leaves,
            wording.shared if wording else (),
            pointed_at,
        ),
        **report_facts(full_report, title_of(head), search_request),
        doubts=[translate(each) for each in reader_doubts(full_report)],
        wording=wording,
        wording_url=url_for(
            "pages.report",
            report_id=report_id,
            **to_args(search_request),
            pick=picked(),
            mark=mark or None,
            shared=None if with_shared else "dim",
        ),
        request_=search_request,
        neighbours=years,
        compare_url=neighbours_url(head, years),
        original=url_for("originals.download", report_id=report_id)
        if original_path(full_report.source)
        else None,
        shown_pages=pages_to_show(full_report),
        source_url=web_address(full_report.source_url),
        citations=citations(cited_report(head)),
        back=search_url(search_request, page=search_request.page)
        if to_args(search_request)
        else None,
    )


def _sentences(report: Report, mark: str) -> Spans:
    """The sentences that state a figure, or the line of the date."""
    if mark == _DATE:
        return signature_spans(report)
    return sentence_spans(report.figures[mark]) if mark in report.figures else {}


def web_address(url: str | None) -> str | None:
    """The URL if it is a web address; no other kind becomes a link."""
    return url if url and url.startswith(("http://", "https://")) else None


def same_school(reader: IndexReader, head: ReportHead) -> Sequence[ReportHead]:
    """All reports of a report's school, newest first; none if the school is unknown."""
    if head.school is None:
        return []
    return grouped_heads(reader).by_school.get(head.school, ())
