"""What the project asks of itself, and whether a run shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

Results = Mapping[int, dict[str, Any]]
"""Number of reports → the engines' figures."""


class Must(NamedTuple):
    """One demand, and what was measured."""

    what: str
    most: str
    measured: str
    is_met: bool


_COMPARED: Final = (5_000, 20_000)
_WHOLE: Final = 45_000


def musts(results: Results) -> list[Must]:
    """Every demand for which the runs hold the figures."""
    found: list[Must] = []
    for size in _COMPARED:
        engines = results.get(size, {})
        found += _beside_tantivy(size, engines)
        found += _beside_stock(size, engines)
    if 5_000 in results:
        found += _builds(results[5_000])
    for size, engines in results.items():
        if size >= 5_000 and "xxgk" in engines:
            ours = engines["xxgk"]
            share = ours["index_mb"] / ours["text_mb"]
            found.append(_at_most(f"index / text, {size:,}", share, 2.5, "×"))
    if _WHOLE in results:
        found += _whole_archive(results[_WHOLE]["xxgk"])
    found += _everywhere(results)
    return found


def _beside_tantivy(size: int, engines: Mapping[str, Any]) -> Iterator[Must]:
    if not {"xxgk", "tantivy"} <= engines.keys():
        return
    for prefix, factor in (("", 1.0), ("cold_", 1.5)):
        for figure in ("p50_ms", "p95_ms"):
            ours, theirs = (engines[name][prefix + figure] for name in ("xxgk", "tantivy"))
            name = f"{prefix}{figure} beside tantivy, {size:,}"
            yield _at_most(name, ours / theirs, factor, "×")


def _beside_stock(size: int, engines: Mapping[str, Any]) -> Iterator[Must]:
    if {"xxgk", "stock"} <= engines.keys():
        faster = engines["stock"]["p95_ms"] / engines["xxgk"]["p95_ms"]
        yield Must(f"p95_ms faster than stock, {size:,}", "≥ 60 ×", f"{faster:.0f} ×", faster >= 60)


def _builds(engines: Mapping[str, Any]) -> Iterator[Must]:
    for peer, most in (("stock", 1 / 8), ("tantivy", 4.0)):
        if peer in engines and "xxgk" in engines:
            ratio = engines["xxgk"]["index_s"] / engines[peer]["index_s"]
            yield _at_most(f"build beside {peer}, 5,000", ratio, most, "×")


def _whole_archive(ours: Mapping[str, Any]) -> Iterator[Must]:
    yield _at_most("p50_ms warm, 45,000", ours["p50_ms"], 5, "ms")
    yield _at_most("p95_ms warm, 45,000", ours["p95_ms"], 25, "ms")
    for kind, found in ours.get("hard", {}).items():
        yield _at_most(f"{kind}, cold, longest, 45,000", found["cold_max_ms"], 1000, "ms")
    if waiting := ours.get("waiting", {}).get("corpus"):
        yield _at_most("longest wait of others, 45,000", waiting["longest_wait_ms"], 50, "ms")
    yield _at_most("build, 45,000", ours["index_s"] / 60, 10, "min")
    if "build_peak_mb" in ours:
        yield _at_most("peak of building, 45,000", ours["build_peak_mb"], 2000, "MB")
    if clients := ours.get("clients", {}).get("corpus"):
        yield _at_most("serving, anonymous, 45,000", clients["anonymous_mb"], 600, "MB")
        yield _at_most("server ready, 45,000", clients["ready_s"], 2, "s")
    if added := ours.get("additions", {}).get("corpus"):
        yield _at_most("add one, p95, 45,000", added["add_one_s"]["p95_s"], 2, "s")
        yield _at_most("found by a server after, 45,000", added["found_after_s"]["max_s"], 1, "s")
    if commands := ours.get("commands", {}).get("corpus"):
        yield _at_most("xxgk search cold, 45,000", commands["search_cold_s"]["p50_s"], 0.8, "s")


def _everywhere(results: Results) -> Iterator[Must]:
    for size, engines in results.items():
        ours = engines.get("xxgk", {})
        if commands := ours.get("commands"):
            cold = commands["seeds"]["search_cold_s"]["p50_s"]
            yield _at_most("xxgk search cold, seeds", cold, 0.35, "s")
        if clients := ours.get("clients"):
            yield _per_second("seeds", clients["seeds"], 150)
            if size == 5_000:
                yield _per_second("5,000", clients["corpus"], 60)


def _per_second(where: str, found: Mapping[str, Any], least: float) -> Must:
    met = found["per_s"] >= least and not found["errors"]
    measured = f"{found['per_s']:.0f}/s, {found['errors']} errors"
    return Must(f"16 clients over HTTP, {where}", f"≥ {least:g}/s, none", measured, met)


def _at_most(what: str, measured: float, most: float, unit: str) -> Must:
    return Must(what, f"≤ {most:.3g} {unit}", f"{measured:.3g} {unit}", measured <= most)
