"""One search of one generation: totals, facets and a page, in as few requests as possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.hits import (
    RankedHit,
    SearchAfterCursors,
    SortedHits,
    part_order,
    parts_of_reports,
    report_id_of,
    report_order,
    score_of,
)
from indexer.engines.opensearch.schema import UNKNOWN, Json
from indexer.engines.opensearch.store import Snapshot, count_body, total_hits
from indexer.errors import UnusableIndexError
from indexer.i18n import Message
from indexer.reports.taxonomy import SECTIONS, TEXT_SOURCES, TOPICS
from indexer.search import ranking
from indexer.search.engine import PARTS_PER_REPORT, Plan
from indexer.search.query import Literal, positive_leaves
from indexer.search.request import FACETS
from indexer.search.response import UNKNOWN_VALUE

_MOST_VALUES: Final = 60_000
"""Of one facet. A server counts exactly only if it may return every value."""
_LABELS_OF_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "section": SECTIONS,
    "topic": TOPICS,
    "text_source": TEXT_SOURCES,
}

GetTexts = Callable[[Sequence[str]], Sequence[str]]
"""Ids of parts' documents → their normalised texts."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What matched, before the documents of the page are fetched."""

    total: int
    reports: int
    spread: int
    hits: tuple[RankedHit, ...]
    facets: dict[str, dict[str | None, int]]
    facet_reports: dict[str, dict[str | None, int]]


class Search:
    """One plan, executed on the server."""

    def __init__(
        self,
        snapshot: Snapshot,
        plan: Plan,
        scoring: Json | None,
        literals: Sequence[Literal],
        get_texts: GetTexts,
        cursors: Callable[[str], SearchAfterCursors],
    ) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._scoring = scoring
        self._literals = literals
        self._get_texts = get_texts
        self._sort = part_order(plan.sort, scoring)
        self._matching = dsl.query_of(plan.query, plan.scope)
        self._filters = dsl.filters_query(plan.filters, plan)
        self._filtered = dsl.all_of(self._matching, self._filters)
        self._query = snapshot.parts(self._filtered)
        self._by_part = SortedHits(snapshot, self._query, self._sort, cursors("part"))
        self._by_report = SortedHits(
            snapshot,
            snapshot.reports(dsl.has_part(self._filtered)),
            report_order(plan.sort),
            cursors("report"),
        )
        self._window = snapshot.server.settings.result_window

    def run(self) -> SearchResult:
        """Send the requests and put the page in order."""
        start, count = self._first_window()
        hits = self._by_report if self._pages_reports() else self._by_part
        counted = self._plan.report_counts
        bodies = [self._overview(), self._reports_count(), self._spread_count()]
        bodies += map(self._report_counts, counted)
        if is_shallow := start + count <= self._window:
            bodies.append(hits.body(start, count))
        overview, reports, spread, *more = self._snapshot.multi_search(bodies)
        if is_shallow:
            first = hits.remember(start, more[-1]["hits"]["hits"])
        else:
            first = hits.window(start, count)
        return SearchResult(
            total=total_hits(overview),
            reports=total_hits(reports),
            spread=total_hits(spread),
            hits=tuple(self._ranked(first)),
            facets=_facet_counts(overview["aggregations"]) if self._plan.facets else {},
            facet_reports={
                facet: _report_counts_of(facet, response["aggregations"]["values"])
                for facet, response in zip(counted, more[: len(counted)], strict=True)
            },
        )

    def _pages_reports(self) -> bool:
        """Whether the order of reports is known without their parts."""
        return self._plan.group == "report" and self._scoring is None

    def _is_reranked(self) -> bool:
        """Whether the best parts are reranked by the distance between the terms."""
        return self._scoring is not None and len(self._literals) > 1

    def _first_window(self) -> tuple[int, int]:
        if self._is_reranked():
            return 0, ranking.PROXIMITY_DEPTH
        if self._plan.group == "report" and self._scoring is not None:
            return 0, 0
        return self._plan.offset, self._plan.limit

    def _overview(self) -> Json:
        """Total and facets. The filters are applied after the facets are counted, as each facet
        leaves its own out."""
        plan = self._plan
        body: Json = {"size": 0, "track_total_hits": True}
        if not plan.facets:
            return body | {"query": self._query}
        body["aggs"] = {
            facet: {"filter": self._filters_without(facet), "aggs": {"values": value_counts(facet)}}
            for facet in FACETS
        }
        if plan.has_filters:
            body["post_filter"] = self._filters
        return body | {"query": self._snapshot.parts(self._matching)}

    def _filters_without(self, facet: str) -> Json:
        filters = {name: values for name, values in self._plan.filters.items() if name != facet}
        return dsl.filters_query(filters, self._plan)

    def _reports_count(self) -> Json:
        return count_body(self._snapshot.reports(dsl.has_part(self._filtered)))

    def _report_counts(self, facet: str) -> Json:
        """Distinct reports under each value of a facet, its own filter left out. A report's
        document has the report's labels; sections and topics are in those of its parts only."""
        parts = dsl.all_of(self._matching, self._filters_without(facet))
        if facet in _LABELS_OF_PARTS:
            holding = {
                label or UNKNOWN_VALUE: dsl.has_part(dsl.all_of(parts, {"term": {facet: label}}))
                for label in (*_LABELS_OF_PARTS[facet], UNKNOWN)
            }
            values: Json = {"filters": {"filters": holding}}
        else:
            values = value_counts(facet)
        query = self._snapshot.reports(dsl.has_part(parts))
        return {"query": query, "size": 0, "aggs": {"values": values}}

    def _spread_count(self) -> Json:
        """Reports that contain all terms under the filters, but not in one part."""
        plan = self._plan
        if plan.scope == "report" or len(tuple(positive_leaves(plan.query))) < 2:
            return count_body(dsl.NOTHING)
        any_term = dsl.matches_any_term(plan.query)
        return count_body(
            self._snapshot.reports(
                dsl.report_query(plan.query),
                dsl.has_part(dsl.all_of(any_term, self._filters)),
                dsl.none_of(dsl.has_part(self._matching)),
            )
        )

    def _ranked(self, first: list[Json]) -> list[RankedHit]:
        plan = self._plan
        if self._pages_reports():
            return self._best_parts([report_id_of(hit) for hit in first], {})
        head = self._reranked(first) if self._is_reranked() else []
        if plan.group == "report":
            return self._reports_by_relevance(head)
        if not self._is_reranked():
            return [self._as_ranked(hit) for hit in first]
        begin = max(plan.offset, len(head))
        tail = self._by_part.window(begin, plan.offset + plan.limit - begin)
        page = head[plan.offset : plan.offset + plan.limit]
        return [*page, *map(self._as_ranked, tail)]

    def _reranked(self, hits: list[Json]) -> list[RankedHit]:
        """The best parts, boosted by how close the terms are in their texts."""
        texts = self._get_texts([hit["_id"] for hit in hits])
        scores = [
            score_of(hit, self._scoring) * ranking.proximity_factor(text, self._literals)
            for hit, text in zip(hits, texts, strict=True)
        ]
        in_order = sorted(zip(scores, hits, strict=True), key=_best_first)
        return [RankedHit(hit["_id"], report_id_of(hit), score) for score, hit in in_order]

    def _reports_by_relevance(self, head: list[RankedHit]) -> list[RankedHit]:
        """Reports by their best part: those of the reranked parts, then the others."""
        plan = self._plan
        end = plan.offset + plan.limit
        by_report: dict[str, list[RankedHit]] = {}
        for hit in head:
            by_report.setdefault(hit.report, []).append(hit)
        report_ids = [*by_report]
        if len(report_ids) < end:
            report_ids += self._further_reports(report_ids, end - len(report_ids))
        return self._best_parts(report_ids[plan.offset : end], by_report)

    def _further_reports(self, known: Sequence[str], count: int) -> list[str]:
        """The reports after those known, by their best part."""
        query = self._query
        if known:
            query = dsl.all_of(query, dsl.none_of({"terms": {"report_id": [*known]}}))
        body: Json = {
            "query": query,
            "sort": self._sort,
            "_source": False,
            "track_total_hits": False,
        }
        if count <= self._window:
            collapsed = body | {"size": count, "collapse": {"field": "report_id"}}
            hits = self._snapshot.search(collapsed)["hits"]["hits"]
        else:
            fields = {"docvalue_fields": ["report_id"]}
            hits = self._snapshot.scan(body | fields, page=self._window)
        return [*dict.fromkeys(map(report_id_of, hits))][:count]

    def _best_parts(
        self, report_ids: Sequence[str], head: dict[str, list[RankedHit]]
    ) -> list[RankedHit]:
        """The best parts of each report, the reranked ones first."""
        if not report_ids:
            return []
        ranked: list[RankedHit] = []
        hits_of = parts_of_reports(self._snapshot, self._query, self._sort, report_ids)
        for report_id in report_ids:
            hits = hits_of[report_id]
            best = head.get(report_id, [])
            known = {hit.document for hit in best}
            rest = [self._as_ranked(hit) for hit in hits if hit["_id"] not in known]
            ranked += [
                RankedHit(hit.document, hit.report, hit.score, len(hits))
                for hit in [*best, *rest][:PARTS_PER_REPORT]
            ]
        return ranked

    def _as_ranked(self, hit: Json) -> RankedHit:
        return RankedHit(hit["_id"], report_id_of(hit), score_of(hit, self._scoring))


def _best_first(scored: tuple[float, Json]) -> tuple[object, ...]:
    """By the new score; ties as the server orders them."""
    score, hit = scored
    _, year, report_id, ordinal = hit["sort"]
    return -score, -year, report_id, ordinal


def _facet_counts(aggregations: Json) -> dict[str, dict[str | None, int]]:
    return {facet: counts_of(aggregations[facet]["values"]) for facet in FACETS}


def _report_counts_of(facet: str, aggregation: Json) -> dict[str | None, int]:
    if facet not in _LABELS_OF_PARTS:
        return counts_of(aggregation)
    return {
        None if label == UNKNOWN_VALUE else label: bucket["doc_count"]
        for label, bucket in aggregation["buckets"].items()
        if bucket["doc_count"]
    }


def value_counts(field: str) -> Json:
    """An aggregation of every value of a field with its number of documents."""
    return {"terms": {"field": field, "size": _MOST_VALUES}}


def counts_of(aggregation: Json) -> dict[str | None, int]:
    """Stored value → documents, from the result of `value_counts`."""
    if aggregation["sum_other_doc_count"]:
        raise UnusableIndexError(
            Message("一个筛选项超过 %(most)d 个值，OpenSearch 不能准确计数", most=_MOST_VALUES)
        )
    return {
        None if bucket["key"] == UNKNOWN else bucket["key"]: bucket["doc_count"]
        for bucket in aggregation["buckets"]
    }
