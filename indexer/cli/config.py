"""`xxgk config`: which options are in force, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final

import click
from click.core import ParameterSource

from indexer.cli.context import (
    ALL,
    COMMANDS,
    FILE,
    as_toml,
    config_paths,
    global_values,
    is_file,
    is_overridden,
    may_page,
    options_of,
    settings_of,
)
from indexer.cli.language import LocalizedCommand, _, language
from indexer.cli.options import format_option, global_options
from indexer.cli.output import emit_json
from indexer.i18n import Message

_NO_OPTIONS: Final = ("config", "completion")
"""Commands with nothing to set."""
_SOURCES: Final = {
    "default": Message("默认"),
    "command line": Message("命令行"),
    "locale": Message("语言环境"),
}


@click.command(
    "config",
    cls=LocalizedCommand,
    help=Message(
        "查看生效的选项及其来源：默认、配置文件、环境变量还是命令行。输出可以存成 xxgk.toml 再改。"
    ),
    examples=(("xxgk config", ""), ("xxgk config --format json", "")),
    notes=(Message("配置文件 xxgk.toml 先看当前文件夹，再看用户的配置文件夹；命令行最优先。"),),
)
@format_option("text", "json")
@global_options
@click.pass_context
def config_command(ctx: click.Context, form: str) -> int:
    """List the effective options, and where each comes from."""
    settings = [*_global(ctx), *_of_commands(ctx)]
    if form == "json":
        names = ("table", "key", "value", "source")
        emit_json([dict(zip(names, setting, strict=True)) for setting in settings])
        return 0
    for path in config_paths():
        state = _("已找到") if is_file(path) else _("未找到")
        click.echo(f"# {path}  {state}")
    for table, key, value, source in settings:
        origin = _(_SOURCES[source]) if source in _SOURCES else source
        if value in (None, "", (), []):
            click.echo(f"# {table}.{key} =  # {origin}")
        else:
            click.echo(f"{table}.{key} = {as_toml(value)}  # {origin}")
    return 0


def _global(ctx: click.Context) -> Iterator[tuple[str, str, Any, str]]:
    """Table, key, value and source of the options of all commands."""
    in_files = global_values()
    settings = settings_of(ctx)
    values = {
        "index": settings.index,
        "engine": settings.engine,
        "opensearch-url": settings.opensearch_url,
        "lang": language(),
        "pager": may_page(ctx),
    }
    for key, value in values.items():
        name = key.replace("-", "_")
        variable = f"XXGK_{name.upper()}"
        if is_overridden(ctx, name):
            source = "command line"
        elif os.environ.get(variable):
            source = variable
        elif key in in_files:
            source = FILE
        else:
            source = "locale" if key == "lang" else "default"
        yield ALL, key, value, source


def _of_commands(ctx: click.Context) -> Iterator[tuple[str, str, Any, str]]:
    """The same of each command's own options."""
    root = ctx.find_root()
    assert isinstance(root.command, click.Group)
    for table in COMMANDS:
        command = root.command.get_command(root, table)
        if command is None or table in _NO_OPTIONS:
            continue
        with command.make_context(table, [], parent=root, resilient_parsing=True) as context:
            for key, option in options_of(command).items():
                name = str(option.name)
                match context.get_parameter_source(name):
                    case ParameterSource.DEFAULT_MAP:
                        source = FILE
                    case ParameterSource.ENVIRONMENT:
                        source = str(option.envvar)
                    case _:
                        source = "default"
                yield table, key, context.params.get(name), source
