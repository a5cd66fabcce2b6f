"""`xxgk completion`: what a shell needs to complete our commands."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from indexer.cli.options import global_options
from indexer.cli.wording import COMPLETING, OneOf, Spoken
from indexer.i18n import Message

SHELLS: Final = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Spoken,
    help=Message(
        "给 shell 用的补全脚本：命令、选项，以及索引里的学校、部分、类别、省份和报告编号。"
    ),
    examples=(
        ("xxgk completion bash > xxgk.bash", Message("再在 ~/.bashrc 里写 source …/xxgk.bash")),
        ("xxgk completion zsh > _xxgk", Message("放进 $fpath 里的一个文件夹")),
        ("xxgk completion fish > xxgk.fish", Message("放进 ~/.config/fish/completions/")),
    ),
)
@click.argument("shell", type=OneOf(SHELLS), metavar="bash|zsh|fish")
@global_options
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script of a shell."""
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "xxgk", COMPLETING)
    click.echo(script.source_template % script.source_vars())
    return 0
