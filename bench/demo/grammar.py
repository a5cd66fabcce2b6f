"""Sentences with alternatives and slots: `[发布|公布]` writes one of two, `{we}` a fact."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench.draw import Draw

_DATA: Final = Path(__file__).parents[1] / "data" / "demo"
_CHOICE: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{([a-z_0-9]+)(?:~([a-z]+))?\}")


@cache
def table(name: str) -> dict[str, Any]:
    """One of the data files."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def lines(name: str, group: str, key: str) -> tuple[str, ...]:
    """The sentences of a list."""
    return tuple(table(name)[group][key].splitlines())


def stream(*key: object) -> Draw:
    """The random stream of a key: the same key gives the same draws on every machine."""
    digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
    return Draw(int.from_bytes(digest, "big"))


def choose(text: str, draw: Draw) -> str:
    """The text with one of each group of alternatives."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda found: draw.pick(found[1].split("|")), text)
    return text


def slots(text: str) -> list[tuple[str, str]]:
    """The slots of a text, each with its modifier or ""."""
    return [(found[1], found[2] or "") for found in _SLOT.finditer(text)]


def fill(text: str, values: Mapping[str, Callable[[str], str]]) -> str:
    """The text with its slots filled; a value is a function of the slot's modifier."""
    return _SLOT.sub(lambda found: values[found[1]](found[2] or ""), text)
