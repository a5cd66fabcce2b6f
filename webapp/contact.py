"""Links to the keeper's contact, by which a reader reports that something was read wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from indexer.errors import NotFoundError
from indexer.reporting.citations import title_of
from indexer.reports.figures import FIGURES, Figure
from indexer.reports.model import Report
from indexer.reports.section_status import section_entries
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import ReportHead
from webapp.addresses import absolute_or_path
from webapp.extension import app_state, archive
from webapp.labels import section_name, state_name
from webapp.present.figures import figure_name, value_words
from webapp.requests import Arguments, validate

blueprint = Blueprint("contact", __name__)

_REPORT, _NAME = "REPORT", "NAME"
_CELL_LINK: Final = Markup(
    '<a class="wrong-cell" rel="nofollow" href="{0}" title="{1}">'
    '<span class="visually-hidden">{1}</span></a>'
)
_LONGEST: Final = 400
"""Characters of a sentence in a link."""


@blueprint.get("/report-error")
def report_error() -> ResponseReturnValue:
    """To the keeper's contact, with what this archive read of a report's figure or section."""
    arguments = Arguments(request.args, {"report", "figure", "section"})
    report_id = arguments.text("report")
    figure = arguments.choice("figure", ("", *FIGURES), "")
    section = arguments.choice("section", ("", *SECTIONS), "")
    validate(arguments)
    with archive().reading() as reader:
        report = reader.report(report_id)
    if report is None or not app_state().contact:
        raise NotFoundError(_("索引里没有这份报告，它可能已被移除；请重新检索。"))
    title = title_of(ReportHead.of(report))
    if figure and figure in report.figures:
        path = url_for("pages.report", report_id=report.id, mark=figure, _anchor="marked")
        link = figure_error_link(figure, report.figures[figure], absolute_or_path(path), title)
    else:
        link = section_error_link(report, section, title)
    return redirect(str(link))


def cell_links(parameter: Literal["figure", "section"]) -> Callable[[str, str], Markup]:
    """From a report and one of its figures or sections to the link in its cell of a table; it is
    empty where the archive has no contact. Its parts are made once, since a page has hundreds."""
    if not app_state().contact:
        return lambda _report, _name: Markup("")
    args: dict[str, Any] = {"report": _REPORT, parameter: _NAME}
    link = _CELL_LINK.format(url_for("contact.report_error", **args), _("报告识别错误"))
    return lambda report, name: Markup(  # noqa: S704 - its parts are escaped
        link.replace(_REPORT, quote(report)).replace(_NAME, name)
    )


def section_error_link(report: Report, section: str, title: str) -> str | None:
    """A message about the status of a report's section, or about the whole report."""
    entry = section_entries(report.parts).get(section)
    anchor = f"s{entry.ordinal}" if entry else None
    path = url_for("pages.report", report_id=report.id, _anchor=anchor)
    facts = {_("网址"): absolute_or_path(path)}
    if not section:
        return error_link(_("识别错误：%(title)s", title=title), facts)
    name = section_name(section)
    part = next((p for p in report.parts if entry and p.ordinal == entry.ordinal), None)
    return error_link(
        _("识别错误：%(name)s，%(title)s", name=name, title=title),
        {
            **facts,
            name: state_name(entry.status if entry else "absent"),
            _("原句"): f"{part.heading} {part.text}"[:_LONGEST] if part else None,
        },
    )


def error_link(subject: str, facts: Mapping[str, str | None]) -> str | None:
    """A message to the keeper with these facts in it; None where the archive has no contact."""
    contact = app_state().contact
    if not contact:
        return None
    body = "\n".join(f"{name}: {value}" for name, value in facts.items() if value)
    body = "\n".join((body, "", str(_("应为：")), ""))
    head = "subject" if contact.startswith("mailto:") else "title"
    arguments = urlencode({head: subject, "body": body}, quote_via=quote)
    return f"{contact}{'&' if '?' in contact else '?'}{arguments}"


def figure_error_link(name: str, figure: Figure, address: str, title: str) -> str | None:
    """A message about a figure of a report; `address` is that of its sentence."""
    return error_link(
        _("识别错误：%(name)s，%(title)s", name=figure_name(name), title=title),
        {
            _("网址"): address,
            figure_name(name): value_words(figure.state, figure.value, figure.qualifier),
            _("原句"): (figure.sentence or "")[:_LONGEST],
        },
    )
