"""Writers that fail, are too slow, or meet a foreign index; and what they leave behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis.user_dictionary import NO_DICTIONARY
from indexer.archive import Archive
from indexer.engines.opensearch.address import OpenSearchTuning
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.store import Store
from indexer.engines.oracle import OracleEngine
from indexer.errors import IndexLockedError, IndexVersionError, UnusableIndexError
from indexer.search.engine import Plan, SearchEngine
from indexer.search.query import Everything, Literal
from indexer.search.request import SORTS, SearchRequest
from tests.engines.cluster import ask
from tests.engines.corpora import report
from tests.engines.servers import forget, opensearch_engine, server_url

pytestmark = pytest.mark.opensearch


@pytest.fixture
def engine() -> Iterator[OpenSearchEngine]:
    engine = opensearch_engine()
    yield engine
    forget(engine)


def put(engine: SearchEngine, **texts: str) -> None:
    with engine.writer() as writer:
        for report_id, text in texts.items():
            writer.put(report({"id": report_id, "parts": [text]}))


def ids(engine: SearchEngine) -> list[str]:
    return sorted(head.id for head in engine.reader().heads())


def with_settings(engine: OpenSearchEngine, **settings: Any) -> OpenSearchEngine:
    """Another engine on the same archive."""
    return OpenSearchEngine(engine.address, settings=OpenSearchTuning(**settings))


def documents(engine: OpenSearchEngine, query: dict[str, Any]) -> int:
    """Documents on the server, visible in a generation or not."""
    name = engine.address.archive
    ask(server_url(), f"/{name}/_refresh", "POST")
    return int(ask(server_url(), f"/{name}/_count", "POST", {"query": query})["count"])


def indexes(engine: OpenSearchEngine) -> int:
    """How many indexes with reports of the archive the server has."""
    found = ask(server_url(), f"/_cat/indices/{engine.address.archive}-v*?format=json&h=index")
    return len(found)


def test_documents_of_a_failed_batch_are_never_seen_and_soon_deleted(
    engine: OpenSearchEngine,
) -> None:
    put(engine, a="申请")
    with suppress(RuntimeError), engine.writer() as writer:
        for number in range(60):  # more than wait before they are sent
            writer.put(report({"id": f"lost{number}", "parts": ["公开"]}))
        raise RuntimeError
    assert documents(engine, {"prefix": {"report_id": "lost"}}) >= 50
    assert ids(engine) == ["a"]
    put(engine, b="申请")
    assert ids(engine) == ["a", "b"]
    assert documents(engine, {"prefix": {"report_id": "lost"}}) == 0


def test_replaced_documents_are_deleted_after_the_grace_period(engine: OpenSearchEngine) -> None:
    put(engine, a="申请", b="公开")
    put(engine, a="诉讼")
    assert documents(engine, {"exists": {"field": "deleted_at"}}) == 2
    put(with_settings(engine, grace_s=0.0), c="举报")
    assert documents(engine, {"exists": {"field": "deleted_at"}}) == 0
    assert ids(engine) == ["a", "b", "c"]
    assert [*engine.check(deep=True)] == []


def test_a_replaced_index_is_deleted_after_the_grace_period(engine: OpenSearchEngine) -> None:
    put(engine, a="申请")
    for _ in range(2):
        with engine.writer(rebuild=True) as writer:
            writer.put(report({"id": "b", "parts": ["公开"]}))
    assert indexes(engine) == 3
    put(with_settings(engine, grace_s=0.0), c="公开")
    assert indexes(engine) == 1
    assert ids(engine) == ["b", "c"]


def test_a_rebuild_that_fails_leaves_nothing(engine: OpenSearchEngine) -> None:
    put(engine, a="申请")
    with suppress(RuntimeError), engine.writer(rebuild=True):
        raise RuntimeError
    assert indexes(engine) == 1
    assert ids(engine) == ["a"]


def test_a_rebuild_whose_alias_switch_got_no_response_is_kept(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(engine, a="申请")
    swap = Store.switch_alias

    def switch_alias(store: Store, index: str, old: str | None) -> None:
        swap(store, index, old)
        raise UnusableIndexError("the answer was lost")

    with monkeypatch.context() as once:
        once.setattr(Store, "switch_alias", switch_alias)
        with pytest.raises(UnusableIndexError), engine.writer(rebuild=True) as writer:
            writer.put(report({"id": "b", "parts": ["公开"]}))
    assert ids(engine) == ["b"]
    put(engine, c="公开")
    assert ids(engine) == ["b", "c"]


def test_a_recreated_archive_is_not_mistaken_for_the_old_one(
    engine: OpenSearchEngine,
) -> None:
    for number in range(4):
        put(engine, **{f"old{number}": "申请"})
    archive = Archive(OpenSearchEngine(engine.address))
    assert archive.search(SearchRequest("申请")).total == 4
    before = engine.generation()
    forget(engine)
    put(engine, new="申请")
    assert engine.generation() > before
    assert [hit.report_id for hit in archive.search(SearchRequest("申请")).hits] == ["new"]


def test_there_is_one_writer_at_a_time(engine: OpenSearchEngine) -> None:
    other = with_settings(engine, lease_wait_s=0.1)
    with engine.writer() as writer:
        with pytest.raises(IndexLockedError, match="进程") as raised, other.writer():
            pass
        writer.put(report({"id": "a", "parts": ["申请"]}))
    assert raised.value.holder
    put(other, b="公开")
    assert ids(engine) == ["a", "b"]


@pytest.mark.parametrize("rebuild", [False, True], ids=["update", "rebuild"])
def test_a_writer_that_lost_its_lease_changes_nothing(
    engine: OpenSearchEngine, rebuild: bool
) -> None:
    put(engine, a="申请")
    expired = with_settings(engine, lease_s=-1.0)  # its leases run out at once

    def write_slowly() -> None:
        with expired.writer(rebuild=rebuild) as slow:
            put(engine, b="公开")
            for number in range(60):
                slow.put(report({"id": f"slow{number}", "parts": ["公开"]}))

    with pytest.raises(IndexLockedError):
        write_slowly()
    assert ids(engine) == ["a", "b"]
    assert [*engine.check(deep=True)] == []


def test_an_index_of_another_program_is_refused(engine: OpenSearchEngine) -> None:
    ask(server_url(), f"/{engine.address.archive}", "PUT", {})
    try:
        assert engine.exists()
        for attempt in (engine.reader, engine.generation, engine.writer().__enter__):
            with pytest.raises(IndexVersionError, match="不是本程序"):
                attempt()
    finally:
        ask(server_url(), f"/{engine.address.archive}", "DELETE")


def test_an_index_of_another_version_is_refused_and_may_be_rebuilt(
    engine: OpenSearchEngine,
) -> None:
    put(engine, a="申请")
    commit = f"/{engine.address.archive}/_doc/manifest"
    stored = ask(server_url(), commit)["_source"]
    stored["manifest"]["version"] = 99
    ask(server_url(), commit, "PUT", stored)
    with pytest.raises(IndexVersionError, match="--rebuild"):
        engine.reader()
    with pytest.raises(IndexVersionError), engine.writer():
        pass
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "b", "parts": ["公开"]}))
    assert ids(engine) == ["b"]


def test_a_users_words_stay_with_the_index(engine: OpenSearchEngine, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("阳光校务 9000\n", encoding="utf-8")
    given = OpenSearchEngine(engine.address, user_words=words)
    put(given, a="推进阳光校务建设")
    words.unlink()
    assert "阳光校务" in engine.reader().words("推进阳光校务建设")
    put(engine, b="阳光校务平台")
    assert [*engine.reader().vocabulary("阳光", 1)] == [("阳光校务", 2)]
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "c", "parts": ["阳光校务平台"]}))
    assert "阳光校务" in engine.reader().words("推进阳光校务建设")
    without = OpenSearchEngine(engine.address, user_words=NO_DICTIONARY)
    with without.writer(rebuild=True) as writer:
        writer.put(report({"id": "c", "parts": ["阳光校务平台"]}))
    assert engine.user_words() is None
    assert "阳光校务" not in engine.reader().words("推进阳光校务建设")


def test_pages_beyond_the_result_window_agree_with_the_oracle(
    engine: OpenSearchEngine,
) -> None:
    oracle = OracleEngine()
    for one in (engine, oracle):
        with one.writer() as writer:
            for number in range(30):
                texts = ["公开" * (number % 7 + 1), "申请公开", "公开 申请"][: number % 3 + 1]
                writer.put(report({"id": f"r{number}", "year": 2000 + number % 5, "parts": texts}))
    reader, truth = with_settings(engine, result_window=7).reader(), oracle.reader()
    for query in (Literal("公开"), Everything()):
        for sort in SORTS:
            for offset in (0, 5, 12, 40, 20, 58, 90):
                plan = Plan(query, sort=sort, offset=offset, limit=9)
                assert reader.search(plan).parts == truth.search(plan).parts
                reports = Plan(query, sort=sort, group="report", offset=offset // 2, limit=9)
                assert reader.search(reports).parts == truth.search(reports).parts


def test_all_hits_of_an_archive_are_read_page_by_page(engine: OpenSearchEngine) -> None:
    put(engine, **{f"r{number:04}": "公开" for number in range(1_050)})
    found = [hit.report_id for hit in Archive(engine).hits(SearchRequest("公开"))]
    assert found == [f"r{number:04}" for number in range(1_050)]


def test_a_part_stores_nothing_of_its_report(engine: OpenSearchEngine) -> None:
    """Else a report of many parts would be stored, and sent with its hits, as often as it has
    parts."""
    put(engine, a="申请")
    body = {"query": {"term": {"joins": "part"}}}
    found = ask(server_url(), f"/{engine.address.archive}/_search", "POST", body)
    assert [[*hit["_source"]["stored"]] for hit in found["hits"]["hits"]] == [["part"]]


def test_section_statuses_are_answered_without_reading_a_report(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.writer() as writer:
        for year in (2023, 2024):
            writer.put(report({"id": f"r{year}", "year": year, "parts": ["申请", "无"]}))
    requests: list[str] = []
    send_once = Server.send_once

    def recording(server: Server, method: str, path: str, *rest: Any) -> dict[str, Any]:
        requests.append(path)
        return send_once(server, method, path, *rest)

    monkeypatch.setattr(Server, "send_once", recording)
    reader = engine.reader()
    requests.clear()
    assert [*reader.section_statuses(2024)] == ["r2024"]
    assert len(requests) == 1
