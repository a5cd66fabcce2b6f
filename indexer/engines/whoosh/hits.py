"""Which hits stand on the page asked for, in order: by part, or grouped under reports."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.scoring import Scorer, Scores, best, smallest
from indexer.engines.whoosh.view import View
from indexer.search import ranking
from indexer.search.engine import Plan

PARTS_OF_A_REPORT: Final = 3
"""With group=report each report gives so many of its parts."""
_MOST_PAGES: Final = 8
"""Pages kept with a set, of at most `_LONGEST_PAGE` hits: some 100 bytes a hit."""
_LONGEST_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PlacedHit:
    """A hit on the page."""

    part: int
    score: float
    in_report: int | None = None


class _Order:
    """Hits of a plan with what orders them."""

    def __init__(self, view: View, parts: Ids, order: str, scores: Scores | None) -> None:
        self.parts = parts
        """The hits, ascending."""
        self._view = view
        self._order = order
        self._scores = scores
        self.front: Array = np.empty(0, np.int64)
        """Positions of the hits that stand in front of all others, in order."""

    def keys(self, positions: Array) -> Array:
        return self._view.part_keys(self._order, self.parts[positions])

    def score(self, position: int) -> float:
        return 0.0 if self._scores is None else float(self._scores[position])

    def first(self, wanted: int) -> Array:
        """Positions of the first `wanted` hits."""
        if wanted <= len(self.front):
            return self.front[:wanted]
        rest, wanted = self._behind_front(), wanted - len(self.front)
        if self._scores is None:
            behind = self._first_by_key(wanted)
        elif rest is None:
            behind = best(self._scores, self.keys, wanted)
        else:
            behind = rest[best(self._scores[rest], lambda some: self.keys(rest[some]), wanted)]
        return np.concatenate((self.front, behind))

    def _first_by_key(self, wanted: int) -> Array:
        """Where most parts are hits, those are taken that come first of all parts."""
        hits, all_parts = self.parts, self._view.in_order(self._order)
        some = wanted * len(all_parts) // max(1, len(hits)) * 2
        if some < len(hits):
            likely = all_parts[:some]
            at = np.minimum(hits.searchsorted(likely), len(hits) - 1)
            found: Array = at[hits[at] == likely][:wanted]
            if len(found) == wanted:
                return found
        return smallest(self.keys(np.arange(len(self.parts))), wanted)

    def reports_first(self, wanted: int) -> list[int]:
        """Numbers of the first `wanted` reports, in the order of their best part."""
        looked_at = wanted * PARTS_OF_A_REPORT
        while True:
            parts = self.parts[self.first(looked_at)]
            reports = [*dict.fromkeys(self._view.report_of[parts].tolist())]
            if len(reports) >= wanted or looked_at >= len(self.parts):
                return reports[:wanted]
            looked_at *= 4

    def of_report(self, report: int, wanted: int) -> tuple[Array, int]:
        """Positions of a report's first hits, and how many hits it has."""
        parts = self._view.report_first_parts[report : report + 2]
        start, end = np.searchsorted(self.parts, parts).tolist()
        front = self.front[(self.front >= start) & (self.front < end)]
        inside = np.arange(start, end)
        rest = inside[~np.isin(inside, front)] if len(front) else inside
        if self._scores is None:
            behind = rest[:wanted]  # ascending keys: parts of one report
        else:
            behind = rest[best(self._scores[rest], lambda some: self.keys(rest[some]), wanted)]
        return np.concatenate((front, behind))[:wanted], end - start

    def _behind_front(self) -> Array | None:
        """Positions of the hits that are not in front; None for all."""
        if not len(self.front):
            return None
        kept = np.ones(len(self.parts), np.bool_)
        kept[self.front] = False
        return np.flatnonzero(kept)


def page_of_hits(
    view: View,
    scorer: Scorer,
    plan: Plan,
    words: tuple[str, ...],
    found: PartSet,
    checkpoint: Checkpoint,
) -> list[PlacedHit]:
    """The page of the plan, kept with the set of its hits. `words` are the ranking words of its
    query."""
    pages: dict[Hashable, list[PlacedHit]] = found.derived.setdefault("pages", {})
    key = plan.query, plan.group, plan.sort, plan.offset, plan.limit
    page = pages.get(key)
    if page is None:
        page = []
        if len(found):
            page = _page(_ordered(view, scorer, plan, words, found, checkpoint), plan)
        if len(pages) >= _MOST_PAGES:
            pages.clear()
        if len(page) <= _LONGEST_PAGE:
            pages[key] = page
    return page


def _page(order: _Order, plan: Plan) -> list[PlacedHit]:
    hits, end = order.parts, plan.offset + plan.limit
    if plan.group == "part":
        return [
            PlacedHit(int(hits[position]), order.score(position))
            for position in order.first(end)[plan.offset :].tolist()
        ]
    page = []
    for report in order.reports_first(end)[plan.offset :]:
        positions, count = order.of_report(report, PARTS_OF_A_REPORT)
        page += [
            PlacedHit(int(hits[position]), order.score(position), count)
            for position in positions.tolist()
        ]
    return page


def _ordered(
    view: View,
    scorer: Scorer,
    plan: Plan,
    words: tuple[str, ...],
    found: PartSet,
    checkpoint: Checkpoint,
) -> _Order:
    parts = found.ids
    if plan.sort != "relevance" or not words:
        return _Order(view, parts, "newest" if plan.sort == "relevance" else plan.sort, None)
    literals = ranking.distinct_literals(plan.query)
    scores = scorer.scores(parts, words, literals, checkpoint)
    order = _Order(view, parts, "year", scores)
    if len(literals) > 1:
        checkpoint()
        close = order.first(ranking.CLOSENESS_DEPTH)
        lifted = scorer.closer(parts[close], scores[close], literals)
        scores[close] = lifted
        order.front = close[best(lifted, lambda some: order.keys(close[some]), len(close))]
    return order
