"""A benchmark run: every engine builds its index, then all answer the same queries in turn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from bench.engine_process import EngineProcess, Timed
from bench.peers import Query
from bench.prepared import Prepared, prepare
from bench.queries import KINDS, LITERAL_KINDS, draw_queries, none_twice, within_years

Engines = Mapping[str, EngineProcess]
Figures = dict[str, dict[str, Any]]
"""Engine → its figures."""
Times = dict[str, list[Timed]]
"""Kind of query → the searches of that kind."""
Compared = tuple[set[str], set[str]]
"""Parts that match a query, parts that an engine found."""

_WARM_UP_SEED: Final = 2
_ALL_COMPARED: Final = 1000
"""Up to this many reports every match is compared; beyond, those of one year for each query."""


def measure(
    folder: Path, reports: int, names: Sequence[str], *, each: int, rounds: int
) -> dict[str, Any]:
    """The figures of these engines on a corpus of that many reports, as `make bench` prints them.

    `each` is the number of queries of every kind, `rounds` how often each is repeated. Only one
    engine answers at a time, and the engines take turns query by query, so that a slow moment of
    the machine affects all of them. The next run of this size in `folder` uses the same corpus
    and indexes.
    """
    corpus = prepare(folder, reports)
    queries = draw_queries(corpus, each)
    figures = {name: _build(name, corpus) for name in names}
    with ExitStack() as stack:
        engines = {
            name: stack.enter_context(closing(EngineProcess(name, folder / name))) for name in names
        }
        for name, engine in engines.items():
            figures[name]["open_ms"] = round(engine.call("open").seconds * 1000, 3)
        warm_up = draw_queries(corpus, each, seed=_WARM_UP_SEED)
        _add_times(figures, engines, queries, warm_up, rounds)
        for name, engine in engines.items():
            figures[name] |= engine.memory()
        _add_exactness(figures, engines, corpus, queries)
    return {"reports": reports, "engines": figures}


def percentiles(
    seconds: Sequence[float], unit: str, prefix: str = "", wanted: Sequence[int] = (50, 95)
) -> dict[str, float]:
    """`p50_…` and `p95_…` in the unit, "s" or "ms"; {} if there are no times."""
    if not seconds:
        return {}
    times = [*seconds] if len(seconds) > 1 else [*seconds] * 2
    cuts = quantiles(times, n=100, method="inclusive")
    factor = 1000 if unit == "ms" else 1
    return {f"{prefix}p{each}_{unit}": round(cuts[each - 1] * factor, 3) for each in wanted}


def _build(name: str, corpus: Prepared) -> dict[str, Any]:
    """Build an engine's index in the folder of its name unless it exists; returns the figures."""
    folder, record = corpus.folder / name, corpus.folder / f"{name}.json"
    if not record.exists():
        shutil.rmtree(folder, ignore_errors=True)
        with closing(EngineProcess(name, folder)) as engine:
            built = engine.build(corpus)
        record.write_text(json.dumps(built), encoding="ascii")
    known: dict[str, Any] = json.loads(record.read_text(encoding="ascii"))
    return known | {"text_mb": round(corpus.bytes / 1e6, 1)}


def _add_times(
    figures: Figures,
    engines: Engines,
    queries: Sequence[Query],
    warm_up: Sequence[Query],
    rounds: int,
) -> None:
    """Add the percentiles of all queries and of each kind, for fresh, cold and repeated queries."""
    warming, fresh = none_twice(warm_up, queries)
    _ask(engines, warming)
    times = {"fresh_": _ask(engines, fresh)}
    times["cold_"] = _ask(engines, queries, forget=True)
    _ask(engines, queries)
    times[""] = _ask(engines, [*queries] * rounds)
    for prefix, by_engine in times.items():
        wanted = (50, 95, 99) if prefix == "fresh_" else (50, 95)
        for name, by_kind in by_engine.items():
            every = [*chain.from_iterable(by_kind.values())]
            figures[name] |= percentiles([one.seconds for one in every], "ms", prefix, wanted)
            if prefix == "fresh_":
                figures[name] |= percentiles([one.cpu_seconds for one in every], "ms", "fresh_cpu_")
            kinds = figures[name].setdefault("by_kind", {})
            for kind, found in by_kind.items():
                seconds = [one.seconds for one in found]
                kinds.setdefault(kind, {}).update(percentiles(seconds, "ms", prefix, wanted))


def _ask(engines: Engines, queries: Sequence[Query], *, forget: bool = False) -> dict[str, Times]:
    """The times of each engine; its caches are emptied before each query if requested."""
    times: dict[str, Times] = {name: {kind: [] for kind in KINDS} for name in engines}
    for query in queries:
        for name, engine in engines.items():
            if forget:
                engine.call("forget")
            times[name][query.kind].append(engine.call("search", query))
    return times


def _add_exactness(
    figures: Figures, engines: Engines, corpus: Prepared, queries: Sequence[Query]
) -> None:
    """Add recall and precision measured on the plain texts, for each kind and for the literals."""
    asked = queries if corpus.count <= _ALL_COMPARED else within_years(queries)
    expected = corpus.matches(asked)
    for name, engine in engines.items():
        compared: dict[str, list[Compared]] = {kind: [] for kind in KINDS}
        for query, wanted in zip(asked, expected, strict=True):
            compared[query.kind].append((wanted, engine.call("matches", query).answer))
        for kind, pairs in compared.items():
            figures[name]["by_kind"][kind] |= _recall_and_precision(pairs)
        literals = [pair for kind in LITERAL_KINDS for pair in compared[kind]]
        figures[name] |= _recall_and_precision(literals, "literal_")


def _recall_and_precision(pairs: Sequence[Compared], prefix: str = "") -> dict[str, float]:
    """Over all queries together; each part of each query counts once."""
    right = sum(len(wanted & found) for wanted, found in pairs)
    return {
        f"{prefix}recall": _share(right, sum(len(wanted) for wanted, _ in pairs)),
        f"{prefix}precision": _share(right, sum(len(found) for _, found in pairs)),
    }


def _share(part: int, whole: int) -> float:
    """Rounded to four digits, but never up to 1."""
    return 1.0 if part == whole else min(round(part / whole, 4), 0.9999)
