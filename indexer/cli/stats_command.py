"""`xxgk stats`: how much the archive holds."""

from __future__ import annotations

from dataclasses import asdict

import click

from indexer.cli.console import emit_json
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.wording import ChineseHelp


@click.command("stats", cls=ChineseHelp)
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """索引的规模。

    \b
    例：
      xxgk stats --format json
    """
    found = archive_of(ctx).statistics()
    if form == "json":
        emit_json(asdict(found))
        return 0
    years = f"{found.years[0]}–{found.years[-1]}" if found.years else "不详"
    click.echo(f"报告 {found.reports}，部分 {found.parts}，学校 {found.schools}，年份 {years}")
    click.echo(f"引擎 {found.engine}，第 {found.generation} 代，{found.bytes / 1e6:.1f} MB")
    if found.whoosh_dir:
        click.echo(f"Whoosh 索引在 {found.whoosh_dir}")
    return 0
