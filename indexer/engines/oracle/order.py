"""In which order the parts come, and with what scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from indexer.analysis.matching import contains
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.oracle.meaning import ReadyPart, stands_in
from indexer.search import ranking
from indexer.search.engine import Plan, ReportHead
from indexer.search.query import Literal, Node

Scored: TypeAlias = tuple[ReadyPart, float]
"""A part and its score."""


def ordered(hits: Sequence[ReadyPart], plan: Plan, live: Sequence[ReadyPart]) -> list[Scored]:
    """The hits in the plan's order, with their scores: 0 in every order but relevance.

    `live` are all parts of the generation, over which statistics are made.
    """
    words = ranking.ranking_words(plan.query, get_tokenizer().words)
    if plan.sort == "relevance" and words:
        return _by_relevance(hits, plan.query, words, live)
    key = _HEAD_KEYS.get(plan.sort, newest)
    in_order = sorted(hits, key=lambda hit: (key(hit.head), hit.part.ordinal))
    return [(hit, 0.0) for hit in in_order]


def _by_relevance(
    hits: Sequence[ReadyPart], query: Node, words: Sequence[str], live: Sequence[ReadyPart]
) -> list[Scored]:
    literals = ranking.distinct_literals(query)
    weigh = _Weights(words, live)
    scored = _best_first((hit, _lifted(hit, weigh(hit), literals)) for hit in hits)
    close, rest = scored[: ranking.PROXIMITY_DEPTH], scored[ranking.PROXIMITY_DEPTH :]
    return [
        *_best_first(
            (hit, score * ranking.proximity_factor(hit.text, literals)) for hit, score in close
        ),
        *rest,
    ]


def _best_first(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(
        scored,
        key=lambda one: (-one[1], *_newest_year(one[0].head), one[0].head.id, one[0].part.ordinal),
    )


def _lifted(hit: ReadyPart, base: float, literals: Sequence[Literal]) -> float:
    in_heading = sum(stands_in(hit.heading, literal) for literal in literals)
    score = base * (1 + ranking.HEADING_BOOST * (in_heading / len(literals)))
    return score * ranking.PREAMBLE_FACTOR if hit.part.sections == ("preamble",) else score


class _Weights:
    """BM25F of the words over the live parts.

    Sums are written as loops: since Python 3.12 `sum` rounds floats otherwise than `+` does.
    """

    def __init__(self, words: Sequence[str], live: Sequence[ReadyPart]) -> None:
        self._idf = {word: ranking.idf(_parts_with(word, live), len(live)) for word in words}
        self._average = {
            field: sum(part.words[field].total() for part in live) / len(live) if live else 0.0
            for field in ranking.FIELDS
        }

    def __call__(self, part: ReadyPart) -> float:
        base = 0.0
        for word, idf in self._idf.items():
            weight = 0.0
            for field in ranking.FIELDS:
                length = part.words[field].total()
                norm = ranking.length_norm(field, length, self._average[field])
                weight += ranking.field_weight(field, _frequency(word, part, field), norm)
            base += idf * ranking.saturated(weight)
        return base


def _parts_with(word: str, live: Sequence[ReadyPart]) -> int:
    return max(
        sum(_frequency(word, part, field) > 0 for part in live) for field in ("text", "heading")
    )


def _frequency(word: str, part: ReadyPart, field: str) -> int:
    """See `ranking.field_weight`."""
    chosen = min(part.words[field][word], ranking.MOST_COUNTED)
    if chosen or field == "title":
        return chosen
    return int(contains(part.text if field == "text" else part.heading, word))


def newest(head: ReportHead) -> tuple[Any, ...]:
    """Sort key: year and period_end downward, unknown ones last, then id."""
    end = _day(head)
    return (*_newest_year(head), end is None, -(end or 0), head.id)


def _oldest(head: ReportHead) -> tuple[Any, ...]:
    end = _day(head)
    return (head.year is None, head.year or 0, end is None, end or 0, head.id)


def _by_school(head: ReportHead) -> tuple[Any, ...]:
    return (head.school is None, head.school or "", *newest(head))


def _newest_year(head: ReportHead) -> tuple[bool, int]:
    return (head.year is None, -(head.year or 0))


def _day(head: ReportHead) -> int | None:
    return date.fromisoformat(head.period_end).toordinal() if head.period_end else None


_HEAD_KEYS: Final = {"newest": newest, "oldest": _oldest, "school": _by_school}
