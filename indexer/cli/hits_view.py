"""A search's answer as a person likes to read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import click

from indexer.cli.language import _, say, section_name, topic_name
from indexer.cli.report_view import labels_of
from indexer.i18n import Message
from indexer.search.response import UNKNOWN_VALUE, FacetValue, Hit, SearchResponse

Marks = Sequence[tuple[int, int]]

_FACET_NAMES: Final = {
    "school": Message("学校"),
    "section": Message("栏目"),
    "topic": Message("类别"),
    "year": Message("年份"),
    "province": Message("省份"),
}
_SHOWN_FACET_VALUES: Final = 5
KINDS: Final = {
    "meant": Message("是否要找"),
    "school": Message("学校"),
    "section": Message("栏目"),
    "topic": Message("类别"),
    "term": Message("常用词"),
}
"""Kind of a suggestion → what it is called."""


def answer_lines(answer: SearchResponse) -> Iterator[str]:
    """An answer, line by line: what was done with the query, hits by report, counts."""
    yield click.style(headline(answer), bold=True)
    yield from helps_told(answer)
    for suggestion in answer.suggestions:
        kind = say(KINDS[suggestion.kind])
        yield _("%(kind)s：%(text)s", kind=kind, text=suggestion.text)
    for hits in _by_report(answer.hits):
        yield ""
        yield from _report_lines(hits)
    if answer.facets and answer.total:
        yield ""
        yield from _facet_lines(answer)
    for line in _afterwards(answer):
        yield ""
        yield line


def headline(answer: SearchResponse, *, paged: bool = True) -> str:
    """What was asked and how much was found; on which page, where it is `paged`."""
    query = answer.request.query
    asked = _("“%(query)s”", query=query) if query.strip() else _("全部")
    if not answer.total:
        return _("%(asked)s：没有找到", asked=asked)
    found = _(
        "%(asked)s：%(parts)d 个部分，见于 %(reports)d 份报告",
        asked=asked,
        parts=answer.total,
        reports=answer.reports,
    )
    unit = answer.reports if answer.request.group == "report" else answer.total
    pages = -(-unit // answer.request.size)
    if pages < 2 or not paged:
        return found
    page = answer.request.page
    return _("%(found)s，第 %(page)d/%(pages)d 页", found=found, page=page, pages=pages)


def helps_told(answer: SearchResponse) -> Iterator[str]:
    """What match=auto did with the query, and how to undo it, a sentence each."""
    if (read := answer.read_as) is not None:
        yield _(
            "已把“%(terms)s”当作学校：%(schools)s；要在正文里找这几个字，请加 --match exact",
            terms=read.terms,
            schools=read.school,
        )
    if (relaxed := answer.relaxed) is not None:
        yield _(
            "%(why)s，%(enough)s：%(words)s；只按原文请加 --match exact",
            why=_("按词检索")
            if answer.request.match == "words"
            else _("照原文没有找到，改为按词检索"),
            enough=_("含全部这些词")
            if relaxed.required == len(relaxed.words)
            else _("至少含其中 %(number)d 个", number=relaxed.required),
            words=relaxed.words,
        )
    if answer.spread:
        yield _(
            "另有 %(number)d 份报告，各词分散在不同部分；要一并列出，请加 --scope report",
            number=answer.spread,
        )


def _by_report(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    """The hits of each report together, reports in the order of their first hit."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.report_id, []).append(hit)
    yield from groups.values()


def _report_lines(hits: Sequence[Hit]) -> Iterator[str]:
    first = hits[0]
    name = click.style(first.school or first.title or first.path, fg="cyan", bold=True)
    about = [first.period or _("期间不详"), first.province or _("省份不详")]
    if first.in_report is not None:
        about.append(_("%(number)d 个部分符合", number=first.in_report))
    yield f"{name}  {' · '.join(about)}"
    for hit in hits:
        labels = click.style(labels_of(hit), dim=True)
        yield f"  {_heading(hit)}  {labels}" if hit.heading else f"  {labels}"
        for snippet in hit.snippets:
            yield f"    {mark(_one_line(snippet.text), snippet.marks)}"
    yield click.style(_("  打开：xxgk show %(id)s", id=first.report_id), dim=True)


def _heading(hit: Hit) -> str:
    return mark(_one_line(hit.heading), hit.heading_marks, bold=True)


def _one_line(text: str) -> str:
    """Walls as blanks, so that marks keep their places."""
    return text.replace("\n", " ").replace("\t", " ")


def mark(text: str, marks: Marks, *, bold: bool = False) -> str:
    """The text with its marks in colour."""
    pieces: list[str] = []
    at = 0
    for start, end in marks:
        pieces += [text[at:start], click.style(text[start:end], fg="red", bold=True)]
        at = end
    pieces.append(text[at:])
    if bold:
        pieces[::2] = [click.style(piece, bold=True) if piece else "" for piece in pieces[::2]]
    return "".join(pieces)


def _facet_lines(answer: SearchResponse) -> Iterator[str]:
    for facet, values in answer.facets.items():
        if any(value.value != UNKNOWN_VALUE for value in values):
            shown = "  ".join(_facet_value(facet, value) for value in values[:_SHOWN_FACET_VALUES])
            more = " …" if len(values) > _SHOWN_FACET_VALUES else ""
            yield f"{click.style(say(_FACET_NAMES[facet]), bold=True)}  {shown}{more}"


def _facet_value(facet: str, value: FacetValue) -> str:
    text = f"{_label(facet, value)} {value.count}"
    return click.style(text, underline=True) if value.selected else text


def _label(facet: str, value: FacetValue) -> str:
    if value.value == UNKNOWN_VALUE:
        return _("未知")
    match facet:
        case "section":
            return section_name(value.value)
        case "topic":
            return topic_name(value.value)
        case _:
            return value.label


def _afterwards(answer: SearchResponse) -> Iterator[str]:
    """Where the result goes on."""
    request = answer.request
    unit = answer.reports if request.group == "report" else answer.total
    if request.page * request.size < unit:
        yield click.style(_("下一页：--page %(page)d", page=request.page + 1), dim=True)
    elif answer.total and not answer.hits:
        last = -(-unit // request.size)
        yield _("这一页之后没有结果了；最后一页是 --page %(page)d", page=last)
