"""One URL says where the cluster is; its password is seen by nobody."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from indexer.archive import open_archive
from indexer.engines.opensearch.address import Address, parse_address
from indexer.engines.opensearch.connection import Server
from indexer.errors import IndexMissingError, UnusableIndexError, UsageError


def test_a_host_is_enough() -> None:
    assert parse_address("http://localhost") == Address((("localhost", 9200),))


def test_an_address_with_all_options() -> None:
    address = parse_address(
        "https://ad%40min:pa%3Ass@a:9201,b,[::1]:9203/reports?ca=/etc/ca.pem&timeout=5&shards=3&replicas=2"
    )
    assert address == Address(
        hosts=(("a", 9201), ("b", 9200), ("::1", 9203)),
        secure=True,
        user="ad@min",
        password="pa:ss",
        archive="reports",
        ca="/etc/ca.pem",
        timeout_s=5,
        shards=3,
        replicas=2,
    )


def test_no_text_of_an_address_contains_the_password() -> None:
    address = parse_address("https://admin:secret@a:9201,[::1]")
    assert str(address) == "https://a:9201,[::1]:9200/xxgk"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "localhost:9200",
        "ftp://u:secret@host",
        "http://u:secret@",
        "http://u:secret@host:port",
        "http://u:secret@host,,b",
        "http://u:secret@host/Upper",
        "http://u:secret@host/-minus",
        "http://u:secret@host?timeout=soon",
        "http://u:secret@host?timeout=0",
        "http://u:secret@host?shards=0",
        "http://u:secret@host?pool=3",
        "http://u:not/secret@host",
        "http://u:9200/not?secret@host",
    ],
)
def test_an_invalid_address_is_reported_without_its_password(url: str | None) -> None:
    with pytest.raises(UsageError) as raised:
        parse_address(url)
    assert "secret" not in str(raised.value)


def test_an_unreachable_server_is_named_without_the_password() -> None:
    with pytest.raises(UnusableIndexError, match="无法连接") as raised:
        open_archive(engine="opensearch", opensearch_url="http://admin:secret@127.0.0.1:1/x")
    assert not isinstance(raised.value, IndexMissingError)
    assert "127.0.0.1:1/x" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_without_the_client_the_message_names_the_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opensearchpy", None)
    with pytest.raises(UsageError, match=r"pip install 'xxgk-search\[opensearch\]'"):
        Server(parse_address("http://localhost")).request("GET", "/")


class _Redirecting(BaseHTTPRequestHandler):
    """A log-in page in front of a cluster: every request is sent elsewhere."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("location", "/login")
        self.send_header("content-length", "0")
        self.end_headers()

    do_PUT = do_POST = do_HEAD = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_a_server_that_redirects_is_named_as_such(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(UnusableIndexError, match="302"):
            open_archive(tmp_path, engine="opensearch", opensearch_url=url)
        server.shutdown()
