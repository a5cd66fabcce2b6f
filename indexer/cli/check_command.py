"""`xxgk check`: whether what was indexed is all there and still what it was."""

from __future__ import annotations

import click

from indexer.cli.console import emit_json
from indexer.cli.language import _, say
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.wording import Spoken
from indexer.i18n import Message

SOUND, DAMAGED, FILES_DIFFER = 0, 3, 4


@click.command(
    "check",
    cls=Spoken,
    help=Message("检查索引是否完好，以及源文件是否还与索引一致。"),
    examples=(("xxgk check --deep", ""),),
    notes=(Message("退出码：0 完好，3 索引损坏，4 索引完好但有源文件已改动或不在。"),),
)
@click.option("--deep", is_flag=True, help=Message("逐一核对全部内容，较慢"))
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, deep: bool, form: str) -> int:
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
                    what=say(problem.what).rstrip("。."),
                    fix=say(problem.fix),
                )
            )
        click.echo(_("共 %(number)d 处", number=len(problems)) if problems else _("完好"))
    return DAMAGED if damage else FILES_DIFFER if problems else SOUND
