"""This project's embedded engine, used through its Python API."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.peers import PAGE, Answer, Query
from indexer.archive import Archive, open_archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.reports.model import Report
from indexer.search.parse import parse_query
from indexer.search.request import SearchRequest


class Xxgk:
    """An archive, searched with `match=exact`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._archive: Archive | None = None

    def build(self, reports: Iterable[Report]) -> None:
        with WhooshEngine(self._folder).writer(rebuild=True) as writer:
            for report in reports:
                writer.put(report)

    def open(self) -> None:
        self.close()
        self._archive = open_archive(self._folder)
        with self._archive.reading() as reader:
            reader.warm_up()

    def forget(self) -> None:
        """Take a new reader over the same open files."""
        archive = self._opened()
        with archive.reading():  # keeps the files open for the next reader
            self._archive = Archive(archive.engine)
            with self._archive.reading():
                pass
        parse_query.cache_clear()

    def close(self) -> None:
        if self._archive:
            self._archive.close()
        self._archive = None

    def search(self, query: Query) -> Answer:
        found = self._opened().search(request(query))
        return Answer(
            found.total,
            tuple(snippet.text for hit in found.hits for snippet in hit.snippets[:1]),
            {name: len(values) for name, values in found.facets.items()},
        )

    def matches(self, query: Query) -> set[str]:
        return {hit.id for hit in self._opened().hits(request(query))}

    def _opened(self) -> Archive:
        assert self._archive is not None
        return self._archive


def request(query: Query) -> SearchRequest:
    """The query as a request to this project's library. It asks for no spelling suggestions, since
    no other engine makes any."""
    return SearchRequest(
        query_text(query),
        year=(str(query.year),) if query.year else (),
        section=(query.section,) if query.section else (),
        match="exact",
        page=query.page,
        size=PAGE,
        suggestions=False,
    )


def query_text(query: Query) -> str:
    """The query in this project's query language."""
    between = " " if query.near is None else f" NEAR/{query.near} "
    wanted = between.join(f'"{term}"' for term in query.terms)
    return wanted + "".join(f' -"{term}"' for term in query.without)
