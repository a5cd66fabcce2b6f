"""This project's second engine, on one OpenSearch node of its own (see `bench/cluster.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Final

from bench.cluster import Cluster, ask
from bench.peers import Answer, Query
from bench.peers.xxgk import request
from indexer.archive import Archive
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.reports.model import Report

HEAP: Final = "1g"


def make(folder: Path) -> OpenSearch:
    return OpenSearch(folder)


class OpenSearch:
    """The OpenSearch engine behind an Archive, asked exactly; the server's start is not counted,
    its memory and disk are."""

    def __init__(self, folder: Path) -> None:
        self._cluster = Cluster(folder, heap=HEAP, quick=False)
        self._cluster.start()
        self._engine = OpenSearchEngine(f"{self._cluster.url}/bench")
        self._archive: Archive | None = None

    def build(self, reports: Iterable[Report]) -> float:
        spent = 0.0
        began = perf_counter()
        with self._engine.writer(rebuild=True) as writer:
            spent += perf_counter() - began
            for report in reports:
                began = perf_counter()
                writer.put(report)
                spent += perf_counter() - began
            began = perf_counter()
        spent += perf_counter() - began
        ask(self._cluster.url, "/_flush", "POST")
        return spent

    def open(self) -> None:
        ask(self._cluster.url, "/_cache/clear", "POST")
        self._archive = Archive(self._engine)
        with self._archive.reading():
            pass

    def close(self) -> None:
        self._cluster.stop()

    def search(self, query: Query) -> Answer:
        assert self._archive is not None
        found = self._archive.search(request(query))
        return Answer(
            found.total,
            tuple(snippet.text for hit in found.hits for snippet in hit.snippets[:1]),
            {name: len(values) for name, values in found.facets.items()},
        )

    def matches(self, query: Query) -> set[str]:
        assert self._archive is not None
        return {hit.id for hit, _ in self._archive.hits(request(query))}
