"""`xxgk check` and `xxgk stats`: the state and the size of the index."""

from __future__ import annotations

from dataclasses import asdict

import click

from indexer.cli.context import COMMANDS, archive_of
from indexer.cli.language import LocalizedCommand, _, translate
from indexer.cli.options import format_option, global_options
from indexer.cli.output import emit_json
from indexer.i18n import Message

SOUND, DAMAGED, STALE = 0, 3, 4


@click.command(
    "check",
    cls=LocalizedCommand,
    help=Message("检查索引是否完好，以及源文件是否还与索引一致。"),
    examples=(("xxgk check --deep", ""),),
    notes=(Message("退出码：0 完好，3 索引损坏，4 索引完好但有源文件已改动或不在。"),),
)
@click.option("--deep", is_flag=True, help=Message("逐一核对全部内容，较慢"))
@format_option("text", "json")
@global_options
@click.pass_context
def check_command(ctx: click.Context, deep: bool, form: str) -> int:
    """Check the index; if it is sound, compare it with the source files."""
    archive = archive_of(ctx)
    damage = [*archive.check(deep=deep)]
    problems = damage or [*archive.stale_sources()]
    if form == "json":
        emit_json({"ok": not problems, "problems": [problem.to_dict() for problem in problems]})
    else:
        for problem in problems:
            click.echo(
                _(
                    "%(where)s：%(what)s。%(fix)s",
                    where=problem.where,
                    what=translate(problem.what).rstrip("。."),
                    fix=translate(problem.fix),
                )
            )
        click.echo(_("共 %(number)d 处", number=len(problems)) if problems else _("完好"))
    return DAMAGED if damage else STALE if problems else SOUND


@click.command(
    "stats",
    cls=LocalizedCommand,
    help=COMMANDS["stats"],
    examples=(("xxgk stats --format json", ""),),
)
@format_option("text", "json")
@global_options
@click.pass_context
def stats_command(ctx: click.Context, form: str) -> int:
    """Show how much the archive has."""
    statistics = archive_of(ctx).statistics()
    if form == "json":
        emit_json(asdict(statistics))
        return 0
    years = statistics.years
    click.echo(
        _(
            "报告 %(reports)s，段落 %(parts)s，学校 %(schools)s，年份 %(years)s",
            reports=f"{statistics.reports:,}",
            parts=f"{statistics.parts:,}",
            schools=f"{statistics.schools:,}",
            years=f"{years[0]}–{years[-1]}" if years else _("不详"),
        )
    )
    click.echo(
        _(
            "引擎 %(engine)s，第 %(generation)d 代，%(size).1f MB",
            engine=statistics.engine,
            generation=statistics.generation,
            size=statistics.bytes / 1e6,
        )
    )
    if statistics.whoosh_dir:
        click.echo(_("Whoosh 索引在 %(place)s", place=statistics.whoosh_dir))
    return 0
