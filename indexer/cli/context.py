"""What applies to a run of `xxgk`: configuration files, environment and global options, and the
archive that they name.

`xxgk.toml` has options that need not be typed again. The file in the working folder overrides the
one in the user's configuration folder, key by key; environment variables override both, and
options override all. Keys are the options' names without the dashes: options of all commands in
the table `xxgk`, options of one command in its own table.

    [xxgk]
    index = "/srv/xxgk/index"
    [search]
    size = 20
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import click

import indexer
from indexer.cli.language import LANGUAGES
from indexer.errors import UsageError
from indexer.i18n import Message
from indexer.settings import ENGINES, Settings

COMMANDS: Final = {
    "collect": Message("从各校网站收集报告"),
    "index": Message("读入报告，建立或更新索引"),
    "search": Message("检索：结果、片段与各筛选项的计数"),
    "list": Message("列出报告；也可列出缺某一栏目的报告"),
    "show": Message("看一份报告的全文"),
    "trends": Message("一个检索式逐年、逐省有多少报告提及"),
    "figures": Message("各报告写明的数目：收到多少申请，有无举报、复议、诉讼"),
    "watch": Message("自上次运行以来新出现的结果"),
    "coverage": Message("一年之内各校报告有哪些栏目"),
    "compare": Message("对照两份报告，显示差异"),
    "suggest": Message("补全学校、栏目与常用词"),
    "inspect": Message("查看一个文件的读取结果"),
    "check": Message("检查索引是否完好"),
    "stats": Message("索引的规模"),
    "serve": Message("在浏览器里检索"),
    "mcp": Message("供 AI 助手检索（MCP）"),
    "config": Message("查看生效的选项及其来源"),
    "completion": Message("给 shell 用的补全脚本"),
}
"""The commands, each with one line of help."""

FILE: Final = "xxgk.toml"
ALL: Final = "xxgk"
"""Table of the options of all commands."""
_GLOBAL: Final[Mapping[str, tuple[object, ...]]] = {
    "index": (),
    "engine": ENGINES,
    "opensearch-url": (),
    "lang": LANGUAGES,
    "pager": (True, False),
}
"""Key of the table `xxgk` → its possible values; any text where there are none."""
_LARGEST: Final = 64 << 10
"""Bytes of a configuration file."""
_PAGER: Final = "xxgk.pager"


def settings_of(ctx: click.Context) -> Settings:
    """The settings of configuration files, environment and the global options given so far."""
    root = ctx.find_root()
    if not isinstance(root.obj, Settings):
        in_files = {
            f"XXGK_{name.upper().replace('-', '_')}": str(value)
            for name, value in global_values().items()
        }
        in_environment = {name: value for name, value in os.environ.items() if value}
        root.obj = Settings.from_environment({**in_files, **in_environment})
    return root.obj


def override_setting(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Callback of a global option: it replaces a setting."""
    if value is not None and param.name is not None:
        ctx.find_root().obj = replace(settings_of(ctx), **{param.name: value})
        ctx.find_root().meta[f"xxgk.{param.name}"] = value


def is_overridden(ctx: click.Context, name: str) -> bool:
    """Whether a global option was given on the command line."""
    return f"xxgk.{name}" in ctx.find_root().meta


def archive_of(
    ctx: click.Context, *, create: bool = False, user_words: str | None = None
) -> indexer.Archive:
    """The archive that the global options name. Raises UnusableIndexError."""
    settings = settings_of(ctx)
    return indexer.open_archive(
        settings.index,
        create=create,
        engine=settings.engine,
        opensearch_url=settings.opensearch_url,
        user_words=user_words,
    )


def forbid_pager(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's signature
    """Callback of --no-pager."""
    if value:
        ctx.find_root().meta[_PAGER] = False


def may_page(ctx: click.Context) -> bool:
    """Whether a long answer may go through a pager."""
    if _PAGER in ctx.find_root().meta:
        return False
    return bool(global_values().get("pager", True))


def config_paths() -> tuple[Path, ...]:
    """Where configuration files may be, the one with the higher precedence first."""
    return Path(FILE).absolute(), Path(click.get_app_dir("xxgk")) / FILE


def is_file(path: Path) -> bool:
    """Whether there is a file; False also where a folder above it may not be entered."""
    try:
        return path.is_file()
    except OSError:
        return False


def global_values() -> dict[str, Any]:
    """The values of `[xxgk]`.

    Raises UsageError for an unknown key, an unknown table, and a key outside the tables.
    """
    values: dict[str, Any] = {}
    for file, tables in _files():
        for name, table in tables.items():
            if not isinstance(table, dict):
                raise UsageError(
                    Message(
                        "%(file)s：%(key)s 要写在一个表里，例如 [%(table)s]",
                        file=file,
                        key=name,
                        table=ALL if name in _GLOBAL else "search",
                    )
                )
            _check_name(name, (ALL, *COMMANDS), file, Message("[%(name)s]", name=name))
        for key, value in tables.get(ALL, {}).items():
            _check_name(key, _GLOBAL.keys(), file, f"[{ALL}] {key}")
            _check_global(key, value, file)
            values.setdefault(key, value)
    return values


def default_map(command: click.Command, name: str) -> dict[str, Any]:
    """The values of a command's table, as click's `default_map`.

    Raises UsageError for a key that is no option of the command.
    """
    values: dict[str, Any] = {}
    options = options_of(command)
    for file, tables in _files():
        for key, value in tables.get(name, {}).items():
            _check_name(key, options.keys(), file, f"[{name}] {key}")
            values.setdefault(str(options[key].name), _typed(options[key], key, value, file))
    return values


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options that a file may set, by their long names without the dashes."""
    return {
        max(option.opts, key=len).lstrip("-"): option
        for option in command.params
        if isinstance(option, click.Option) and option.expose_value and not option.is_eager
    }


def as_toml(value: object) -> str:
    """A value as a configuration file has it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def _check_global(key: str, value: object, file: Path) -> None:
    known = _GLOBAL[key]
    if value not in known if known else not isinstance(value, str):
        raise UsageError(
            Message(
                "%(file)s：%(key)s 只能是 %(taken)s，而不是 %(value)r",
                file=file,
                key=key,
                taken=tuple(map(as_toml, known)) or Message("文字"),
                value=value,
            )
        )


def _typed(option: click.Option, key: str, value: Any, file: Path) -> Any:
    """A value as if it had been typed: text, one or several."""
    if option.multiple and isinstance(value, list):
        return [str(each) for each in value]
    is_scalar = isinstance(value, bool | int | float | str)
    if not is_scalar or option.is_flag != isinstance(value, bool):
        raise UsageError(
            Message("%(file)s：%(key)s 不能是 %(value)r", file=file, key=key, value=value)
        )
    if option.multiple:
        return [str(value)]
    return value if option.is_flag else str(value)


def _check_name(name: str, known: Collection[str], file: Path, shown: str) -> None:
    if name in known:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    nearest = tuple(get_close_matches(name, known, n=3, cutoff=0.5)) or tuple(sorted(known))
    raise UsageError(
        Message(
            "%(file)s 里有不认识的 %(key)s；最接近的是 %(near)s",
            file=file,
            key=shown,
            near=nearest,
        )
    )


def _files() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in config_paths():
        if is_file(path):
            yield path, _read(path, path.stat().st_mtime_ns)


@cache
def _read(file: Path, changed: int) -> dict[str, Any]:
    """Raises UsageError where it is no TOML or cannot be read."""
    del changed  # part of the cache key
    import tomllib  # noqa: PLC0415 - most runs have no configuration file

    try:
        if file.stat().st_size > _LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(
            Message("无法读取配置文件 %(file)s：%(reason)s", file=file, reason=error)
        ) from error
