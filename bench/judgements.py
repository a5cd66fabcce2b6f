"""The judged set: queries, and by rule the parts a person would want first.

The rules stand in `judged/queries.toml`, which says what they mean.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from indexer.analysis.normalize import normalize
from indexer.reports.model import Part, Report

FILE: Final = Path(__file__).with_name("judged") / "queries.toml"
BEST: Final = 3
"""The grade of what a person wants first."""


@dataclass(frozen=True, slots=True)
class PlainPart:
    """A part with what rules ask of it."""

    id: str
    """As a hit has it."""
    school: str
    year: int | None
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    heading: str
    """Normalised, like `text`."""
    text: str

    @classmethod
    def of(cls, report: Report, part: Part) -> PlainPart:
        return cls(
            id=f"{report.id}#{part.ordinal}",
            school=report.school or "",
            year=report.year,
            sections=part.sections,
            topics=part.topics,
            heading=normalize(part.heading),
            text=normalize(part.text),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Parts of which everything said here is true deserve `grade`; None asks nothing."""

    grade: int
    school: str | None = None
    section: str | None = None
    topic: str | None = None
    """"" is a part of no topic."""
    heading: str | None = None
    says: str | None = None

    def fits(self, part: PlainPart) -> bool:
        return (
            self.school in (None, part.school)
            and (self.section is None or self.section in part.sections)
            and (self.topic is None or self.topic in (part.topics or ("",)))
            and (self.heading is None or re.search(self.heading, part.heading) is not None)
            and (self.says is None or re.search(self.says, part.text) is not None)
        )


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query as typed, and its rules."""

    kind: str
    query: str
    rules: tuple[Rule, ...]

    def grades(self, parts: Iterable[PlainPart]) -> Mapping[str, int]:
        """Part → its grade, for the parts above 0."""
        found = {part.id: self._grade(part) for part in parts}
        return {part: grade for part, grade in found.items() if grade}

    def _grade(self, part: PlainPart) -> int:
        return max((rule.grade for rule in self.rules if rule.fits(part)), default=0)


@cache
def judged_queries() -> tuple[JudgedQuery, ...]:
    """The whole set, in the order of the file."""
    return tuple(map(_query, tomllib.loads(FILE.read_text(encoding="utf-8"))["query"]))


def _query(table: Mapping[str, Any]) -> JudgedQuery:
    return JudgedQuery(
        table["kind"], table["query"], tuple(Rule(**rule) for rule in table["rules"])
    )


def plain_parts(reports: Iterable[Report]) -> Iterator[PlainPart]:
    for report in reports:
        for part in report.parts:
            yield PlainPart.of(report, part)
