"""The tables of provinces, places and schools, read once. Data, not code, so that people can add.

Source: general knowledge of China's administrative divisions, schools and their usual short names.
The table of schools recognises names and tells provinces. It never says that a school exists or
did not publish: it is not complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

KINDS: Final = ("本科", "职业本科", "独立学院", "专科", "成人高校", "军队院校", "校区")
"""Kinds of schools, in the table's order; 校区 is a campus with reports of its own."""
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """What the table says of a school; None where it is not certain."""

    province: str | None
    kind: str | None
    former_names: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()


def _rows(name: str) -> list[list[str]]:
    text = resources.files("indexer.reports").joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [line.split("\t") for line in lines]


@cache
def places() -> dict[str, str]:
    """Place → its province; the provinces themselves included."""
    return {place: province for province, all_ in _rows("places.tsv") for place in all_.split()}


@cache
def schools() -> Mapping[str, KnownSchool]:
    """School → what is known of it."""
    return MappingProxyType(
        {
            name: KnownSchool(_value(province), _value(kind), _values(former), _values(short))
            for name, province, kind, former, short in _rows("schools.tsv")
        }
    )


@cache
def school_names() -> Mapping[str, KnownSchool]:
    """Every name a known school bears or bore → what is known of the school."""
    former = {name: school for school in schools().values() for name in school.former_names}
    return MappingProxyType(former | dict(schools()))


def _value(cell: str) -> str | None:
    return None if cell == _NONE else cell


def _values(cell: str) -> tuple[str, ...]:
    return () if cell == _NONE else tuple(cell.split(" "))


@cache
def abbreviations() -> dict[str, str]:
    """One-character name of a province → the province: 湘 → 湖南."""
    return {char: province for province, chars in _rows("provinces.tsv") for char in chars}


@cache
def provinces() -> tuple[str, ...]:
    """The provinces, short names: 安徽, 内蒙古, 北京."""
    return tuple(province for province, _ in _rows("provinces.tsv"))


@cache
def name_words(kind: str) -> tuple[str, ...]:
    """The words of one kind that tell names of schools from those of units: subject, unit …"""
    return tuple(
        word for kind_, words in _rows("name_words.tsv") if kind_ == kind for word in words.split()
    )


@cache
def documents() -> Mapping[str, str]:
    """Last words of a title → the kind of document it names, which is no report."""
    return MappingProxyType(
        {word: kind for kind, words in _rows("documents.tsv") for word in words.split(" ")}
    )
