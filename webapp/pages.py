"""The pages of search and reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.errors import NotFoundError
from indexer.reporting.citations import gb7714, plain, title_of
from indexer.reporting.marking import sought
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.request import FACETS
from webapp.asking import answered, checked
from webapp.compare import neighbours_url
from webapp.originals import original_path
from webapp.params import (
    MARKING,
    MAX_FACET_SIZE,
    PAGE,
    SEARCH,
    Arguments,
    read_marking,
    read_search,
    to_args,
)
from webapp.present.document import document
from webapp.present.facets import chips, facet_links, facets, in_order
from webapp.present.links import search_url
from webapp.present.notes import notes
from webapp.present.paging import paging
from webapp.present.results import is_cut, results, year_bars
from webapp.services import archive

blueprint = Blueprint("pages", __name__)

ON_PAGES: Final = SEARCH - {"facets", "facet_size"}
"""Parameters of a search on a page, which has its own way of showing facets."""
COUNTED: Final = 60
"""Values of each facet that the page asks for: every year and province, the schools it shows."""


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """One box, what is in the archive, and ways in."""
    checked(Arguments(request.args, ()))
    counted = archive().search(replace(PAGE, size=1, facet_size=MAX_FACET_SIZE))
    everything = replace(counted, request=PAGE)
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
    arguments = Arguments(request.args, ON_PAGES)
    asked = read_search(arguments, PAGE)
    answer = replace(answered(arguments, replace(asked, facet_size=COUNTED)), request=asked)
    return render_template(
        "search.html",
        answer=answer,
        request_=asked,
        results=results(answer),
        facets=facets(answer),
        bars=year_bars(answer),
        chips=chips(asked),
        notes=notes(answer),
        paging=paging(answer),
        search_url=search_url,
        is_cut=is_cut,
        export_args=to_args(replace(asked, page=1, size=PAGE.size)),
        cleared=search_url(asked, **dict.fromkeys(FACETS, ())),
    )


@blueprint.get("/search/<any(school, section, topic, year, province):name>")
def facet(name: str) -> ResponseReturnValue:
    """All values of one facet, to choose from."""
    arguments = Arguments(request.args, {*ON_PAGES, "find"})
    wanted = arguments.text("find").strip()
    asked = read_search(arguments, PAGE)
    answer = answered(arguments, replace(asked, size=1, page=1, facet_size=MAX_FACET_SIZE))
    known = answer.facets.get(name, ())
    links = facet_links(name, in_order(name, known), known, asked)
    return render_template(
        "facet.html",
        name=name,
        request_=asked,
        wanted=wanted,
        values=[link for link in links if wanted.casefold() in link.label.casefold()],
        known=len(links),
        back=search_url(asked),
    )


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> ResponseReturnValue:
    """One report whole, the query's terms marked in it."""
    arguments = Arguments(request.args, MARKING)
    asked = read_marking(arguments)
    checked(arguments, asked)
    with archive().reading() as reader:
        found = reader.report(report_id)
        if found is None:
            raise NotFoundError(_("索引里没有这份报告，它可能已被移除；请重新检索。"))
        head = ReportHead.of(found)
        leaves = sought(reader, asked)
        years = same_school(reader, head)
    return render_template(
        "report.html",
        report=found,
        head=head,
        title=title_of(head),
        document=document(found, leaves),
        request_=asked,
        neighbours=years,
        compare_url=neighbours_url(head, years),
        original=url_for("originals.download", report_id=found.id)
        if original_path(found.source)
        else None,
        source_url=web_address(found.source_url),
        citations=citations(head),
        back=search_url(asked) if asked.query else None,
    )


def citations(head: ReportHead) -> list[tuple[str, str]]:
    """The ways to cite a report, each with its name."""
    today = datetime.now().astimezone().date()
    return [("GB/T 7714—2015", gb7714(head, today)), (_("一句话"), plain(head))]


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web: no other kind is ever made a link."""
    return url if url and url.startswith(("http://", "https://")) else None


def same_school(reader: IndexReader, head: ReportHead) -> list[ReportHead]:
    """All reports of a report's school, the newest first; none where the school is unknown."""
    if head.school is None:
        return []
    return [other for other in reader.heads() if other.school == head.school]
