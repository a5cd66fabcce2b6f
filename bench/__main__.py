"""`make bench`: measure engines over a generated corpus.

python -m bench --reports 1000 --engines xxgk,stock,tantivy,fts5 --format json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import measure
from bench.peers import ENGINES, NoSuchEngineError, check_engine
from bench.tables import tables


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure engines.")
    add = parser.add_argument
    add("--reports", type=int, default=1000, help="size of the generated corpus")
    add("--engines", default="xxgk,stock", help=", ".join(ENGINES))
    add("--each", type=int, default=12, help="queries of every kind")
    add("--rounds", type=int, default=3, help="how often each is repeated with warm caches")
    add("--format", choices=("table", "json"), default="table")
    add("--keep", type=Path, metavar="FOLDER", help="leave corpora and indexes for the next run")
    options = parser.parse_args(arguments)
    engines = tuple(options.engines.split(","))
    try:
        for name in engines:
            check_engine(name)
    except NoSuchEngineError as error:
        parser.error(str(error))
    reports = options.reports
    print(f"{reports} reports: {', '.join(engines)}", file=sys.stderr)
    with TemporaryDirectory(prefix="xxgk-bench-") as temporary:
        folder = (options.keep or Path(temporary)) / str(reports)
        results = measure(folder, reports, engines, each=options.each, rounds=options.rounds)
    if options.format == "table":
        print(tables(results))
    print(json.dumps(results, ensure_ascii=False))


if __name__ == "__main__":
    main()
