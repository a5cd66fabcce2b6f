"""`xxgk search`: hits, snippets, counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from indexer.cli.console import emit_csv, emit_json, emit_json_line, tell
from indexer.cli.hits_view import helps_told, show_answer
from indexer.cli.options import archive_of, filter_options, format_option, global_options
from indexer.cli.wording import ChineseHelp, OneOf, Whole
from indexer.reporting.export import HIT_COLUMNS, hit_row
from indexer.reports.model import Part
from indexer.search.request import GROUPS, MATCHES, MAX_SIZE, SCOPES, SORTS, SearchRequest
from indexer.search.response import Hit

FOUND, NOTHING_FOUND = 0, 1


@click.command("search", cls=ChineseHelp)
@click.argument("query", nargs=-1)
@filter_options
@click.option(
    "--match",
    type=OneOf(MATCHES),
    metavar="|".join(MATCHES),
    default="auto",
    help="exact 只按原文；words 按词；默认 auto：按原文，找不到时按词",
)
@click.option(
    "--scope",
    type=OneOf(SCOPES),
    metavar="|".join(SCOPES),
    default="part",
    help="各词须在同一部分（part，默认），或在同一报告（report）",
)
@click.option(
    "--group",
    type=OneOf(GROUPS),
    metavar="|".join(GROUPS),
    default="part",
    help="page 与 size 数的是部分（part，默认），还是报告（report）",
)
@click.option(
    "--sort",
    type=OneOf(SORTS),
    metavar="|".join(SORTS),
    default="relevance",
    help="次序：相关、最新、最旧、学校",
)
@click.option("--page", type=Whole(1), metavar="N", help="第几页，默认 1")
@click.option("--size", type=Whole(1, MAX_SIZE), metavar="N", default=10, help="每页几条，默认 10")
@click.option("--no-facets", is_flag=True, help="不数分面")
@click.option(
    "--facet-size", type=Whole(0), metavar="N", default=20, help="每个分面列几个值，默认 20"
)
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    page: int | None,
    no_facets: bool,
    form: str,
    **asked: Any,
) -> int:
    """检索。QUERY 为空时列出全部。

    \b
    例：
      xxgk search 依申请公开 --school 安徽机电 --year 2024
      xxgk search '"信息公开" -举报 (招生 OR 就业)'
      xxgk search 申请 NEAR/10 条 --format csv > 申请.csv
      xxgk search -- -举报           检索式以减号开头时，前面写 --

    csv 与 jsonl 给出全部结果，除非写明 --page。
    """
    request = SearchRequest(" ".join(query), page=page or 1, facets=not no_facets, **asked)
    archive = archive_of(ctx)
    answer = archive.search(request)
    match form:
        case "json":
            emit_json(answer.to_dict())
        case "text":
            show_answer(answer)
        case _:
            whole = page is None
            _export(archive.hits(request) if whole else archive.with_parts(answer.hits), form)
            for sentence in helps_told(answer):
                tell(sentence)
    return FOUND if answer.total else NOTHING_FOUND


def _export(found: Iterable[tuple[Hit, Part]], form: str) -> None:
    if form == "csv":
        emit_csv(HIT_COLUMNS, (hit_row(hit, part) for hit, part in found))
        return
    for hit, part in found:
        emit_json_line({**hit.to_dict(), "text": part.text})
