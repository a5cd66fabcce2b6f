"""Many clients at once: `xxgk serve` in a process of its own, asked over HTTP until time is up."""

from __future__ import annotations

import socket
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final
from urllib.parse import urlencode

from bench.commands import xxgk
from bench.peers import PAGE, Query
from bench.peers.xxgk import question
from bench.percentiles import percentiles

CLIENTS: Final = 16
READY_WITHIN: Final = 60.0
"""Seconds."""


@dataclass(slots=True)
class Client:
    """What one client met."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    """Status, or the name of the exception → how often."""


def measure_clients(index: Path, queries: Sequence[Query], seconds: float) -> dict[str, Any]:
    """`ready_s` of a server over the index; then, asked by sixteen clients for that many seconds,
    each with a connection it keeps: `per_s`, `p50_ms`, `p95_ms` and `errors`.

    An error is any answer but 200, or none; `errors_by_kind` says which.
    """
    paths = [_path(query) for query in queries]
    began = perf_counter()
    with _serving(index) as port:
        ready = perf_counter() - began
        began = perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            asked = [
                pool.submit(_ask, port, islice(cycle(paths), first, None), began + seconds)
                for first in range(CLIENTS)
            ]
            clients = [each.result() for each in asked]
        spent = perf_counter() - began
    times = [time for client in clients for time in client.seconds]
    errors = sum((client.errors for client in clients), Counter())
    return {
        "ready_s": round(ready, 3),
        "per_s": round(len(times) / spent, 1),
        **(percentiles(times, "ms") if times else {}),
        "errors": errors.total(),
        "errors_by_kind": dict(errors),
    }


def _ask(port: int, paths: Iterator[str], until: float) -> Client:
    client = Client()
    connection = HTTPConnection("127.0.0.1", port, timeout=READY_WITHIN)
    began = 0.0
    while began < until:  # once at least, however late it comes to its turn
        began = perf_counter()
        if fault := _fault(connection, next(paths)):
            client.errors[fault] += 1
        else:
            client.seconds.append(perf_counter() - began)
    connection.close()
    return client


def _fault(connection: HTTPConnection, path: str) -> str | None:
    """Why this is no answer; None for one."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return type(error).__name__
    return None if answer.status == HTTPStatus.OK else str(answer.status)


@contextmanager
def _serving(index: Path) -> Iterator[int]:
    """The port of a server that answers."""
    port = _free_port()
    server = subprocess.Popen(
        xxgk(index, "serve", "--port", str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = perf_counter() + READY_WITHIN
        while _fault(HTTPConnection("127.0.0.1", port, timeout=1), "/healthz"):
            if server.poll() is not None or perf_counter() > until:
                raise RuntimeError(f"xxgk serve does not answer over {index}")
            sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _path(query: Query) -> str:
    asked: list[tuple[str, object]] = [("q", question(query)), ("match", "exact")]
    asked += [("page", query.page), ("size", PAGE)]
    asked += [("year", query.year)] if query.year else []
    asked += [("section", query.section)] if query.section else []
    return f"/api/v1/search?{urlencode(asked)}"
