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

from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from indexer.cli.config_files import Setting

FILE: Final = "xxgk.toml"


def places() -> tuple[Path, ...]:
    """Where a configuration file may be, the one that goes before first."""
    return Path(FILE).absolute(), Path(click.get_app_dir("xxgk")) / FILE


def for_all(commands: Collection[str]) -> Mapping[str, Setting]:
    """What the files say for all commands. Raises UsageError for a key that is not known, and
    for a table that is none of the commands."""
    files = _existing()
    return _reader().for_all(files, commands) if files else {}


def defaults_of(command: click.Command, name: str) -> dict[str, Any]:
    """What the files say in the command's table, as click's `default_map`.

    Raises UsageError for a key that is no option of the command.
    """
    files = _existing()
    return _reader().defaults(files, command, name) if files else {}


def in_table(command: click.Command, name: str) -> Mapping[str, Setting]:
    """The same by the options' names, each with its file."""
    files = _existing()
    return _reader().in_table(files, command, name) if files else {}


def _existing() -> tuple[Path, ...]:
    return tuple(place for place in places() if place.is_file())


def _reader() -> ModuleType:
    """What reads a file is loaded where there is one: most runs have none."""
    return import_module("indexer.cli.config_files")
