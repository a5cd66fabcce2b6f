"""The configuration file `xxgk.toml`: options that need not be typed again.

The one in the working folder goes before the one in the user's folder, key by key; the environment
goes before both, and the command line before all. Keys are the options' names without the dashes:
those of all commands in the table `xxgk`, those of one command in its own.

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
from functools import cache
from pathlib import Path
from typing import Any, Final

import click

from indexer.cli.language import LANGUAGES
from indexer.errors import UsageError
from indexer.i18n import Message
from indexer.settings import ENGINES

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
"""Key of the table for all commands → the values it takes; any text where there are none."""
_LARGEST: Final = 64 << 10
"""Bytes of a file: many more, and it is something else."""


def places() -> tuple[Path, ...]:
    """Where a configuration file may be, the one that goes before first."""
    return Path(FILE).absolute(), Path(click.get_app_dir("xxgk")) / FILE


def is_file(path: Path) -> bool:
    """Whether there is a file; not where a folder above it may not be entered."""
    try:
        return path.is_file()
    except OSError:
        return False


def for_all(commands: Collection[str]) -> dict[str, Any]:
    """The values of `[xxgk]`. Raises UsageError for a key that is not known, for a table that is
    no command, and for a key outside the tables."""
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
            _check_name(name, (ALL, *commands), file, Message("[%(name)s]", name=name))
        for key, value in tables.get(ALL, {}).items():
            _check_name(key, _GLOBAL.keys(), file, f"[{ALL}] {key}")
            _check_global(key, value, file)
            values.setdefault(key, value)
    return values


def default_map(command: click.Command, name: str) -> dict[str, Any]:
    """The values of the command's table, by click's names of the options.

    Raises UsageError for a key that is no option of the command.
    """
    values: dict[str, Any] = {}
    for file, tables in _files():
        options = options_of(command)
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
    match value:
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(map(as_toml, value))}]"
        case int() | float():
            return str(value)
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _check_global(key: str, value: object, file: Path) -> None:
    taken = _GLOBAL[key]
    if value not in taken if taken else not isinstance(value, str):
        raise UsageError(
            Message(
                "%(file)s：%(key)s 只能是 %(taken)s，而不是 %(value)r",
                file=file,
                key=key,
                taken=tuple(map(as_toml, taken)) or Message("文字"),
                value=value,
            )
        )


def _typed(option: click.Option, key: str, value: Any, file: Path) -> Any:
    """A value as if it had been typed: words, one or several."""
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

    near = tuple(get_close_matches(name, known, n=3, cutoff=0.5)) or tuple(sorted(known))
    raise UsageError(
        Message(
            "%(file)s 里有不认识的 %(key)s；最接近的是 %(near)s", file=file, key=shown, near=near
        )
    )


def _files() -> Iterator[tuple[Path, dict[str, Any]]]:
    for place in places():
        if is_file(place):
            yield place, _read(place, place.stat().st_mtime_ns)


@cache
def _read(file: Path, changed: int) -> dict[str, Any]:
    """Raises UsageError where it is no TOML or cannot be read."""
    del changed  # part of the key
    import tomllib  # noqa: PLC0415 - most runs have no configuration file

    try:
        if file.stat().st_size > _LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(
            Message("配置文件 %(file)s 读不了：%(reason)s", file=file, reason=error)
        ) from error
