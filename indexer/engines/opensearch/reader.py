"""One generation, open for searching (see `search.engine.IndexReader`); and its cache of parts."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch import sentences
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.documents import (
    figure_row_of,
    figures_of,
    head_of,
    part_of,
    report_key,
    report_of,
    source_of,
    statuses_of,
)
from indexer.engines.opensearch.errors import ServerError
from indexer.engines.opensearch.hits import SearchAfterCursors, report_order
from indexer.engines.opensearch.schema import UNKNOWN, Commit, Json
from indexer.engines.opensearch.scoring import Scorer
from indexer.engines.opensearch.search import Search, counts_of, value_counts
from indexer.engines.opensearch.store import Snapshot
from indexer.errors import IndexDamagedError
from indexer.i18n import Message
from indexer.reports.figures import Figure
from indexer.reports.model import Part, Report
from indexer.reports.section_status import SectionEntry
from indexer.search import ranking
from indexer.search.engine import (
    EngineHit,
    EngineResult,
    Plan,
    Repetition,
    ReportHead,
    SentenceUse,
    SourceRecord,
    Statistics,
)
from indexer.search.figure_columns import FigureColumns
from indexer.search.query import Literal, Node
from indexer.search.request import Scope

_MOST_WORDS: Final = 60_000
"""Words that a shard counts before it says which are the most frequent."""
_MOST_CURSORS: Final = 200
_MOST_HEADS: Final = 5_000
_MOST_CHARACTERS: Final = 8_000_000
"""Of cached texts."""
_DOCUMENTS_PER_REQUEST: Final = 1_000
_RESERVED: Final = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~^-]')
"""Special characters of the server's regular expressions."""


class OpenSearchReader:
    """Searches one generation. Immutable except for caches; thread-safe."""

    def __init__(self, server: Server, index: str, commit: Commit, user_words: Path | None) -> None:
        self._server = server
        self._index = index
        self._commit = commit
        self._user_words = user_words
        self._snapshot = Snapshot(server, index, commit.live())
        self._cache = PartCache(server, index)
        self._scorer = Scorer(self._snapshot, commit.parts)
        self._lock = Lock()
        self._values: dict[str, Mapping[str | None, int]] = {}
        self._cursors: dict[tuple[object, ...], SearchAfterCursors] = {}

    @property
    def generation(self) -> int:
        return self._commit.generation

    def search(self, plan: Plan) -> EngineResult:
        words: tuple[str, ...] = ()
        if plan.sort == "relevance":
            words = ranking.ranking_words(plan.query, self.words)
        literals = ranking.distinct_literals(plan.query)
        result = Search(
            self._snapshot,
            plan,
            self._scorer.sort(words, literals) if words else None,
            literals,
            self._cache.texts,
            lambda kind: self._cursors_of(kind, plan),
        ).run()
        parts = self._cache.get_many([hit.document for hit in result.hits])
        return EngineResult(
            total=result.total,
            reports=result.reports,
            spread=result.spread,
            parts=tuple(
                EngineHit(cached.head, cached.part, hit.score, hit.in_report, cached.normalised)
                for cached, hit in zip(parts, result.hits, strict=True)
            ),
            facets=result.facets,
            facet_reports=result.facet_reports,
        )

    def count(self, query: Node, scope: Scope = "part") -> int:
        return self._snapshot.counts(self._snapshot.parts(dsl.query_of(query, scope)))[0]

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
            body = self._aggregation({facet: value_counts(facet)})
            known = counts_of(self._snapshot.search(body)["aggregations"][facet])
            with self._lock:
                self._values[facet] = known
        return known

    def heads(self) -> Sequence[ReportHead]:
        return self._heads

    @cached_property
    def _heads(self) -> list[ReportHead]:
        return [head_of(hit["_source"]["stored"]) for hit in self._reports("head")]

    def head(self, report_id: str) -> ReportHead | None:
        query = self._snapshot.reports({"term": {"report_id": report_id}})
        body = {"query": query, "size": 1, "_source": ["stored.head"]}
        hits = self._snapshot.search(body)["hits"]["hits"]
        return head_of(hits[0]["_source"]["stored"]) if hits else None

    def report(self, report_id: str) -> Report | None:
        return stored_report(self._snapshot, report_id)

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        of_year = {"term": {"year": UNKNOWN if year is None else str(year)}}
        return {
            hit["sort"][-1]: statuses_of(hit["_source"]["stored"])
            for hit in self._reports("statuses", of_year)
        }

    def sentence_uses(self, keys: Sequence[str]) -> Sequence[SentenceUse]:
        return [*sentences.sentence_uses(self._snapshot, keys)]

    def sharing_reports(
        self, keys: Collection[str], limit: int, *, not_of: str | None
    ) -> Sequence[tuple[str, int]]:
        return sentences.sharing_reports(self._snapshot, keys, limit, not_of)

    def repetitions(self) -> Mapping[str, Repetition]:
        return self._repetitions

    @cached_property
    def _repetitions(self) -> dict[str, Repetition]:
        return sentences.repetitions(self._snapshot, self.heads())

    def figures(self) -> FigureColumns:
        return self._figures

    @cached_property
    def _figures(self) -> FigureColumns:
        rows = [figure_row_of(hit["_source"]["stored"]) for hit in self._reports("figure_row")]
        return FigureColumns.of(self.heads(), rows)

    def report_figures(self, report_ids: Iterable[str]) -> Mapping[str, Mapping[str, Figure]]:
        figures: dict[str, Mapping[str, Figure]] = {}
        ids = [*report_ids]
        for start in range(0, len(ids), _DOCUMENTS_PER_REQUEST):
            several = ids[start : start + _DOCUMENTS_PER_REQUEST]
            hits = self._reports("figures", {"terms": {"report_id": several}})
            figures |= {hit["sort"][-1]: figures_of(hit["_source"]["stored"]) for hit in hits}
        return figures

    def sources(self) -> Mapping[str, SourceRecord]:
        return self._sources

    @cached_property
    def _sources(self) -> dict[str, SourceRecord]:
        return {
            hit["sort"][-1]: source_of(hit["sort"][-1], hit["_source"]["stored"])
            for hit in self._reports("source")
        }

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        if limit < 1:
            return []
        return self._frequent_words(prefix, limit, per_shard=_MOST_WORDS)

    def common_words(self, limit: int) -> Sequence[str]:
        words = self._frequent_words("", max(1, limit), per_shard=2 * limit + 100)
        return [word for word, _ in words]

    def _frequent_words(self, prefix: str, limit: int, per_shard: int) -> list[tuple[str, int]]:
        """Words with the number of their parts; `per_shard` is how many each shard returns, at
        least."""
        # In brackets: OpenSearch 2.19 fails on a bare `prefix.*` that sorts after all words.
        pattern = _RESERVED.sub(r"\\\g<0>", prefix) + ("(.*)" if len(prefix) > 1 else "(.+)")
        words: Json = {
            "field": "words",
            "include": pattern if prefix else "..+",
            "size": limit,
            "shard_size": max(per_shard, limit),
            "order": [{"_count": "desc"}, {"_key": "asc"}],
        }
        body = self._aggregation({"words": {"terms": words}})
        buckets = self._snapshot.search(body)["aggregations"]["words"]["buckets"]
        return [(bucket["key"], bucket["doc_count"]) for bucket in buckets]

    def statistics(self) -> Statistics:
        schools, years = self.values("school"), self.values("year")
        sizes = self._server.request("GET", f"/{self._index}/_stats/store")
        return Statistics(
            reports=self._commit.reports,
            parts=self._commit.parts,
            schools=len(schools.keys() - {None}),
            years=tuple(sorted(int(year) for year in years if year is not None)),
            engine="opensearch",
            generation=self.generation,
            bytes=sizes["_all"]["primaries"]["store"]["size_in_bytes"],
        )

    def close(self) -> None:
        """The server keeps no state for a reader."""

    def warm_up(self) -> None:
        """Nothing to prepare."""

    def _aggregation(self, aggregations: Json) -> Json:
        return {"query": self._snapshot.parts(), "size": 0, "aggs": aggregations}

    def _reports(self, record: str, *queries: Json) -> list[Json]:
        """The reports that match all queries with one of their stored records, newest first."""
        body = {
            "query": self._snapshot.reports(*queries),
            "sort": report_order("newest"),
            "_source": [f"stored.{record}"],
        }
        return [*self._snapshot.scan(body)]

    def _cursors_of(self, kind: str, plan: Plan) -> SearchAfterCursors:
        key = (
            kind,
            plan.query,
            plan.scope,
            plan.sort,
            plan.group,
            frozenset(plan.filters.items()),
            plan.figures,
            plan.since,
        )
        with self._lock:
            if len(self._cursors) > _MOST_CURSORS:
                self._cursors.clear()
            return self._cursors.setdefault(key, SearchAfterCursors())


def stored_report(snapshot: Snapshot, report_id: str) -> Report | None:
    """A whole report, from its document and those of its parts."""
    body = {
        "query": dsl.all_of(snapshot.live, {"term": {"report_id": report_id}}),
        "sort": [{"ordinal": {"order": "asc", "missing": -1}}],
    }
    documents = [hit["_source"]["stored"] for hit in snapshot.scan(body)]
    if not documents:
        return None
    stored, *parts = documents
    return report_of(stored, [part_of(part) for part in parts])


@dataclass(frozen=True, slots=True)
class CachedPart:
    """A part with all that a hit shows."""

    head: ReportHead
    part: Part
    normalised: str


class PartCache:
    """Parts by the ids of their documents, fetched once: what a document shows never changes.
    Safe to share between threads."""

    def __init__(self, server: Server, index: str) -> None:
        self._server = server
        self._index = index
        self._lock = Lock()
        self._parts: OrderedDict[str, CachedPart] = OrderedDict()
        self._heads: OrderedDict[str, ReportHead] = OrderedDict()
        self._characters = 0

    def get_many(self, ids: Sequence[str]) -> list[CachedPart]:
        """The parts, in the order of the ids."""
        with self._lock:
            parts = {id_: self._parts[id_] for id_ in ids if id_ in self._parts}
        missing = [id_ for id_ in dict.fromkeys(ids) if id_ not in parts]
        for start in range(0, len(missing), _DOCUMENTS_PER_REQUEST):
            parts |= self._fetch(missing[start : start + _DOCUMENTS_PER_REQUEST])
        self._put(parts)
        return [parts[id_] for id_ in ids]

    def texts(self, ids: Iterable[str]) -> list[str]:
        """Their normalised texts."""
        return [cached.normalised for cached in self.get_many([*ids])]

    def _fetch(self, ids: Sequence[str]) -> dict[str, CachedPart]:
        """Parts, and each report's head once, however many of its parts are wanted."""
        keys = {id_: report_key(id_) for id_ in ids}
        with self._lock:
            heads = {key: self._heads[key] for key in keys.values() if key in self._heads}
        missing = [key for key in dict.fromkeys(keys.values()) if key not in heads]
        wanted = [_document(id_, key, "part") for id_, key in keys.items()]
        wanted += [_document(key, key, "head") for key in missing]
        stored = self._get_documents(wanted)
        heads |= {key: head_of(stored[key]) for key in missing}
        with self._lock:
            self._heads |= heads
            while len(self._heads) > _MOST_HEADS:
                self._heads.popitem(last=False)
        parts = {id_: part_of(stored[id_]) for id_ in ids}
        return {
            id_: CachedPart(heads[keys[id_]], part, normalize(part.text))
            for id_, part in parts.items()
        }

    def _get_documents(self, wanted: list[Json]) -> dict[str, Json]:
        """Document id → its stored records."""

        def attempt() -> list[Json]:
            response = self._server.request(
                "POST", f"/{self._index}/_mget", {"docs": wanted}, realtime="false"
            )
            documents: list[Json] = response["docs"]
            if any("error" in document for document in documents):
                raise ServerError(503, "shard_not_available", "mget")
            return documents

        return {document["_id"]: _stored(document) for document in self._server.retry(attempt)}

    def _put(self, parts: Mapping[str, CachedPart]) -> None:
        with self._lock:
            for id_, cached in parts.items():
                if id_ not in self._parts:
                    self._characters += len(cached.normalised)
                    self._parts[id_] = cached
                self._parts.move_to_end(id_)
            while self._characters > _MOST_CHARACTERS:
                self._characters -= len(self._parts.popitem(last=False)[1].normalised)


def _document(id_: str, key: str, record: str) -> Json:
    return {"_id": id_, "routing": key, "_source": [f"stored.{record}"]}


def _stored(document: Json) -> Json:
    if not document.get("found"):
        raise IndexDamagedError(
            Message(
                "索引里缺少 %(document)s。请运行 xxgk check，必要时 xxgk index PATH --rebuild。",
                document=document["_id"],
            )
        )
    stored: Json = document["_source"]["stored"]
    return stored
