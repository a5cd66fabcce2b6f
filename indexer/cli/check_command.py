"""`xxgk check`: whether what was indexed is all there and still what it was."""

from __future__ import annotations

import click

from indexer.cli.console import emit_json
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.wording import ChineseHelp

SOUND, DAMAGED, FILES_DIFFER = 0, 3, 4


@click.command("check", cls=ChineseHelp)
@click.option("--deep", is_flag=True, help="逐一核对全部内容，较慢")
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, deep: bool, form: str) -> int:
    """检查索引是否完好，以及源文件是否还与索引一致。

    \b
    例：
      xxgk check --deep

    退出码：0 完好，3 索引损坏，4 索引完好但有源文件已改动或不在。
    """
    archive = archive_of(ctx)
    damage = [*archive.check(deep=deep)]
    problems = damage or [*archive.drift()]
    if form == "json":
        emit_json({"ok": not problems, "problems": [problem.to_dict() for problem in problems]})
    else:
        for problem in problems:
            click.echo(f"{problem.where}：{problem.what.rstrip('。')}。{problem.mend}")
        click.echo("完好" if not problems else f"共 {len(problems)} 处")
    return DAMAGED if damage else FILES_DIFFER if problems else SOUND
