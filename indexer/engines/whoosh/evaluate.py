"""The AST over a view: which parts a query finds.

Every leaf becomes a set of live parts, deleted ones subtracted last; the tree is set algebra.
Sets of text leaves are kept between queries, since what was verified once stays true for the
whole generation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np

from indexer.engines.whoosh.arrays import Array, distinct
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.lists import Checkpoint, literal_parts, near_parts
from indexer.engines.whoosh.masks import MASKED, mask_of
from indexer.engines.whoosh.partset import Mask, PartSet, at_least
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import TEXT_FIELDS, Segment
from indexer.engines.whoosh.view import View
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
    YearRange,
    positive_leaves,
)


class Evaluator:
    """Evaluates queries over one view. Safe to share between threads."""

    def __init__(self, view: View, cache: ByteCache[PartSet]) -> None:
        self._view = view
        self._cache = cache
        self.everything = PartSet(view.parts, mask=view.live)

    def parts(self, query: Node, checkpoint: Checkpoint) -> PartSet:
        """Live parts that the query finds, scope=part."""
        return self._tree(query, lambda leaf: self._leaf(leaf, checkpoint), self.everything)

    def report_parts(self, query: Node, checkpoint: Checkpoint) -> PartSet:
        """With scope=report: the parts with a positive term, of reports that meet the query."""
        view = self._view
        all_reports = PartSet(view.reports, mask=view.live_reports)
        reports = self._tree(
            query, lambda leaf: self._reports(self._leaf(leaf, checkpoint)), all_reports
        )
        inside = PartSet(view.parts, mask=reports.mask[view.report_of])
        leaves = [self._leaf(leaf, checkpoint) for leaf in positive_leaves(query)]
        if not leaves:
            return inside & self.everything
        return inside & reduce(PartSet.__or__, leaves)

    def values(self, name: str, values: frozenset[str | None]) -> PartSet:
        """Live parts that carry one of a field's stored values; None is "not known"."""
        return PartSet(self._view.parts, mask=self._has_value(name, values) & self._view.live)

    def _reports(self, parts: PartSet) -> PartSet:
        view = self._view
        mask = np.zeros(view.reports, np.bool_)
        mask[view.report_of[parts.ids]] = True
        return PartSet(view.reports, mask=mask)

    def _tree(self, query: Node, leaf: Callable[[Node], PartSet], everything: PartSet) -> PartSet:
        def walk(node: Node) -> PartSet:
            match node:
                case Everything():
                    return everything
                case And(children=children):
                    asked = [walk(child) for child in children if not isinstance(child, Not)]
                    found = reduce(PartSet.__and__, sorted(asked, key=len), everything)
                    denied = [child.child for child in children if isinstance(child, Not)]
                    return reduce(PartSet.__sub__, map(walk, denied), found)
                case Or(children=children):
                    return reduce(PartSet.__or__, map(walk, children))
                case AtLeast(minimum=minimum, children=children):
                    size = len(everything.mask)
                    return at_least(minimum, map(walk, children), size) & everything
                case Not(child=child):
                    return everything - walk(child)
                case _:
                    return leaf(node)

        return walk(query)

    def _leaf(self, leaf: Node, checkpoint: Checkpoint) -> PartSet:
        match leaf:
            case Literal() | HeadingLiteral() | Near():
                return self._text_leaf(leaf, checkpoint)
            case FieldIs(name=name, values=values):
                return self.values(name, values)
            case YearRange(low=low, high=high):
                years = self._view.years
                inside = years > 0
                if low is not None:
                    inside &= years >= low
                if high is not None:
                    inside &= years <= high
                return PartSet(self._view.parts, mask=inside & self._view.live)
            case _:
                raise AssertionError(f"no leaf: {leaf}")

    def _text_leaf(self, leaf: TextLeaf, checkpoint: Checkpoint) -> PartSet:
        found = self._cache.get(leaf)
        if found is None:
            pieces = [
                _segment_parts(slot.segment, leaf, checkpoint) + slot.first_part
                for slot in self._view.slots
            ]
            ids = np.concatenate([np.empty(0, np.int64), *pieces])
            if not self._view.all_live:
                ids = ids[self._view.live[ids]]
            found = PartSet(self._view.parts, ids=ids)
            self._cache.put(leaf, found, found.nbytes)
        return found

    def _has_value(self, name: str, values: frozenset[str | None]) -> Mask:
        view = self._view
        if name in MASKED:
            masks = view.masks(name)
            wanted = mask_of(name, (value for value in values if value is not None))
            found: Mask = (masks & wanted) != 0
            return found | (masks == 0) if None in values else found
        if name == "year":
            return _among(view.years, [int(value) if value else 0 for value in values])
        numbers = {label: number for number, label in enumerate(view.labels[name])}
        known = [numbers[value] for value in values if value in numbers]
        return _among(view.part_labels[name], known)


def _among(codes: Array, wanted: list[int]) -> Mask:
    found: Mask = np.isin(codes, wanted) if len(wanted) != 1 else codes == wanted[0]
    return found


def _segment_parts(segment: Segment, leaf: TextLeaf, checkpoint: Checkpoint) -> Ids:
    if isinstance(leaf, HeadingLiteral):
        return literal_parts(segment, "heading", leaf.literal, checkpoint)
    in_text, in_heading = (
        literal_parts(segment, field, leaf, checkpoint)
        if isinstance(leaf, Literal)
        else near_parts(segment, field, leaf.left, leaf.right, leaf.distance, checkpoint)
        for field in TEXT_FIELDS
    )
    return distinct(np.concatenate((in_text, in_heading))) if len(in_heading) else in_text
