"""What a generated report covers, and when it came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from bench.draw import Draw


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
