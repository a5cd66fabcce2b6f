"""Known items: a person remembers the school and a few words of a section, and wants it first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bench.draw import Draw
from bench.judgements import PlainPart
from indexer.analysis.segment import segmenter
from indexer.reports.schools import place_name, short_names

FORMS: Final = ("heading", "text", "neighbours", "both")
"""Where the words are cut from: the part's heading; anywhere in its text; words that follow one
another in its text; one from the heading and the others from the text."""
USUAL: Final = 0.25
"""A word that stands in more than this share of all parts (信息, 学校) is none to look for."""

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class KnownItem:
    """A query, and the part it was cut from."""

    form: str
    query: str
    part: PlainPart


def known_items(parts: Sequence[PlainPart], count: int, *, seed: int = 0) -> Iterator[KnownItem]:
    """`count` items, the forms in turn; the same for the same parts and seed."""
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
    """Words that are worth looking for."""

    def __init__(self, parts: Sequence[PlainPart]) -> None:
        self._cut = cache(lambda text: tuple(segmenter().words(text)))
        held = Counter(word for part in parts for word in {*self._cut(part.text)})
        self._usual = {word for word, count in held.items() if count > USUAL * len(parts)}

    def cut(self, draw: Draw, form: str, part: PlainPart) -> list[str]:
        """Two or three words; none where the part has too few."""
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
        """The words worth looking for, each once, in their order: none of the school's name."""
        return [
            word
            for word in dict.fromkeys(self._cut(text))
            if _CHINESE.fullmatch(word) and word not in self._usual and word not in school
        ]


class _Names:
    """What people call schools: by a short name, or by a beginning that only one school has."""

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
