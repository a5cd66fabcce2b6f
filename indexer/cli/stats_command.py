"""`xxgk stats`: how much the archive holds."""

from __future__ import annotations

from dataclasses import asdict

import click

from indexer.cli.commands import COMMANDS
from indexer.cli.console import emit_json
from indexer.cli.language import _
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.wording import Spoken


@click.command(
    "stats",
    cls=Spoken,
    help=COMMANDS["stats"],
    examples=(("xxgk stats --format json", ""),),
)
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    found = archive_of(ctx).statistics()
    if form == "json":
        emit_json(asdict(found))
        return 0
    years = f"{found.years[0]}–{found.years[-1]}" if found.years else _("不详")
    click.echo(
        _(
            "报告 %(reports)d，部分 %(parts)d，学校 %(schools)d，年份 %(years)s",
            reports=found.reports,
            parts=found.parts,
            schools=found.schools,
            years=years,
        )
    )
    click.echo(
        _(
            "引擎 %(engine)s，第 %(generation)d 代，%(size).1f MB",
            engine=found.engine,
            generation=found.generation,
            size=found.bytes / 1e6,
        )
    )
    if found.whoosh_dir:
        click.echo(_("Whoosh 索引在 %(place)s", place=found.whoosh_dir))
    return 0
