"""Which hits are on a page, in order: parts, or parts grouped by report."""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, true_at
from indexer.engines.whoosh.doc_set import DocIdSet, RankedHit
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.scoring import Scorer, Scores, lowest_keys, top_k
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.search import ranking
from indexer.search.engine import PARTS_PER_REPORT, Plan
from indexer.search.search_budget import checkpoint

_MAX_PAGES: Final = 8
"""Pages cached with a set, of at most `_LONGEST_PAGE` hits: some 100 bytes a hit."""
_LONGEST_PAGE: Final = 50


class Ranking:
    """Hits in an order: by score if there are scores, then by the sort keys of `order`."""

    def __init__(
        self, snapshot: IndexSnapshot, parts: DocIds, order: str, scores: Scores | None
    ) -> None:
        self.parts = parts
        """The hits, ascending."""
        self.reranked_head: Array = np.empty(0, np.int64)
        """Positions of the hits that come before all others, in order."""
        self._snapshot = snapshot
        self._order = order
        self._scores = scores

    def keys(self, positions: Array) -> Array:
        return self._snapshot.sort_keys(self._order, self.parts[positions])

    def scores(self, positions: Array) -> list[float]:
        """The scores of hits; 0 in an order without."""
        if self._scores is None:
            return [0.0] * len(positions)
        scores: list[float] = self._scores[positions].tolist()
        return scores

    def first(self, wanted: int) -> Array:
        """Positions of the first `wanted` hits."""
        head = self.reranked_head
        if wanted <= len(head):
            return head[:wanted]
        tail, wanted = self._tail(), wanted - len(head)
        if self._scores is None:
            following = self._first_by_key(wanted)
        elif tail is None:
            following = top_k(self._scores, self.keys, wanted)
        else:
            following = self._best_of(tail, wanted)
        return np.concatenate((head, following))

    def _best_of(self, positions: Array, wanted: int) -> Array:
        assert self._scores is not None
        scores = self._scores[positions]
        return positions[top_k(scores, lambda some: self.keys(positions[some]), wanted)]

    def _first_by_key(self, wanted: int) -> Array:
        """Where most parts are hits, the first ones are among the first of all parts."""
        hits, all_parts = self.parts, self._snapshot.sorted_parts(self._order)
        depth = wanted * len(all_parts) // max(1, len(hits)) * 2
        if depth < len(hits):
            candidates = all_parts[:depth]
            nearest = np.minimum(hits.searchsorted(candidates), len(hits) - 1)
            found: Array = nearest[hits[nearest] == candidates][:wanted]
            if len(found) == wanted:
                return found
        return lowest_keys(self.keys(np.arange(len(self.parts))), wanted)

    def first_reports(self, wanted: int) -> list[int]:
        """Numbers of the first `wanted` reports, in the order of their best part."""
        depth = wanted * PARTS_PER_REPORT
        while True:
            parts = self.parts[self.first(depth)]
            reports = [*dict.fromkeys(self._snapshot.report_of[parts].tolist())]
            if len(reports) >= wanted or depth >= len(self.parts):
                return reports[:wanted]
            depth *= 4

    def of_report(self, report: int, wanted: int) -> tuple[Array, int]:
        """Positions of a report's first hits, and the number of its hits."""
        parts = self._snapshot.report_first_parts[report : report + 2]
        start, end = np.searchsorted(self.parts, parts).tolist()
        head = self.reranked_head[(self.reranked_head >= start) & (self.reranked_head < end)]
        inside = np.arange(start, end)
        tail = inside[~np.isin(inside, head)] if len(head) else inside
        # Without scores the order is that of the parts.
        following = tail[:wanted] if self._scores is None else self._best_of(tail, wanted)
        return np.concatenate((head, following))[:wanted], end - start

    def _tail(self) -> Array | None:
        """Positions of the hits that are not in the head; None for all."""
        if not len(self.reranked_head):
            return None
        in_tail = np.ones(len(self.parts), np.bool_)
        in_tail[self.reranked_head] = False
        return true_at(in_tail)


def hits_page(
    snapshot: IndexSnapshot, scorer: Scorer, plan: Plan, words: tuple[str, ...], hits: DocIdSet
) -> list[RankedHit]:
    """The plan's page of the hits, cached with their set. `words` are the query's ranking words."""
    pages = hits.derived.pages
    key = plan.query, plan.group, plan.sort, plan.offset, plan.limit
    page = pages.get(key)
    if page is None:
        page = _page(_ranking(snapshot, scorer, plan, words, hits), plan) if len(hits) else []
        if len(pages) >= _MAX_PAGES:
            pages.clear()
        if len(page) <= _LONGEST_PAGE:
            pages[key] = page
    return page


def _page(order: Ranking, plan: Plan) -> list[RankedHit]:
    parts, end = order.parts, plan.offset + plan.limit
    if plan.group == "part":
        positions = order.first(end)[plan.offset :]
        return [*map(RankedHit, parts[positions].tolist(), order.scores(positions))]
    page = []
    for report in order.first_reports(end)[plan.offset :]:
        positions, count = order.of_report(report, PARTS_PER_REPORT)
        page += [
            RankedHit(part, score, count)
            for part, score in zip(parts[positions].tolist(), order.scores(positions), strict=True)
        ]
    return page


def _ranking(
    snapshot: IndexSnapshot, scorer: Scorer, plan: Plan, words: tuple[str, ...], hits: DocIdSet
) -> Ranking:
    parts = hits.ids
    if plan.sort != "relevance" or not words:
        order = "newest" if plan.sort == "relevance" else plan.sort
        return Ranking(snapshot, parts, order, None)
    literals = ranking.distinct_literals(plan.query)
    scores = scorer.scores(parts, words, literals)
    ranked = Ranking(snapshot, parts, "year", scores)
    if len(literals) > 1:
        checkpoint()
        head = ranked.first(ranking.PROXIMITY_DEPTH)
        raised = scorer.with_proximity(parts[head], scores[head], literals)
        scores[head] = raised
        order_of_head = top_k(raised, lambda some: ranked.keys(head[some]), len(head))
        ranked.reranked_head = head[order_of_head]
    return ranked
