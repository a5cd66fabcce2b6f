"""A search's answer as a person likes to read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import click

from indexer.cli.report_view import labels_of
from indexer.search.answer import UNKNOWN_VALUE
from indexer.search.response import FacetValue, Hit, SearchAnswer

Marks = Sequence[tuple[int, int]]

_FACET_NAMES: Final = {
    "school": "学校",
    "section": "部分",
    "topic": "类别",
    "year": "年份",
    "province": "省份",
}
_SHOWN_FACET_VALUES: Final = 5
KINDS: Final = {
    "meant": "是否要找",
    "school": "学校",
    "section": "部分",
    "topic": "类别",
    "term": "常用词",
}
"""Kind of a suggestion → what it is called."""


def show_answer(answer: SearchAnswer) -> None:
    """Print an answer: what was done with the query, hits by report, counts."""
    for line in _lines(answer):
        click.echo(line)


def _lines(answer: SearchAnswer) -> Iterator[str]:
    yield click.style(_headline(answer), bold=True)
    yield from helps_told(answer)
    for suggestion in answer.suggestions:
        yield f"{KINDS[suggestion.kind]}：{suggestion.text}"
    for hits in _by_report(answer.hits):
        yield ""
        yield from _report_lines(hits)
    if answer.facets and answer.total:
        yield ""
        yield from _facet_lines(answer)
    for line in _afterwards(answer):
        yield ""
        yield line


def _headline(answer: SearchAnswer) -> str:
    asked = f"“{answer.request.query}”" if answer.request.query.strip() else "全部"
    if not answer.total:
        return f"{asked}：没有找到"
    unit = answer.reports if answer.request.group == "report" else answer.total
    pages = -(-unit // answer.request.size)
    place = f"，第 {answer.request.page}/{pages} 页" if pages > 1 else ""
    return f"{asked}：{answer.total} 个部分，见于 {answer.reports} 份报告{place}"


def helps_told(answer: SearchAnswer) -> Iterator[str]:
    """What match=auto did with the query, and how to undo it, a sentence each."""
    if (read := answer.read_as) is not None:
        terms, schools = "、".join(read.terms), "、".join(read.school)
        yield f"已把“{terms}”当作学校：{schools}；要在正文里找这几个字，请加 --match exact"
    if (relaxed := answer.relaxed) is not None:
        words = "、".join(relaxed.words)
        enough = (
            "含全部这些词"
            if relaxed.required == len(relaxed.words)
            else f"至少含其中 {relaxed.required} 个"
        )
        why = "按词检索" if answer.request.match == "words" else "照原文没有找到，改为按词检索"
        yield f"{why}，{enough}：{words}；只按原文请加 --match exact"
    if answer.spread:
        yield (f"另有 {answer.spread} 份报告，各词分散在不同部分；要一并列出，请加 --scope report")


def _by_report(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    """The hits of each report together, reports in the order of their first hit."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.report_id, []).append(hit)
    yield from groups.values()


def _report_lines(hits: Sequence[Hit]) -> Iterator[str]:
    first = hits[0]
    name = click.style(first.school or first.title or first.path, fg="cyan", bold=True)
    about = [first.period or "期间不详", first.province or "省份不详"]
    if first.in_report is not None:
        about.append(f"{first.in_report} 个部分符合")
    yield f"{name}  {' · '.join(about)}"
    for hit in hits:
        labels = click.style(labels_of(hit), dim=True)
        yield f"  {_heading(hit)}  {labels}" if hit.heading else f"  {labels}"
        for snippet in hit.snippets:
            yield f"    {mark(_one_line(snippet.text), snippet.marks)}"
    yield click.style(f"  打开：xxgk show {first.report_id}", dim=True)


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


def _facet_lines(answer: SearchAnswer) -> Iterator[str]:
    for facet, values in answer.facets.items():
        if any(value.value != UNKNOWN_VALUE for value in values):
            shown = "  ".join(_facet_value(value) for value in values[:_SHOWN_FACET_VALUES])
            more = " …" if len(values) > _SHOWN_FACET_VALUES else ""
            yield f"{click.style(_FACET_NAMES[facet], bold=True)}  {shown}{more}"


def _facet_value(value: FacetValue) -> str:
    text = f"{value.label} {value.count}"
    return click.style(text, underline=True) if value.selected else text


def _afterwards(answer: SearchAnswer) -> Iterator[str]:
    """Where the result goes on."""
    request = answer.request
    unit = answer.reports if request.group == "report" else answer.total
    if request.page * request.size < unit:
        yield click.style(f"下一页：--page {request.page + 1}", dim=True)
    elif answer.total and not answer.hits:
        last = -(-unit // request.size)
        yield f"这一页之后没有结果了；最后一页是 --page {last}"
