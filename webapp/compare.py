"""One section of two to four reports side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.errors import NotFoundError
from indexer.reporting.marking import sought
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.resolve import name_key
from webapp.asking import checked
from webapp.faults import ParameterError
from webapp.params import Arguments, marking_args, read_marking
from webapp.present.comparison import MOST_SHOWN, comparison, shared_sections, telling_section
from webapp.services import archive

blueprint = Blueprint("compare", __name__)

PARAMETERS: Final = frozenset({"report", "section", "q", "match", "scope", "find", "changes"})
MOST: Final = 4
"""Reports side by side."""
_MOST_OFFERED: Final = 60
"""Reports offered at once."""


@blueprint.get("/compare")
def page() -> ResponseReturnValue:
    """One section of two to four reports side by side."""
    arguments = Arguments(request.args, PARAMETERS)
    ids = arguments.texts("report")
    if len(ids) > MOST:
        message = _("一次最多对照 %(number)d 份报告", number=MOST)
        arguments.faults.append(ParameterError("report", ids[-1], message))
    asked = read_marking(arguments)
    section = arguments.text("section")
    changes = arguments.choices("changes", ("0", "1"))
    find = arguments.text("find").strip()
    checked(arguments, asked)
    with archive().reading() as reader:
        reports = [_report(reader, report_id) for report_id in ids]
        leaves = sought(reader, asked)
        offered = _offered(reader, find, reports)
    sections = shared_sections(reports)
    if section and section not in sections and len(reports) > 1:
        message = _("这几份报告里没有栏目 “%(name)s”", name=section)
        arguments.faults.append(
            ParameterError("section", section, message, nearest=tuple(sections[:3]))
        )
        checked(arguments)
    chosen = section or telling_section(reports, sections, leaves)
    with_changes = _wants_changes(changes, reports)
    compared = (
        comparison(reports, chosen, leaves, with_changes=with_changes) if len(reports) > 1 else None
    )
    return render_template(
        "compare.html",
        reports=reports,
        sections=sections,
        section=chosen,
        sides=compared.sides if compared else (),
        is_complete=compared is None or compared.is_complete,
        most_shown=MOST_SHOWN,
        can_differ=len(reports) == 2,
        with_changes=with_changes,
        request_=asked,
        find=find,
        offered=offered,
        most=MOST,
        here={"report": [*ids], "section": chosen, **marking_args(asked)},
    )


def _wants_changes(changes: Sequence[str], reports: Sequence[Report]) -> bool:
    """As the form says, whose box when ticked comes after a hidden 0; else where the reports are
    of one school."""
    if changes:
        return changes[-1] == "1"
    return len({report.school for report in reports}) == 1


def _report(reader: IndexReader, report_id: str) -> Report:
    report = reader.report(report_id)
    if report is None:
        raise NotFoundError(_("索引里没有报告 %(name)s。", name=report_id))
    return report


def _offered(reader: IndexReader, find: str, chosen: Sequence[Report]) -> list[ReportHead]:
    """Reports to choose from: those found by school, else those of the schools chosen."""
    schools = {report.school for report in chosen if report.school}
    taken = {report.id for report in chosen}
    wanted = name_key(find)
    fitting = (
        head
        for head in reader.heads()
        if (wanted in name_key(head.school or head.title) if wanted else head.school in schools)
    )
    offered = islice((head for head in fitting if head.id not in taken), _MOST_OFFERED)
    return sorted(offered, key=lambda head: head.school or "")


def neighbours_url(head: ReportHead, others: Sequence[ReportHead]) -> str | None:
    """The comparison of a report with its school's one before; None where there is none.

    `others` are the school's reports, the newest first.
    """
    ids = [other.id for other in others]
    before = ids[ids.index(head.id) + 1 :] if head.id in ids else []
    return url_for("compare.page", report=[before[0], head.id]) if before else None
