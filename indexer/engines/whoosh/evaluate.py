"""Evaluates the AST on a snapshot: which parts match a query.

Every leaf becomes a set of live parts, and the tree is set algebra. The sets of text leaves are
cached between queries, since they are valid for the whole generation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import reduce
from itertools import chain, starmap
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import concat_ranges
from indexer.engines.whoosh.doc_set import ByteCache, DocIdSet, at_least
from indexer.engines.whoosh.literal_matcher import match_literal, match_near, match_tokens
from indexer.engines.whoosh.postings import DocIds, Mask, as_doc_ids, is_mask
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import BITSET_FIELDS, TEXT_FIELDS, bits_of
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.reports.figures import FIGURE_NUMBERS
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
    TextLeaf,
    Word,
    YearRange,
    positive_leaves,
)

_MANY: Final = 6
"""Of more than a sixth of all parts the reports are counted; of fewer they are looked up."""


class Evaluator:
    """Evaluates queries on one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: IndexSnapshot, cache: ByteCache[DocIdSet]) -> None:
        self._snapshot = snapshot
        self._cache = cache
        self.everything = DocIdSet(snapshot.parts, mask=snapshot.live)
        self._all_reports = DocIdSet(snapshot.reports, mask=snapshot.live_reports)

    def parts(self, query: Node) -> DocIdSet:
        """Live parts that match, with scope=part."""
        if isinstance(query, Everything):
            return self.everything
        return self._cached(query, lambda: self._tree(query, self._leaf, self.everything))

    def report_parts(self, query: Node) -> DocIdSet:
        """With scope=report: the parts with a positive term, of reports that match the query."""
        return self._cached(
            ("report", query), lambda: self.positive_parts(self._reports(query), query)
        )

    def filter(
        self,
        key: Hashable,
        matching: DocIdSet,
        filters: Mapping[str, frozenset[str | None]],
        plan: Plan,
    ) -> DocIdSet:
        """Matching parts that pass all filters, and whose reports pass the plan's conditions on
        figures and on when they entered; `key` names the matching ones in the cache."""
        if not filters and not plan.figures and plan.since is None:
            return matching
        since = () if plan.since is None else (self._since(plan.since),)
        return self._cached(
            (key, frozenset(filters.items()), plan.figures, plan.since),
            lambda: reduce(
                DocIdSet.__and__,
                chain(
                    starmap(self.values, filters.items()),
                    map(self._with_figure, plan.figures),
                    since,
                ),
                matching,
            ),
        )

    def _since(self, second: int) -> DocIdSet:
        """Live parts of the reports that entered the archive then or later."""
        return self._cached(
            ("since", second),
            lambda: self._live_parts_of(self._snapshot.column("report.first_indexed") >= second),
        )

    def _with_figure(self, condition: FigureFilter) -> DocIdSet:
        """Live parts of the reports that meet a condition on a figure."""
        return self._cached(condition, lambda: self._find_with_figure(condition))

    def _find_with_figure(self, condition: FigureFilter) -> DocIdSet:
        column = FIGURE_NUMBERS[condition.figure]
        states = self._snapshot.figure_table("report.figure_states")[:, column]
        values = self._snapshot.figure_table("report.figure_values")[:, column]
        return self._live_parts_of(condition.passing(states, values))

    def further_reports(self, matching: DocIdSet, query: Node) -> tuple[DocIdSet, bool]:
        """Reports that match the query although none of the matching parts is theirs; and whether
        each of them certainly has a part with a positive term."""
        reports = self._reports(query) - self._reports_of(matching)
        terms = query.children if isinstance(query, And) else (query,)
        return reports, any(isinstance(term, TextLeaf) for term in terms)

    def positive_parts(self, reports: DocIdSet, query: Node) -> DocIdSet:
        """The parts of these reports that have a positive term."""
        inside = self._parts_of(reports)
        leaves = [self._leaf(leaf) for leaf in positive_leaves(query)]
        if not leaves:
            return inside & self.everything
        return inside & reduce(DocIdSet.__or__, leaves)

    def values(self, name: str, values: frozenset[str | None]) -> DocIdSet:
        """Live parts that have one of a field's stored values; None is "not known"."""
        return self._cached((name, values), lambda: self._with_values(name, values))

    def _cached(self, key: Hashable, compute: Callable[[], DocIdSet]) -> DocIdSet:
        docs = self._cache.get(key)
        if docs is None:
            docs = compute()
            self._cache.put(key, docs, docs.nbytes)
        return docs

    def _reports(self, query: Node) -> DocIdSet:
        """Live reports that match the query as a whole."""
        return self._tree(query, lambda leaf: self._reports_of(self._leaf(leaf)), self._all_reports)

    def _live_parts_of(self, reports: Mask) -> DocIdSet:
        """Parts of the given reports, excluding deleted ones."""
        return self._parts_of(DocIdSet(len(reports), mask=reports & self._snapshot.live_reports))

    def _parts_of(self, reports: DocIdSet) -> DocIdSet:
        snapshot = self._snapshot
        if len(reports) * 4 > snapshot.reports:
            return DocIdSet(snapshot.parts, mask=reports.mask[snapshot.report_of])
        first, end = (snapshot.report_first_parts[reports.ids + at] for at in (0, 1))
        return DocIdSet(snapshot.parts, ids=concat_ranges(first, end - first))

    def _reports_of(self, parts: DocIdSet) -> DocIdSet:
        """The reports that the parts belong to."""
        if parts.derived.reports is None:
            snapshot = self._snapshot
            if len(parts) * _MANY > snapshot.parts:
                mask: Mask = snapshot.count_by_report(parts.mask) > 0
            else:
                mask = np.zeros(snapshot.reports, np.bool_)
                mask[snapshot.report_of[parts.ids]] = True
            parts.derived.reports = DocIdSet(snapshot.reports, mask=mask)
        return parts.derived.reports

    def _tree(self, node: Node, leaf: Callable[[Node], DocIdSet], everything: DocIdSet) -> DocIdSet:
        match node:
            case Everything():
                return everything
            case And(children=children):
                required = [
                    self._tree(child, leaf, everything)
                    for child in children
                    if not isinstance(child, Not)
                ]
                docs = reduce(DocIdSet.__and__, sorted(required, key=len), everything)
                excluded = [
                    self._tree(child.child, leaf, everything)
                    for child in children
                    if isinstance(child, Not)
                ]
                return reduce(DocIdSet.__sub__, excluded, docs)
            case Or(children=children):
                each = (self._tree(child, leaf, everything) for child in children)
                return reduce(DocIdSet.__or__, each)
            case AtLeast(minimum=minimum, children=children):
                each = (self._tree(child, leaf, everything) for child in children)
                return at_least(minimum, each, len(everything.mask)) & everything
            case Not(child=child):
                return everything - self._tree(child, leaf, everything)
            case _:
                return leaf(node)

    def _leaf(self, leaf: Node) -> DocIdSet:
        match leaf:
            case Literal() | Word() | HeadingLiteral() | Near():
                return self._cached(leaf, lambda: self._text_leaf(leaf))
            case FieldIs(name=name, values=values):
                return self.values(name, values)
            case YearRange(low=low, high=high):
                years = self._snapshot.report_years
                inside = years > 0
                if low is not None:
                    inside &= years >= low
                if high is not None:
                    inside &= years <= high
                return self._live_parts_of(inside)
            case _:
                raise AssertionError(f"not a leaf: {leaf}")

    def _text_leaf(self, leaf: TextLeaf) -> DocIdSet:
        match leaf:
            case HeadingLiteral(literal=literal):
                return self._with_literal("heading", literal)
            case Literal():
                heading = self._leaf(HeadingLiteral(leaf))
                text = self._with_literal("text", leaf)
                return text | heading if len(heading) else text
            case Word(tokens=tokens):
                return self._in_either_field(lambda s, field: match_tokens(s, field, tokens))
            case Near(left=left, right=right, distance=distance):
                return self._in_either_field(
                    lambda s, field: match_near(s, field, left, right, distance)
                )

    def _with_literal(self, field: str, literal: Literal) -> DocIdSet:
        """Live parts whose text or heading contains the literal."""
        return self._in_all_segments(lambda segment: match_literal(segment, field, literal))

    def _in_either_field(self, match: Callable[[SegmentReader, str], DocIds | Mask]) -> DocIdSet:
        """Live parts that match by their text or their heading."""
        fields = [
            self._in_all_segments(lambda segment, field=field: match(segment, field))  # type: ignore[misc]
            for field in TEXT_FIELDS
        ]
        return reduce(DocIdSet.__or__, fields)

    def _in_all_segments(self, match: Callable[[SegmentReader], DocIds | Mask]) -> DocIdSet:
        snapshot = self._snapshot
        pieces = [match(context.segment) for context in snapshot.segments]
        if len(pieces) == 1 and is_mask(pieces[0]):
            return DocIdSet(snapshot.parts, mask=pieces[0] & snapshot.live)
        ids = [
            as_doc_ids(piece) + context.doc_base
            for piece, context in zip(pieces, snapshot.segments, strict=True)
        ]
        docs = np.concatenate([np.empty(0, np.int64), *ids])
        return DocIdSet(
            snapshot.parts, ids=docs if snapshot.all_live else docs[snapshot.live[docs]]
        )

    def _with_values(self, name: str, values: frozenset[str | None]) -> DocIdSet:
        snapshot = self._snapshot
        if name in BITSET_FIELDS:
            bits = snapshot.bits(name)
            wanted = bits_of(name, (value for value in values if value is not None))
            mask: Mask = (bits & wanted) != 0
            if None in values:
                mask |= bits == 0
            return DocIdSet(snapshot.parts, mask=mask & snapshot.live)
        if name == "year":
            codes = [int(value) if value else 0 for value in values]
        else:
            code_of = {label: code for code, label in enumerate(snapshot.labels[name])}
            codes = [code_of[value] for value in values if value in code_of]
        return self._live_parts_of(np.isin(snapshot.report_codes(name), codes))
