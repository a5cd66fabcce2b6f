"""`xxgk search` and `xxgk trends`: what a query matches, and its counts by year and province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from indexer.cli.context import archive_of, may_page
from indexer.cli.language import Choice, IntRange, LocalizedCommand, _, label_of
from indexer.cli.options import (
    base_url_option,
    format_option,
    global_options,
    query_options,
)
from indexer.cli.output import (
    aid_notes,
    echo_err,
    emit_csv,
    emit_json,
    emit_json_line,
    headline,
    response_lines,
    show_lines,
)
from indexer.i18n import Message
from indexer.reporting.export import HIT_COLUMNS, hit_row
from indexer.search.request import GROUPS, MAX_SIZE, SORTS, SearchRequest
from indexer.search.response import Hit

if TYPE_CHECKING:
    from indexer.reporting.trends import Point, Trends

FOUND, NOTHING_FOUND = 0, 1
WHOLE_RESULT: Final = ("jsonl", "csv")
"""Formats that give all pages unless one is asked for."""
_BAR_WIDTH: Final = 30
"""Columns of the longest bar."""


@click.command(
    "search",
    cls=LocalizedCommand,
    help=Message("检索。QUERY 为空时列出全部。"),
    examples=(
        ("xxgk search 依申请公开 --school 安徽机电 --year 2024", ""),
        ("xxgk search '\"信息公开\" -举报 (招生 OR 就业)'", ""),
        ("xxgk search 申请 NEAR/10 条 --format csv > hits.csv", Message("全部结果，给电子表格")),
        ("xxgk search -- -举报", Message("检索式以减号开头时，前面写 --")),
        ("xxgk search 信息公开 --open", Message("在浏览器里看")),
    ),
    notes=(Message("csv 与 jsonl 给出全部结果，除非写明 --page。"),),
)
@query_options
@click.option(
    "--group",
    type=Choice(GROUPS),
    metavar="|".join(GROUPS),
    default="part",
    help=Message("按段落（part）或按报告（report）分页"),
)
@click.option(
    "--sort",
    type=Choice(SORTS),
    metavar="|".join(SORTS),
    default="relevance",
    help=Message("排序：相关、最新、最旧、学校、收录先后"),
)
@click.option("--page", type=IntRange(1), metavar="N", help=Message("第几页，从 1 起"))
@click.option(
    "--size", type=IntRange(1, MAX_SIZE), metavar="N", default=10, help=Message("每页几条")
)
@click.option("--no-facets", is_flag=True, help=Message("不计各筛选项的数目"))
@click.option(
    "--facet-size", type=IntRange(0), metavar="N", default=20, help=Message("每个筛选项列几个值")
)
@click.option("--open", "in_browser", is_flag=True, help=Message("在浏览器里打开"))
@base_url_option
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def search_command(
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    page: int | None,
    no_facets: bool,
    in_browser: bool,
    form: str,
    base_url: str,
    **parameters: Any,
) -> int:
    """Search, and show or write the result."""
    request = SearchRequest(" ".join(query), page=page or 1, facets=not no_facets, **parameters)
    archive = archive_of(ctx)
    if form in WHOLE_RESULT and page is None and not in_browser:
        batches = archive.pages(request)
    else:
        batches = iter([archive.search(request)])
    response = next(batches)
    if in_browser:
        from indexer.cli.serve import open_search  # noqa: PLC0415 - only --open needs it

        return open_search(archive, request)
    match form:
        case "json":
            emit_json(response.to_dict())
        case "text":
            show_lines(ctx, response_lines(response), paged=may_page(ctx))
        case _:
            hits = (hit for batch in chain([response], batches) for hit in batch.hits)
            _export(hits, form, base_url)
            for note in aid_notes(response):
                echo_err(note)
    return FOUND if response.total else NOTHING_FOUND


def _export(hits: Iterable[Hit], form: str, base_url: str) -> None:
    if form == "csv":
        emit_csv(HIT_COLUMNS, (hit_row(hit, base_url) for hit in hits))
        return
    for hit in hits:
        emit_json_line({**hit.to_dict(), "text": hit.part.text})


@click.command(
    "trends",
    cls=LocalizedCommand,
    help=Message(
        "一个检索式逐年、逐省有多少报告提及，占当年、当地报告的比例。未指定 --match 时精确匹配。"
    ),
    examples=(
        ("xxgk trends 信息公开工作领导小组", ""),
        ("xxgk trends 举报 --section complaints --format csv > trends.csv", ""),
    ),
)
@query_options
@click.option("--cross", is_flag=True, help=Message("年份 × 省份，每对一行"))
@format_option("text", "json", "csv")
@global_options
@click.pass_context
def trends_command(
    ctx: click.Context, /, query: tuple[str, ...], form: str, cross: bool, **parameters: Any
) -> int:
    """Count a query by year and by province."""
    from indexer.reporting.trends import COLUMNS, trends  # noqa: PLC0415 - numpy

    if ctx.get_parameter_source("match") is ParameterSource.DEFAULT:
        parameters["match"] = "exact"
    request = SearchRequest(" ".join(query), **parameters)
    if cross:
        return _cross(ctx, request, form)
    with archive_of(ctx).reading() as reader:
        counts = trends(reader, request)
    match form:
        case "json":
            emit_json(counts.to_dict())
        case "csv":
            emit_csv(COLUMNS, _trend_rows(counts))
        case _:
            show_lines(ctx, _trend_lines(counts), paged=may_page(ctx))
    return FOUND if counts.answer.total else NOTHING_FOUND


def _cross(ctx: click.Context, request: SearchRequest, form: str) -> int:
    """A row for each year and province."""
    from indexer.reporting.rows import TREND_COLUMNS  # noqa: PLC0415 - numpy

    rows = archive_of(ctx).trends(request)
    match form:
        case "json":
            emit_json([row.to_dict() for row in rows])
        case "csv":
            values = (row.to_dict().items() for row in rows)
            emit_csv(TREND_COLUMNS, ({name: _cell(value) for name, value in v} for v in values))
        case _:
            unknown, no_province = _("不详"), _("省份不详")
            show_lines(
                ctx,
                (
                    f"{row.year or unknown}  {row.province or no_province}  "
                    f"{row.reports:,}/{row.of_reports:,}"
                    for row in rows
                    if row.reports
                ),
                paged=may_page(ctx),
            )
    return FOUND if any(row.reports for row in rows) else NOTHING_FOUND


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _trend_rows(counts: Trends) -> Iterator[dict[str, str]]:
    for facet, points in (("year", counts.years), ("province", counts.provinces)):
        for point in points:
            row = {"facet": facet, **point.to_dict()}
            yield {name: "" if value is None else str(value) for name, value in row.items()}


def _trend_lines(counts: Trends) -> Iterator[str]:
    yield click.style(headline(counts.answer, paged=False), bold=True)
    yield from aid_notes(counts.answer)
    yield ""
    yield from _bars(counts.years)
    yield ""
    yield from _bars([point for point in counts.provinces if point.reports])


def _bars(points: Sequence[Point]) -> Iterator[str]:
    for point in points:
        name = label_of("year", point.value)
        bar = click.style("█" * round(_BAR_WIDTH * (point.share or 0)), fg="cyan")
        share = "" if point.share is None else f"{point.share:.0%}"
        yield f"{name}  {point.reports:,}/{point.of_reports:,}  {share:>4}  {bar}".rstrip()
