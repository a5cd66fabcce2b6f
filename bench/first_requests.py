"""Measure the first request of each page: every time a new process, as a newly started server.

python -m bench.first_requests INDEX --starts 10
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.measure import percentiles
from indexer import open_archive
from indexer.processes.garbage import collect_garbage_rarely
from webapp import create_app
from webapp.warm_up import keep_warm

_PAGES: Final = (
    "/",
    "/search?q=举报",
    "/coverage?year={year}",
    "/api/v1/coverage?year={year}",
    "/trends?q=举报",
    "/api/v1/trends?q=举报",
    "/figures?year={year}",
    "/schools?initial=N",
    "/schools/{school}",
    "/reports/{0}",
    "/compare?report={0}&report={1}&section=overview",
)
"""The numbers stand for ids of reports, `school` for a school's name, `year` for a year with many
reports. None is what a server asks itself when it starts, except the home page."""

_BROWSER: Final = [("Accept-Encoding", "gzip, deflate, br, zstd")]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.first_requests", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--starts", type=int, default=10, help="processes for each page")
    options = parser.parse_args(arguments)
    with open_archive(options.index).reading() as reader:
        heads = reader.heads()
    some = heads[len(heads) // 2 :: max(1, len(heads) // 7)] or heads
    ids = [head.id for head in some]
    about = {
        "school": next((head.school for head in some if head.school), ""),
        "year": next((head.year for head in some if head.year), ""),
    }
    urls = [page.format(*ids, **about) for page in _PAGES if len(ids) > 1 or "compare" not in page]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        figures = dict(_measured(pool, options.index, urls, options.starts))
    names = ("p50_ms", "p95_ms", "cpu_p50_ms", "cpu_p95_ms")
    print(f"| first request | {' | '.join(names)} |\n| --- |{' ---: |' * len(names)}")
    for url, figure in figures.items():
        print(f"| `{url}` | {' | '.join(f'{figure[name]:.1f}' for name in names)} |")
    print(json.dumps(figures, ensure_ascii=False))


def _measured(
    pool: ProcessPoolExecutor, index: Path, urls: Sequence[str], starts: int
) -> Iterator[tuple[str, dict[str, float]]]:
    for url in urls:
        times = [pool.submit(_first_request, index, url).result() for _ in range(starts)]
        seconds, cpu = zip(*times, strict=True)
        yield url, percentiles(seconds, "ms") | percentiles(cpu, "ms", "cpu_")


def _first_request(index: Path, url: str) -> tuple[float, float]:
    """The seconds of one request after what `xxgk serve` does when it starts; and the processor
    time, which other programs on the machine affect less."""
    archive = open_archive(index)
    app = create_app(archive)
    collect_garbage_rarely()
    keep_warm(app, archive)
    collect_garbage_rarely()
    environ = EnvironBuilder(url, headers=_BROWSER).get_environ()
    began = perf_counter(), process_time()
    body, status, _ = run_wsgi_app(app, environ)
    b"".join(body)
    seconds = perf_counter() - began[0], process_time() - began[1]
    if status != "200 OK":
        raise SystemExit(f"{url}: {status}")
    return seconds


if __name__ == "__main__":
    main()
