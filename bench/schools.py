"""Schools that could exist: a place, a field, a kind.

The names are composed, none is looked up; some will happen to be a real school's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bench.draw import Draw

FIELDS: Final = tuple(
    "机电 工程 交通 医学 师范 财经 商贸 农业 林业 水利 电力 铁道 航空 海洋 艺术 体育 外国语 旅游 "
    "建筑 电子信息 化工 轻工 纺织服装 冶金 石油 地质 邮电 城市 中医药 科技 理工 工业 经济管理 "
    "现代服务 幼儿师范 生物 传媒 食品药品".split()
)
KINDS: Final = (
    "职业技术学院",
    "职业学院",
    "学院",
    "大学",
    "高等专科学校",
    "职业技术大学",
)
SEED_SCHOOLS: Final = frozenset(
    {
        "安徽机电职业技术学院",
        "湖南机电职业技术学院",
        "江西工程职业学院",
        "襄阳科技职业学院",
        "广西工程职业学院",
    }
)
"""The sample reports' schools, so that both can stand in one index."""


@dataclass(frozen=True, slots=True)
class School:
    """A school and the authority it answers to."""

    name: str
    province: str
    """Short name: 安徽, 内蒙古."""
    authority: str
    """安徽省教育厅."""
    sign: str
    """The province's one-character sign, as document numbers carry it: 皖."""

    @property
    def name_tells_province(self) -> bool:
        return self.name.startswith(self.province)


@cache
def schools() -> tuple[School, ...]:
    """All schools there are, in an order that mixes places and kinds; always the same."""
    source = Path(__file__).with_name("data") / "places.toml"
    places = tomllib.loads(source.read_text(encoding="utf-8"))
    composed = [
        School(f"{place}{field}{kind}", province, facts["authority"], facts["sign"])
        for province, facts in places.items()
        for place in (province, *facts["cities"].split())
        for field in FIELDS
        for kind in KINDS
        if f"{place}{field}{kind}" not in SEED_SCHOOLS
    ]
    Draw(0).shuffle(composed)
    return tuple(composed)
