"""What a generated report is about: a school that could exist, and a period.

The names of schools are composed, none is looked up; some will happen to be a real school's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

from bench.draw import Draw


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
    file = Path(__file__).with_name("data") / "schools.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    taken = table["taken"].split()
    composed = [
        School(f"{place}{field}{kind}", province, facts["authority"], facts["sign"])
        for province, facts in table["provinces"].items()
        for place in (province, *facts["cities"].split())
        for field in table["fields"].split()
        for kind in table["kinds"].split()
        if f"{place}{field}{kind}" not in taken
    ]
    Draw(0).shuffle(composed)
    return tuple(composed)


@dataclass(frozen=True, slots=True)
class Period:
    """An academic year or a year, and how the report names it."""

    year: int
    """The year it ends in."""
    academic: bool
    dash: str
    start: date
    end: date

    @classmethod
    def drawn(cls, draw: Draw, year: int) -> Self:
        """Most name the academic year; of the others, more than half count it all the same."""
        academic = draw.chance(0.6)
        dash = draw.pick(("—", "—", "-", "－", "–", "～", "至"))
        if not academic and draw.chance(0.4):
            return cls(year, academic, dash, date(year, 1, 1), date(year, 12, 31))
        return cls(year, academic, dash, date(year - 1, 9, 1), date(year, 8, 31))

    @property
    def label(self) -> str:
        """As the truth has it: "2023-2024", "2022"."""
        return f"{self.year - 1}-{self.year}" if self.academic else str(self.year)

    @property
    def words(self) -> str:
        """As the report writes it."""
        return f"{self.year - 1}{self.dash}{self.year}学年" if self.academic else f"{self.year}年"

    def publishing_day(self, draw: Draw) -> date:
        """Some weeks after the period's end."""
        if self.end.month == 12:
            return date(self.year + 1, draw.number(1, 3), draw.number(1, 28))
        return date(self.year, draw.pick((10, 10, 10, 11)), draw.number(9, 30))


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
