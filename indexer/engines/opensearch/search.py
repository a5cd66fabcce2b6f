"""One search of one generation: totals, facets and a page, from as few requests as will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.facets import (
    facet_aggregations,
    facet_counts,
    report_aggregation,
    report_counts,
)
from indexer.engines.opensearch.hits import (
    PARTS_OF_A_REPORT,
    Cursors,
    Ordered,
    Placed,
    distinct,
    part_order,
    parts_of_reports,
    report_of,
    report_order,
    score_of,
)
from indexer.engines.opensearch.mapping import WINDOW, Json
from indexer.engines.opensearch.snapshot import Snapshot, counting, total
from indexer.search import ranking
from indexer.search.engine import Plan
from indexer.search.query import Literal, positive_leaves

TextOf = Callable[[Sequence[str]], Sequence[str]]
"""Ids of parts' documents → their normalised texts."""


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What the server found, before the documents of the page are fetched."""

    total: int
    reports: int
    spread: int
    placed: tuple[Placed, ...]
    facets: dict[str, dict[str | None, int]]
    facet_reports: dict[str, dict[str | None, int]]


class Search:
    """A plan on its way through the server."""

    def __init__(
        self,
        snapshot: Snapshot,
        plan: Plan,
        scoring: Json | None,
        literals: Sequence[Literal],
        text_of: TextOf,
        cursors: Callable[[str], Cursors],
    ) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._scoring = scoring
        self._literals = literals
        self._text_of = text_of
        self._sort = part_order(plan.sort, scoring)
        self._matching = compiled.query_of(plan.query, plan.scope)
        self._filters = compiled.filters_query(plan.filters)
        self._wanted = compiled.both(self._matching, self._filters)
        self._hits = snapshot.parts(self._wanted)
        self._by_part = Ordered(snapshot, self._hits, self._sort, cursors("part"))
        self._by_report = Ordered(
            snapshot,
            snapshot.reports(compiled.having_part(self._wanted)),
            report_order(plan.sort),
            cursors("report"),
        )

    def run(self) -> ParseResult:
        """Ask, and put the page in order."""
        start, count = self._first_window()
        ordered = self._by_report if self._pages_reports() else self._by_part
        bodies = [self._overview(), self._reports_count(), self._spread_count()]
        bodies += map(self._report_counts, self._plan.report_counts)
        if is_shallow := start + count <= WINDOW:
            bodies.append(ordered.body(start, count))
        overview, reports, spread, *more = self._snapshot.ask(bodies)
        counted, page = more[: len(self._plan.report_counts)], more[len(self._plan.report_counts) :]
        if is_shallow:
            first = ordered.kept(start, page[0]["hits"]["hits"])
        else:
            first = ordered.window(start, count)
        return ParseResult(
            total=total(overview),
            reports=total(reports),
            spread=total(spread),
            placed=tuple(self._placed(first)),
            facets=facet_counts(overview["aggregations"]) if self._plan.facets else {},
            facet_reports={
                facet: report_counts(facet, answer["aggregations"]["values"])
                for facet, answer in zip(self._plan.report_counts, counted, strict=True)
            },
        )

    def _pages_reports(self) -> bool:
        """Whether the order of reports is known without looking at their parts."""
        return self._plan.group == "report" and self._scoring is None

    def _is_close(self) -> bool:
        """Whether the best parts are put in order again by how close the terms stand."""
        return self._scoring is not None and len(self._literals) > 1

    def _first_window(self) -> tuple[int, int]:
        if self._is_close():
            return 0, ranking.CLOSENESS_DEPTH
        if self._plan.group == "report" and self._scoring is not None:
            return 0, 0
        return self._plan.offset, self._plan.limit

    def _overview(self) -> Json:
        """Total and facets. Filters come behind the facets, since each leaves its own out."""
        plan = self._plan
        body: Json = {"size": 0, "track_total_hits": True}
        if not plan.facets:
            return body | {"query": self._hits}
        body["aggs"] = facet_aggregations(plan.filters)
        if plan.filters:
            body["post_filter"] = self._filters
        return body | {"query": self._snapshot.parts(self._matching)}

    def _reports_count(self) -> Json:
        return counting(self._snapshot.reports(compiled.having_part(self._wanted)))

    def _report_counts(self, facet: str) -> Json:
        """Reports under each value of a facet, its own filter left out."""
        filters = {name: values for name, values in self._plan.filters.items() if name != facet}
        parts = compiled.both(self._matching, compiled.filters_query(filters))
        body = report_aggregation(facet, parts)
        return body | {"query": self._snapshot.reports(body["query"]), "size": 0}

    def _spread_count(self) -> Json:
        """Reports that hold all terms under the filters, though none of their parts does."""
        plan = self._plan
        if plan.scope == "report" or len(tuple(positive_leaves(plan.query))) < 2:
            return counting(compiled.NOTHING)
        any_term = compiled.holding_any_term(plan.query)
        return counting(
            self._snapshot.reports(
                compiled.report_query(plan.query),
                compiled.having_part(compiled.both(any_term, self._filters)),
                compiled.without(compiled.having_part(self._matching)),
            )
        )

    def _placed(self, first: list[Json]) -> list[Placed]:
        plan = self._plan
        if self._pages_reports():
            return self._best_parts([report_of(hit) for hit in first], {})
        front = self._closest_first(first) if self._is_close() else []
        if plan.group == "report":
            return self._reports_by_relevance(front)
        if not self._is_close():
            return [self._as_placed(hit) for hit in first]
        begin = max(plan.offset, len(front))
        behind = self._by_part.window(begin, plan.offset + plan.limit - begin)
        page = front[plan.offset : plan.offset + plan.limit]
        return [*page, *map(self._as_placed, behind)]

    def _closest_first(self, hits: list[Json]) -> list[Placed]:
        """The best parts, lifted by how close the terms stand in their texts."""
        texts = self._text_of([hit["_id"] for hit in hits])
        lifted = [
            score_of(hit, self._scoring) * ranking.closeness_factor(text, self._literals)
            for hit, text in zip(hits, texts, strict=True)
        ]
        # Year, id and ordinal decide between equals, as they did before: `hits` are in the order
        # of score first, so that equals by the new score need their keys once more.
        in_order = sorted(zip(lifted, hits, strict=True), key=_best_first)
        return [Placed(hit["_id"], report_of(hit), score) for score, hit in in_order]

    def _reports_by_relevance(self, front: list[Placed]) -> list[Placed]:
        """Reports in the order of their best part: those at the front, then the others."""
        plan = self._plan
        end = plan.offset + plan.limit
        by_report: dict[str, list[Placed]] = {}
        for placed in front:
            by_report.setdefault(placed.report, []).append(placed)
        report_ids = [*by_report]
        if len(report_ids) < end:
            report_ids += self._further_reports(report_ids, end - len(report_ids))
        return self._best_parts(report_ids[plan.offset : end], by_report)

    def _further_reports(self, known: Sequence[str], wanted: int) -> list[str]:
        """The reports behind those at the front, in order, by their best part."""
        query = self._hits
        if known:
            rest = compiled.without({"terms": {"report_id": [*known]}})
            query = compiled.both(query, rest)
        if wanted <= WINDOW:
            body = {
                "query": query,
                "sort": self._sort,
                "size": wanted,
                "collapse": {"field": "report_id"},
                "_source": False,
                "track_total_hits": False,
            }
            hits = self._snapshot.ask_one(body)["hits"]["hits"]
        else:
            body = {"query": query, "sort": self._sort, "_source": False}
            hits = self._snapshot.hits(body | {"docvalue_fields": ["report_id"]}, page=WINDOW)
        return distinct(map(report_of, hits))[:wanted]

    def _best_parts(
        self, report_ids: Sequence[str], front: dict[str, list[Placed]]
    ) -> list[Placed]:
        """The best parts of each report, those at the front first."""
        if not report_ids:
            return []
        placed: list[Placed] = []
        hits_of = parts_of_reports(self._snapshot, self._hits, self._sort, report_ids)
        for report_id in report_ids:
            hits = hits_of[report_id]
            best = front.get(report_id, [])
            known = {one.document for one in best}
            rest = [self._as_placed(hit) for hit in hits if hit["_id"] not in known]
            placed += [
                Placed(one.document, one.report, one.score, len(hits))
                for one in [*best, *rest][:PARTS_OF_A_REPORT]
            ]
        return placed

    def _as_placed(self, hit: Json) -> Placed:
        return Placed(hit["_id"], report_of(hit), score_of(hit, self._scoring))


def _best_first(scored: tuple[float, Json]) -> tuple[object, ...]:
    """By the new score, then as the server orders equals."""
    score, hit = scored
    _, year, report_id, ordinal = hit["sort"]
    return -score, -year, report_id, ordinal
