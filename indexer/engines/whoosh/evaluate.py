"""The AST over a view: which parts a query finds.

Every leaf becomes a set of live parts, deleted ones subtracted last; the tree is set algebra.
Sets of text leaves are kept between queries, since what was verified once stays true for the
whole generation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import reduce

import numpy as np

from indexer.engines.whoosh.arrays import Array, ranges
from indexer.engines.whoosh.cache import ByteCache
from indexer.engines.whoosh.lists import Checkpoint, held_parts, near_parts, token_parts
from indexer.engines.whoosh.masks import MASKED, mask_of
from indexer.engines.whoosh.partset import PartSet, at_least
from indexer.engines.whoosh.postings import Ids, Mask, is_mask, numbers
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
    Word,
    YearRange,
    positive_leaves,
)


class Evaluator:
    """Evaluates queries over one view. Safe to share between threads."""

    def __init__(self, view: View, cache: ByteCache[PartSet]) -> None:
        self._view = view
        self._cache = cache
        self.everything = PartSet(view.parts, mask=view.live)
        self._all_reports = PartSet(view.reports, mask=view.live_reports)

    def parts(self, query: Node, checkpoint: Checkpoint) -> PartSet:
        """Live parts that the query finds, scope=part."""
        if isinstance(query, Everything):
            return self.everything
        return self.kept(
            query,
            lambda: self._tree(query, lambda leaf: self._leaf(leaf, checkpoint), self.everything),
        )

    def report_parts(self, query: Node, checkpoint: Checkpoint) -> PartSet:
        """With scope=report: the parts with a positive term, of reports that meet the query."""
        return self.kept(
            ("report", query),
            lambda: self._positive_parts(self._reports(query, checkpoint), query, checkpoint),
        )

    def reports_beyond(
        self, matching: PartSet, query: Node, checkpoint: Checkpoint
    ) -> tuple[PartSet, bool]:
        """Reports that meet the query although none of the matching parts is theirs; and whether
        each surely has a part with a positive term."""
        reports = self._reports(query, checkpoint) - self._owners(matching)
        terms = query.children if isinstance(query, And) else (query,)
        return reports, any(isinstance(term, TextLeaf) for term in terms)

    def parts_beyond(self, reports: PartSet, query: Node, checkpoint: Checkpoint) -> PartSet:
        """The parts with a positive term of these reports."""
        return self._positive_parts(reports, query, checkpoint)

    def _reports(self, query: Node, checkpoint: Checkpoint) -> PartSet:
        """Live reports that meet the query as a whole."""
        return self._tree(
            query, lambda leaf: self._owners(self._leaf(leaf, checkpoint)), self._all_reports
        )

    def _positive_parts(self, reports: PartSet, query: Node, checkpoint: Checkpoint) -> PartSet:
        inside = self._parts_of(reports)
        leaves = [self._leaf(leaf, checkpoint) for leaf in positive_leaves(query)]
        if not leaves:
            return inside & self.everything
        return inside & reduce(PartSet.__or__, leaves)

    def _parts_of_those(self, reports: Mask) -> PartSet:
        """The parts of the live ones among these reports."""
        return self._parts_of(PartSet(len(reports), mask=reports & self._view.live_reports))

    def _parts_of(self, reports: PartSet) -> PartSet:
        view = self._view
        if len(reports) * 4 > view.reports:
            return PartSet(view.parts, mask=reports.mask[view.report_of])
        first, behind = (view.report_first_parts[reports.ids + at] for at in (0, 1))
        return PartSet(view.parts, ids=ranges(first, behind - first))

    def values(self, name: str, values: frozenset[str | None]) -> PartSet:
        """Live parts that carry one of a field's stored values; None is "not known"."""
        return self.kept((name, values), lambda: self._having(name, values))

    def kept(self, key: Hashable, make: Callable[[], PartSet]) -> PartSet:
        """The set of this generation that the key names, made where it is not kept."""
        found = self._cache.get(key)
        if found is None:
            found = make()
            self._cache.put(key, found, found.nbytes)
        return found

    def _owners(self, parts: PartSet) -> PartSet:
        """The reports that the parts are of."""
        owners: PartSet | None = parts.derived.get("owners")
        if owners is None:
            mask = np.zeros(self._view.reports, np.bool_)
            mask[self._view.report_of[parts.ids]] = True
            owners = parts.derived["owners"] = PartSet(self._view.reports, mask=mask)
        return owners

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
            case Literal() | Word() | HeadingLiteral() | Near():
                return self._text_leaf(leaf, checkpoint)
            case FieldIs(name=name, values=values):
                return self.values(name, values)
            case YearRange(low=low, high=high):
                years = self._view.report_years
                inside = years > 0
                if low is not None:
                    inside &= years >= low
                if high is not None:
                    inside &= years <= high
                return self._parts_of_those(inside)
            case _:
                raise AssertionError(f"no leaf: {leaf}")

    def _text_leaf(self, leaf: TextLeaf, checkpoint: Checkpoint) -> PartSet:
        found = self._cache.get(leaf)
        if found is not None:
            return found
        match leaf:
            case HeadingLiteral(literal=literal):
                found = self._held("heading", literal, checkpoint)
            case Literal():
                heading = self._text_leaf(HeadingLiteral(leaf), checkpoint)
                text = self._held("text", leaf, checkpoint)
                found = text | heading if len(heading) else text
            case Word(tokens=tokens):
                heading, text = (self._with_token(field, tokens) for field in TEXT_FIELDS)
                found = text | heading
            case Near():
                found = self._near(leaf, checkpoint)
        self._cache.put(leaf, found, found.nbytes)
        return found

    def _held(self, field: str, literal: Literal, checkpoint: Checkpoint) -> PartSet:
        """Live parts whose text or heading holds the literal."""
        return self._of_all_segments(
            lambda segment: held_parts(segment, field, literal, checkpoint)
        )

    def _with_token(self, field: str, tokens: Iterable[str]) -> PartSet:
        """Live parts in whose text or heading the segmenter chose one of the tokens."""
        return self._of_all_segments(lambda segment: token_parts(segment, field, tokens))

    def _near(self, near: Near, checkpoint: Checkpoint) -> PartSet:
        text, heading = (
            self._of_all_segments(
                lambda segment, field=field: near_parts(  # type: ignore[misc]
                    segment, field, near.left, near.right, near.distance, checkpoint
                )
            )
            for field in TEXT_FIELDS
        )
        return text | heading

    def _of_all_segments(self, parts_of: Callable[[Segment], Ids | Mask]) -> PartSet:
        view = self._view
        pieces = [parts_of(slot.segment) for slot in view.slots]
        if len(pieces) == 1 and is_mask(pieces[0]):
            return PartSet(view.parts, mask=pieces[0] & view.live)
        ids = [
            numbers(piece) + slot.first_part for piece, slot in zip(pieces, view.slots, strict=True)
        ]
        found = np.concatenate([np.empty(0, np.int64), *ids])
        return PartSet(view.parts, ids=found if view.all_live else found[view.live[found]])

    def _having(self, name: str, values: frozenset[str | None]) -> PartSet:
        view = self._view
        if name in MASKED:
            masks = view.masks(name)
            wanted = mask_of(name, (value for value in values if value is not None))
            found: Mask = (masks & wanted) != 0
            if None in values:
                found |= masks == 0
            return PartSet(view.parts, mask=found & view.live)
        if name == "year":
            known = [int(value) if value else 0 for value in values]
        else:
            numbers = {label: number for number, label in enumerate(view.labels[name])}
            known = [numbers[value] for value in values if value in numbers]
        return self._parts_of_those(_among(view.report_codes(name), known))


def _among(codes: Array, wanted: list[int]) -> Mask:
    found: Mask = np.isin(codes, wanted) if len(wanted) != 1 else codes == wanted[0]
    return found
