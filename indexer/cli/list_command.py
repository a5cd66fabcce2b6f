"""`xxgk list`: the reports of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from indexer.cli.console import emit_csv, emit_json, emit_json_line, show_lines
from indexer.cli.language import _, section_name
from indexer.cli.options import (
    archive_of,
    completion_of,
    filter_options,
    format_option,
    global_options,
    may_page,
)
from indexer.cli.wording import Spoken
from indexer.i18n import Message
from indexer.reporting.export import REPORT_COLUMNS, report_row
from indexer.search.engine import ReportHead
from indexer.search.request import SearchRequest


@click.command(
    "list",
    cls=Spoken,
    help=Message("列出报告，新的在前。"),
    examples=(
        ("xxgk list --year 2024", ""),
        ("xxgk list --lacks evaluation --province 安徽", Message("哪些学校没有写评议情况")),
        ("xxgk list --format csv > reports.csv", ""),
    ),
)
@filter_options
@click.option(
    "--lacks",
    metavar="SECTION",
    multiple=True,
    help=Message("只列没有这一部分的报告"),
    shell_complete=completion_of("section"),
)
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def command(ctx: click.Context, /, lacks: tuple[str, ...], form: str, **filters: Any) -> int:
    """List the reports under the filters."""
    reports = archive_of(ctx).reports(SearchRequest(**filters), lacks=lacks)
    match form:
        case "json":
            emit_json([head.to_dict() for head in reports])
        case "jsonl":
            for head in reports:
                emit_json_line(head.to_dict())
        case "csv":
            emit_csv(REPORT_COLUMNS, map(report_row, reports))
        case _:
            show_lines(ctx, _lines(reports), paged=may_page(ctx))
    return 0 if reports else 1


def _lines(reports: Sequence[ReportHead]) -> Iterator[str]:
    for head in reports:
        name = click.style(head.school or _("学校不详"), fg="cyan", bold=True)
        about = " · ".join(
            text for text in (head.period or _("期间不详"), head.province, head.published) if text
        )
        yield f"{name}  {about}"
        yield f"  {head.title or head.path}"
        yield f"  {' · '.join(map(section_name, head.sections))}"
        yield click.style(f"  xxgk show {head.id}", dim=True)
    yield _("共 %(number)d 份报告", number=len(reports)) if reports else _("没有符合条件的报告")
