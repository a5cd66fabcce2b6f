"""What a search means: which parts a query matches, how facets filter and count them, and in which
order with what scores they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import Part, Report, parse_iso_time
from indexer.search import ranking
from indexer.search.engine import Plan, ReportHead
from indexer.search.query import (
    And,
    AtLeast,
    Everything,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Word,
    YearRange,
)
from indexer.search.request import FACETS

Filters: TypeAlias = Mapping[str, frozenset[str | None]]
"""See `Plan.filters`."""


@dataclass(frozen=True, slots=True, eq=False)
class PreparedPart:
    """A part with all that a search needs, normalised and tokenized."""

    head: ReportHead
    part: Part
    text: str
    """Normalised, as is `heading`."""
    heading: str
    words: Mapping[str, Counter[str]]
    """Field of the ranking → its jieba words."""
    labels: Mapping[str, frozenset[str | None]]
    """Field → stored values; `{None}` where there is none."""
    figures: Mapping[str, Figure]
    """Every figure of the report."""


def prepare_part(report: Report, head: ReportHead, part: Part) -> PreparedPart:
    text, heading = normalize(part.text), normalize(part.heading)
    words_of = get_tokenizer().words
    return PreparedPart(
        head=head,
        part=part,
        text=text,
        heading=heading,
        words={
            "text": Counter(words_of(text)),
            "heading": Counter(words_of(heading)),
            "title": Counter(words_of(normalize(report.title))),
        },
        labels={
            "school": frozenset({report.school}),
            "province": frozenset({report.province}),
            "period": frozenset({report.period}),
            "year": frozenset({None if report.year is None else str(report.year)}),
            "section": frozenset(part.sections or (None,)),
            "topic": frozenset(part.topics or (None,)),
            "text_source": frozenset({part.text_source}),
        },
        figures=all_figures(report.figures),
    )


def matches(part: PreparedPart, query: Node) -> bool:
    return _evaluate(query, lambda leaf: _leaf_matches(part, leaf))


def report_matches(parts: Sequence[PreparedPart], query: Node) -> bool:
    """With scope=report a leaf matches where any part of the report matches it."""
    return _evaluate(query, lambda leaf: any(_leaf_matches(part, leaf) for part in parts))


def _evaluate(query: Node, leaf_matches: Callable[[Node], bool]) -> bool:
    match query:
        case Everything():
            return True
        case And(children=children):
            return all(_evaluate(child, leaf_matches) for child in children)
        case Or(children=children):
            return any(_evaluate(child, leaf_matches) for child in children)
        case AtLeast(minimum=minimum, children=children):
            return sum(_evaluate(child, leaf_matches) for child in children) >= minimum
        case Not(child=child):
            return not _evaluate(child, leaf_matches)
        case leaf:
            return leaf_matches(leaf)


def _leaf_matches(part: PreparedPart, leaf: Node) -> bool:
    match leaf:
        case Literal():
            return occurs_in(part.text, leaf) or occurs_in(part.heading, leaf)
        case Word(tokens=tokens):
            return any(not tokens.isdisjoint(part.words[name]) for name in ("text", "heading"))
        case HeadingLiteral(literal=literal):
            return occurs_in(part.heading, literal)
        case Near(left=left, right=right, distance=distance):
            return any(
                is_near(text, left.text, right.text, distance) for text in (part.text, part.heading)
            )
        case FieldIs(name=name, values=values):
            return not values.isdisjoint(part.labels[name])
        case YearRange(low=low, high=high):
            year = part.head.year
            return (
                year is not None and (low is None or low <= year) and (high is None or year <= high)
            )
        case _:
            raise AssertionError(f"no leaf: {leaf}")


def occurs_in(text: str, literal: Literal) -> bool:
    return contains(text, literal.text, literal.open_left, literal.open_right)


def passes_filters(part: PreparedPart, filters: Filters) -> bool:
    """OR within a facet, AND across; nothing passes a filter without values."""
    return all(not values.isdisjoint(part.labels[facet]) for facet, values in filters.items())


def passes_report_filters(part: PreparedPart, plan: Plan) -> bool:
    """Whether the part's report meets every condition on its figures, and entered the archive late
    enough."""
    return part.head.entered_since(plan.since) and all(
        each.passes(part.figures[each.figure]) for each in plan.figures
    )


def facet_counts(
    matching: Sequence[PreparedPart], filters: Filters
) -> dict[str, Counter[str | None]]:
    counts = {}
    for facet in FACETS:
        parts = _without_own_filter(matching, filters, facet)
        counts[facet] = Counter(label for part in parts for label in part.labels[facet])
    return counts


def report_counts(
    matching: Sequence[PreparedPart], filters: Filters, facets: Sequence[str]
) -> dict[str, Counter[str | None]]:
    """The same in distinct reports."""
    counts = {}
    for facet in facets:
        parts = _without_own_filter(matching, filters, facet)
        holders = {(label, part.head.id) for part in parts for label in part.labels[facet]}
        counts[facet] = Counter(label for label, _ in holders)
    return counts


def _without_own_filter(
    matching: Sequence[PreparedPart], filters: Filters, facet: str
) -> list[PreparedPart]:
    others = {name: values for name, values in filters.items() if name != facet}
    return [part for part in matching if passes_filters(part, others)]


Scored: TypeAlias = tuple[PreparedPart, float]
"""A part and its score."""


def sort_hits(
    hits: Sequence[PreparedPart], plan: Plan, live: Sequence[PreparedPart]
) -> list[Scored]:
    """The hits in the plan's order, with their scores: 0 in every order but relevance.

    `live` are all parts of the generation, which the statistics count.
    """
    words = ranking.ranking_words(plan.query, get_tokenizer().words)
    if plan.sort == "relevance" and words:
        return _by_relevance(hits, plan.query, words, live)
    key = _HEAD_KEYS.get(plan.sort, newest)
    in_order = sorted(hits, key=lambda hit: (key(hit.head), hit.part.ordinal))
    return [(hit, 0.0) for hit in in_order]


def _by_relevance(
    hits: Sequence[PreparedPart], query: Node, words: Sequence[str], live: Sequence[PreparedPart]
) -> list[Scored]:
    literals = ranking.distinct_literals(query)
    weight = _Bm25f(words, live)
    scored = _best_first((hit, _boosted(hit, weight(hit), literals)) for hit in hits)
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


def _boosted(hit: PreparedPart, base: float, literals: Sequence[Literal]) -> float:
    in_heading = sum(occurs_in(hit.heading, literal) for literal in literals)
    score = base * (1 + ranking.HEADING_BOOST * (in_heading / len(literals)))
    return score * ranking.PREAMBLE_FACTOR if hit.part.sections == ("preamble",) else score


class _Bm25f:
    """BM25F of the words over the live parts.

    Sums of floats are loops: since Python 3.12 `sum` rounds them differently from `+`.
    """

    def __init__(self, words: Sequence[str], live: Sequence[PreparedPart]) -> None:
        self._idf = {
            word: ranking.idf(_document_frequency(word, live), len(live)) for word in words
        }
        self._average = {
            field: sum(part.words[field].total() for part in live) / len(live) if live else 0.0
            for field in ranking.FIELDS
        }

    def __call__(self, part: PreparedPart) -> float:
        base = 0.0
        for word, idf in self._idf.items():
            weight = 0.0
            for field in ranking.FIELDS:
                length = part.words[field].total()
                norm = ranking.length_norm(field, length, self._average[field])
                weight += ranking.field_weight(field, _term_frequency(word, part, field), norm)
            base += idf * ranking.saturated(weight)
        return base


def _document_frequency(word: str, live: Sequence[PreparedPart]) -> int:
    return max(
        sum(_term_frequency(word, part, field) > 0 for part in live)
        for field in ("text", "heading")
    )


def _term_frequency(word: str, part: PreparedPart, field: str) -> int:
    """See `ranking.field_weight`."""
    chosen = min(part.words[field][word], ranking.MOST_COUNTED)
    if chosen or field == "title":
        return chosen
    return int(contains(part.text if field == "text" else part.heading, word))


def newest(head: ReportHead) -> tuple[Any, ...]:
    """Sort key: year and period_end descending, unknown ones last, then id."""
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


def _added(head: ReportHead) -> tuple[Any, ...]:
    moment = parse_iso_time(head.first_indexed)
    return (moment is None, -moment.timestamp() if moment else 0, *newest(head))


_HEAD_KEYS: Final = {
    "newest": newest,
    "oldest": _oldest,
    "school": _by_school,
    "added": _added,
}
