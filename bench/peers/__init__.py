"""The engines that are measured, each doing the same work.

Law: a peer is used as its own documentation says; none is tuned for the queries, none is held back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from indexer.reports.model import Report

FACETS: Final = ("school", "section", "topic", "year", "province")


@dataclass(frozen=True, slots=True)
class Query:
    """What every engine is asked: parts that hold all terms, of one year if one is given."""

    kind: str
    terms: tuple[str, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What every engine gives: a count, the first ten with a snippet each, five facets."""

    total: int
    snippets: tuple[str, ...]
    facets: dict[str, int]
    """Facet → how many values it has."""


class Peer(Protocol):
    """One engine over one folder."""

    def build(self, reports: Iterable[Report]) -> float:
        """Index the reports; gives the seconds spent, the making of the reports not counted."""
        ...

    def open(self) -> None:
        """Ready to answer, with no cache of an earlier query."""
        ...

    def close(self) -> None: ...

    def search(self, query: Query) -> Answer: ...

    def matches(self, query: Query) -> set[str]:
        """Every part that matches, as `report#ordinal`."""
        ...


def make_peer(name: str, folder: Path) -> Peer:
    """The engine of that name. Raises ValueError for one that is not known."""
    match name:
        case "xxgk":
            from bench.peers.xxgk import Xxgk  # noqa: PLC0415 - each engine in a process of its own

            return Xxgk(folder)
        case "stock":
            from bench.peers.stock import Stock  # noqa: PLC0415

            return Stock(folder)
        case _:
            raise ValueError(f"no engine is called {name}: xxgk, stock")
