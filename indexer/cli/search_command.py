"""`xxgk search`: hits, snippets, counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from indexer.cli.console import emit_csv, emit_json, emit_json_line, show_lines, tell
from indexer.cli.hits_view import answer_lines, helps_told
from indexer.cli.options import (
    archive_of,
    browser,
    format_option,
    global_options,
    may_page,
    query_options,
)
from indexer.cli.wording import OneOf, Spoken, Whole
from indexer.i18n import Message
from indexer.reporting.export import HIT_COLUMNS, hit_row
from indexer.search.request import GROUPS, MAX_SIZE, SORTS, SearchRequest
from indexer.search.response import Hit

FOUND, NOTHING_FOUND = 0, 1


@click.command(
    "search",
    cls=Spoken,
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
    type=OneOf(GROUPS),
    metavar="|".join(GROUPS),
    default="part",
    help=Message("page 与 size 数的是部分（part），还是报告（report）"),
)
@click.option(
    "--sort",
    type=OneOf(SORTS),
    metavar="|".join(SORTS),
    default="relevance",
    help=Message("次序：相关、最新、最旧、学校"),
)
@click.option("--page", type=Whole(1), metavar="N", help=Message("第几页，从 1 起"))
@click.option("--size", type=Whole(1, MAX_SIZE), metavar="N", default=10, help=Message("每页几条"))
@click.option("--no-facets", is_flag=True, help=Message("不数分面"))
@click.option(
    "--facet-size", type=Whole(0), metavar="N", default=20, help=Message("每个分面列几个值")
)
@click.option("--open", "in_browser", is_flag=True, help=Message("在浏览器里打开"))
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    page: int | None,
    no_facets: bool,
    in_browser: bool,
    form: str,
    **asked: Any,
) -> int:
    """Search, and show or write what was found."""
    request = SearchRequest(" ".join(query), page=page or 1, facets=not no_facets, **asked)
    archive = archive_of(ctx)
    answer = archive.search(request)
    if in_browser:
        return int(browser().open_search(archive, request))
    match form:
        case "json":
            emit_json(answer.to_dict())
        case "text":
            show_lines(ctx, answer_lines(answer), paged=may_page(ctx))
        case _:
            _export(archive.hits(request) if page is None else answer.hits, form)
            for sentence in helps_told(answer):
                tell(sentence)
    return FOUND if answer.total else NOTHING_FOUND


def _export(hits: Iterable[Hit], form: str) -> None:
    if form == "csv":
        emit_csv(HIT_COLUMNS, map(hit_row, hits))
        return
    for hit in hits:
        emit_json_line({**hit.to_dict(), "text": hit.part.text})
