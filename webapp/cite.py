"""Citing a report, or a passage in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.reporting.citations import Cited, bibtex, gb7714, plain, ris, title_of, with_source
from indexer.reporting.passages import Passage, find_passage, paragraphs
from indexer.reports.model import Report
from indexer.search.engine import ReportHead
from webapp.addresses import absolute, absolute_or_path
from webapp.errors import MissingError
from webapp.extension import stored_report
from webapp.requests import Arguments, validate

blueprint = Blueprint("cite", __name__)

PARAMETERS: Final = frozenset({"at", "sentence"})
_MOST_SENTENCES: Final = 9_999
_FORMS: Final[dict[str, tuple[Callable[[Cited], str], str]]] = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
}
"""Ending of the file → how it is written, and its type."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One way to cite."""

    name: str
    text: str
    download: str | None = None
    """URL of a file with it."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """What a URL asks to cite."""

    report: Report
    passage: Passage | None
    sentence: int
    """Number of the sentence in the passage; 0 for the whole passage."""
    cited: Cited
    args: dict[str, Any]

    @property
    def link(self) -> str:
        """The place in this archive."""
        return report_link(self.report.id, self.passage.anchor if self.passage else None)


@blueprint.get("/reports/<report_id>/cite")
def page(report_id: str) -> ResponseReturnValue:
    """The ways to cite a report, a part, a paragraph or a sentence."""
    place = _place(report_id)
    return render_template(
        "cite.html",
        report=place.report,
        title=title_of(place.cited.report),
        passage=place.passage,
        sentence=place.sentence,
        quoted=with_source(place.cited) if place.cited.quote else None,
        link=place.link,
        paragraphs=paragraphs(place.passage.part)
        if place.passage is not None and place.passage.number is None
        else (),
        citations=citations(place.cited, **place.args),
    )


@blueprint.get("/reports/<report_id>/cite.<any(bib, ris):form>")
def download(report_id: str, form: str) -> ResponseReturnValue:
    """The entry for a reference manager."""
    write, kind = _FORMS[form]
    response = Response(write(_place(report_id).cited), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{report_id}.{form}"'
    return response


def report_link(report_id: str, anchor: str | None = None) -> str:
    """A place in a report: absolute where the site's address is known."""
    return absolute_or_path(url_for("pages.report", report_id=report_id, _anchor=anchor))


def cited_report(head: ReportHead) -> Cited:
    """The whole report, read today on this site."""
    url = absolute(url_for("pages.report", report_id=head.id))
    return Cited(head, datetime.now().astimezone().date(), url)


def citations(cited: Cited, **args: Any) -> list[Citation]:
    """The ways to cite, each with its name; `args` are the arguments of the place."""

    def file(form: str) -> str:
        return url_for("cite.download", report_id=cited.report.id, form=form, **args)

    return [
        Citation("GB/T 7714—2015", gb7714(cited)),
        Citation(_("一句话"), plain(cited)),
        Citation("BibTeX", bibtex(cited), file("bib")),
        Citation("RIS", ris(cited), file("ris")),
    ]


def _place(report_id: str) -> CitedPlace:
    """The place that the URL names. Raises BadRequestError, NotFoundError."""
    arguments = Arguments(request.args, PARAMETERS)
    at = arguments.text("at")
    sentence = arguments.number("sentence", (0, _MOST_SENTENCES), 0)
    validate(arguments)
    report = stored_report(report_id)
    passage = find_passage(report, at) if at else None
    sentences = passage.sentences if passage else ()
    if (at and passage is None) or sentence > len(sentences):
        message = _("这份报告里没有这一段；它可能已更新，请回到报告页重新选择。")
        raise MissingError(_("没有这一段"), message)
    head = ReportHead.of(report)
    quote = sentences[sentence - 1] if sentence else passage.text if passage else ""
    anchor = passage.anchor if passage else None
    cited = Cited(
        head,
        datetime.now().astimezone().date(),
        absolute(url_for("pages.report", report_id=report_id, _anchor=anchor)),
        " ".join(passage.part.heading.split()) if passage else "",
        quote,
    )
    args = {name: value for name, value in (("at", at), ("sentence", sentence)) if value}
    return CitedPlace(report, passage, sentence, cited, args)
