"""One engine in a separate process, with its own memory and caches."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, NamedTuple

from bench.peers import Peer, make_peer
from bench.prepared import Prepared
from indexer.analysis.tokenizer import get_tokenizer
from indexer.processes.garbage import collect_garbage_rarely
from indexer.reports.model import Report

_MEMORY: Final = Path("/proc/self/smaps_rollup")
_MEMORY_LINES: Final = {"rss_mb": "Pss", "anonymous_mb": "Pss_Anon", "file_mb": "Pss_File"}
_FIELD: Final = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)

_peer: Peer
"""The engine, in the process that runs it."""


class Timed(NamedTuple):
    """What a method of a peer returned, and how long it took."""

    seconds: float
    cpu_seconds: float
    """Of the processor, by all threads: other programs on the machine affect it less."""
    answer: Any


class EngineProcess:
    """Runs an engine in another process, which also measures the times."""

    def __init__(self, name: str, folder: Path) -> None:
        self._folder = folder
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_load,
            initargs=(name, folder),
        )

    def build(self, corpus: Prepared) -> dict[str, float]:
        """Index the corpus: `index_s` and `index_mb`."""
        seconds = self._run(_build, corpus)
        size = sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())
        return {"index_s": round(seconds, 2), "index_mb": round(size / 1e6, 1)}

    def call(self, method: str, *arguments: object) -> Timed:
        """A method of the peer."""
        timed: Timed = self._run(_timed, method, *arguments)
        return timed

    def memory(self) -> dict[str, float]:
        """Megabytes: `rss_mb`, and of these `anonymous_mb` and `file_mb`; {} without /proc."""
        return dict(self._run(_memory))

    def close(self) -> None:
        self.call("close")
        self._pool.shutdown()

    def _run(self, function: Any, *arguments: object) -> Any:
        return self._pool.submit(function, *arguments).result()


def _load(name: str, folder: Path) -> None:
    global _peer  # noqa: PLW0603 - one process, one engine
    get_tokenizer()  # load the dictionary before anything is measured
    _peer = make_peer(name, folder)
    collect_garbage_rarely()


def _timed(method: str, *arguments: object) -> Timed:
    began, cpu_began = perf_counter(), process_time()
    answer = getattr(_peer, method)(*arguments)
    return Timed(perf_counter() - began, process_time() - cpu_began, answer)


def _build(corpus: Prepared) -> float:
    """The seconds that the engine took, without reading the parsed reports from disk."""
    reading = 0.0

    def reports() -> Iterator[Report]:
        nonlocal reading
        source = corpus.reports()
        while True:
            began = perf_counter()
            report = next(source, None)
            reading += perf_counter() - began
            if report is None:
                return
            yield report

    return _timed("build", reports()).seconds - reading


def _memory() -> dict[str, float]:
    if not _MEMORY.exists():
        return {}
    kilobytes = dict(_FIELD.findall(_MEMORY.read_text(encoding="ascii")))
    return {
        name: round(int(kilobytes.get(line, 0)) / 1e3, 1) for name, line in _MEMORY_LINES.items()
    }
