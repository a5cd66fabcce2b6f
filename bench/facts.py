"""The school and the period of a generated report.

The names of schools are composed, not looked up; some happen to be the names of real schools.
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
    """A school and the authority that supervises it."""

    name: str
    province: str
    """Short name: 安徽, 内蒙古."""
    authority: str
    """安徽省教育厅."""
    sign: str
    """The province's one-character name in document numbers: 皖."""

    @property
    def name_tells_province(self) -> bool:
        return self.name.startswith(self.province)


@cache
def schools() -> tuple[School, ...]:
    """All possible schools, in a fixed order that mixes places and kinds."""
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
        """Most are named by the academic year; more than half of the others cover one too."""
        academic = draw.chance(0.6)
        dash = draw.pick(("—", "—", "-", "－", "–", "～", "至"))
        if not academic and draw.chance(0.4):
            return cls(year, academic, dash, date(year, 1, 1), date(year, 12, 31))
        return cls(year, academic, dash, date(year - 1, 9, 1), date(year, 8, 31))

    @property
    def label(self) -> str:
        """The period's label: "2023-2024", "2022"."""
        return f"{self.year - 1}-{self.year}" if self.academic else str(self.year)

    @property
    def words(self) -> str:
        """As the report writes it."""
        return f"{self.year - 1}{self.dash}{self.year}学年" if self.academic else f"{self.year}年"

    def publishing_day(self, draw: Draw) -> date:
        """A day some weeks after the end of the period."""
        if self.end.month == 12:
            return date(self.year + 1, draw.number(1, 3), draw.number(1, 28))
        return date(self.year, draw.pick((10, 10, 10, 11)), draw.number(9, 30))


def in_chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
