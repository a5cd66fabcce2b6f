"""How long others wait while one client asks what is hard, nothing of it remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep
from typing import Any, Final

from bench.peers import Query
from bench.percentiles import percentiles
from bench.server import Server, fault, path_of, serving

_ALONE_S: Final = 2.0
"""How long the other client is watched before the hard queries come."""
_PAUSE_S: Final = 0.005


def measure_waiting(index: Path, hard: Sequence[Query], light: Query) -> dict[str, Any]:
    """One client asks each hard query once of a fresh server: `hard_p50_ms`, `hard_max_ms`, and
    by kind. Another asks a light one again and again: `light_…` while it is alone,
    `light_meanwhile_…` while the hard ones run. `longest_wait_ms` is how much longer the slowest
    of those took than the median of the first. `errors` as for many clients.
    """
    with serving(index) as server:
        fault(server.connection(), path_of(light))
        alone = _watched(server, light, lambda: sleep(_ALONE_S))
        slow: dict[str, list[float]] = {}
        faults: list[str] = []
        meanwhile = _watched(server, light, lambda: _ask_all(server, hard, slow, faults))
    times = [time for kind in slow.values() for time in kind]
    usual = percentiles(alone, "ms", "light_")
    return {
        **percentiles(times, "ms", "hard_"),
        "hard_max_ms": _ms(max(times)),
        "by_kind": {
            kind: percentiles(found, "ms") | {"max_ms": _ms(max(found))}
            for kind, found in slow.items()
        },
        **usual,
        **percentiles(meanwhile, "ms", "light_meanwhile_"),
        "light_meanwhile_max_ms": _ms(max(meanwhile)),
        "longest_wait_ms": round(_ms(max(meanwhile)) - usual["light_p50_ms"], 1),
        "errors": len(faults),
    }


def _ask_all(
    server: Server, queries: Sequence[Query], slow: dict[str, list[float]], faults: list[str]
) -> None:
    connection = server.connection()
    for query in queries:
        began = perf_counter()
        if why := fault(connection, path_of(query)):
            faults.append(why)
        slow.setdefault(query.kind, []).append(perf_counter() - began)
    connection.close()


def _watched(server: Server, light: Query, work: Callable[[], None]) -> list[float]:
    """Seconds of each light query, asked by another client for as long as the work lasts."""
    times: list[float] = []
    over = Event()
    watcher = Thread(target=_ask_again, args=(server, path_of(light), times, over))
    watcher.start()
    try:
        work()
    finally:
        over.set()
        watcher.join()
    return times


def _ask_again(server: Server, path: str, times: list[float], over: Event) -> None:
    connection = server.connection()
    while not (over.is_set() and times):
        began = perf_counter()
        fault(connection, path)
        times.append(perf_counter() - began)
        sleep(_PAUSE_S)
    connection.close()


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
