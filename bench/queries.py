"""The queries of a run, by kind, drawn from the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import cycle
from typing import Final

from bench.corpus import YEARS
from bench.draw import Draw
from bench.peers import Query
from bench.prepared import Prepared
from bench.sentences import vocabulary
from indexer.analysis.tokenizer import get_tokenizer

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
"""Kinds whose recall and precision count for `literal_recall` and `literal_precision`."""
SECTIONS: Final = ("overview", "proactive", "on_request", "improvement")
COMMON: Final = tuple(
    "信息公开 学校 依申请公开 领导小组 招生 师生员工 公开情况 就业 财务 监督 主动公开 年度报告 "
    "教育厅 公开内容 社会公众 网站 管理 制度 办公室 评议 举报 人事 资产 收费 后勤 会议 审查 "
    "保密".split()
)
"""Phrases of most reports."""
_SAMPLE: Final = 400
"""Texts from which words are drawn."""


def draw_queries(corpus: Prepared, each: int, *, seed: int = 1) -> list[Query]:
    """`each` queries of every kind, the same for the same corpus and seed."""
    draw = Draw(seed)
    texts = [part.text for part in corpus.sample(_SAMPLE)]
    counts = _noun_counts(texts)
    rare = sorted(word for word, count in counts.items() if count == 1)
    usual = sorted(word for word, count in counts.items() if count >= 4)
    common = cycle(draw.some(COMMON, len(COMMON)))
    found = []
    for _ in range(each):
        two, three = tuple(draw.some(usual, 2)), draw.some(usual, 3)
        year, section = draw.number(YEARS[0], YEARS[-1]), draw.pick(SECTIONS)
        found += [
            Query("common", (next(common),)),
            Query("rare", (draw.pick(rare),)),
            Query("character", (draw.pick(draw.pick(usual)),)),
            Query("two terms", two),
            Query("four terms", (draw.pick(COMMON), *three[:2]), without=(three[2],)),
            Query("long literal", (_piece(draw, texts),)),
            Query("near", two, near=20),
            Query("filtered", (draw.pick(usual),), year=year, section=section),
            Query("empty", (f"{draw.pick(rare)}零{draw.pick(rare)}",)),
            Query("deep page", (next(common),), page=100),
        ]
    return found


def searched(query: Query) -> Query:
    """The fields by which an engine may cache the query: all except its kind and its page."""
    return replace(query, kind="", page=1)


def none_twice(
    warm_up: Iterable[Query], queries: Iterable[Query]
) -> tuple[list[Query], list[Query]]:
    """Queries to warm the engines with, and others to measure: each of these only once, and none
    that has warmed an engine."""
    measured = {searched(query): query for query in queries}
    return [each for each in warm_up if searched(each) not in measured], [*measured.values()]


def within_years(queries: Iterable[Query]) -> list[Query]:
    """The same queries, limited to one year if they name none, so that matches in a large corpus
    can be compared one by one."""
    return [
        query if query.year else replace(query, year=YEARS[number % len(YEARS)])
        for number, query in enumerate(queries)
    ]


def _noun_counts(texts: Iterable[str]) -> Counter[str]:
    """Noun, as jieba segments the texts → number of texts that contain it."""
    nouns = set(vocabulary()["n"].words)
    cut = get_tokenizer()
    return Counter(word for text in texts for word in nouns.intersection(cut.words(text)))


def _piece(draw: Draw, texts: Sequence[str]) -> str:
    """Six to fourteen Chinese characters from one paragraph."""
    while True:
        text = draw.pick(texts)
        start = draw.number(0, len(text))
        piece = text[start : start + draw.number(6, 14)]
        if len(piece) > 5 and all("\u4e00" <= char <= "\u9fff" for char in piece):
            return piece
