"""`xxgk trends`: a query by year and by province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import click
from click.core import ParameterSource

from indexer.cli.console import emit_csv, emit_json, show_lines
from indexer.cli.hits_view import headline, helps_told
from indexer.cli.language import _
from indexer.cli.options import (
    archive_of,
    format_option,
    global_options,
    may_page,
    query_options,
)
from indexer.cli.wording import Spoken
from indexer.i18n import Message
from indexer.reporting.trends import COLUMNS, Point, Trends, trends
from indexer.search.request import SearchRequest
from indexer.search.response import UNKNOWN_VALUE

FOUND, NOTHING_FOUND = 0, 1
_WIDEST: Final = 30
"""Columns of the longest bar."""


@click.command(
    "trends",
    cls=Spoken,
    help=Message(
        "一个检索式逐年、逐省见于多少报告，占当年当地报告的几成。未指定 --match 时只按原文。"
    ),
    examples=(
        ("xxgk trends 信息公开工作领导小组", ""),
        ("xxgk trends 举报 --section complaints --format csv > trends.csv", ""),
    ),
)
@query_options
@format_option("text", "json", "csv")
@global_options
@click.pass_context
def command(ctx: click.Context, /, query: tuple[str, ...], form: str, **asked: Any) -> int:
    """Count a query by year and by province."""
    if ctx.get_parameter_source("match") is ParameterSource.DEFAULT:
        asked["match"] = "exact"
    with archive_of(ctx).reading() as reader:
        found = trends(reader, SearchRequest(" ".join(query), **asked))
    match form:
        case "json":
            emit_json(found.to_dict())
        case "csv":
            emit_csv(COLUMNS, _rows(found))
        case _:
            show_lines(ctx, _lines(found), paged=may_page(ctx))
    return FOUND if found.answer.total else NOTHING_FOUND


def _rows(found: Trends) -> Iterator[dict[str, str]]:
    for facet, points in (("year", found.years), ("province", found.provinces)):
        for point in points:
            row = {"facet": facet, **point.to_dict()}
            yield {name: "" if row[name] is None else str(row[name]) for name in COLUMNS}


def _lines(found: Trends) -> Iterator[str]:
    yield click.style(headline(found.answer, paged=False), bold=True)
    yield from helps_told(found.answer)
    yield ""
    yield from _bars(found.years)
    yield ""
    yield from _bars([point for point in found.provinces if point.reports])


def _bars(points: Sequence[Point]) -> Iterator[str]:
    for point in points:
        name = _("未知") if point.value == UNKNOWN_VALUE else point.value
        bar = click.style("█" * round(_WIDEST * (point.share or 0)), fg="cyan")
        share = "" if point.share is None else f"{point.share:.0%}"
        yield f"{name}  {point.reports}/{point.of_reports}  {share:>4}  {bar}".rstrip()
