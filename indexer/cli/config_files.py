"""What the files `xxgk.toml` say; loaded only where there is one.

Of two files the first goes before, key by key.
"""

from __future__ import annotations

import errno
import json
import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

import click

from indexer.cli.language import LANGUAGES
from indexer.errors import Message, UsageError
from indexer.settings import ENGINES

_LARGEST: Final = 64 << 10
"""Bytes of a file: many more, and it is something else."""
ALL: Final = "xxgk"
"""Table of the options of all commands."""
GLOBAL: Final[Mapping[str, tuple[object, ...]]] = {
    "index": (),
    "engine": ENGINES,
    "opensearch-url": (),
    "lang": LANGUAGES,
    "pager": (True, False),
}
"""Key of the table for all commands → the values it takes; any text where there are none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and the file it stands in."""

    value: Any
    file: Path


def for_all(files: Sequence[Path], commands: Collection[str]) -> Mapping[str, Setting]:
    """The keys of `[xxgk]`. Raises UsageError for one that is not known, for a table that is no
    command, and for a key outside the tables."""
    found: dict[str, Setting] = {}
    for file, tables in _read_all(files):
        for name, table in tables.items():
            if not isinstance(table, dict):
                raise UsageError(
                    Message(
                        "%(file)s：%(key)s 要写在一个表里，例如 [%(table)s]",
                        file=file,
                        key=name,
                        table=ALL if name in GLOBAL else "search",
                    )
                )
            _known(name, (ALL, *commands), file, Message("[%(name)s]", name=name))
        for key, value in tables.get(ALL, {}).items():
            _known(key, GLOBAL.keys(), file, f"[{ALL}] {key}")
            _check(key, value, file)
            found.setdefault(key, Setting(value, file))
    return found


def _check(key: str, value: object, file: Path) -> None:
    taken = GLOBAL[key]
    if value not in taken if taken else not isinstance(value, str):
        raise UsageError(
            Message(
                "%(file)s：%(key)s 只能是 %(taken)s，而不是 %(value)r",
                file=file,
                key=key,
                taken=tuple(map(written, taken)) or Message("文字"),
                value=value,
            )
        )


def defaults(files: Sequence[Path], command: click.Command, name: str) -> dict[str, Any]:
    """What the files say in the command's table, as click's `default_map`.

    Raises UsageError for a key that is no option of the command.
    """
    options = options_of(command)
    return {
        str(options[key].name): _typed(options[key], setting)
        for key, setting in in_table(files, command, name).items()
    }


def in_table(files: Sequence[Path], command: click.Command, name: str) -> Mapping[str, Setting]:
    """The same with the files, by the options' names."""
    found: dict[str, Setting] = {}
    for file, values in _read_all(files):
        for key, value in values.get(name, {}).items():
            _known(key, options_of(command).keys(), file, f"[{name}] {key}")
            found.setdefault(key, Setting(value, file))
    return found


def option_name(option: click.Option) -> str:
    """As it is called in a file: its long name without the dashes."""
    return max(option.opts, key=len).lstrip("-")


def options_of(command: click.Command) -> dict[str, click.Option]:
    """The options that a file may set, by the names they have there."""
    return {
        option_name(option): option
        for option in command.params
        if isinstance(option, click.Option) and option.expose_value and not option.is_eager
    }


def _typed(option: click.Option, setting: Setting) -> Any:
    """A value as if it had been typed: words, one or several."""
    value = setting.value
    is_scalar = isinstance(value, bool | int | float | str)
    if option.multiple and isinstance(value, list):
        return [str(each) for each in value]
    if not is_scalar or (option.is_flag != isinstance(value, bool)):
        raise UsageError(
            Message(
                "%(file)s：%(key)s 不能是 %(value)r",
                file=setting.file,
                key=option_name(option),
                value=value,
            )
        )
    if option.multiple:
        return [str(value)]
    return value if option.is_flag else str(value)


def _known(name: str, known: Collection[str], file: Path, shown: str) -> None:
    if name in known:
        return
    near = tuple(get_close_matches(name, known, n=3, cutoff=0.5)) or tuple(sorted(known))
    raise UsageError(
        Message(
            "%(file)s 里有不认识的 %(key)s；最接近的是 %(near)s", file=file, key=shown, near=near
        )
    )


def written(value: object) -> str:
    """A value as TOML has it."""
    match value:
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(map(written, value))}]"
        case int() | float():
            return str(value)
        case _:
            return json.dumps(str(value), ensure_ascii=False)


def _read_all(files: Sequence[Path]) -> list[tuple[Path, dict[str, Any]]]:
    return [(file, _read(file, file.stat().st_mtime_ns)) for file in files]


@cache
def _read(file: Path, changed: int) -> dict[str, Any]:
    """Raises UsageError where it is no TOML or cannot be read."""
    del changed  # part of the key
    try:
        if file.stat().st_size > _LARGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(
            Message("配置文件 %(file)s 读不了：%(reason)s", file=file, reason=error)
        ) from error
