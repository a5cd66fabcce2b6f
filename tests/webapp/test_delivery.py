"""Pages are small, compressed, and not sent twice."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient
from flask_compress.compat import compression

from indexer.archive import Archive
from tests.webapp.conftest import a_report, archive_of
from webapp import create_app, extension

MOST = 60_000
"""Bytes of the search page with all it loads, compressed."""


def test_the_search_page_with_all_it_loads_is_small(client: FlaskClient) -> None:
    page = client.get("/search?q=信息公开", headers={"Accept-Encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.data).decode()
    loaded = {*re.findall(r'(?:src|href)="(/static/[^"]+)"', html)}
    assert len(loaded) == 4
    files = [client.get(url, headers={"Accept-Encoding": "gzip"}) for url in loaded]
    assert len(page.data) + sum(len(file.data) for file in files) <= MOST


def test_static_files_are_cached_forever_since_their_url_has_their_hash(
    client: FlaskClient,
) -> None:
    html = client.get("/").get_data(as_text=True)
    for url in {*re.findall(r'(?:src|href)="(/static/[^"]+)"', html)}:
        assert "immutable" in client.get(url).headers["Cache-Control"]
        assert "immutable" not in client.get(url.partition("?")[0]).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/search?q=信息公开", "/api/v1/search?q=信息公开", "/coverage"])
def test_an_answer_the_browser_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    english = client.get(
        f"{path}{'&' if '?' in path else '?'}lang=en",
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert english.status_code == 200


def test_a_new_generation_is_sent() -> None:
    archive: Archive = archive_of([a_report("a")])
    client = create_app(archive).test_client()
    first = client.get("/search")
    with archive.engine.writer() as writer:
        writer.put(a_report("b", school="别的学院"))
    again = client.get("/search", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "别的学院" in again.get_data(as_text=True)


def test_errors_are_not_cached(client: FlaskClient) -> None:
    for path in ("/search?q=(", "/nope", "/healthz"):
        assert "ETag" not in client.get(path).headers


DECOMPRESS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": compression.zstd.decompress,
}


@pytest.mark.parametrize("coding", DECOMPRESS)
@pytest.mark.parametrize("path", ["/search?q=公开", "/api/v1/reports", "/export/search.csv?q=公开"])
def test_an_answer_is_compressed_in_a_coding_that_the_client_accepts(
    client: FlaskClient, coding: str, path: str
) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    compressed = client.get(path, headers={"Accept-Encoding": coding})
    assert compressed.headers["Content-Encoding"] == coding
    assert compressed.content_length is None or compressed.content_length == len(compressed.data)
    assert len(compressed.data) < len(plain.data) / 2
    lines = DECOMPRESS[coding](compressed.data).decode().splitlines()
    assert [*map(timeless, lines)] == [*map(timeless, plain.text.splitlines())]


def timeless(line: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+", "now", line)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("br;q=0.5, gzip", "gzip"),
        ("br; q=0.5, gzip; q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, *;q=0.1", "zstd"),
        ("*", "br"),
        ("BR", "br"),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("identity;q=1, *;q=0", None),
        ("gzip;q=0", None),
        ("*;q=0", None),
        ("compress, x-unknown", None),
        ("", None),
    ],
)
def test_the_best_accepted_coding_is_chosen(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    answer = client.get("/search?q=公开", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding


def test_a_client_without_compression_gets_plain_text(client: FlaskClient) -> None:
    answer = client.get("/search", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("coding", DECOMPRESS)
def test_a_static_file_in_any_coding_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    accepted = {"Accept-Encoding": coding}
    first = client.get("/static/app.css", headers=accepted)
    assert first.headers["Content-Encoding"] == coding
    again = client.get(
        "/static/app.css", headers=accepted | {"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_range_of_a_file_is_counted_in_bytes_of_the_file(client: FlaskClient) -> None:
    whole = client.get("/static/app.css", headers={"Accept-Encoding": "identity"})
    part = client.get(
        "/static/app.css", headers={"Accept-Encoding": "gzip, br", "Range": "bytes=10-5009"}
    )
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert part.data == whole.data[10:5010]


def test_a_whole_result_is_compressed_while_it_is_streamed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?format=jsonl", headers={"Accept-Encoding": "br"})
    assert answer.is_streamed
    assert "Content-Length" not in answer.headers
    answer.close()


def test_a_head_request_has_the_same_headers_and_no_body(client: FlaskClient) -> None:
    answer = client.head("/search")
    assert answer.status_code == 200
    assert answer.data == b""


@pytest.mark.parametrize("proxies", [0, 1])
def test_forwarded_headers_are_trusted_only_if_configured(
    serving: Callable[..., FlaskClient], proxies: int
) -> None:
    client = serving(a_report(), proxies=proxies)
    text = client.get(
        "/opensearch.xml",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "search.example.cn"},
    ).get_data(as_text=True)
    assert ("https://search.example.cn/search?q=" in text) == bool(proxies)


def test_a_tag_names_the_generation_that_answered_whatever_was_committed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = archive_of([a_report("a")])
    client = create_app(archive).test_client()
    first = client.get("/api/v1/search")

    def overtaken_archive() -> Archive:
        pinned = extension.archive()
        with archive.engine.writer() as writer:
            writer.put(a_report("b", school="别的学院"))
        return pinned

    monkeypatch.setattr("webapp.api.archive", overtaken_archive)
    overtaken = client.get("/api/v1/search")
    assert overtaken.get_json()["reports"] == 1
    assert overtaken.headers["ETag"] == first.headers["ETag"]
    monkeypatch.undo()
    newer = client.get("/api/v1/search", headers={"If-None-Match": overtaken.headers["ETag"]})
    assert newer.get_json()["reports"] == 2
