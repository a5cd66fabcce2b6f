"""The figures of a run as tables in Markdown, as `docs/benchmarks.md` shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

FIGURES: Final = (
    *("fresh_p50_ms", "fresh_p95_ms", "fresh_p99_ms", "fresh_cpu_p50_ms", "fresh_cpu_p95_ms"),
    *("cold_p50_ms", "cold_p95_ms", "p50_ms", "p95_ms"),
    *("index_s", "index_mb", "text_mb", "rss_mb", "anonymous_mb", "file_mb", "open_ms"),
    *("literal_recall", "literal_precision"),
)


def tables(results: dict[str, Any]) -> str:
    """A table of all figures, then one of each kind of query for every measure."""
    engines: dict[str, dict[str, Any]] = results["engines"]
    kinds = [*next(iter(engines.values()))["by_kind"]]
    rows = [[name, *(found.get(name, "–") for found in engines.values())] for name in FIGURES]
    shown = [_table([f"{results['reports']:,} reports", *engines], rows)]
    for prefix, title in (("fresh_", "fresh"), ("cold_", "cold"), ("", "warm (repeated)")):
        rows = [
            [kind, *(_times(found["by_kind"][kind], prefix) for found in engines.values())]
            for kind in kinds
        ]
        shown.append(_table([f"p50 / p95 ms, {title}", *engines], rows))
    rows = [
        [kind, *(_exactness(found["by_kind"][kind]) for found in engines.values())]
        for kind in kinds
    ]
    shown.append(_table(["recall (precision, where below 1)", *engines], rows))
    return "\n".join(shown)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table with figures aligned to the right."""
    lines = [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _times(found: dict[str, float], prefix: str) -> str:
    """Both percentiles; a dash if no query of the kind was new."""
    times = [found.get(f"{prefix}{percentile}_ms") for percentile in ("p50", "p95")]
    return " / ".join(f"{time:.2f}" for time in times if time is not None) or "–"


def _exactness(found: dict[str, float]) -> str:
    wrong = f" ({found['precision']:.4g})" if found["precision"] < 1 else ""
    return f"{found['recall']:.3f}{wrong}"
