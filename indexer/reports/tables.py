"""The room's own tables, read once: places and short names. Data, not code, so that people can add.

Source: general knowledge of China's administrative divisions and of schools' usual short names.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


def _rows(name: str) -> list[list[str]]:
    text = resources.files("indexer.reports").joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]


@cache
def places() -> dict[str, str]:
    """Place → its province; the provinces themselves included."""
    return {place: province for province, all_ in _rows("places.tsv") for place in all_.split()}


@cache
def schools() -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """School → its province where its name does not say it, and its usual short names."""
    return {
        name: (province if province != "-" else None, tuple(short.split()))
        for name, province, short in _rows("schools.tsv")
    }


@cache
def abbreviations() -> dict[str, str]:
    """One-character name of a province → the province: 湘 → 湖南."""
    return {char: province for province, chars in _rows("provinces.tsv") for char in chars}


@cache
def provinces() -> tuple[str, ...]:
    """The provinces, short names: 安徽, 内蒙古, 北京."""
    return tuple(province for province, _ in _rows("provinces.tsv"))
