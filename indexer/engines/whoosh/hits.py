"""Which hits stand on the page asked for, in order: by part, or grouped under reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.lists import Checkpoint
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.scoring import Scorer, Scores, best
from indexer.engines.whoosh.view import View
from indexer.search import ranking
from indexer.search.engine import Plan

PARTS_OF_A_REPORT: Final = 3
"""With group=report each report gives so many of its parts."""


@dataclass(frozen=True, slots=True)
class PlacedHit:
    """A hit on the page."""

    part: int
    score: float
    in_report: int | None = None


class _Order:
    """Hits of a plan with what orders them."""

    def __init__(self, view: View, hits: Ids, keys: Array, scores: Scores | None) -> None:
        self.view = view
        self.hits = hits
        self.keys = keys
        self.scores = scores
        self.front: Array = np.empty(0, np.int64)
        """Positions of the hits that stand in front of all others, in order."""

    def score(self, position: int) -> float:
        return 0.0 if self.scores is None else float(self.scores[position])

    def first(self, wanted: int) -> Array:
        """Positions of the first `wanted` hits."""
        if wanted <= len(self.front):
            return self.front[:wanted]
        rest = self._behind_front()
        scores = None if self.scores is None else self.scores[rest]
        behind = rest[best(scores, self.keys[rest], wanted - len(self.front))]
        return np.concatenate((self.front, behind))

    def reports_first(self, wanted: int) -> list[int]:
        """Numbers of the first `wanted` reports, in the order of their best part."""
        reports = self.view.report_of[self.hits]
        placed = [*dict.fromkeys(reports[self.front].tolist())]
        if len(placed) >= wanted:
            return placed[:wanted]
        rest = self._behind_front()
        rest = rest[~np.isin(reports[rest], placed)]
        if not len(rest):
            return placed
        starts = np.flatnonzero(np.diff(reports[rest], prepend=-1))
        # Inside a report keys ascend with its parts, so the first part has the lowest.
        keys = self.keys[rest[starts]]
        scores = None
        if self.scores is not None:
            scores = np.maximum.reduceat(self.scores[rest], starts)
        chosen = best(scores, keys, wanted - len(placed))
        return [*placed, *reports[rest[starts[chosen]]].tolist()]

    def of_report(self, report: int, wanted: int) -> tuple[Array, int]:
        """Positions of a report's first hits, and how many hits it has."""
        reports = self.view.report_of[self.hits]
        start, end = np.searchsorted(reports, [report, report + 1])
        inside = np.arange(start, end)
        front = self.front[np.isin(self.front, inside)]
        rest = inside[~np.isin(inside, front)]
        scores = None if self.scores is None else self.scores[rest]
        behind = rest[best(scores, self.keys[rest], wanted)]
        return np.concatenate((front, behind))[:wanted], int(end - start)

    def _behind_front(self) -> Array:
        kept = np.ones(len(self.hits), np.bool_)
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
    """The page of the plan. `words` are the ranking words of its query."""
    hits = found.ids
    order = _ordered(view, scorer, plan, words, found, checkpoint)
    end = plan.offset + plan.limit
    if plan.group == "part":
        return [
            PlacedHit(int(hits[position]), order.score(position))
            for position in order.first(end)[plan.offset :].tolist()
        ]
    placed = []
    for report in order.reports_first(end)[plan.offset :]:
        positions, count = order.of_report(report, PARTS_OF_A_REPORT)
        placed += [
            PlacedHit(int(hits[position]), order.score(position), count)
            for position in positions.tolist()
        ]
    return placed


def _ordered(
    view: View,
    scorer: Scorer,
    plan: Plan,
    words: tuple[str, ...],
    found: PartSet,
    checkpoint: Checkpoint,
) -> _Order:
    hits = found.ids
    if plan.sort != "relevance" or not words:
        name = "newest" if plan.sort == "relevance" else plan.sort
        return _Order(view, hits, view.part_keys(name, hits), None)
    literals = ranking.distinct_literals(plan.query)
    scores = scorer.scores(found, words, literals, checkpoint)
    order = _Order(view, hits, view.part_keys("year", hits), scores)
    if len(literals) > 1:
        checkpoint()
        close = order.first(ranking.CLOSENESS_DEPTH)
        lifted = scorer.closer(hits[close], scores[close], literals)
        scores[close] = lifted
        order.front = close[best(lifted, order.keys[close], len(close))]
    return order
