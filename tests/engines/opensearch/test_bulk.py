"""Bulk requests: a busy server is retried, a rejected item is named. No server is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from indexer.engines.opensearch.address import OpenSearchTuning, parse_address
from indexer.engines.opensearch.bulk import BulkItem, BulkWriter
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.errors import ServerError
from indexer.errors import IndexLockedError, StorageError, UnusableIndexError

FINE = {"status": 201}
BUSY = {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "queue"}}


def refused(status: int, kind: str, reason: str) -> dict[str, Any]:
    return {"status": status, "error": {"type": kind, "reason": reason}}


class Scripted(Server):
    """A server with prepared responses: for each request one result per item, or an error."""

    def __init__(
        self, *answers: Sequence[dict[str, Any]] | Exception, bulk_bytes: int = 1 << 20
    ) -> None:
        super().__init__(parse_address("http://localhost"), OpenSearchTuning(bulk_bytes=bulk_bytes))
        self.answers = [*answers]
        self.asked: list[list[str]] = []

    def request(
        self, _method: str, _path: str, body: Any = None, **_params: object
    ) -> dict[str, Any]:
        lines = [json.loads(line) for line in body.splitlines()]
        actions = [next(iter(line.values())) for line in lines if {"index", "delete"} & line.keys()]
        self.asked.append([action["_id"] for action in actions])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {
            "errors": any("error" in outcome for outcome in answer),
            "items": [
                {"index": {"_id": id_} | outcome}
                for id_, outcome in zip(self.asked[-1], answer, strict=True)
            ],
        }


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def send(server: Server, *ids: str) -> None:
    bulk = BulkWriter(server, "index", 7)
    try:
        bulk.send(BulkItem(id_, "key", {"title": "报告"}) for id_ in ids)
        bulk.wait()
    finally:
        bulk.close()


def test_only_items_refused_by_a_busy_server_are_sent_again() -> None:
    server = Scripted([FINE, BUSY, FINE, BUSY], [FINE, BUSY], [FINE])
    send(server, "a", "b", "c", "d")
    assert server.asked == [["a", "b", "c", "d"], ["b", "d"], ["d"]]


def test_a_rejected_item_is_named_with_the_reason() -> None:
    server = Scripted([FINE, refused(400, "mapper_parsing_exception", "no such field")])
    with pytest.raises(StorageError, match=r"b（mapper_parsing_exception：no such field）"):
        send(server, "a", "b")


def test_a_higher_version_means_that_another_writer_took_over() -> None:
    server = Scripted([refused(409, "version_conflict_engine_exception", "current is higher")])
    with pytest.raises(IndexLockedError):
        send(server, "a")


def test_a_full_disk_is_reported_with_the_fix() -> None:
    server = Scripted([refused(403, "cluster_block_exception", "flood stage")])
    with pytest.raises(StorageError, match="磁盘"):
        send(server, "a")


@pytest.mark.parametrize(
    "outcome",
    [
        refused(503, "unavailable_shards_exception", "primary shard is not active"),
        refused(500, "node_disconnected_exception", "disconnected"),
        refused(500, "shard_not_in_primary_mode_exception", "relocated"),
    ],
    ids=lambda outcome: str(outcome["error"]["type"]),
)
def test_items_lost_with_a_node_are_sent_again(outcome: dict[str, Any]) -> None:
    server = Scripted([FINE, outcome], [FINE])
    send(server, "a", "b")
    assert server.asked == [["a", "b"], ["b"]]


def test_deleting_a_missing_document_is_no_error() -> None:
    server = Scripted([{"status": 404, "result": "not_found"}])
    bulk = BulkWriter(server, "index", 7)
    bulk.send([BulkItem("a", "a", None)])
    bulk.wait()
    bulk.close()
    assert server.asked == [["a"]]


def test_a_server_that_stays_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    server = Scripted(*[[BUSY, BUSY]] * 1_000, bulk_bytes=250)
    with pytest.raises(StorageError, match="持续繁忙，2 个文档"):
        send(server, "a", "b", "c", "d")
    assert {*map(tuple, server.asked)} == {("a", "b")}
    assert 120 <= sum(waited) <= 240


def test_a_failure_in_the_background_is_raised_by_the_next_call() -> None:
    server = Scripted(ServerError(404, "index_not_found_exception", "gone"))
    with pytest.raises(UnusableIndexError):
        send(server, "a")


def test_a_large_batch_is_sent_in_several_requests() -> None:
    server = Scripted([FINE] * 2, [FINE] * 2, [FINE], bulk_bytes=250)
    send(server, "a", "b", "c", "d", "e")
    assert server.asked == [["a", "b"], ["c", "d"], ["e"]]


def test_a_lone_surrogate_is_escaped() -> None:
    server = Scripted([FINE])
    bulk = BulkWriter(server, "index", 1)
    bulk.send([BulkItem("a", "a", {"text": "半\ud800"})])
    bulk.wait()
    bulk.close()
    assert server.asked == [["a"]]
