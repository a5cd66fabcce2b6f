"""The query AST as OpenSearch query DSL, exact in itself: no result is filtered afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from indexer.engines.opensearch.schema import UNKNOWN, Json, figure_state
from indexer.engines.opensearch.tokens import has_open_edge, joined, literal_with_edges, units
from indexer.search.engine import Plan
from indexer.search.figure_filter import FigureFilter
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
    positive_leaves,
)
from indexer.search.request import Scope

ALL: Final[Json] = {"match_all": {}}
NOTHING: Final[Json] = {"match_none": {}}
TEXTS: Final = ("text", "heading")
_BOUNDS: Final = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_PARTS: Final[Json] = {"term": {"joins": "part"}}
_REPORTS: Final[Json] = {"term": {"joins": "report"}}


def part_query(query: Node) -> Json:
    """Parts that match a query by themselves."""
    return _compile(query, _leaf)


def report_query(query: Node) -> Json:
    """Reports that match a query as a whole: a leaf matches where any of their parts matches it."""
    return _compile(query, lambda leaf: has_part(_leaf(leaf)))


def query_of(query: Node, scope: Scope) -> Json:
    """Parts that are hits of a query in a scope."""
    return part_query(query) if scope == "part" else _hits_of_reports(query)


def _hits_of_reports(query: Node) -> Json:
    """Parts with at least one of the positive terms, in reports that match as a whole."""
    report = {"has_parent": {"parent_type": "report", "query": report_query(query)}}
    return all_of(report, matches_any_term(query))


def matches_any_term(query: Node) -> Json:
    """Parts with at least one positive term; all where the query has none."""
    leaves = tuple(positive_leaves(query))
    return any_of(map(_leaf, leaves)) if leaves else ALL


def has_part(query: Json) -> Json:
    """Reports with a part that matches a query."""
    return {"has_child": {"type": "part", "query": query}}


def parts(*queries: Json) -> Json:
    """Parts that match all queries."""
    return all_of(_PARTS, *queries)


def reports(*queries: Json) -> Json:
    """Reports that match all queries."""
    return all_of(_REPORTS, *queries)


def filter_query(facet: str, values: Iterable[str | None]) -> Json:
    """Parts with one of a facet's values."""
    stored = sorted(UNKNOWN if value is None else value for value in values)
    return {"terms": {facet: stored}} if stored else NOTHING


def figure_query(condition: FigureFilter) -> Json:
    """Parts of reports that meet a condition on a figure."""
    operand = condition.operand
    if isinstance(operand, str):
        return {"term": {"figure_states": figure_state(condition.figure, operand)}}
    field = f"figure_values.{condition.figure}"
    if condition.comparison == "=":
        return {"term": {field: operand}}
    return {"range": {field: {_BOUNDS[condition.comparison]: operand}}}


def filters_query(filters: Mapping[str, Iterable[str | None]], plan: Plan | None = None) -> Json:
    """Parts that pass every filter, and the plan's conditions on their reports."""
    conditions: list[Json] = []
    if plan is not None:
        conditions = [*map(figure_query, plan.figures)]
        if plan.since is not None:
            conditions.append({"range": {"first_indexed": {"gte": plan.since}}})
    return all_of(*(filter_query(facet, values) for facet, values in filters.items()), *conditions)


def all_of(*queries: Json) -> Json:
    """What matches all queries."""
    needed = [query for query in queries if query is not ALL]
    if not needed:
        return ALL
    return needed[0] if len(needed) == 1 else {"bool": {"filter": needed}}


def any_of(queries: Iterable[Json], least: int = 1) -> Json:
    """What matches at least so many of the queries."""
    return {"bool": {"should": [*queries], "minimum_should_match": least}}


def none_of(query: Json) -> Json:
    """What does not match the query."""
    return {"bool": {"must_not": [query]}}


def contains_word(field: str, word: str) -> Json:
    """Parts whose text, or heading, contains a word of the ranking."""
    return _phrase(field, joined(units(word)))


def _compile(query: Node, leaf_query: Callable[[Node], Json]) -> Json:
    match query:
        case Everything():
            return ALL
        case And(children=children):
            return all_of(*(_compile(child, leaf_query) for child in children))
        case Or(children=children):
            return any_of(_compile(child, leaf_query) for child in children)
        case AtLeast(minimum=minimum, children=children):
            return any_of((_compile(child, leaf_query) for child in children), minimum)
        case Not(child=child):
            return none_of(_compile(child, leaf_query))
        case leaf:
            return leaf_query(leaf)


def _leaf(leaf: Node) -> Json:
    match leaf:
        case Literal():
            return any_of(_literal(field, leaf) for field in TEXTS)
        case Word(tokens=tokens):
            return {"terms": {"words": sorted(tokens)}}
        case HeadingLiteral(literal=literal):
            return _literal("heading", literal)
        case Near(left=left, right=right, distance=distance):
            orders = ((left, right), (right, left))
            return any_of(
                _near(field, first.text, second.text, distance)
                for field in TEXTS
                for first, second in orders
            )
        case FieldIs(name=name, values=values):
            return filter_query(name, values)
        case YearRange(low=low, high=high):
            bounds = {"gte": low, "lte": high}
            given = {name: year for name, year in bounds.items() if year is not None}
            return (
                {"range": {"year_number": given}} if given else {"exists": {"field": "year_number"}}
            )
        case _:
            raise AssertionError(f"no leaf: {leaf}")


def _literal(field: str, literal: Literal) -> Json:
    if has_open_edge(literal):
        return _phrase(f"{field}_edges", joined(literal_with_edges(literal)))
    return _phrase(field, joined(units(literal.text)))


def _phrase(field: str, tokens: str) -> Json:
    return {"match_phrase": {field: tokens}}


def _near(field: str, first: str, second: str, distance: int) -> Json:
    """`first` before `second`. Spans count positions, and each unit has one."""
    return _span_of([_span(field, first), _span(field, second)], distance)


def _span(field: str, term: str) -> Json:
    tokens: list[Json] = [{"span_term": {field: unit}} for unit in units(term)]
    return tokens[0] if len(tokens) == 1 else _span_of(tokens, 0)


def _span_of(clauses: list[Json], slop: int) -> Json:
    return {"span_near": {"clauses": clauses, "slop": slop, "in_order": True}}
