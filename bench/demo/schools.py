"""The schools of the demo, and what happens at each from year to year."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bench.demo.grammar import stream, table
from bench.draw import Draw

YEARS: Final = range(2014, 2025)
_FACTS: Final = Path(__file__).parents[1] / "data" / "schools.toml"


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """A school that does not exist, and its habits."""

    number: int
    name: str
    province: str
    authority: str
    we: str
    office: str
    watch: str
    phone: str
    academic: bool
    """Whether it reports by academic year."""
    size: float
    """1 is average."""
    requests: float
    """Applications in an average year."""
    diligence: float
    """0..1: how much of the text is written anew each year."""
    tardiness: float
    """Probability of publishing after the deadline."""

    @property
    def has_three_kinds(self) -> bool:
        """Whether its report has a heading for complaints, reconsiderations and lawsuits."""
        return self.number % 5 != 4


@cache
def demo_schools() -> tuple[DemoSchool, ...]:
    """All schools, the provinces mixed."""
    data = table("schools")
    provinces = tomllib.loads(_FACTS.read_text(encoding="utf-8"))["provinces"]
    places, kinds = data["places"].split(), data["kinds"].split()
    names = sorted({f"{place}{kind}" for place in places for kind in kinds})
    draw = stream("schools")
    draw.shuffle(names)
    order = [*provinces]
    draw.shuffle(order)
    found: list[DemoSchool] = []
    used: dict[str, int] = {}
    for name in names:
        place = next(one for one in places if name.startswith(one))
        if used.get(place, 0) < 3:
            used[place] = used.get(place, 0) + 1
            province = order[len(found) % len(order)]
            found.append(_school(len(found), name, province, provinces[province]["authority"]))
    return tuple(found)


def _school(number: int, name: str, province: str, authority: str) -> DemoSchool:
    draw = stream("school", number)
    is_university = name.endswith("大学")
    rate = draw.pick((0.0, 0.0, 0.0, 0.0, 0.0, 0.3, 0.3, 0.6, 1.0, 2.5))
    if is_university and draw.chance(0.6):
        rate += draw.pick((2.0, 4.0, 9.0, 16.0))
    return DemoSchool(
        number=number,
        name=name,
        province=province,
        authority=authority,
        we=draw.pick(("学校", "学校", "我校") if is_university else ("学校", "我院", "学院")),
        office=draw.pick(("党政办公室", "学校办公室", "院长办公室", "发展规划处")),
        watch=draw.pick(("纪委办公室", "监察处", "督查办公室")),
        phone=f"0{draw.number(310, 899)}-{draw.number(2_000_000, 8_999_999)}",
        academic=draw.chance(0.65),
        size=(2.2 if is_university else 0.9) * (0.6 + 0.9 * draw.random()),
        requests=rate,
        diligence=draw.pick((0.05, 0.1, 0.15, 0.25, 0.4, 0.6)),
        tardiness=draw.pick((0.0, 0.0, 0.05, 0.1, 0.4)),
    )


def has_report(school: DemoSchool, year: int) -> bool:
    """Nine years in ten; some schools began later."""
    draw = stream("has report", school.number)
    began = draw.pick((2014, 2014, 2014, 2015, 2016, 2018))
    return year >= began and not stream("gap", school.number, year).chance(0.05)


def numbers(school: DemoSchool, year: int) -> dict[str, int]:
    """What happened at a school in a year: the number of each figure."""
    draw = stream("numbers", school.number, year)
    habit = stream("trend", school.number)
    growth = 1.02 + 0.1 * habit.random()
    since = year - YEARS.start
    noise = 0.85 + 0.3 * draw.random()
    website = school.size * (180 + 420 * habit.random()) * growth**since * noise
    began = 2013 + habit.number(0, 5)
    wechat = 0.0
    if year >= began:
        wechat = school.size * (60 + 130 * habit.random()) * (1 - 0.72 ** (year - began + 1)) * 2.2
        wechat *= 0.85 + 0.3 * draw.random()
    inside = school.size * (90 + 300 * habit.random()) * noise
    received = _poisson(draw, school.requests * (0.5 + 0.09 * since))
    refused = sum(draw.chance(0.12) for _ in range(received))
    unavailable = sum(draw.chance(0.2) for _ in range(received - refused))
    partly = sum(draw.chance(0.12) for _ in range(received - refused - unavailable))
    shown = {"website_items": round(website), "wechat_items": round(wechat)}
    return {
        **shown,
        "items_disclosed": round(inside) + sum(shown.values()),
        "requests_received": received,
        "requests_refused": refused,
        "requests_unavailable": unavailable,
        "requests_partly_granted": partly,
        "requests_granted": received - refused - unavailable - partly,
        "complaints": _poisson(draw, 0.025 * school.size),
        "reconsiderations": _poisson(draw, 0.01 * school.size + 0.04 * refused),
        "lawsuits": _poisson(draw, 0.006 * school.size + 0.03 * refused),
    }


def _poisson(draw: Draw, mean: float) -> int:
    if mean > 30:
        return round(mean * (0.7 + 0.6 * draw.random()))
    product, count, floor = draw.random(), 0, math.exp(-mean)
    while product > floor:
        product *= draw.random()
        count += 1
    return count
