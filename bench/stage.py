"""One engine in a process of its own, so that memory is its own and caches are nobody else's."""

from __future__ import annotations

import multiprocessing
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.corpus import generate
from bench.peers import Answer, Peer, Query, make_peer
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source


@dataclass(frozen=True, slots=True)
class Built:
    """What a build took."""

    seconds: float
    megabytes: float


def parsed_reports(count: int) -> Iterator[Report]:
    """The generated reports as the reader reads them: what every engine is given."""
    for made in generate(count):
        source = Source(made.path, size=len(made.text.encode()))
        yield parse_report(Extracted(made.text), source, report_id=f"{made.number:06d}")


class Stage:
    """Drives an engine in another process."""

    def __init__(self, name: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_play, args=(theirs, name, folder), daemon=True)
        self._process.start()

    def build(self, reports: int) -> Built:
        found = self._ask("build", reports)
        assert isinstance(found, Built)
        return found

    def open(self) -> float:
        """Seconds from nothing to ready, with no cache of an earlier query."""
        return float(self._ask("open"))

    def search(self, query: Query) -> tuple[float, Answer]:
        """Seconds, and the answer."""
        seconds, answer = self._ask("search", query)
        return float(seconds), answer

    def matches(self, query: Query) -> set[str]:
        return set(self._ask("matches", query))

    def memory(self) -> dict[str, float]:
        """Megabytes: `rss_mb`, the most the process has held; and where /proc tells, what it
        holds now, split into `anonymous_mb`, its own, and `file_mb`, mapped and shared."""
        return dict(self._ask("memory"))

    def close(self) -> None:
        self._pipe.send(("close", ()))
        self._process.join()

    def _ask(self, what: str, *arguments: object) -> Any:
        self._pipe.send((what, arguments))
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def _play(pipe: Connection, name: str, folder: Path) -> None:
    peer: Peer | None = None
    while True:
        try:
            what, arguments = pipe.recv()
        except EOFError:  # whoever asked is gone
            what, arguments = "close", ()
        if what == "close":
            if peer:
                peer.close()
            return
        try:
            peer = peer or make_peer(name, folder)
            pipe.send(_do(peer, folder, what, arguments))
        except Exception as error:  # noqa: BLE001 - told in the process that asked
            pipe.send(error)


def _do(peer: Peer, folder: Path, what: str, arguments: tuple[Any, ...]) -> object:
    match what, arguments:
        case "build", (reports,):
            seconds = peer.build(parsed_reports(reports))
            files = [file for file in folder.rglob("*") if file.is_file()]
            return Built(seconds, sum(file.stat().st_size for file in files) / 1e6)
        case "open", ():
            began = perf_counter()
            peer.open()
            return perf_counter() - began
        case "search", (query,):
            began = perf_counter()
            answer = peer.search(query)
            return perf_counter() - began, answer
        case "matches", (query,):
            return peer.matches(query)
        case "memory", ():
            return _memory()
        case _:
            raise AssertionError(what)


def _memory() -> dict[str, float]:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {"rss_mb": peak / (1e6 if sys.platform == "darwin" else 1e3)}
    # Not getrusage here: on Linux a process starts with the peak of the one that started it.
    kilobytes = dict(re.findall(r"^(\w+):\s+(\d+) kB$", status, re.MULTILINE))
    lines = {"rss_mb": "VmHWM", "anonymous_mb": "RssAnon", "file_mb": "RssFile"}
    return {name: int(kilobytes[line]) / 1e3 for name, line in lines.items() if line in kilobytes}
