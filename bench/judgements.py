"""How the order of hits is evaluated: the judged set, the known items, and the measures.

The judged set consists of queries and of rules that say which parts a person would want first; the
rules are in `judged/queries.toml`, which explains them. A known item is a section of which a person
remembers the school and a few words, and which should come first.

Sources: MRR as in TREC-8's question answering track; nDCG with exponential gain, Burges et al.,
"Learning to Rank using Gradient Descent" (2005).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bench.draw import Draw
from bench.prepared import PlainPart
from indexer.analysis.tokenizer import get_tokenizer
from indexer.reports.schools import place_name, short_names

FILE: Final = Path(__file__).with_name("judged") / "queries.toml"
BEST: Final = 3
"""The grade of what a person wants first."""
DEPTH: Final = 10
"""Hits that a person looks at."""
FORMS: Final = ("heading", "text", "neighbours", "both")
"""Where the words of an item come from: the part's heading; anywhere in its text; consecutive words
of its text; one from the heading and the others from the text."""
USUAL: Final = 0.25
"""Nobody searches for a word that is in more than this share of all parts (信息, 学校)."""
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Parts that meet all conditions of a rule get its `grade`; None means no condition."""

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
        """Part → its grade, for the parts with a grade above 0."""
        found = {part.id: self._grade(part) for part in parts}
        return {part: grade for part, grade in found.items() if grade}

    def _grade(self, part: PlainPart) -> int:
        return max((rule.grade for rule in self.rules if rule.fits(part)), default=0)


@cache
def judged_queries() -> tuple[JudgedQuery, ...]:
    """The whole set, in the order of the file."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))["query"]
    return tuple(
        JudgedQuery(each["kind"], each["query"], tuple(Rule(**rule) for rule in each["rules"]))
        for each in tables
    )


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A query, and the part it was cut from."""

    form: str
    query: str
    part: PlainPart


def known_items(parts: Sequence[PlainPart], count: int, *, seed: int = 0) -> Iterator[KnownItem]:
    """`count` items that alternate between the forms; the same for the same parts and seed."""
    draw = Draw(seed)
    words = _Words(parts)
    names = _Names({part.school for part in parts})
    made = 0
    while made < count:
        form = FORMS[made % len(FORMS)]
        part = draw.pick(parts)
        chosen = words.cut(draw, form, part)
        if chosen:
            yield KnownItem(form, f"{names.one(draw, part.school)} {' '.join(chosen)}", part)
            made += 1


class _Words:
    """Words that people might search for."""

    def __init__(self, parts: Sequence[PlainPart]) -> None:
        self._cut = cache(lambda text: tuple(get_tokenizer().words(text)))
        held = Counter(word for part in parts for word in {*self._cut(part.text)})
        self._usual = {word for word, count in held.items() if count > USUAL * len(parts)}

    def cut(self, draw: Draw, form: str, part: PlainPart) -> list[str]:
        """Two or three words; none if the part has too few."""
        heading, text = self._of(part.heading, part.school), self._of(part.text, part.school)
        wanted = draw.number(2, 3)
        match form:
            case "heading":
                found = draw.some(heading, wanted)
            case "text":
                found = draw.some(text, wanted)
            case "neighbours":
                start = draw.number(0, max(0, len(text) - wanted))
                found = text[start : start + wanted]
            case _:
                found = [*draw.some(heading, 1), *draw.some(text, wanted - 1)]
        found = [*dict.fromkeys(found)]
        return found if len(found) > 1 else []

    def _of(self, text: str, school: str) -> list[str]:
        """The distinct words that people might search for, in order, without the school's name."""
        return [
            word
            for word in dict.fromkeys(self._cut(text))
            if _CHINESE.fullmatch(word) and word not in self._usual and word not in school
        ]


class _Names:
    """What people call schools: a short name, or a beginning that is unique to one school."""

    def __init__(self, schools: set[str]) -> None:
        self._called = {school: self._usable(school, schools) for school in schools}

    def one(self, draw: Draw, school: str) -> str:
        return draw.pick(self._called[school])

    @staticmethod
    def _usable(school: str, schools: set[str]) -> list[str]:
        beginnings = (school[:end] for end in range(len(place_name(school)) + 2, len(school) + 1))
        return [
            name
            for name in dict.fromkeys((*short_names(school), *beginnings))
            if not any(other.startswith(name) for other in schools - {school})
        ]


def reciprocal_rank(grades: Sequence[int], wanted: int) -> float:
    """1 / rank of the first hit within DEPTH that has at least grade `wanted`; 0 if there is none.

    `grades` are those of the hits, in the order given.
    """
    places = (place for place, grade in enumerate(grades[:DEPTH], start=1) if grade >= wanted)
    return 1 / next(places, math.inf)


def ndcg(grades: Sequence[int], judged: Iterable[int]) -> float:
    """The gain of the order divided by that of the best possible order, within DEPTH; 0 to 1.

    `judged` are the grades of all judged parts, found or not; at least one is above 0.
    """
    return _gain(grades) / _gain(sorted(judged, reverse=True))


def _gain(grades: Sequence[int]) -> float:
    placed = enumerate(grades[:DEPTH], start=1)
    return math.fsum((2.0**grade - 1) / math.log2(place + 1) for place, grade in placed)


def mean(values: Iterable[float]) -> float:
    """The mean of at least one value, to four digits."""
    found = [*values]
    return round(math.fsum(found) / len(found), 4)
