"""The number of whole results that are streamed at once is limited."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.archive import Archive
from webapp import create_app
from webapp.settings import ServerLimits

STREAMS = ServerLimits().streams
PATHS = ["/export/search.csv", "/export/search.xlsx", "/api/v1/search?format=jsonl"]


@pytest.fixture
def client(seeds: Archive) -> FlaskClient:
    return create_app(seeds).test_client()


def slow_readers(client: FlaskClient, path: str = PATHS[0]) -> list[TestResponse]:
    """Answers of which nobody has read a byte, in all slots."""
    return [client.get(path) for _ in range(STREAMS)]


@pytest.mark.parametrize("path", PATHS)
def test_one_download_too_many_gets_503_with_retry_after(client: FlaskClient, path: str) -> None:
    readers = slow_readers(client, path)
    assert {reader.status_code for reader in readers} == {200}
    answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Content-Disposition" not in answer.headers
    if path.startswith("/api/"):
        assert answer.json is not None
        assert answer.json["error"]


def test_searches_are_answered_while_all_slots_are_taken(client: FlaskClient) -> None:
    readers = slow_readers(client)
    for path in ("/search?q=举报", "/api/v1/search", "/static/app.js", "/healthz"):
        assert client.get(path).status_code == 200
    assert client.head(PATHS[0]).status_code == 200
    assert len(readers) == STREAMS


def test_a_slot_is_released_when_everything_was_read(client: FlaskClient) -> None:
    for _ in range(STREAMS * 3):
        assert client.get(PATHS[0]).get_data()


def test_a_slot_is_released_when_a_reader_disconnects(client: FlaskClient) -> None:
    readers = slow_readers(client)
    assert next(readers[0].iter_encoded())
    readers[0].close()
    readers[1].close()
    readers[1].close()
    later = [client.get(PATHS[0]) for _ in range(3)]
    assert [reader.status_code for reader in later] == [200, 200, 503]
