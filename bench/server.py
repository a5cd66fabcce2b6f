"""`xxgk serve` in a process of its own, asked over HTTP."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, sleep
from typing import Final
from urllib.parse import urlencode

from bench.commands import xxgk
from bench.memory import memory_of
from bench.peers import PAGE, Query
from bench.peers.xxgk import question

_READY_WITHIN: Final = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    port: int
    pid: int
    ready_s: float
    """From the command to the first answer of /healthz."""

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=_READY_WITHIN)

    def memory(self) -> dict[str, float]:
        """Megabytes held now: `anonymous_mb`, its own, and `file_mb`, mapped."""
        held = memory_of(self.pid)
        return {name: round(mb, 1) for name, mb in held.items() if name != "pss_mb"}


@contextmanager
def serving(index: Path) -> Iterator[Server]:
    """A server over the index, ended with the block. Raises RuntimeError where it never answers."""
    port = _free_port()
    began = perf_counter()
    process = subprocess.Popen(
        xxgk(index, "serve", "--port", str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while fault(HTTPConnection("127.0.0.1", port, timeout=1), "/healthz"):
            if process.poll() is not None or perf_counter() > began + _READY_WITHIN:
                raise RuntimeError(f"xxgk serve does not answer over {index}")
            sleep(0.01)
        yield Server(port, process.pid, perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


def fault(connection: HTTPConnection, path: str) -> str | None:
    """Why asking for this gives no answer: the status, or the exception's name; None for 200."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return type(error).__name__
    return None if answer.status == HTTPStatus.OK else str(answer.status)


def path_of(query: Query) -> str:
    """The query as an address of the API."""
    asked: list[tuple[str, object]] = [("q", question(query)), ("match", "exact")]
    asked += [("page", query.page), ("size", PAGE)]
    asked += [("year", query.year)] if query.year else []
    asked += [("section", query.section)] if query.section else []
    return f"/api/v1/search?{urlencode(asked)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
