"""`xxgk figures`: what reports state in numbers; and the figures of one report as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import click

from indexer.cli.context import archive_of, may_page
from indexer.cli.figure_checks import emit_checks
from indexer.cli.language import LocalizedCommand, _, label_of, language
from indexer.cli.options import (
    base_url_option,
    filter_options,
    format_option,
    global_options,
)
from indexer.cli.output import (
    display_width,
    emit_csv,
    emit_json,
    emit_json_line,
    show_lines,
)
from indexer.i18n import Message
from indexer.reporting.export import figure_columns, figure_export_row
from indexer.reporting.figure_rows import FigureRow
from indexer.reports.figures import (
    FIGURES,
    NOT_STATED,
    STATE_LABELS,
    Figure,
    Qualifier,
    figure_name,
    state_name,
)
from indexer.search.figure_filter import figure_id, is_expression
from indexer.search.request import SearchRequest

_LAST_TIER: Final = 3
"""Figures that few reports state: they are not listed as not mentioned."""
_SHORT_TEXT: Final = 120
"""Characters of a sentence that the text output shows."""


@click.command(
    "figures",
    cls=LocalizedCommand,
    help=Message(
        "各报告写明的数目与出处：新收公开申请、不予公开、举报投诉、行政复议、行政诉讼，主动公开、公众号、"
        "网站的条数等。写明没有、未提及、需核对原文，分开列出。"
    ),
    examples=(
        ("xxgk figures --year 2024 --figure requests_received", ""),
        ("xxgk figures --figure 'requests_received>0' --province 安徽", ""),
        ("xxgk figures --figure lawsuits=unread", Message("哪些报告的诉讼一项要核对原文")),
        ("xxgk figures --check", Message("哪些报告的数目自相矛盾，或与上年报告不符")),
        ("xxgk figures --year 2024 --output figures.csv", Message("给电子表格，连同原句")),
    ),
    notes=(
        Message(
            "--figure 只写代号或中文名是选列；写条件是筛选报告：= > >= < <= 数字，"
            "=zero 写明没有，=not_stated 未提及，=unread 需核对，=number 写明数目。"
        ),
    ),
)
@filter_options
@click.option(
    "--check",
    is_flag=True,
    help=Message(
        "改为列出互相矛盾的数目：各项之和与总数、前后文、正文与表格、所述往年数与该年报告"
    ),
)
@base_url_option
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def figures_command(
    ctx: click.Context,
    /,
    check: bool,
    form: str,
    base_url: str,
    figure: tuple[str, ...],
    **filters: Any,
) -> int:
    """The figures of the reports under the filters, or what is contradictory about them."""
    conditions = tuple(filter(is_expression, figure))
    named = {figure_id(typed) for typed in figure if not is_expression(typed)}
    chosen = [name for name in FIGURES if name in named]
    request = SearchRequest(**filters, figure=conditions)
    if check:
        return emit_checks(ctx, archive_of(ctx), request, chosen, form)
    batches = archive_of(ctx).figure_batches(request, chosen)
    first = next(batches)
    rows = (row for batch in chain([first], batches) for row in batch.rows)
    _emit(ctx, rows, form, chosen, base_url)
    return 0 if first.total else 1


def _emit(
    ctx: click.Context,
    rows: Iterator[FigureRow],
    form: str,
    chosen: Sequence[str],
    base_url: str,
) -> None:
    match form:
        case "json":
            emit_json([row.to_dict() for row in rows])
        case "jsonl":
            for row in rows:
                emit_json_line(row.to_dict())
        case "csv":
            emit_csv(figure_columns(chosen), (figure_export_row(row, base_url) for row in rows))
        case _:
            show_lines(ctx, _text(rows), paged=may_page(ctx))


def _text(rows: Iterator[FigureRow]) -> Iterator[str]:
    number = 0
    for row in rows:
        number += 1
        name = click.style(row.school or _("学校不详"), fg="cyan", bold=True)
        details = " · ".join(
            text for text in (row.period or _("统计期间不详"), row.province) if text
        )
        yield f"{name}  {details}"
        yield from figure_lines(row.figures)
        yield click.style(f"  xxgk show {row.report_id}", dim=True)
        yield ""
    yield _("共 %(number)s 份报告", number=f"{number:,}") if number else _("没有符合条件的报告")


def figure_lines(figures: Mapping[str, Figure]) -> Iterator[str]:
    """A line for each figure that is stated or has to be checked, with its sentence; and one with
    those that are not mentioned."""
    shown = {name: figure for name, figure in figures.items() if figure != NOT_STATED}
    names = {name: figure_name(name, language()) for name in shown}
    values = {name: figure_value(figure) for name, figure in shown.items()}
    name_width = max(map(display_width, names.values()), default=0)
    value_width = max(map(display_width, values.values()), default=0)
    for name, figure in shown.items():
        padded = _padded(names[name], name_width), _padded(values[name], value_width)
        sentences = [figure.sentence, *(other.sentence for other in figure.others)]
        text = " / ".join(_shortened(sentence) for sentence in sentences if sentence)
        yield f"  {padded[0]}  {padded[1]}  {click.style(text, dim=True)}".rstrip()
    silent = [
        figure_name(name, language())
        for name, figure in figures.items()
        if figure == NOT_STATED and (FIGURES[name].tier < _LAST_TIER or not shown)
    ]
    if silent:
        state = state_name("not_stated", language())
        yield _("  %(state)s：%(names)s", state=state, names=tuple(silent))


def figure_value(figure: Figure) -> str:
    """A figure's number, texts or state, and whether a person stated it."""
    match figure.value:
        case tuple(texts):
            value = "; ".join(texts)
        case int(number) if figure.state == "number":
            value = _number(number, figure.qualifier)
        case _:
            value = state_name(figure.state, language()) if figure.state in STATE_LABELS else ""
    if figure.corrected:
        return _("%(value)s（人工更正）", value=value)
    if figure.text_source and figure.value is not None:
        return f"{value} [{label_of('text_source', figure.text_source)}]"
    return value


def _number(number: int, qualifier: Qualifier | None) -> str:
    match qualifier:
        case "about":
            return _("约 %(number)d", number=number)
        case "nearly":
            return _("近 %(number)d", number=number)
        case "over":
            return _("超过 %(number)d", number=number)
        case _:
            return str(number)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _shortened(sentence: str) -> str:
    line = " ".join(sentence.split())
    return line if len(line) <= _SHORT_TEXT else f"{line[:_SHORT_TEXT]}…"
