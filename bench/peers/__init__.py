"""The engines that are measured, each doing the same work.

Law: a peer is used as its own documentation says; none is tuned for the queries, none is held back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Final, Protocol

from bench.cluster import MEND
from indexer.reports.model import Report

EMBEDDED: Final = ("xxgk", "stock", "tantivy", "fts5")
"""Those that run in one process, over one folder."""
ENGINES: Final = (*EMBEDDED, "opensearch")
PAGE: Final = 10
"""Hits on a page."""
FACETS: Final = ("school", "section", "topic", "year", "province")


@dataclass(frozen=True, slots=True)
class Query:
    """What every engine is asked: parts that hold all terms, under the filters that are given."""

    kind: str
    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    """Terms the part must not hold."""
    near: int | None = None
    """At most this many characters between the two terms."""
    year: int | None = None
    section: str | None = None
    page: int = 1
    """Of ten hits each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every engine gives: a count, the first ten with a snippet each, five facets."""

    total: int
    snippets: tuple[str, ...]
    facets: dict[str, int]
    """Facet → how many values it has."""


class NoSuchEngineError(ValueError):
    """An engine that is not known, or not on this machine; the message names the mend."""


class Peer(Protocol):
    """One engine over one folder."""

    def build(self, reports: Iterable[Report]) -> float:
        """Index the reports; gives the seconds spent, the making of the reports not counted."""
        ...

    def open(self) -> None:
        """Ready to answer, with no cache of an earlier query."""
        ...

    def forget(self) -> None:
        """Empty every cache of the engine's own; what is open stays open where the engine can
        do the one without the other."""
        ...

    def close(self) -> None: ...

    def search(self, query: Query) -> Answer: ...

    def matches(self, query: Query) -> set[str]:
        """Every part that matches, as `report#ordinal`."""
        ...


def make_peer(name: str, folder: Path) -> Peer:
    """The engine of that name, imported here alone: each runs in a process of its own.

    Raises NoSuchEngineError for one that is not known or cannot run here.
    """
    check_engine(name)
    peer: Peer = import_module(f"bench.peers.{name}").make(folder)
    return peer


def check_engine(name: str) -> None:
    """Raises NoSuchEngineError for an engine that is not known or not installed."""
    if name not in ENGINES:
        raise NoSuchEngineError(f"no engine is called {name}: {', '.join(ENGINES)}")
    if name == "tantivy" and find_spec("tantivy") is None:
        raise NoSuchEngineError("no engine tantivy here: python -m pip install tantivy")
    if name == "opensearch" and not (find_spec("opensearchpy") and which("java")):
        raise NoSuchEngineError(f"no engine opensearch here: opensearch-py, and a server. {MEND}")
