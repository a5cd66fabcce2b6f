"""This project's second engine, on one OpenSearch node of its own (see `bench/cluster.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bench.cluster import Cluster, ask
from bench.peers.xxgk import AskedArchive, build
from indexer.archive import Archive
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.reports.model import Report

HEAP: Final = "1g"


def make(folder: Path) -> OpenSearch:
    return OpenSearch(folder)


class OpenSearch(AskedArchive):
    """The OpenSearch engine behind an Archive, asked exactly; the server's start is not counted,
    its memory and disk are."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._cluster = Cluster(folder, heap=HEAP, quick=False)
        self._cluster.start()
        self._engine = OpenSearchEngine(f"{self._cluster.url}/bench")

    def build(self, reports: Iterable[Report]) -> float:
        spent = build(self._engine, reports)
        ask(self._cluster.url, "/_flush", "POST")
        return spent

    def open(self) -> None:
        ask(self._cluster.url, "/_cache/clear", "POST")
        self._archive = Archive(self._engine)
        with self._archive.reading():
            pass

    def forget(self) -> None:
        self.open()  # the connection stays

    def close(self) -> None:
        self._cluster.stop()
