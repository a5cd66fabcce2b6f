"""Eight clients search while the index is rebuilt and updated: every answer is a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from indexer.archive import Archive
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.search.engine import SearchEngine
from indexer.search.request import SearchRequest
from tests.engines.corpora import report
from tests.engines.servers import forget, opensearch_engine

pytestmark = pytest.mark.opensearch

CLIENTS = 8
GENERATIONS = (55, 70, 60, 75)
"""How many reports each generation has: more than are sent at once, so that some stand on the
server while the others are still made."""


@pytest.fixture
def engine() -> Iterator[OpenSearchEngine]:
    engine = opensearch_engine()
    yield engine
    forget(engine)


def write(engine: SearchEngine, reports: int, *, rebuild: bool) -> None:
    with engine.writer(rebuild=rebuild) as writer:
        writer.remove([f"r{number}" for number in range(max(GENERATIONS))])
        for number in range(reports):
            parts = [f"第{reports}代 公开", f"第{reports}代 申请"]
            writer.put(report({"id": f"r{number}", "school": f"大学{reports}", "parts": parts}))


@pytest.mark.parametrize(
    "rebuild",
    [
        pytest.param(True, id="rebuild"),
        pytest.param(False, id="update", marks=pytest.mark.slow),
    ],
)
def test_every_response_is_of_one_generation(engine: OpenSearchEngine, rebuild: bool) -> None:
    write(engine, GENERATIONS[0], rebuild=True)
    over = Event()

    def client() -> set[int]:
        archive = Archive(OpenSearchEngine(engine.address))
        seen = set()
        while not over.is_set():
            found = archive.search(SearchRequest("公开 OR 申请", size=200))
            assert found.total == 2 * found.reports == len(found.hits)
            assert {hit.school for hit in found.hits} == {f"大学{found.reports}"}
            assert [(one.value, one.count) for one in found.facets["school"]] == [
                (f"大学{found.reports}", found.total)
            ]
            seen.add(found.reports)
        return seen

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(client) for _ in range(CLIENTS)]
        try:
            for reports in GENERATIONS[1:]:
                write(engine, reports, rebuild=rebuild)
        finally:
            over.set()
        seen = set().union(*(one.result() for one in clients))
    assert seen <= {*GENERATIONS}
    assert len(seen) > 1
