"""What is measured of this project alone: its server and its commands, on the seeds and on the
corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.additions import measure_additions
from bench.clients import measure_clients
from bench.commands import copy_of, index_seeds, measure_start_up
from bench.peers import Query
from bench.prepared import Prepared
from bench.waiting import measure_waiting


@dataclass(frozen=True, slots=True)
class Further:
    """What is measured of this project alone, where asked for."""

    clients_s: float = 0.0
    """For how many seconds sixteen clients ask each archive over HTTP."""
    commands: bool = False
    """Whether `xxgk search` is started, on the seeds and on the whole corpus."""
    additions: int = 0
    """How many reports are added to each archive, one by one, while it is served."""
    hard: bool = False
    """Whether hard queries are asked, and others' waiting meanwhile is measured."""


NOTHING_FURTHER: Final = Further()


def measure_product(
    further: Further, corpus: Prepared, queries: Sequence[Query], hard: Sequence[Query]
) -> dict[str, Any]:
    """The figures that are asked for, each for `seeds` and `corpus`; nothing of the kept indexes
    is changed."""
    found: dict[str, Any] = {}
    archives = _archives(corpus.folder) if further != NOTHING_FURTHER else {}
    if further.clients_s:
        found["clients"] = {
            name: measure_clients(index, queries, further.clients_s)
            for name, index in archives.items()
        }
    if further.commands:
        found["commands"] = {name: measure_start_up(index) for name, index in archives.items()}
    if further.hard:
        light = next(query for query in queries if query.kind == "rare")
        found["waiting"] = {"corpus": measure_waiting(archives["corpus"], hard, light)}
    if further.additions:
        found["additions"] = {
            name: measure_additions(
                copy_of(index, corpus.folder / "growing"),
                corpus.count,
                further.additions,
                corpus.folder / "more",
            )
            for name, index in archives.items()
        }
    return found


def _archives(folder: Path) -> dict[str, Path]:
    seeds = folder / "seeds"
    if not seeds.exists():
        index_seeds(seeds)
    return {"seeds": seeds, "corpus": folder / "xxgk"}
