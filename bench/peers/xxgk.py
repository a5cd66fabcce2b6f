"""This project, through its own front door."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from bench.peers import PAGE, Answer, Query
from indexer.archive import Archive, open_archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.reports.model import Report
from indexer.search.engine import SearchEngine
from indexer.search.parse import parse_query
from indexer.search.request import SearchRequest


def make(folder: Path) -> Xxgk:
    return Xxgk(folder)


class AskedArchive:
    """An archive that is asked what all peers are asked, whatever engine is behind it."""

    def __init__(self) -> None:
        self._archive: Archive | None = None

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


class Xxgk(AskedArchive):
    """The Whoosh engine behind an Archive, asked exactly."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def build(self, reports: Iterable[Report]) -> float:
        return build(WhooshEngine(self._folder), reports)

    def open(self) -> None:
        self.close()
        self._archive = open_archive(self._folder)
        with self._archive.reading():
            pass

    def forget(self) -> None:
        """A reader of its own, over the files that are open."""
        assert self._archive is not None
        with self._archive.reading():  # held so long, its files stay open for the next one
            self._archive = Archive(self._archive.engine)
            with self._archive.reading():
                pass
        parse_query.cache_clear()

    def close(self) -> None:
        if self._archive:
            self._archive.close()
        self._archive = None


def build(engine: SearchEngine, reports: Iterable[Report]) -> float:
    """Make an engine's index of reports; seconds spent in the engine, not in making the reports."""
    spent = 0.0
    began = perf_counter()
    with engine.writer(rebuild=True) as writer:
        spent += perf_counter() - began
        for report in reports:
            began = perf_counter()
            writer.put(report)
            spent += perf_counter() - began
        began = perf_counter()
    return spent + perf_counter() - began


def request(query: Query) -> SearchRequest:
    """The query as this project's library takes it. No peer says what was probably meant."""
    return SearchRequest(
        question(query),
        year=(str(query.year),) if query.year else (),
        section=(query.section,) if query.section else (),
        match="exact",
        page=query.page,
        size=PAGE,
        suggestions=False,
    )


def question(query: Query) -> str:
    """The query in this project's language."""
    between = " " if query.near is None else f" NEAR/{query.near} "
    wanted = between.join(f'"{term}"' for term in query.terms)
    return wanted + "".join(f' -"{term}"' for term in query.without)
