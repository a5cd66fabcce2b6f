"""`xxgk suggest`: completions."""

from __future__ import annotations

import click

from indexer.cli.console import emit_json
from indexer.cli.hits_view import KINDS
from indexer.cli.language import say
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.wording import Spoken, Whole
from indexer.i18n import Message


@click.command(
    "suggest",
    cls=Spoken,
    help=Message("补全学校、部分与常用词；也认拼音首字母。"),
    examples=(("xxgk suggest 安徽机电", ""), ("xxgk suggest ahjd", "")),
)
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=Whole(1, 100), metavar="N", default=10, help=Message("最多几条"))
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, text: tuple[str, ...], limit: int, form: str) -> int:
    found = archive_of(ctx).suggest(" ".join(text), limit)
    if form == "json":
        emit_json([suggestion.to_dict() for suggestion in found])
    else:
        for suggestion in found:
            click.echo(f"{suggestion.text}  {click.style(say(KINDS[suggestion.kind]), dim=True)}")
    return 0 if found else 1
