"""One generation's documents: where they lie, and the query that finds them and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.connection import READ_PATIENCE_S, Server
from indexer.engines.opensearch.mapping import Json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a reader, or a writer over a generation, asks. Safe to share between threads."""

    server: Server
    index: str
    live: Json
    patience_s: float = READ_PATIENCE_S
    """So long a search is repeated while a node is gone: a person waits less than a batch."""

    def parts(self, *queries: Json) -> Json:
        """This generation's parts that all queries find."""
        return compiled.parts(self.live, *queries)

    def reports(self, *queries: Json) -> Json:
        """This generation's reports that all queries find."""
        return compiled.reports(self.live, *queries)

    def ask(self, bodies: Sequence[Json]) -> list[Json]:
        """Several searches at once; see `Server.searches`."""
        return self.server.searches(self.index, bodies, patience_s=self.patience_s)

    def ask_one(self, body: Json) -> Json:
        """One search."""
        return self.ask([body])[0]

    def hits(self, body: Json, *, page: int = 5_000) -> Iterator[Json]:
        """All hits of a search however many, in the order of its `sort`, which must be total."""
        after: Json = {}
        while True:
            body = body | {"size": page, "track_total_hits": False} | after
            hits = self.ask_one(body)["hits"]["hits"]
            yield from hits
            if len(hits) < page:
                return
            after = {"search_after": hits[-1]["sort"]}

    def totals(self, *queries: Json) -> list[int]:
        """How many documents each query finds, exactly."""
        return [total(found) for found in self.ask([counting(query) for query in queries])]


def counting(query: Json) -> Json:
    """A search for the number of documents alone."""
    return {"query": query, "size": 0, "track_total_hits": True}


def total(response: Json) -> int:
    """The number of documents out of a search's answer."""
    value: int = response["hits"]["total"]["value"]
    return value
