"""A run: every engine builds, then all are asked the same queries in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from bench.clients import measure_clients
from bench.commands import index_seeds, measure_commands
from bench.peers import Query
from bench.percentiles import percentiles
from bench.queries import KINDS, PlainTexts
from bench.stage import Stage, parsed_reports

LITERAL_KINDS: Final = frozenset({"common", "rare", "character", "two terms", "long literal"})
"""Kinds on which recall and precision against the plain text are taken."""
Times = dict[str, list[float]]
"""Kind of query → seconds of each."""


@dataclass(frozen=True, slots=True)
class Further:
    """What is measured of this project alone, where asked for."""

    clients_s: float = 0.0
    """For how many seconds sixteen clients ask each archive over HTTP."""
    commands: bool = False
    """Whether the commands are started, on the seeds and on the whole corpus."""


def measure(
    reports: int, engines: Sequence[str], each: int, folder: Path, further: Further = Further()
) -> dict[str, Any]:
    """The figures of a run, as `make bench` prints them.

    `each` is the number of queries of a kind. An engine answers while all others wait: queries
    are interleaved, so that a slow moment of the machine falls on all.
    """
    texts = PlainTexts()
    text_mb = 0.0
    for report in parsed_reports(reports):
        texts.add(report)
        text_mb += report.source.size / 1e6
    queries = texts.queries(each)
    figures: dict[str, dict[str, Any]] = {}
    for name in engines:
        building = Stage(name, folder / name)
        built = building.build(reports)
        building.close()
        figures[name] = {
            "index_s": round(built.seconds, 2),
            "index_mb": round(built.megabytes, 1),
            "text_mb": round(text_mb, 1),
        }
    stages = {name: Stage(name, folder / name) for name in engines}
    for name, stage in stages.items():
        figures[name]["open_ms"] = _ms(stage.open())
    for name, found in _times(stages, queries).items():
        figures[name] |= found
    for name, stage in stages.items():
        _add_exactness(figures[name], stage, texts, queries)
        figures[name] |= {key: round(held, 1) for key, held in stage.memory().items()}
        stage.close()
    if "xxgk" in figures:
        figures["xxgk"] |= _further(further, reports, queries, folder)
    return {"reports": reports, "engines": figures}


def _further(
    further: Further, reports: int, queries: Sequence[Query], folder: Path
) -> dict[str, Any]:
    seeds, corpus = folder / "seeds", folder / "xxgk"
    found: dict[str, Any] = {}
    if further.clients_s or further.commands:
        index_seeds(seeds)
    if further.clients_s:
        found["clients"] = {
            "seeds": measure_clients(seeds, queries, further.clients_s),
            "corpus": measure_clients(corpus, queries, further.clients_s),
        }
    if further.commands:
        found["commands"] = {
            "seeds": measure_commands(seeds, reports, folder),
            "corpus": measure_commands(corpus, reports, folder),
        }
    return found


def _times(stages: Mapping[str, Stage], queries: Sequence[Query]) -> dict[str, dict[str, Any]]:
    cold: dict[str, Times] = {name: {kind: [] for kind in KINDS} for name in stages}
    warm: dict[str, Times] = {name: {kind: [] for kind in KINDS} for name in stages}
    for query in queries:
        for name, stage in stages.items():
            stage.open()
            cold[name][query.kind].append(stage.search(query)[0])
    for stage in stages.values():
        stage.open()
        for query in queries:
            stage.search(query)
    for query in queries:
        for name, stage in stages.items():
            warm[name][query.kind].append(stage.search(query)[0])
    return {
        name: {
            **percentiles([*chain.from_iterable(warm[name].values())], "ms"),
            **percentiles([*chain.from_iterable(cold[name].values())], "ms", "cold_"),
            "by_kind": {
                kind: percentiles(warm[name][kind], "ms")
                | percentiles(cold[name][kind], "ms", "cold_")
                for kind in KINDS
            },
        }
        for name in stages
    }


def _add_exactness(
    figures: dict[str, Any], stage: Stage, texts: PlainTexts, queries: Iterable[Query]
) -> None:
    """Recall and precision against the plain texts: of each kind, and of all literal ones."""
    counts = {kind: Exactness() for kind in KINDS}
    for query in queries:
        counts[query.kind].add(texts.matches(query), stage.matches(query))
    for kind, found in counts.items():
        figures["by_kind"][kind] |= {"recall": found.recall, "precision": found.precision}
    literal = Exactness()
    for kind in LITERAL_KINDS:
        literal.join(counts[kind])
    figures |= {"literal_recall": literal.recall, "literal_precision": literal.precision}


@dataclass(slots=True)
class Exactness:
    """How many parts were right, given and wanted, over any number of queries."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, truth: Set[str], found: Set[str]) -> None:
        self.join(Exactness(len(truth & found), len(found), len(truth)))

    def join(self, other: Exactness) -> None:
        self.right += other.right
        self.given += other.given
        self.wanted += other.wanted

    @property
    def recall(self) -> float:
        """1 where nothing was wanted."""
        return round(self.right / self.wanted, 4) if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """1 where nothing was given."""
        return round(self.right / self.given, 4) if self.given else 1.0


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
