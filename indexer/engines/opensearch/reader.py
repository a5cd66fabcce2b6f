"""One generation, open for searching. See `search.engine.IndexReader`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.documents import head_of, part_of, report_of, source_of
from indexer.engines.opensearch.facets import counts, terms
from indexer.engines.opensearch.hits import Cursors, report_order
from indexer.engines.opensearch.manifest import Manifest
from indexer.engines.opensearch.mapping import Json
from indexer.engines.opensearch.scoring import Scoring
from indexer.engines.opensearch.search import Search
from indexer.engines.opensearch.shelf import Shelf
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.reports.model import Report
from indexer.reports.section_status import SectionEntry, statuses_of_parts
from indexer.search import ranking
from indexer.search.engine import (
    EngineHit,
    EngineResult,
    Plan,
    ReportHead,
    SourceRecord,
    Statistics,
)
from indexer.search.query import Literal, Node
from indexer.search.request import Scope

_MOST_WORDS: Final = 60_000
"""Words that a server counts before it says which are the most frequent."""
_MOST_CURSORS: Final = 200
_RESERVED: Final = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~^-]')
"""What the server's regular expressions read as more than itself."""


class OpenSearchReader:
    """Searches one generation. Immutable but for what it remembers, safe to share by threads."""

    def __init__(
        self, server: Server, index: str, manifest: Manifest, user_words: Path | None
    ) -> None:
        self._server = server
        self._index = index
        self._manifest = manifest
        self._user_words = user_words
        self._snapshot = Snapshot(server, index, manifest.live())
        self._shelf = Shelf(server, index)
        self._scoring = Scoring(self._snapshot, manifest.parts)
        self._lock = Lock()
        self._cursors: dict[tuple[object, ...], Cursors] = {}

    @property
    def generation(self) -> int:
        return self._manifest.generation

    def search(self, plan: Plan) -> EngineResult:
        words: tuple[str, ...] = ()
        if plan.sort == "relevance":
            words = ranking.ranking_words(plan.query, self.words)
        literals = ranking.distinct_literals(plan.query)
        scoring = self._scoring.sort(words, literals) if words else None
        found = Search(
            self._snapshot,
            plan,
            scoring,
            literals,
            self._shelf.texts,
            lambda kind: self._cursors_of(kind, plan),
        ).run()
        shown = self._shelf.take([placed.document for placed in found.placed])
        return EngineResult(
            total=found.total,
            reports=found.reports,
            spread=found.spread,
            parts=tuple(
                EngineHit(one.head, one.part, placed.score, placed.in_report, one.normalised)
                for one, placed in zip(shown, found.placed, strict=True)
            ),
            facets=found.facets,
            facet_reports=found.facet_reports,
        )

    def count(self, query: Node, scope: Scope = "part") -> int:
        return self._snapshot.totals(self._snapshot.parts(compiled.query_of(query, scope)))[0]

    def words(self, normalised: str) -> list[str]:
        return get_tokenizer(self._user_words).words(normalised)

    def compounds(self, word: str) -> frozenset[str]:
        return get_tokenizer(self._user_words).compounds(word)

    def document_frequency(self, term: str) -> int:
        return self.count(Literal(term))

    def values(self, facet: str) -> Mapping[str | None, int]:
        with self._lock:
            known = self._values.get(facet)
        if known is None:
            body = self._aggregated({facet: terms(facet)})
            known = counts(self._snapshot.ask_one(body)["aggregations"][facet])
            with self._lock:
                self._values[facet] = known
        return known

    @cached_property
    def _values(self) -> dict[str, Mapping[str | None, int]]:
        return {}

    def heads(self) -> Sequence[ReportHead]:
        return self._heads

    @cached_property
    def _heads(self) -> list[ReportHead]:
        return [head_of(hit["_source"]["stored"]) for hit in self._report_hits("head")]

    def head(self, report_id: str) -> ReportHead | None:
        stored = self._stored_report(report_id)
        return None if stored is None else head_of(stored)

    def report(self, report_id: str) -> Report | None:
        return stored_report(self._snapshot, report_id)

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        return {
            head.id: statuses_of_parts(report.parts)
            for head in self.heads()
            if head.year == year and (report := self.report(head.id)) is not None
        }

    def sources(self) -> Mapping[str, SourceRecord]:
        return self._sources

    @cached_property
    def _sources(self) -> dict[str, SourceRecord]:
        return {
            hit["sort"][-1]: source_of(hit["sort"][-1], hit["_source"]["stored"])
            for hit in self._report_hits("source")
        }

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        if limit < 1:
            return []
        return self._frequent(prefix, limit, considered=_MOST_WORDS)

    def common_words(self, limit: int) -> Sequence[str]:
        return [word for word, _ in self._frequent("", max(1, limit), considered=2 * limit + 100)]

    def _frequent(self, prefix: str, limit: int, considered: int) -> list[tuple[str, int]]:
        """Words with their parts; `considered` is what each shard tells of, at least."""
        # In brackets: of a bare `prefix.*` that lies behind all words, 2.19 makes an error.
        spelled = _RESERVED.sub(r"\\\g<0>", prefix) + ("(.*)" if len(prefix) > 1 else "(.+)")
        words: Json = {
            "field": "words",
            "include": spelled if prefix else "..+",
            "size": limit,
            "shard_size": max(considered, limit),
            "order": [{"_count": "desc"}, {"_key": "asc"}],
        }
        body = self._aggregated({"words": {"terms": words}})
        found = self._snapshot.ask_one(body)["aggregations"]["words"]["buckets"]
        return [(bucket["key"], bucket["doc_count"]) for bucket in found]

    def statistics(self) -> Statistics:
        schools, years = self.values("school"), self.values("year")
        sizes = self._server.ask("GET", f"/{self._index}/_stats/store")
        return Statistics(
            reports=self._manifest.reports,
            parts=self._manifest.parts,
            schools=len(schools.keys() - {None}),
            years=tuple(sorted(int(year) for year in years if year is not None)),
            engine="opensearch",
            generation=self.generation,
            bytes=sizes["_all"]["primaries"]["store"]["size_in_bytes"],
        )

    def close(self) -> None:
        """The server keeps nothing for a reader."""

    def _aggregated(self, aggregations: Json) -> Json:
        return {"query": self._snapshot.parts(), "size": 0, "aggs": aggregations}

    def _report_hits(self, stored: str) -> list[Json]:
        """Every report's document with one of the things it stores, newest first."""
        body = {
            "query": self._snapshot.reports(),
            "sort": report_order("newest"),
            "_source": [f"stored.{stored}"],
        }
        return [*self._snapshot.hits(body)]

    def _stored_report(self, report_id: str) -> Json | None:
        query = self._snapshot.reports({"term": {"report_id": report_id}})
        hits = self._snapshot.ask_one({"query": query, "size": 1})["hits"]["hits"]
        return hits[0]["_source"]["stored"] if hits else None

    def _cursors_of(self, kind: str, plan: Plan) -> Cursors:
        asked = (
            kind,
            plan.query,
            plan.scope,
            plan.sort,
            plan.group,
            frozenset(plan.filters.items()),
        )
        with self._lock:
            if len(self._cursors) > _MOST_CURSORS:
                self._cursors.clear()
            return self._cursors.setdefault(asked, Cursors())


def stored_report(snapshot: Snapshot, report_id: str) -> Report | None:
    """A report whole, out of its document and its parts'."""
    body = {
        "query": compiled.both(snapshot.live, {"term": {"report_id": report_id}}),
        "sort": [{"ordinal": {"order": "asc", "missing": -1}}],
    }
    hits = [hit["_source"]["stored"] for hit in snapshot.hits(body)]
    if not hits:
        return None
    stored, *parts = hits
    return report_of(stored, [part_of(part) for part in parts])
