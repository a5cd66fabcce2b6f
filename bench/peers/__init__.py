"""The engines that are measured, each doing the same work.

Rule: a peer is used as its documentation says; none is tuned for the queries or slowed down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from indexer.reports.model import Report

ENGINES: Final = {"xxgk": "Xxgk", "stock": "Stock", "tantivy": "Tantivy", "fts5": "Fts5"}
"""Engine, which is also the name of its module → its class."""
PAGE: Final = 10
"""Hits on a page."""
FACETS: Final = ("school", "section", "topic", "year", "province")


@dataclass(frozen=True, slots=True)
class Query:
    """A query for every engine: the parts that contain all terms, under the filters given."""

    kind: str
    terms: tuple[str, ...]
    without: tuple[str, ...] = ()
    """Terms that the part must not contain."""
    near: int | None = None
    """At most this many characters between the two terms."""
    year: int | None = None
    section: str | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What every engine returns: a count, ten hits with a snippet each, five facets."""

    total: int
    snippets: tuple[str, ...]
    facets: dict[str, int]
    """Facet → number of its values."""


class NoSuchEngineError(ValueError):
    """An engine that is unknown or not installed; the message says how to install it."""


class Peer(Protocol):
    """One engine over one folder."""

    def build(self, reports: Iterable[Report]) -> None:
        """Index the reports into the folder, which does not exist yet."""
        ...

    def open(self) -> None:
        """Get ready to answer, with no cache of an earlier query."""
        ...

    def forget(self) -> None:
        """Empty all the engine's own caches. Files stay open if the engine allows it."""
        ...

    def close(self) -> None: ...

    def search(self, query: Query) -> Answer: ...

    def matches(self, query: Query) -> set[str]:
        """Every part that matches, as `report#ordinal`."""
        ...


def make_peer(name: str, folder: Path) -> Peer:
    """The engine of that name. Its library is imported only now, in the process that runs it.

    Raises NoSuchEngineError for one that is unknown or not installed.
    """
    check_engine(name)
    peer: Peer = getattr(import_module(f"bench.peers.{name}"), ENGINES[name])(folder)
    return peer


def check_engine(name: str) -> None:
    """Raises NoSuchEngineError for an engine that is unknown or not installed."""
    if name not in ENGINES:
        raise NoSuchEngineError(f"no engine is called {name}: {', '.join(ENGINES)}")
    if name == "tantivy" and find_spec("tantivy") is None:
        raise NoSuchEngineError("tantivy is not installed: python -m pip install tantivy")
