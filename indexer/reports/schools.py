"""Parts of schools' names: the place they begin with, and the shorter names that people use.

`school_names` finds and reads the names themselves.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.reports.tables import abbreviations, places, schools

_LONGEST_PLACE: Final = 12
"""Characters of the longest place or region, with room."""
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
    beginnings = (bare[:size] for size in range(min(len(bare), _LONGEST_PLACE), 0, -1))
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
