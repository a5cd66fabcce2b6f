"""The figures of one run as tables: for a terminal, and in Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

COLUMNS: Final = (
    "index_s",
    "index_mb",
    "text_mb",
    "build_peak_mb",
    "build_peak_anonymous_mb",
    "rss_mb",
    "anonymous_mb",
    "file_mb",
    "open_ms",
    "p50_ms",
    "p95_ms",
    "cold_p50_ms",
    "cold_p95_ms",
    "literal_recall",
    "literal_precision",
)
PRODUCT: Final = ("hard", "clients", "commands", "additions", "waiting")


def plain_table(figures: dict[str, Any]) -> str:
    """A line a figure, a column an engine; then the median of each kind of query; then what is
    measured of this project alone."""
    engines = figures["engines"]
    lines = [_line(f"{figures['reports']} reports", engines)]
    lines += [_line(name, (found.get(name, "–") for found in engines.values())) for name in COLUMNS]
    for kind in next(iter(engines.values()))["by_kind"]:
        medians = (found["by_kind"][kind]["p50_ms"] for found in engines.values())
        lines.append(_line(f"p50_ms, {kind}", medians))
    alone = engines.get("xxgk", {})
    for what in PRODUCT:
        for archive, found in alone.get(what, {}).items():
            lines.append(f"{f'{what}, {archive}'.ljust(24)} {json.dumps(found)}")
    return "\n".join(lines)


def _line(name: str, cells: Iterable[object]) -> str:
    return " ".join([name.ljust(24), *(f"{cell:>12}" for cell in cells)])


def markdown(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown, figures to the right."""
    lines = [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def engines_table(figures: dict[str, Any]) -> str:
    """What each engine took and gave."""
    engines = figures["engines"]
    known = [name for name in COLUMNS if any(name in found for found in engines.values())]
    rows = [[name, *(found.get(name, "–") for found in engines.values())] for name in known]
    return markdown([f"{figures['reports']:,} reports", *engines], rows)


def kinds_table(figures: dict[str, Any], prefix: str = "") -> str:
    """p50 / p95 of each kind and engine; `prefix` is "" for warm caches, "cold_" for none."""
    engines = figures["engines"]
    how = "cold" if prefix else "warm"
    rows = [
        [kind, *(_both(found["by_kind"][kind], prefix) for found in engines.values())]
        for kind in _kinds(figures)
    ]
    return markdown([f"p50 / p95 ms, {how}", *engines], rows)


def recall_table(figures: dict[str, Any]) -> str:
    """Recall of each kind and engine, with the precision where it is below 1."""
    engines = figures["engines"]
    rows = [
        [kind, *(_exactness(found["by_kind"][kind]) for found in engines.values())]
        for kind in _kinds(figures)
    ]
    return markdown(["recall (precision, where below 1)", *engines], rows)


def _kinds(figures: dict[str, Any]) -> list[str]:
    return [*next(iter(figures["engines"].values()))["by_kind"]]


def _both(found: dict[str, float], prefix: str) -> str:
    return f"{found[f'{prefix}p50_ms']:.2f} / {found[f'{prefix}p95_ms']:.2f}"


def _exactness(found: dict[str, float]) -> str:
    wrong = f" ({found['precision']:.4g})" if found["precision"] < 1 else ""
    return f"{found['recall']:.3f}{wrong}"
