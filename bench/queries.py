"""The queries of a run, by kind, drawn from the corpus itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from bench.corpus import YEARS
from bench.draw import Draw
from bench.peers import Query
from bench.plain import PlainTexts
from bench.vocabulary import vocabulary
from indexer.analysis.segment import containment_words, segmenter

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
LITERAL_KINDS: Final = frozenset({"common", "rare", "character", "two terms", "long literal"})
"""Kinds on which recall and precision against the plain text are taken."""
HARD_KINDS: Final = ("near of common words", "common literal, no word")
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
_SAMPLE: Final = 400
"""Texts that words are drawn from."""


def draw_queries(plain: PlainTexts, each: int, *, seed: int = 1) -> list[Query]:
    """`each` queries of every kind, the same for the same corpus."""
    draw = Draw(seed)
    texts = plain.sample(_SAMPLE)
    counts = _word_counts(texts)
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


def draw_hard_queries(plain: PlainTexts, each: int, *, seed: int = 2) -> list[Query]:
    """`each` queries of every hard kind: much stands in many texts, and no list answers alone."""
    draw = Draw(seed)
    pairs = draw.some([*combinations(COMMON, 2)], each)
    literals = draw.some(_common_literals(plain.sample(_SAMPLE)), each)
    return [
        *(Query(HARD_KINDS[0], pair, near=20) for pair in pairs),
        *(Query(HARD_KINDS[1], (literal,)) for literal in literals),
    ]


def within_years(queries: Iterable[Query]) -> list[Query]:
    """The same queries, each within one year where it has none: their matches can be compared
    one by one in a large corpus, too."""
    return [
        query if query.year else replace(query, year=YEARS[number % len(YEARS)])
        for number, query in enumerate(queries)
    ]


def _common_literals(texts: Sequence[str]) -> list[str]:
    """Four and five characters that stand in a fifth of the texts and are no dictionary word."""
    words = frozenset(containment_words())
    counts = Counter(
        piece
        for text in texts
        for piece in {text[at : at + size] for size in (4, 5) for at in range(len(text) - size + 1)}
        if _is_chinese(piece)
    )
    return sorted(
        piece for piece, count in counts.items() if count >= len(texts) / 5 and piece not in words
    )


def _filtered(draw: Draw, words: Sequence[str]) -> Query:
    year, section = draw.number(2010, 2024), draw.pick(SECTIONS)
    return Query("filtered", (draw.pick(words),), year=year, section=section)


def _word_counts(texts: Iterable[str]) -> Counter[str]:
    """Nouns of the dictionary as jieba cuts them → in how many of the texts they stand."""
    nouns = set(vocabulary()["n"].words)
    cut = segmenter()
    return Counter(word for text in texts for word in nouns.intersection(cut.words(text)))


def _piece(draw: Draw, texts: Sequence[str]) -> str:
    """Six to fourteen characters out of one paragraph, of Chinese characters alone."""
    while True:
        text = draw.pick(texts)
        start = draw.number(0, len(text))
        piece = text[start : start + draw.number(6, 14)]
        if len(piece) > 5 and _is_chinese(piece):
            return piece


def _is_chinese(piece: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in piece)
