"""One section of two to four reports side by side: what differs, and the terms of a query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.errors import NotFoundError
from indexer.reporting.compare import Change, differences, section_text
from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.execute import highlight_terms
from indexer.search.highlights import highlight
from indexer.search.query import TextLeaf
from indexer.search.resolve import name_key
from webapp.errors import ParameterError
from webapp.extension import archive
from webapp.requests import MOST_PICKED, Arguments, highlight_args, read_highlight, validate

blueprint = Blueprint("compare", __name__)

_BETWEEN_NAMES: Final = re.compile(r"[\s,，、;；]+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
PARAMETERS: Final = frozenset({"report", "section", "q", "match", "scope", "find", "changes"})
_MOST_OFFERED: Final = 60
"""Reports offered at once."""
MOST_SHOWN: Final = 100_000
"""Characters of a section beside another; the report's own page has the rest."""
_LINE_END: Final = re.compile("\n")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of text; `change` is `only`, `changed` or ""."""

    text: str
    change: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a part's own heading."""

    pieces: tuple[TextPiece, ...]
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One report's version of the section; without lines if it has none."""

    report: Report
    ordinal: int | None
    """The part where it begins."""
    lines: tuple[Line, ...]
    changes: int
    """Number of differences."""
    is_cut: bool
    """Whether the section is longer than what is shown of it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sides of a page."""

    sides: tuple[Side, ...]
    is_complete: bool
    """Whether changes inside sentences were looked for everywhere."""


@blueprint.get("/compare")
def page() -> ResponseReturnValue:
    """One section of two to four reports side by side."""
    arguments = Arguments(request.args, PARAMETERS)
    ids = arguments.texts("report")
    if len(ids) > MOST_PICKED:
        message = _("一次最多对照 %(number)d 份报告", number=MOST_PICKED)
        arguments.reject("report", ids[-1], message)
    search_request = read_highlight(arguments)
    section = arguments.text("section")
    changes = arguments.choices("changes", ("0", "1"))
    find = arguments.text("find").strip()
    validate(arguments, search_request)
    with archive().reading() as reader:
        reports = [_report(reader, report_id) for report_id in ids]
        leaves = highlight_terms(reader, search_request)
        offered = _offered(reader, find, reports)
    sections = shared_sections(reports)
    if section and section not in sections and len(reports) > 1:
        message = _("这几份报告里没有栏目 “%(name)s”", name=section)
        arguments.errors.append(
            ParameterError("section", section, message, nearest=tuple(sections[:3]))
        )
        validate(arguments)
    chosen = section or default_section(reports, sections, leaves)
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
        request_=search_request,
        find=find,
        offered=offered,
        here={"report": [*ids], "section": chosen, **highlight_args(search_request)},
    )


def _wants_changes(changes: Sequence[str], reports: Sequence[Report]) -> bool:
    """What the form sends, a hidden 0 and, if the box is ticked, a 1; without the form, whether the
    reports are of one school."""
    if changes:
        return changes[-1] == "1"
    return len({report.school for report in reports}) == 1


def read_reports(arguments: Arguments) -> tuple[list[Report], tuple[str, ...]]:
    """The reports of a URL and the section chosen there, none where all are. Raises
    BadRequestError, NotFoundError."""
    ids = arguments.texts("report")
    section = arguments.choice("section", ("", *SECTIONS), "")
    if len(ids) > MOST_PICKED:
        message = _("一次最多对照 %(number)d 份报告", number=MOST_PICKED)
        arguments.reject("report", ids[-1], message)
    validate(arguments)
    with archive().reading() as reader:
        return [_report(reader, one) for one in ids], (section,) if section else ()


def _report(reader: IndexReader, report_id: str) -> Report:
    report = reader.report(report_id)
    if report is None:
        raise NotFoundError(_("索引里没有报告 %(name)s。", name=report_id))
    return report


def _offered(reader: IndexReader, find: str, chosen: Sequence[Report]) -> list[ReportHead]:
    """Reports to choose from: of the schools whose names contain one of the words of `find`, of the
    years among these words; otherwise those of the chosen schools."""
    schools = {report.school for report in chosen if report.school}
    chosen_ids = {report.id for report in chosen}
    words = {name_key(word) for word in _BETWEEN_NAMES.split(find) if word}
    years = set(filter(_YEAR.fullmatch, words))
    names = words - years

    def is_wanted(head: ReportHead) -> bool:
        if not words:
            return head.school in schools
        name = name_key(head.school or head.title)
        return (not names or any(word in name for word in names)) and (
            not years or str(head.year) in years
        )

    candidates = filter(is_wanted, reader.heads())
    offered = islice((head for head in candidates if head.id not in chosen_ids), _MOST_OFFERED)
    return sorted(offered, key=lambda head: head.school or "")


def neighbours_url(head: ReportHead, others: Sequence[ReportHead]) -> str | None:
    """The comparison of a report with its school's previous one; None if there is none.

    `others` are the school's reports, newest first.
    """
    ids = [other.id for other in others]
    before = ids[ids.index(head.id) + 1 :] if head.id in ids else []
    return url_for("compare.page", report=[before[0], head.id]) if before else None


def comparison(
    reports: Sequence[Report], section: str, leaves: Sequence[TextLeaf], *, with_changes: bool
) -> Comparison:
    """The section in each report, up to MOST_SHOWN characters. Only two reports are compared for
    changes."""
    whole = [section_text(report, section) for report in reports]
    texts = [text[:MOST_SHOWN] for text in whole]
    changes: list[tuple[Change, ...]] = [() for _ in reports]
    is_complete = True
    if with_changes and len(texts) == 2 and all(texts):
        both = differences(texts[0], texts[1])
        changes, is_complete = [both.left, both.right], both.is_complete
    headings = [_headings(report, section) for report in reports]
    sides = tuple(
        Side(
            report=report,
            ordinal=next((part.ordinal for part in _parts(report, section)), None),
            lines=tuple(
                Line(pieces, "".join(piece.text for piece in pieces) in own)
                for pieces in _lines(text, highlight(text, leaves), changed)
            ),
            changes=len(changed),
            is_cut=len(text) < len(section_),
        )
        for report, text, changed, own, section_ in zip(
            reports, texts, changes, headings, whole, strict=True
        )
    )
    return Comparison(sides, is_complete)


def shared_sections(reports: Sequence[Report]) -> list[str]:
    """The sections of the reports, those that most of them have first, otherwise in order."""
    sections = dict.fromkeys(section for report in reports for section in report.sections)
    return sorted(sections, key=lambda s: -sum(s in report.sections for report in reports))


def default_section(
    reports: Sequence[Report], sections: Sequence[str], leaves: Sequence[TextLeaf]
) -> str:
    """The section shown first: where most of the reports contain a term of the query, otherwise the
    first body section; "" if there is none."""
    body = [section for section in sections if section != "preamble"] or [*sections]
    if not leaves:
        return body[0] if body else ""
    return max(
        body,
        key=lambda section: sum(
            bool(highlight(section_text(report, section), leaves)) for report in reports
        ),
        default="",
    )


def _parts(report: Report, section: str) -> list[Part]:
    return [part for part in report.parts if section in part.sections]


def _headings(report: Report, section: str) -> set[str]:
    return {part.heading for part in _parts(report, section)} - {""}


def text_lines(text: str, changes: Sequence[Change], headings: Collection[str]) -> tuple[Line, ...]:
    """The lines of a text with its changes, without highlights."""
    return tuple(
        Line(pieces, "".join(piece.text for piece in pieces) in headings)
        for pieces in _lines(text, (), changes)
    )


def _lines(
    text: str, marks: Sequence[tuple[int, int]], changes: Sequence[Change]
) -> Iterator[tuple[TextPiece, ...]]:
    """Lines split wherever a highlight or a change begins or ends. Both are in order."""
    cuts = {0, len(text), *(edge for m in marks for edge in m)}
    cuts |= {edge for change in changes for edge in (change.start, change.end)}
    cuts |= {edge for end in _LINE_END.finditer(text) for edge in end.span()}
    line: list[TextPiece] = []
    change = mark_ = 0
    for start, end in pairwise(sorted(cuts)):
        if text[start:end] == "\n":
            yield tuple(line)
            line = []
            continue
        while change < len(changes) and changes[change].end <= start:
            change += 1
        while mark_ < len(marks) and marks[mark_][1] <= start:
            mark_ += 1
        is_changed = change < len(changes) and changes[change].start <= start
        kind = changes[change].kind if is_changed else ""
        is_marked = mark_ < len(marks) and marks[mark_][0] <= start
        line.append(TextPiece(text[start:end].replace("\t", "　"), kind, is_marked))
    if line:
        yield tuple(line)
