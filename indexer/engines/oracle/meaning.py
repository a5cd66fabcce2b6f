"""Which parts a query finds, and how facets filter and count them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from indexer.analysis.matching import contains, is_near
from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.reports.model import Part, Report
from indexer.search.engine import ReportHead
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
class ReadyPart:
    """A part with what is asked of it made ready."""

    head: ReportHead
    part: Part
    text: str
    """Normalised, as is `heading`."""
    heading: str
    words: Mapping[str, Counter[str]]
    """Field of the ranking → its jieba words."""
    labels: Mapping[str, frozenset[str | None]]
    """Field → stored values; `{None}` where there is none."""


def ready_part(report: Report, head: ReportHead, part: Part) -> ReadyPart:
    text, heading = normalize(part.text), normalize(part.heading)
    cut = get_tokenizer().words
    return ReadyPart(
        head=head,
        part=part,
        text=text,
        heading=heading,
        words={
            "text": Counter(cut(text)),
            "heading": Counter(cut(heading)),
            "title": Counter(cut(normalize(report.title))),
        },
        labels={
            "school": frozenset({report.school}),
            "province": frozenset({report.province}),
            "period": frozenset({report.period}),
            "year": frozenset({None if report.year is None else str(report.year)}),
            "section": frozenset(part.sections or (None,)),
            "topic": frozenset(part.topics or (None,)),
        },
    )


def holds(part: ReadyPart, query: Node) -> bool:
    return _is_met(query, lambda leaf: _leaf_holds(part, leaf))


def report_holds(parts: Sequence[ReadyPart], query: Node) -> bool:
    """With scope=report a leaf is met where any part of the report meets it."""
    return _is_met(query, lambda leaf: any(_leaf_holds(part, leaf) for part in parts))


def _is_met(query: Node, leaf_is_met: Callable[[Node], bool]) -> bool:
    match query:
        case Everything():
            return True
        case And(children=children):
            return all(_is_met(child, leaf_is_met) for child in children)
        case Or(children=children):
            return any(_is_met(child, leaf_is_met) for child in children)
        case AtLeast(minimum=minimum, children=children):
            return sum(_is_met(child, leaf_is_met) for child in children) >= minimum
        case Not(child=child):
            return not _is_met(child, leaf_is_met)
        case leaf:
            return leaf_is_met(leaf)


def _leaf_holds(part: ReadyPart, leaf: Node) -> bool:
    match leaf:
        case Literal():
            return stands_in(part.text, leaf) or stands_in(part.heading, leaf)
        case Word(tokens=tokens):
            return any(not tokens.isdisjoint(part.words[name]) for name in ("text", "heading"))
        case HeadingLiteral(literal=literal):
            return stands_in(part.heading, literal)
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


def stands_in(text: str, literal: Literal) -> bool:
    return contains(text, literal.text, literal.open_left, literal.open_right)


def passes(part: ReadyPart, filters: Filters) -> bool:
    """OR within a facet, AND across; a filter of no values lets nothing pass."""
    return all(not values.isdisjoint(part.labels[facet]) for facet, values in filters.items())


def facet_counts(matching: Sequence[ReadyPart], filters: Filters) -> dict[str, Counter[str | None]]:
    counts = {}
    for facet in FACETS:
        parts = _without_own_filter(matching, filters, facet)
        counts[facet] = Counter(label for part in parts for label in part.labels[facet])
    return counts


def report_counts(
    matching: Sequence[ReadyPart], filters: Filters, facets: Sequence[str]
) -> dict[str, Counter[str | None]]:
    """The same in distinct reports."""
    counts = {}
    for facet in facets:
        parts = _without_own_filter(matching, filters, facet)
        holders = {(label, part.head.id) for part in parts for label in part.labels[facet]}
        counts[facet] = Counter(label for label, _ in holders)
    return counts


def _without_own_filter(
    matching: Sequence[ReadyPart], filters: Filters, facet: str
) -> list[ReadyPart]:
    others = {name: values for name, values in filters.items() if name != facet}
    return [part for part in matching if passes(part, others)]
