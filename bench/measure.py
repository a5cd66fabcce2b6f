"""A run: every engine builds, then all are asked the same queries in turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from bench.peers import Query
from bench.queries import KINDS, PlainTexts
from bench.stage import Stage, parsed_reports

LITERAL_KINDS: Final = frozenset({"common", "rare", "character", "two terms", "long literal"})
"""Kinds on which recall and precision against the plain text are taken."""


def measure(reports: int, engines: Sequence[str], each: int, folder: Path) -> dict[str, Any]:
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
        figures[name] |= _exactness(stage, texts, queries)
        figures[name]["rss_mb"] = round(stage.memory(), 1)
        stage.close()
    return {"reports": reports, "engines": figures}


def _times(stages: Mapping[str, Stage], queries: Sequence[Query]) -> dict[str, dict[str, Any]]:
    cold: dict[str, list[float]] = {name: [] for name in stages}
    warm: dict[str, dict[str, list[float]]] = {
        name: {kind: [] for kind in KINDS} for name in stages
    }
    for query in queries:
        for name, stage in stages.items():
            stage.open()
            cold[name].append(stage.search(query)[0])
    for stage in stages.values():
        stage.open()
        for query in queries:
            stage.search(query)
    for query in queries:
        for name, stage in stages.items():
            warm[name][query.kind].append(stage.search(query)[0])
    return {
        name: {
            **_percentiles([time for times in warm[name].values() for time in times]),
            **_percentiles(cold[name], "cold_"),
            "by_kind": {kind: _percentiles(times) for kind, times in warm[name].items()},
        }
        for name in stages
    }


def _exactness(stage: Stage, texts: PlainTexts, queries: Iterable[Query]) -> dict[str, float]:
    """Recall and precision over all literal queries, against the plain texts."""
    right = given = wanted = 0
    for query in queries:
        if query.kind in LITERAL_KINDS:
            truth, found = texts.matches(query), stage.matches(query)
            right += len(truth & found)
            given += len(found)
            wanted += len(truth)
    return {
        "literal_recall": round(right / wanted, 4) if wanted else 1.0,
        "literal_precision": round(right / given, 4) if given else 1.0,
    }


def _percentiles(seconds: Sequence[float], prefix: str = "") -> dict[str, float]:
    cuts = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [*seconds] * 19
    return {f"{prefix}p50_ms": _ms(cuts[9]), f"{prefix}p95_ms": _ms(cuts[18])}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
