"""The queries of a run, by kind, drawn from the corpus itself; and what is true of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bench.draw import Draw
from bench.peers import Query
from bench.vocabulary import vocabulary
from indexer.analysis.literals import contains, is_near
from indexer.analysis.normalize import WALL, normalize, normalize_term
from indexer.reports.model import Report

KINDS: Final = (
    "common",
    "rare",
    "character",
    "two terms",
    "four terms",
    "long literal",
    "near",
    "filtered",
    "empty",
    "deep page",
)
"""`four terms` negates its fourth; `near` is NEAR/20; `deep page` is page 100."""
SECTIONS: Final = ("overview", "proactive", "on_request", "improvement")
COMMON: Final = (
    "信息公开",
    "学校",
    "依申请公开",
    "领导小组",
    "招生",
    "师生员工",
    "公开情况",
    "就业",
    "财务",
    "监督",
)


class PlainTexts:
    """Every part as normalised text: what is true of a query is read off it, part by part."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, int | None, tuple[str, ...]]] = {}

    def add(self, report: Report) -> None:
        for part in report.parts:
            text = f"{normalize(part.heading)}{WALL}{normalize(part.text)}"
            self._parts[f"{report.id}#{part.ordinal}"] = (text, report.year, part.sections)

    def matches(self, query: Query) -> set[str]:
        terms = [normalize_term(term) for term in query.terms]
        without = [normalize_term(term) for term in query.without]
        return {
            part
            for part, (text, year, sections) in self._parts.items()
            if query.year in (None, year)
            and (query.section is None or query.section in sections)
            and all(contains(text, term) for term in terms)
            and not any(contains(text, term) for term in without)
            and (query.near is None or is_near(text, terms[0], terms[1], query.near))
        }

    def queries(self, each: int, *, seed: int = 1) -> list[Query]:
        """`each` queries of every kind, the same for the same corpus."""
        draw = Draw(seed)
        texts = [text for text, _, _ in self._parts.values()]
        counts = _word_counts(texts[:: max(1, len(texts) // 400)])
        rare = sorted(word for word, count in counts.items() if count == 1)
        usual = sorted(word for word, count in counts.items() if count >= 4)
        found = []
        for _ in range(each):
            common = draw.pick(COMMON)
            two, four = tuple(draw.some(usual, 2)), draw.some(usual, 3)
            found += [
                Query("common", (common,)),
                Query("rare", (draw.pick(rare),)),
                Query("character", (draw.pick(draw.pick(usual)),)),
                Query("two terms", two),
                Query("four terms", (common, *four[:2]), without=(four[2],)),
                Query("long literal", (_piece(draw, texts),)),
                Query("near", two, near=20),
                _filtered(draw, usual),
                Query("empty", (f"{draw.pick(rare)}零{draw.pick(rare)}",)),
                Query("deep page", (common,), page=100),
            ]
        return found


def _filtered(draw: Draw, words: Sequence[str]) -> Query:
    year, section = draw.number(2010, 2024), draw.pick(SECTIONS)
    return Query("filtered", (draw.pick(words),), year=year, section=section)


def _word_counts(texts: Iterable[str]) -> Counter[str]:
    """Nouns of the dictionary → in how many of the texts they stand."""
    known = set(vocabulary()["n"].words)
    return Counter(
        word
        for text in texts
        for word in {
            text[at : at + size] for size in (2, 3, 4) for at in range(len(text) - size + 1)
        }
        if word in known
    )


def _piece(draw: Draw, texts: Sequence[str]) -> str:
    """Six to fourteen characters out of one paragraph, of Chinese characters alone."""
    while True:
        text = draw.pick(texts)
        start = draw.number(0, len(text))
        piece = text[start : start + draw.number(6, 14)]
        if len(piece) > 5 and all("\u4e00" <= char <= "\u9fff" for char in piece):
            return piece
