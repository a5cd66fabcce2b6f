"""The tables of provinces, places and schools, and what follows from them for a school's name: the
place it begins with, and the shorter names that people use.

The tables are data files, so that people can add to them. Their source is general knowledge of
China's administrative divisions, schools and usual short names. The table of schools is not
complete: it serves to recognise names and provinces, and never to say that a school exists or did
not publish.
`school_names` finds and parses the names themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex

KINDS: Final = ("本科", "职业本科", "独立学院", "专科", "成人高校", "军队院校", "校区")
"""Kinds of schools, in the table's order; 校区 is a campus with its own reports."""
_NONE: Final = "-"


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """What the table says about a school; None for what is not certain."""

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
    """Every present and former name of a known school → what is known of the school."""
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
    """The words of a kind (subject, unit …) that distinguish names of schools and units."""
    return tuple(
        word for kind_, words in _rows("name_words.tsv") if kind_ == kind for word in words.split()
    )


@cache
def documents() -> Mapping[str, str]:
    """Last words of a title → the kind of document it names, other than a report."""
    return MappingProxyType(
        {word: kind for kind, words in _rows("documents.tsv") for word in words.split(" ")}
    )


@cache
def _province_ranks() -> Mapping[str, int]:
    return {province: rank for rank, province in enumerate(provinces())}


def province_rank(province: str | None) -> tuple[int, str]:
    """The place of a province in the usual order (北京, 天津, 河北 …); others follow, null last."""
    if province is None:
        return len(_province_ranks()) + 1, ""
    return _province_ranks().get(province, len(_province_ranks())), province


_MAX_PLACE_CHARS: Final = 12
"""Characters of a place or region, at most."""
_BEGINNINGS: Final = (
    "中国 中央 中华 中共 国家 国际 国防 首都 对外 华北 华东 华中 华南 西南 西北 东北 中南 民办 私立"
    " 香港 澳门 海军 空军 陆军 武警 解放军 火箭军 中国人民解放军 北方 南方 东方"
).split()
_PRIVATE: Final = lazy_regex("^(?:民办|私立)")
_VOCATIONAL: Final = lazy_regex(
    "(?:职业技术师范|职业技术|职业|应用技术|高等专科|师范高等专科|幼儿师范高等专科)(?:大学|学院|学校)$"
)


def leading_place(name: str) -> str:
    """The place or region a name begins with, the longest that fits; "" where there is none."""
    bare, known = _PRIVATE.sub("", name), _place_names()
    if bare[:1] not in _first_characters():
        return ""
    beginnings = (bare[:size] for size in range(min(len(bare), _MAX_PLACE_CHARS), 0, -1))
    return next((beginning for beginning in beginnings if beginning in known), "")


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(name[0] for name in _place_names())


@cache
def _place_names() -> frozenset[str]:
    return frozenset((*places(), *_BEGINNINGS))


def place_name(school: str) -> str:
    """The province, city or region a school's name begins with: 安徽 for 安徽机电职业技术学院."""
    place = leading_place(school)
    return "" if place == school else place


@cache
def short_names(school: str) -> tuple[str, ...]:
    """Other names people use: 北大; 安徽机电 and 皖机电 for 安徽机电职业技术学院."""
    known = schools().get(school)
    names = [*known.short_names] if known else []
    core = _VOCATIONAL.sub("", school)
    place = place_name(school)
    if core != school and len(core) > len(place) + 1:
        names.append(core)
        province = places().get(place)
        nickname = next((c for c, p in abbreviations().items() if p == place), "")
        if province == place and nickname:
            names.append(nickname + core[len(place) :])
    return tuple(dict.fromkeys(names))


def is_abbreviation(short: str, full: str) -> bool:
    """Whether a school's name in a title can stand for a longer one: 安徽机电学院."""
    if len(short) >= len(full) or short[:2] != full[:2] or short[-2:] != full[-2:]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)
