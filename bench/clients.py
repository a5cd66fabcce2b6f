"""Many clients at once: a server asked over HTTP until time is up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.peers import Query
from bench.percentiles import percentiles
from bench.server import Server, fault, path_of, serving

CLIENTS: Final = 16


@dataclass(slots=True)
class Client:
    """What one client met."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    """Status, or the name of the exception → how often."""


def measure_clients(index: Path, queries: Sequence[Query], seconds: float) -> dict[str, Any]:
    """`ready_s` of a server over the index, and `first_search_ms`; then, asked by sixteen clients
    for that many seconds, each with a connection it keeps: `per_s`, `p50_ms`, `p95_ms`, `max_ms`
    and `errors`; at last what memory it holds.

    An error is any answer but 200, or none; `errors_by_kind` says which.
    """
    paths = [path_of(query) for query in queries]
    with serving(index) as server:
        began = perf_counter()
        fault(server.connection(), paths[0])
        first = perf_counter() - began
        began = perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            asked = [
                pool.submit(_ask, server, islice(cycle(paths), first, None), began + seconds)
                for first in range(CLIENTS)
            ]
            clients = [each.result() for each in asked]
        spent = perf_counter() - began
        memory = server.memory()
    times = [time for client in clients for time in client.seconds]
    errors = sum((client.errors for client in clients), Counter())
    return {
        "ready_s": round(server.ready_s, 3),
        "first_search_ms": round(first * 1000, 1),
        "per_s": round(len(times) / spent, 1),
        **(percentiles(times, "ms") | {"max_ms": round(max(times) * 1000, 1)} if times else {}),
        "errors": errors.total(),
        "errors_by_kind": dict(errors),
        **memory,
    }


def _ask(server: Server, paths: Iterator[str], until: float) -> Client:
    client = Client()
    connection = server.connection()
    began = 0.0
    while began < until:  # once at least, however late it comes to its turn
        began = perf_counter()
        if why := fault(connection, next(paths)):
            client.errors[why] += 1
        else:
            client.seconds.append(perf_counter() - began)
    connection.close()
    return client
