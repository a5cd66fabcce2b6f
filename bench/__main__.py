"""`make bench`: measure engines over a generated corpus.

python -m bench --reports 1000 --engines xxgk,stock,tantivy,fts5 --format json
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measure import Run, measure
from bench.peers import ENGINES, NoSuchEngineError, check_engine
from bench.product import Further
from bench.tables import plain_table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = _parser()
    asked = parser.parse_args(arguments)
    engines = tuple(asked.engines.split(","))
    try:
        for name in engines:
            check_engine(name)
        with _folder(asked.keep) as folder:
            results = [
                measure(_run(asked, engines, reports), folder / str(reports))
                for reports in asked.growth or [asked.reports]
            ]
    except NoSuchEngineError as error:
        parser.error(str(error))
    if asked.format == "table":
        for figures in results:
            print(plain_table(figures))
    growth: dict[str, Any] = {"growth": results} if asked.growth else {}
    print(json.dumps(results[-1] | growth, ensure_ascii=False))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure engines.")
    add = parser.add_argument
    add("--reports", type=int, default=1000)
    add("--growth", type=_sizes, metavar="N,N,…", help="run for each of these sizes instead")
    add("--engines", default="xxgk,stock", help=", ".join(ENGINES))
    add("--each", type=int, default=12, help="queries of every kind")
    add("--rounds", type=int, default=3, help="how often each is asked with warm caches")
    add("--format", choices=("table", "json"), default="table")
    add("--keep", type=Path, metavar="FOLDER", help="leave corpora and indexes for the next run")
    add("--anew", action="store_true", help="build kept indexes again")
    add("--from-files", action="store_true", help="build xxgk by `xxgk index` from text files")
    add(
        "--clients",
        type=float,
        nargs="?",
        const=5.0,
        default=0.0,
        metavar="SECONDS",
        help="xxgk asked by 16 clients over HTTP, the seeds and the corpus, for so long each",
    )
    add("--commands", action="store_true", help="`xxgk search`, as a process")
    add(
        "--additions",
        type=int,
        nargs="?",
        const=100,
        default=0,
        metavar="N",
        help="add so many reports, one by one, while the archive is served",
    )
    add("--hard", action="store_true", help="hard queries cold, and who waits for them")
    return parser


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _run(asked: argparse.Namespace, engines: tuple[str, ...], reports: int) -> Run:
    print(f"{reports} reports: {', '.join(engines)}", file=sys.stderr)
    return Run(
        reports,
        engines,
        each=asked.each,
        rounds=asked.rounds,
        from_files=asked.from_files,
        anew=asked.anew,
        further=Further(asked.clients, asked.commands, asked.additions, asked.hard),
    )


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """Where corpora and indexes are made: the folder to be kept, or one for this run alone."""
    if kept:
        yield kept
        return
    with TemporaryDirectory(prefix="xxgk-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
