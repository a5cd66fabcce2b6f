"""Three nodes, one of them killed in the middle of searching and of indexing.

Every response is correct, everything acknowledged is stored, and when the node is back the cluster
is healthy again. Three servers need minutes and two gigabytes: `-m nightly`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from indexer.archive import Archive
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.oracle import OracleEngine
from indexer.errors import UnusableIndexError
from indexer.reports.model import Report
from indexer.search.engine import Plan, SearchEngine
from indexer.search.query import And, Literal
from tests.engines.cluster import CannotStartError, Cluster, running
from tests.engines.corpora import report

pytestmark = [pytest.mark.nightly, pytest.mark.opensearch]

CLIENTS = 4
BATCHES = 12
IN_A_BATCH = 60
SENT_AT_ONCE = 50


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    try:
        with running(3, heap="400m", quick=True) as cluster:
            yield cluster
    except CannotStartError as error:
        pytest.skip(str(error))


def reports_of(batch: int) -> list[Report]:
    return [
        report(
            {
                "id": f"b{batch}-{number}",
                "school": f"大学{number}",
                "year": 2010 + batch,
                "parts": ["收到申请 3 条。", f"主动公开第{batch}批，共{number}件。"],
            }
        )
        for number in range(IN_A_BATCH)
    ]


def put(engine: SearchEngine, batch: int, midway: Callable[[], None] = lambda: None) -> None:
    """A batch, with something that happens when its first documents are being sent."""
    with engine.writer() as writer:
        for number, one in enumerate(reports_of(batch)):
            if number == SENT_AT_ONCE:
                midway()
            writer.put(one)


def engine_of(cluster: Cluster, name: str) -> OpenSearchEngine:
    return OpenSearchEngine(f"{cluster.url}/{name}?shards=3&replicas=1")


@pytest.mark.parametrize("victim", [1, 2, 0])
def test_a_killed_node_loses_no_response_and_no_report(cluster: Cluster, victim: int) -> None:
    name = f"kill{victim}"
    engine, oracle = engine_of(cluster, name), OracleEngine()
    put(engine, 0)
    acknowledged = [0]
    over, wrong, refused = Event(), [], []

    def ask() -> int:
        archive, asked = Archive(engine_of(cluster, name)), 0
        while not over.is_set():
            try:
                with archive.reading() as reader:
                    found = reader.search(Plan(Literal("申请")))
            except UnusableIndexError as error:
                refused.append(str(error))
                continue
            asked += 1
            fits = found.total == found.reports and found.total % IN_A_BATCH == 0
            if not fits or sum(found.facets["year"].values()) != found.total:
                wrong.append(found)
        return asked

    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(ask) for _ in range(CLIENTS)]
        try:
            for batch in range(1, BATCHES):
                killing = batch == BATCHES // 3
                put(engine, batch, cluster.nodes[victim].kill if killing else lambda: None)
                acknowledged.append(batch)
        finally:
            over.set()
        answered = sum(client.result() for client in clients)

    assert wrong == []
    assert refused == []
    assert answered > 0
    revive(cluster, victim)
    cluster.wait_for("wait_for_status", "green")
    assert [*engine.check(deep=True)] == []
    for batch in acknowledged:
        put(oracle, batch)
    query = And((Literal("申请"), Literal("条")))
    seen, meant = (
        one.reader().search(Plan(query, limit=1_000, sort="newest")) for one in (engine, oracle)
    )
    assert [hit.report for hit in seen.parts] == [hit.report for hit in meant.parts]
    assert seen.total == len(acknowledged) * IN_A_BATCH


def test_a_node_that_dies_right_after_an_acknowledgement_loses_nothing(
    cluster: Cluster,
) -> None:
    """An index is not filled before its shards have their copies."""
    engine = engine_of(cluster, "soon")
    put(engine, 0)
    cluster.nodes[1].kill()
    query = Plan(Literal("申请"))
    assert engine.reader().search(query).total == IN_A_BATCH
    put(engine, 1)
    assert engine.reader().search(query).total == 2 * IN_A_BATCH
    revive(cluster, 1)
    cluster.wait_for("wait_for_status", "green")
    assert [*engine.check(deep=True)] == []


def revive(cluster: Cluster, victim: int) -> None:
    node = cluster.nodes[victim]
    node.start([other for other in cluster.nodes if other is not node])
    node.wait()
    cluster.wait_for("wait_for_nodes", str(len(cluster.nodes)))
