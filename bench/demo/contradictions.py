"""Mistakes of an office: figures of a report that contradict each other, in a few reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bench.demo.grammar import stream
from bench.demo.schools import DemoSchool

Kind = Literal["parts", "table", "text", "last_year"]
"""As the consistency check names them."""
_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What contradicts what: the kind, and the figure whose statement is contradicted."""

    kind: Kind
    figure: str


def planned_contradiction(school: DemoSchool, year: int) -> Kind | None:
    """The mistake to be made in a report, if its statements allow for it."""
    draw = stream("contradiction", school.number, year)
    kinds: tuple[Kind, ...] = ("parts", "table", "text", "last_year")
    return draw.pick(kinds) if draw.chance(_SHARE) else None


def misread(number: int) -> int:
    """A number with its last two digits the other way round; one more where they are the same."""
    written = f"{number:02d}"
    swapped = int(written[:-2] + written[-1] + written[-2])
    return number + 1 if swapped == number or number < 10 else swapped
