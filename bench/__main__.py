"""`make bench`: measure engines over a generated corpus.

python -m bench --reports 1000 --engines xxgk,stock --format json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.measure import measure

COLUMNS: Final = (
    "index_s",
    "index_mb",
    "text_mb",
    "rss_mb",
    "open_ms",
    "p50_ms",
    "p95_ms",
    "cold_p50_ms",
    "cold_p95_ms",
    "literal_recall",
    "literal_precision",
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure engines.")
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--engines", default="xxgk,stock", help="xxgk, stock")
    parser.add_argument("--each", type=int, default=12, help="queries of every kind")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="xxgk-bench-") as folder:
        figures = measure(asked.reports, asked.engines.split(","), asked.each, Path(folder))
    if asked.format == "table":
        print_table(figures)
    print(json.dumps(figures, ensure_ascii=False))


def print_table(figures: dict[str, Any]) -> None:
    """A line a figure, a column an engine; then the median of each kind of query."""
    engines = figures["engines"]
    print(f"{figures['reports']} reports".ljust(24), *(name.rjust(12) for name in engines))
    for column in COLUMNS:
        print(column.ljust(24), *(f"{found[column]:12}" for found in engines.values()))
    for kind in next(iter(engines.values()))["by_kind"]:
        medians = (found["by_kind"][kind]["p50_ms"] for found in engines.values())
        print(f"p50_ms, {kind}".ljust(24), *(f"{median:12}" for median in medians))


if __name__ == "__main__":
    main()
