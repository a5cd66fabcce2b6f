"""`xxgk list`: the reports of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from indexer.cli.console import emit_csv, emit_json, emit_json_line
from indexer.cli.options import archive_of, filter_options, format_option, global_options
from indexer.cli.wording import ChineseHelp
from indexer.reporting.export import REPORT_COLUMNS, report_row
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import ReportHead
from indexer.search.request import SearchRequest


@click.command("list", cls=ChineseHelp)
@filter_options
@click.option("--lacks", metavar="SECTION", multiple=True, help="只列没有这一部分的报告；可重复")
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def command(ctx: click.Context, /, lacks: tuple[str, ...], form: str, **filters: Any) -> int:
    """列出报告，新的在前。

    \b
    例：
      xxgk list --year 2024
      xxgk list --lacks complaints --province 安徽    哪些学校没有写举报情况
      xxgk list --format csv > 报告.csv
    """
    reports = archive_of(ctx).reports(SearchRequest(**filters), lacks=lacks)
    match form:
        case "json":
            emit_json([asdict(head) for head in reports])
        case "jsonl":
            for head in reports:
                emit_json_line(asdict(head))
        case "csv":
            emit_csv(REPORT_COLUMNS, map(report_row, reports))
        case _:
            _show(reports)
    return 0 if reports else 1


def _show(reports: Sequence[ReportHead]) -> None:
    for head in reports:
        name = click.style(head.school or "学校不详", fg="cyan", bold=True)
        about = " · ".join(
            text for text in (head.period or "期间不详", head.province, head.published) if text
        )
        click.echo(f"{name}  {about}")
        click.echo(f"  {head.title or head.path}")
        click.echo(f"  {' · '.join(SECTIONS[section] for section in head.sections)}")
        click.echo(click.style(f"  xxgk show {head.id}", dim=True))
    click.echo(f"共 {len(reports)} 份报告" if reports else "没有符合条件的报告")
