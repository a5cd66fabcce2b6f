"""A run: every engine builds, then all are asked the same queries in turn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from bench.commands import index_folder
from bench.exactness import add_exactness
from bench.peers import Query
from bench.percentiles import percentiles
from bench.prepared import Prepared, prepare
from bench.product import NOTHING_FURTHER, Further, measure_product
from bench.queries import KINDS, draw_hard_queries, draw_queries
from bench.stage import Built, Stage

Times = dict[str, list[float]]
"""Kind of query → seconds of each."""
_HARD_EACH: Final = 12


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be measured."""

    reports: int
    engines: tuple[str, ...]
    each: int = 12
    """Queries of every kind."""
    rounds: int = 3
    """How often each is asked with warm caches."""
    from_files: bool = False
    """Whether xxgk's index is built from the text files by `xxgk index`, not from parsed parts."""
    anew: bool = False
    """Whether indexes that an earlier run left are built again."""
    further: Further = NOTHING_FURTHER


def measure(run: Run, folder: Path) -> dict[str, Any]:
    """The figures of a run, as `make bench` prints them.

    An engine answers while all others wait: queries are interleaved, so that a slow moment of
    the machine falls on all. What is made in `folder` serves the next run of this size there.
    """
    corpus = prepare(folder, run.reports)
    queries = draw_queries(corpus.plain, run.each)
    figures: dict[str, dict[str, Any]] = {}
    for name in run.engines:
        built = _built(name, corpus, run)
        figures[name] = {
            "index_s": round(built.seconds, 2),
            "index_mb": round(built.megabytes, 1),
            "text_mb": round(corpus.bytes / 1e6, 1),
            **built.peak,
        }
    hard = draw_hard_queries(corpus.plain, _HARD_EACH) if run.further.hard else []
    with ExitStack() as closing_all:
        stages = {
            name: closing_all.enter_context(closing(Stage(name, folder / name)))
            for name in run.engines
        }
        for name, stage in stages.items():
            figures[name]["open_ms"] = round(stage.open() * 1000, 3)
        for name, found in _times(stages, queries, run.rounds).items():
            figures[name] |= found
        for name, stage in stages.items():
            figures[name] |= stage.memory()
        add_exactness(figures, stages, corpus, queries)
        if "xxgk" in stages and hard:
            figures["xxgk"]["hard"] = _hard(stages["xxgk"], hard)
    if "xxgk" in figures:
        figures["xxgk"] |= measure_product(run.further, corpus, queries, hard)
    return {"reports": run.reports, "engines": figures}


def _built(name: str, corpus: Prepared, run: Run) -> Built:
    """An engine's index in the folder of its name; what it took, also where it was there."""
    folder, account = corpus.folder / name, corpus.folder / f"{name}.json"
    if run.anew or not account.exists():
        account.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        if run.from_files and name == "xxgk":
            built = index_folder(folder, corpus.texts)
        else:
            with closing(Stage(name, folder)) as stage:
                built = stage.build(corpus)
        account.write_text(json.dumps(asdict(built)), encoding="ascii")
    return Built(**json.loads(account.read_text(encoding="ascii")))


def _times(
    stages: Mapping[str, Stage], queries: Sequence[Query], rounds: int
) -> dict[str, dict[str, Any]]:
    cold = {name: _empty() for name in stages}
    warm = {name: _empty() for name in stages}
    _ask_all(stages, queries)
    for query in queries:
        for name, stage in stages.items():
            stage.forget()
            cold[name][query.kind].append(stage.search(query)[0])
    _ask_all(stages, queries)
    for query in [*queries] * rounds:
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


def _ask_all(stages: Mapping[str, Stage], queries: Sequence[Query]) -> None:
    for stage in stages.values():
        for query in queries:
            stage.search(query)


def _empty() -> Times:
    return {kind: [] for kind in KINDS}


def _hard(stage: Stage, queries: Sequence[Query]) -> dict[str, dict[str, float]]:
    """The hard kinds of an index opened anew before each: percentiles and the longest, by kind."""
    times: Times = {}
    for query in queries:
        stage.open()
        times.setdefault(query.kind, []).append(stage.search(query)[0])
    return {
        kind: percentiles(found, "ms", "cold_") | {"cold_max_ms": round(max(found) * 1000, 1)}
        for kind, found in times.items()
    }
