"""What is retried when a node fails, and what is reported if it does not come back. No server is
needed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from indexer.engines.opensearch.address import OpenSearchTuning, parse_address
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.errors import (
    ResponseTimeoutError,
    ServerError,
    UnreachableError,
    parse_error,
)
from indexer.engines.opensearch.schema import Commit
from indexer.engines.opensearch.scoring import Scorer
from indexer.engines.opensearch.store import Snapshot, Store
from indexer.errors import SearchTimeoutError, UnusableIndexError, XxgkError
from indexer.search.search_budget import search_budget

SETTINGS = OpenSearchTuning()
HITS = {"hits": {"total": {"value": 3}}, "timed_out": False}


def failed(status: int, kind: str) -> dict[str, Any]:
    """One failed search of a multi-search response, as the server words it."""
    causes = [{"type": kind, "reason": "[Node 1] disconnected"}]
    return {
        "error": {"type": "search_phase_execution_exception", "root_cause": causes},
        "status": status,
    }


class Scripted(Server):
    """A server with prepared responses or errors, one for each try."""

    def __init__(self, *answers: dict[str, Any] | Exception, seconds: float = 0) -> None:
        super().__init__(parse_address("http://a,b,c"))
        self.answers = [*answers]
        self.seconds = seconds
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[object] = []

    def send_once(self, method: str, path: str, body: object, *_more: object) -> dict[str, Any]:
        self.asked.append((method, path))
        self.bodies.append(body)
        time.sleep(self.seconds)
        answer = self.answers.pop(0)
        self.was_reached = True
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which moves by sleeping only."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, "node_disconnected_exception"),  # died between finding the hits and fetching them
        (500, "node_not_connected_exception"),
        (500, "node_closed_exception"),
        (404, "search_context_missing_exception"),
        (404, "index_shard_closed_exception"),
        (404, "shard_not_found_exception"),
        (503, "no_shard_available_action_exception"),
        (429, "rejected_execution_exception"),
    ],
)
def test_a_search_lost_with_its_node_is_retried(status: int, kind: str) -> None:
    server = Scripted({"responses": [HITS, failed(status, kind)]}, {"responses": [HITS, HITS]})
    assert server.multi_search("index", [{}, {}]) == [HITS, HITS]


GONE = {"type": "node_not_connected_exception", "reason": "[Node 1] not connected"}


@pytest.mark.parametrize(
    "named",
    [
        {"root_cause": [GONE]},
        {"root_cause": [], "failed_shards": [], "caused_by": GONE},
        {"root_cause": [], "caused_by": {"type": "exception", "caused_by": GONE}},
        {"root_cause": [{"type": "exception"}], "failed_shards": [{"shard": 0, "reason": GONE}]},
    ],
    ids=["root", "cause", "cause of the cause", "one shard of several"],
)
def test_a_node_failure_is_recognised_anywhere_in_the_error(named: dict[str, Any]) -> None:
    error = parse_error(500, {"type": "search_phase_execution_exception", "reason": "", **named})
    assert error.is_retryable
    assert (error.kind, error.reason) == (GONE["type"], GONE["reason"])


def test_an_error_of_unknown_form_is_reported_unchanged() -> None:
    assert str(parse_error(500, "<html>")) == "500 : <html>"
    assert not parse_error(
        400, {"type": "parsing_exception", "reason": "no such field"}
    ).is_retryable


def test_an_invalid_search_is_not_retried() -> None:
    server = Scripted({"responses": [failed(400, "parsing_exception")]})
    with pytest.raises(XxgkError, match="parsing_exception"):
        server.multi_search("index", [{}])


def test_a_node_that_stays_down_makes_the_index_unusable() -> None:
    server = Scripted(*[{"responses": [failed(500, "node_disconnected_exception")]}] * 100)
    with pytest.raises(UnusableIndexError, match=r"500 node_disconnected_exception.*稍后再试"):
        server.multi_search("index", [{}])
    assert len(server.asked) > 5


def test_an_internal_server_error_makes_the_index_unusable() -> None:
    server = Scripted({"responses": [failed(500, "null_pointer_exception")]})
    with pytest.raises(UnusableIndexError, match="500 null_pointer_exception"):
        server.multi_search("index", [{}])


def test_another_node_is_tried_though_a_hanging_one_used_up_the_time() -> None:
    answers = (UnreachableError(), {"responses": [HITS]})
    server = Scripted(*answers, seconds=2 * SETTINGS.read_retry_s)
    server.was_reached = True
    assert server.multi_search("index", [{}]) == [HITS]


def test_a_node_that_misses_the_deadline_is_a_search_timeout() -> None:
    server = Scripted(ResponseTimeoutError(), ResponseTimeoutError(), seconds=10)
    server.was_reached = True
    with search_budget(), pytest.raises(SearchTimeoutError):
        server.multi_search("index", [{}])


def test_only_a_request_with_a_deadline_sets_one_to_the_server() -> None:
    server = Scripted({"responses": [HITS]}, {"responses": [HITS]})
    with search_budget():
        server.multi_search("index", [{}])
    server.multi_search("index", [{}])
    assert [b'"timeout"' in body for body in server.bodies if isinstance(body, bytes)] == [
        True,
        False,
    ]


def test_a_writer_waits_longer_for_a_busy_server_than_a_reader(clock: list[float]) -> None:
    busy = ServerError(503, "no_shard_available_action_exception", "all shards failed")
    waited = []
    for retry_s in (SETTINGS.read_retry_s, SETTINGS.write_retry_s):
        began = clock[0]
        with pytest.raises(UnusableIndexError):
            Scripted(*[busy] * 1_000).multi_search("index", [{}], retry_s=retry_s)
        waited.append(clock[0] - began)
    assert 25 <= waited[0] <= 30
    assert 170 <= waited[1] <= 180


def test_a_writer_reports_a_dead_node_within_thirty_seconds(clock: list[float]) -> None:
    """In all requests that it sends then: the bulk, the removal of its index, its lease."""
    server = Scripted(*[UnreachableError()] * 1_000)
    server.was_reached = True
    for retry_s in (SETTINGS.write_retry_s, 5, 5):
        with pytest.raises(UnusableIndexError):
            server.request("POST", "/", retry_s=retry_s)
    assert clock[0] < 30


def test_all_words_of_a_query_are_counted_in_a_few_searches() -> None:
    """One of a thousand characters may be a thousand words."""
    words = [chr(0x4E00 + number) for number in range(1_000)]
    counted = {"buckets": [{"doc_count": 1}] * 1_000}
    lengths = {f"{field}_words": {"value": 3.0} for field in ("text", "heading", "title")}
    sums = {name.removesuffix("_words"): value for name, value in lengths.items()}
    answer = {"responses": [HITS | {"aggregations": {"words": counted} | sums}]}
    server = Scripted(answer, answer, answer)
    Scorer(Snapshot(server, "index", {}), 10).sort(words, ())
    assert len(server.asked) == 3


def test_creating_an_index_succeeds_if_only_the_response_was_lost() -> None:
    made = ServerError(400, "resource_already_exists_exception", "index already exists")
    server = Scripted(UnreachableError(), made)
    index = Store(server).create_index()
    assert server.asked == [("PUT", f"/{index}")] * 2


def test_switching_the_alias_succeeds_if_only_the_response_was_lost() -> None:
    gone = parse_error(404, {"type": "aliases_not_found_exception", "reason": "aliases missing"})
    server = Scripted(UnreachableError(), gone, {"new": {"aliases": {"xxgk": {}}}})
    Store(server).switch_alias("new", "old")
    assert server.asked[-1] == ("GET", "/new/_alias")


def test_a_commit_succeeds_if_only_the_response_was_lost() -> None:
    commit = Commit(
        generation=3,
        version=2,
        last_version=2,
        aborted=(),
        commits=((2, 1.0),),
        replaced=(),
        vocabulary="",
        user_words=None,
        reports=1,
        parts=2,
    )
    stored = {"_source": {"manifest": commit.to_json()}, "_seq_no": 5, "_primary_term": 1}
    taken = ServerError(409, "version_conflict_engine_exception", "current is higher")
    server = Scripted(UnreachableError(), taken, stored)
    version = Store(server).write_commit("index", commit, {"if_seq_no": 4})
    assert version == {"if_seq_no": 5, "if_primary_term": 1}


def test_only_indexes_of_this_archive_are_listed() -> None:
    """Else a writer of `xxgk` would delete the archive `xxgk-v2`."""
    ours = "xxgk-v20261121153714-30c841"
    others = ("xxgk-v2-v20261121153714-30c841", "xxgk-v2-lock", "xxgk-visitors")
    server = Scripted({index: {"aliases": {}} for index in (ours, *others)})
    assert [*Store(server).indexes()] == [ours]
