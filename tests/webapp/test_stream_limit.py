"""Whole results take no more than their places, whoever reads them how slowly."""

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
    """Answers of which nobody has read a byte, on all places."""
    return [client.get(path) for _ in range(STREAMS)]


@pytest.mark.parametrize("path", PATHS)
def test_when_all_places_are_taken_another_is_told_to_come_again(
    client: FlaskClient, path: str
) -> None:
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


def test_searches_are_answered_meanwhile(client: FlaskClient) -> None:
    readers = slow_readers(client)
    for path in ("/search?q=举报", "/api/v1/search", "/static/app.js", "/healthz"):
        assert client.get(path).status_code == 200
    assert client.head(PATHS[0]).status_code == 200
    assert len(readers) == STREAMS


def test_a_place_is_free_again_when_all_was_read(client: FlaskClient) -> None:
    for _ in range(STREAMS * 3):
        assert client.get(PATHS[0]).get_data()


def test_a_place_is_free_again_when_a_reader_went_away(client: FlaskClient) -> None:
    readers = slow_readers(client)
    assert next(readers[0].iter_encoded())
    readers[0].close()
    readers[1].close()
    readers[1].close()
    later = [client.get(PATHS[0]) for _ in range(3)]
    assert [reader.status_code for reader in later] == [200, 200, 503]
