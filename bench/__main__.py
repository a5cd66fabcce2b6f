"""`make bench`: measure engines over a generated corpus.

python -m bench --reports 1000 --engines xxgk,stock,tantivy,fts5 --format json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.measure import Further, measure
from bench.peers import ENGINES, NoSuchEngineError

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
    parser.add_argument("--engines", default="xxgk,stock", help=", ".join(ENGINES))
    parser.add_argument("--each", type=int, default=12, help="queries of every kind")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument(
        "--clients",
        type=float,
        nargs="?",
        const=5.0,
        default=0.0,
        metavar="SECONDS",
        help="xxgk asked by 16 clients over HTTP, the seeds and the corpus, for so long each",
    )
    parser.add_argument(
        "--commands", action="store_true", help="`xxgk search` and adding one report, as processes"
    )
    asked = parser.parse_args(arguments)
    further = Further(asked.clients, asked.commands)
    engines = asked.engines.split(",")
    with TemporaryDirectory(prefix="xxgk-bench-") as folder:
        try:
            figures = measure(asked.reports, engines, asked.each, Path(folder), further)
        except NoSuchEngineError as error:
            parser.error(str(error))
    if asked.format == "table":
        print_table(figures)
    print(json.dumps(figures, ensure_ascii=False))


def print_table(figures: dict[str, Any]) -> None:
    """A line a figure, a column an engine; then the median of each kind of query; then what is
    measured of this project alone."""
    engines = figures["engines"]
    print(f"{figures['reports']} reports".ljust(24), *(name.rjust(12) for name in engines))
    for column in COLUMNS:
        print(column.ljust(24), *(f"{found[column]:12}" for found in engines.values()))
    for kind in next(iter(engines.values()))["by_kind"]:
        medians = (found["by_kind"][kind]["p50_ms"] for found in engines.values())
        print(f"p50_ms, {kind}".ljust(24), *(f"{median:12}" for median in medians))
    for what in ("clients", "commands"):
        for archive, found in engines.get("xxgk", {}).get(what, {}).items():
            print(f"{what}, {archive}".ljust(24), json.dumps(found))


if __name__ == "__main__":
    main()
