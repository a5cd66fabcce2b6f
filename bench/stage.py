"""One engine in a process of its own, so that memory is its own and caches are nobody else's."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.memory import PeakMemory, memory_of
from bench.peers import Answer, Peer, Query, make_peer
from bench.peers.words import load_tokenizer
from bench.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Built:
    """What a build took."""

    seconds: float
    megabytes: float
    """Of all files of the index."""
    peak: dict[str, float]
    """`build_peak_mb`, `build_peak_anonymous_mb`, where the system tells."""


class Stage:
    """Drives an engine in another process."""

    def __init__(self, name: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._folder = folder
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_play, args=(theirs, name, folder))
        self._process.start()

    def build(self, corpus: Prepared) -> Built:
        with PeakMemory(self._pid) as memory:
            seconds = float(self._ask("build", corpus))
        return Built(seconds, megabytes(self._folder), memory.figures("build_"))

    def open(self) -> float:
        """Seconds from nothing to ready, with no cache of an earlier query."""
        return float(self._ask("open"))

    def forget(self) -> None:
        """Have every cache of the engine's own emptied."""
        self._ask("forget")

    def search(self, query: Query) -> tuple[float, Answer]:
        """Seconds, and the answer."""
        seconds, answer = self._ask("search", query)
        return float(seconds), answer

    def matches(self, query: Query) -> set[str]:
        return set(self._ask("matches", query))

    def memory(self) -> dict[str, float]:
        """Megabytes held now: `rss_mb` in all (shared pages in part), `anonymous_mb`, `file_mb`."""
        held = memory_of(self._pid)
        return {"rss_mb" if name == "pss_mb" else name: round(mb, 1) for name, mb in held.items()}

    def close(self) -> None:
        self._pipe.send(("close", ()))
        self._process.join()

    @property
    def _pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def _ask(self, what: str, *arguments: object) -> Any:
        self._pipe.send((what, arguments))
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def megabytes(folder: Path) -> float:
    """What all files of a folder hold; a file with several names counts once."""
    files = (file.stat() for file in folder.rglob("*") if file.is_file())
    sizes = {(file.st_dev, file.st_ino): file.st_size for file in files}
    return sum(sizes.values()) / 1e6


def _play(pipe: Connection, name: str, folder: Path) -> None:
    peer: Peer | None = None
    load_tokenizer()
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
            pipe.send(_do(peer, what, arguments))
        except Exception as error:  # noqa: BLE001 - told in the process that asked
            pipe.send(error)


def _do(peer: Peer, what: str, arguments: tuple[Any, ...]) -> object:
    match what, arguments:
        case "build", (corpus,):
            return peer.build(corpus.reports())
        case "open", ():
            began = perf_counter()
            peer.open()
            return perf_counter() - began
        case "forget", ():
            peer.forget()
            return None
        case "search", (query,):
            began = perf_counter()
            answer = peer.search(query)
            return perf_counter() - began, answer
        case "matches", (query,):
            return peer.matches(query)
        case _:
            raise AssertionError(what)
