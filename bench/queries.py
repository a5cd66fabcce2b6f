"""The queries of a run, by kind, drawn from the corpus itself; and what is true of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bench.draw import Draw
from bench.peers import Query
from bench.vocabulary import vocabulary
from indexer.analysis.literals import contains
from indexer.analysis.normalize import WALL, normalize, normalize_term
from indexer.reports.model import Report

KINDS: Final = (
    "common",
    "rare",
    "character",
    "two terms",
    "four terms",
    "long literal",
    "filtered",
    "empty",
)
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
        self._parts: dict[str, tuple[str, int | None]] = {}

    def add(self, report: Report) -> None:
        for part in report.parts:
            text = f"{normalize(part.heading)}{WALL}{normalize(part.text)}"
            self._parts[f"{report.id}#{part.ordinal}"] = (text, report.year)

    def matches(self, query: Query) -> set[str]:
        terms = [normalize_term(term) for term in query.terms]
        return {
            part
            for part, (text, year) in self._parts.items()
            if query.year in (None, year) and all(contains(text, term) for term in terms)
        }

    def queries(self, each: int, *, seed: int = 1) -> list[Query]:
        """`each` queries of every kind, the same for the same corpus."""
        draw = Draw(seed)
        texts = [text for text, _ in self._parts.values()]
        counts = _word_counts(texts[:: max(1, len(texts) // 400)])
        rare = sorted(word for word, count in counts.items() if count == 1)
        usual = sorted(word for word, count in counts.items() if count >= 4)
        found = []
        for _ in range(each):
            common = draw.pick(COMMON)
            two = tuple(draw.some(usual, 2))
            found += [
                Query("common", (common,)),
                Query("rare", (draw.pick(rare),)),
                Query("character", (draw.pick(draw.pick(usual)),)),
                Query("two terms", two),
                Query("four terms", (common, *draw.some(usual, 3))),
                Query("long literal", (_piece(draw, texts),)),
                Query("filtered", (draw.pick(usual),), year=draw.number(2010, 2024)),
                Query("empty", (f"{draw.pick(rare)}零{draw.pick(rare)}",)),
            ]
        return found


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
