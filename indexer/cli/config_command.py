"""`xxgk config`: which options are in force, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import click
from click.core import ParameterSource

from indexer.cli.commands import COMMANDS
from indexer.cli.config import for_all, in_table, places
from indexer.cli.config_files import ALL, options_of, written
from indexer.cli.console import emit_json
from indexer.cli.language import _, language
from indexer.cli.options import format_option, global_options, may_page, settings_of
from indexer.cli.wording import Spoken
from indexer.errors import Message

_NO_FILE: Final = ("config", "completion")
"""Commands with nothing to set."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting, its value, and where that comes from."""

    table: str
    """The command; `xxgk` for all of them."""
    key: str
    value: Any
    source: str
    """`default`, `command line`, the name of a variable, or a file's path."""


@click.command(
    "config",
    cls=Spoken,
    help=Message(
        "看哪些选项在起作用，从哪里来：默认、配置文件、环境变量还是命令行。"
        "输出就是一份配置文件，可以存成 xxgk.toml 再改。"
    ),
    examples=(("xxgk config", ""), ("xxgk config --format json", "")),
    notes=(Message("配置文件 xxgk.toml 先看当前文件夹，再看用户的配置文件夹；命令行最优先。"),),
)
@format_option("text", "json")
@global_options
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """Show what is in force."""
    settings = [*_global(ctx), *_of_commands(ctx)]
    if form == "json":
        emit_json([asdict(setting) for setting in settings])
        return 0
    for place in places():
        state = _("有") if place.is_file() else _("没有")
        click.echo(click.style(f"# {place}  {state}", dim=True))
    table = ""
    for setting in settings:
        if setting.table != table:
            table = setting.table
            click.echo(f"\n[{table}]")
        click.echo(_line(setting))
    return 0


def _line(setting: InForce) -> str:
    known = _SOURCES.get(setting.source)
    source = click.style(f"  # {_(known) if known else setting.source}", dim=True)
    if setting.value in (None, "", (), []):
        return click.style(f"# {setting.key} =", dim=True) + source
    return f"{setting.key} = {written(setting.value)}{source}"


_SOURCES: Final = {
    "default": Message("默认"),
    "command line": Message("命令行"),
    "locale": Message("语言环境"),
}


def _global(ctx: click.Context) -> Iterator[InForce]:
    files = for_all(COMMANDS)
    settings = settings_of(ctx)
    values = {
        "index": settings.index,
        "engine": settings.engine,
        "opensearch-url": settings.opensearch_url,
        "lang": language(),
        "pager": may_page(ctx),
    }
    typed = ctx.find_root().meta
    for key, value in values.items():
        name = key.replace("-", "_")
        variable = f"XXGK_{name.upper()}"
        if f"xxgk.{name}" in typed:
            source = "command line"
        elif os.environ.get(variable):
            source = variable
        elif key in files:
            source = str(files[key].file)
        else:
            source = "locale" if key == "lang" else "default"
        yield InForce(ALL, key, value, source)


def _of_commands(ctx: click.Context) -> Iterator[InForce]:
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)
    for name in COMMANDS:
        command = root.command.get_command(root, name)
        if command is None or name in _NO_FILE:
            continue
        files = in_table(command, name)
        with command.make_context(name, [], parent=root, resilient_parsing=True) as context:
            for key, option in options_of(command).items():
                source = context.get_parameter_source(str(option.name))
                if key in files:
                    told = str(files[key].file)
                elif source is ParameterSource.ENVIRONMENT:
                    told = str(option.envvar)
                else:
                    told = "default"
                yield InForce(name, key, context.params.get(str(option.name)), told)
