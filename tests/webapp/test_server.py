"""The server: requests that are too large or too slow do not delay others."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Event, Semaphore, Thread
from time import sleep
from typing import IO

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from tests.webapp.conftest import a_report, archive_of
from webapp import WebSettings, create_app
from webapp.server import create_server
from webapp.settings import ServerLimits

Address = tuple[str, int]

LIMITS = ServerLimits()
LARGEST_HEAD, LARGEST_BODY, THREADS = LIMITS.max_head_bytes, LIMITS.max_body_bytes, LIMITS.threads


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    """Of a server with a deadline of one second."""
    with serving(head_deadline_s=1) as address:
        yield address


@contextmanager
def serving(app: Flask | None = None, **limits: int) -> Iterator[Address]:
    app = app or create_app(archive_of([a_report()]))
    server = create_server(app, "127.0.0.1", 0, limits=replace(LIMITS, **limits))
    thread = Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", server.effective_port
    finally:
        server.task_dispatcher.shutdown()  # a thread that is about to end wakes the server
        server.close()
        thread.join(10)


def _run(server: object) -> None:
    with suppress(OSError):  # its socket is closed to end it
        server.run()  # type: ignore[attr-defined]


def ask(address: Address, request: bytes) -> bytes:
    with socket.create_connection(address, timeout=30) as connection:
        with suppress(OSError):  # it may close before all is sent
            connection.sendall(request)
        return _rest(connection)


def _rest(connection: socket.socket) -> bytes:
    said = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65_536):
            said += piece
    return said


def get(path: str, *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def test_a_search_of_a_thousand_characters_is_served(address: Address) -> None:
    query = "%E5%AD%97" * 1_000
    assert ask(address, get(f"/search?q={query}")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/search?q=" + "x" * LARGEST_HEAD), b"431"),
        (get("/search", "X-Long: " + "x" * LARGEST_HEAD), b"431"),
        (get("/search", *(f"X-{n}: 1" for n in range(LARGEST_HEAD // 6))), b"431"),
        (get("/search", f"Content-Length: {LARGEST_BODY + 1}"), b"413"),
        (get("/search", "Transfer-Encoding: chunked") + b"ffffff\r\n" + b"x" * 40_000, b"413"),
        (get("/search", "Content-Length: -1"), b"400"),
        (get("/search", "Content-Length: 1", "Content-Length: 2"), b"400"),
        (get("/search", "Transfer-Encoding: gzip"), b"501"),
        (b"GET /search HTTP/1.1\r\nConnection: close\r\n\r\n", b"400"),
        (get("/search", "Content-Length: 3", "Transfer-Encoding: chunked") + b"0\r\n\r\n", b"400"),
        (get("/search").replace(b"localhost", b"localhost:65536"), b"400"),
        (b"\0\1\2\r\n\r\n", b"400"),
        (get("http://[::1"), b"400"),
    ],
)
def test_a_request_that_is_too_large_or_invalid_is_rejected_with_security_headers(
    address: Address, request_: bytes, status: bytes
) -> None:
    answer = ask(address, request_)
    assert answer.split(b" ", 2)[1] == status
    assert b"Content-Security-Policy: default-src 'none'" in answer
    assert b"X-Content-Type-Options: nosniff" in answer
    assert b"Traceback" not in answer
    body = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert body["error"]
    assert body["where"] is None


def posted(path: str, size: int) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {size}"]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + b"x" * size


def test_a_draft_may_be_larger_than_any_other_request() -> None:
    app = create_app(archive_of([a_report()]), settings=WebSettings(inspect=True))
    with serving(app, max_upload_bytes=100_000) as address:
        accepted = ask(address, posted("/inspect", 90_000))
        assert accepted.startswith(b"HTTP/1.1 400")  # by the app: it holds no form
        assert ask(address, posted("/inspect", 100_001)).startswith(b"HTTP/1.1 413")
        assert ask(address, posted("/search", 90_000)).startswith(b"HTTP/1.1 413")


def test_where_drafts_are_not_checked_no_large_body_is_received(address: Address) -> None:
    assert ask(address, posted("/inspect", 90_000)).startswith(b"HTTP/1.1 413")


def test_no_more_drafts_are_received_at_once_than_the_limit() -> None:
    app = create_app(archive_of([a_report()]), settings=WebSettings(inspect=True))
    begun = posted("/inspect", 90_000)[:-50_000]
    with (
        serving(app, max_upload_bytes=100_000, uploads=1) as address,
        socket.create_connection(address, timeout=30) as first,
    ):
        first.sendall(begun)
        with socket.create_connection(address, timeout=30) as second, suppress(OSError):
            second.sendall(begun)
            assert _rest(second) == b""
        first.sendall(b"x" * 50_000)
        assert _rest(first).startswith(b"HTTP/1.1 400")


def test_raw_utf8_in_a_request_line_is_understood(address: Address) -> None:
    raw = get("/api/v1/search?q=QUERY").replace(b"QUERY", "公开".encode())
    answer = ask(address, raw)
    assert answer.startswith(b"HTTP/1.1 200")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["query"] == "公开"


def test_http_1_0_needs_no_host(address: Address) -> None:
    assert ask(address, b"GET /search HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")


def test_a_request_sent_in_drops_is_closed_at_its_deadline(address: Address) -> None:
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"."):  # closed by the server, whatever goes on coming
            _drip(connection)


def _drip(connection: socket.socket) -> None:
    for _ in range(300):
        connection.sendall(b"X: y\r\n")
        sleep(0.05)


DRIPS = """
import socket, sys, time

address, number = (sys.argv[1], int(sys.argv[2])), int(sys.argv[3])
connections = [socket.create_connection(address) for _ in range(number)]
print("connected", flush=True)
while True:
    for place, connection in enumerate(connections):
        try:
            connection.sendall(b"G")
        except OSError:
            connections[place] = socket.create_connection(address)
            print("closed", flush=True)
    time.sleep(1)
"""
"""Holds connections open with a byte a second each, and opens those again that are closed."""


@contextmanager
def dripping(address: Address) -> Iterator[IO[str]]:
    """As many such connections as the server accepts; gives the output of their process."""
    drips = subprocess.Popen(
        [sys.executable, "-c", DRIPS, address[0], str(address[1]), str(LIMITS.connections)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert drips.stdout is not None
    try:
        assert drips.stdout.readline() == "connected\n"
        yield drips.stdout
        assert drips.poll() is None
    finally:
        drips.kill()
        drips.communicate()


def test_500_connections_of_a_byte_a_second_delay_nobody() -> None:
    with serving(head_deadline_s=2) as address, dripping(address) as output:
        for path in ("/healthz", "/search", "/healthz"):
            assert ask(address, get(path)).startswith(b"HTTP/1.1 200")
        assert output.readline() == "closed\n"
        assert ask(address, get("/healthz")).startswith(b"HTTP/1.1 200")


def test_500_slow_connections_delay_nobody_even_without_a_deadline() -> None:
    assert LIMITS.connections >= 500
    with serving(head_deadline_s=86_400) as address, dripping(address):
        for path in ("/healthz", "/search", "/healthz"):
            assert ask(address, get(path)).startswith(b"HTTP/1.1 200")


def test_a_new_connection_closes_the_one_that_waits_longest_for_its_client() -> None:
    with serving(head_deadline_s=86_400, connections=10) as address:
        idle = [socket.create_connection(address, timeout=30) for _ in range(20)]
        assert _rest(idle[0]) == b""
        idle[-1].sendall(get("/search"))
        assert _rest(idle[-1]).startswith(b"HTTP/1.1 200")
        for connection in idle:
            connection.close()


def test_a_request_that_is_being_answered_is_not_closed_for_a_new_one() -> None:
    begun, go_on = Semaphore(0), Event()
    app = held_up(begun, go_on)
    with serving(app, head_deadline_s=86_400, connections=10) as address:
        search = socket.create_connection(address, timeout=60)
        search.sendall(get("/search"))
        assert begun.acquire(timeout=60)
        idle = [socket.create_connection(address, timeout=30) for _ in range(20)]
        assert _rest(idle[0]) == b""
        go_on.set()
        assert _rest(search).startswith(b"HTTP/1.1 200")
        for connection in (search, *idle):
            connection.close()


def test_idle_connections_delay_nobody(address: Address) -> None:
    silent = [socket.create_connection(address, timeout=30) for _ in range(THREADS * 4)]
    try:
        for connection in silent[::2]:
            connection.sendall(b"GET /search HTTP/1.1\r\nHost: loc")
        assert ask(address, get("/search")).startswith(b"HTTP/1.1 200")
        assert _rest(silent[0]) == b""
    finally:
        for connection in silent:
            connection.close()


def test_an_answer_to_head_has_no_body(address: Address) -> None:
    answer = ask(address, get("/search").replace(b"GET", b"HEAD"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")


def test_the_server_does_not_name_its_software(address: Address) -> None:
    for answer in (ask(address, get("/search")), ask(address, b"\0\r\n\r\n")):
        assert b"waitress" not in answer.lower()
        assert b"werkzeug" not in answer.lower()


def held_up(begun: Semaphore, go_on: Event) -> Flask:
    """An app whose search page signals that it has begun, then waits. It does not search, since a
    search has a deadline."""
    app = create_app(archive_of([a_report()]))

    def wait() -> ResponseReturnValue:
        begun.release()
        go_on.wait(60)
        return "answered"

    app.view_functions["pages.search"] = wait
    return app


def test_healthz_answers_while_every_thread_is_busy() -> None:
    begun, go_on = Semaphore(0), Event()
    with serving(held_up(begun, go_on)) as address:
        searches = [socket.create_connection(address, timeout=60) for _ in range(THREADS + 4)]
        try:
            for search in searches:
                search.sendall(get("/search"))
            for _ in range(THREADS):
                assert begun.acquire(timeout=60)
            assert ask(address, get("/healthz")).startswith(b"HTTP/1.1 200")
            assert not go_on.is_set()
            go_on.set()
            assert all(_rest(search).startswith(b"HTTP/1.1 200") for search in searches)
        finally:
            go_on.set()
            for search in searches:
                search.close()


def test_a_search_after_a_health_check_on_the_same_connection_is_answered(address: Address) -> None:
    both = get("/healthz").replace(b"Connection: close\r\n", b"") + get("/search")
    assert ask(address, both).count(b"HTTP/1.1 200") == 2
