"""`xxgk suggest` and `xxgk completion`: completions for a person, and for a shell."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from indexer.cli.context import archive_of
from indexer.cli.language import COMPLETING, Choice, IntRange, LocalizedCommand, translate
from indexer.cli.options import format_option, global_options
from indexer.cli.output import SUGGESTION_KINDS, emit_json
from indexer.i18n import Message

SHELLS: Final = ("bash", "zsh", "fish")


@click.command(
    "suggest",
    cls=LocalizedCommand,
    help=Message("补全学校、栏目与常用词；也认拼音首字母。"),
    examples=(("xxgk suggest 安徽机电", ""), ("xxgk suggest ahjd", "")),
)
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=IntRange(1, 100), metavar="N", default=10, help=Message("最多几条"))
@format_option("text", "json")
@global_options
@click.pass_context
def suggest_command(ctx: click.Context, text: tuple[str, ...], limit: int, form: str) -> int:
    """List completions of a text."""
    suggestions = archive_of(ctx).suggest(" ".join(text), limit)
    if form == "json":
        emit_json([suggestion.to_dict() for suggestion in suggestions])
    else:
        for suggestion in suggestions:
            kind = translate(SUGGESTION_KINDS[suggestion.kind])
            click.echo(f"{suggestion.text}  {click.style(kind, dim=True)}")
    return 0 if suggestions else 1


@click.command(
    "completion",
    cls=LocalizedCommand,
    help=Message(
        "给 shell 用的补全脚本：命令、选项，以及索引里的学校、栏目、类别、省份和报告编号。"
    ),
    examples=(
        ("xxgk completion bash > xxgk.bash", Message("再在 ~/.bashrc 里写 source …/xxgk.bash")),
        ("xxgk completion zsh > _xxgk", Message("放进 $fpath 里的一个文件夹")),
        ("xxgk completion fish > xxgk.fish", Message("放进 ~/.config/fish/completions/")),
    ),
)
@click.argument("shell", type=Choice(SHELLS), metavar="bash|zsh|fish")
@global_options
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> int:
    """Print the script of a shell."""
    completion = get_completion_class(shell)
    assert completion is not None
    script = completion(ctx.find_root().command, {}, "xxgk", COMPLETING)
    click.echo(script.source_template % script.source_vars())
    return 0
