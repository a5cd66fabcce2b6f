"""A snapshot holds the whole archive, and gives it back: the commands of docs/scaling.md."""

from __future__ import annotations

import pytest

from indexer.errors import IndexMissingError
from tests.engines.cluster import ask
from tests.engines.corpora import report
from tests.engines.servers import forget, opensearch_engine, server_url

pytestmark = pytest.mark.opensearch


def test_an_archive_is_restored_from_a_snapshot() -> None:
    engine = opensearch_engine()
    with engine.writer() as writer:
        writer.put(report({"id": "a", "school": "安徽大学", "parts": ["收到申请。"]}))
    heads = engine.reader().heads()
    url, name = server_url(), engine.address.archive
    ask(url, f"/_snapshot/{name}", "PUT", {"type": "fs", "settings": {"location": name}})
    whole = {"indices": f"{name}-v*", "include_global_state": False}
    ask(url, f"/_snapshot/{name}/monday?wait_for_completion=true", "PUT", whole)
    forget(engine)
    with pytest.raises(IndexMissingError):
        engine.reader()
    ask(url, f"/_snapshot/{name}/monday/_restore?wait_for_completion=true", "POST", whole)
    assert engine.reader().heads() == heads
    assert [*engine.check(deep=True)] == []
    forget(engine)
    ask(url, f"/_snapshot/{name}/monday", "DELETE")
