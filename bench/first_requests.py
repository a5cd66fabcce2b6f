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

from bench.measure import percentiles
from indexer import open_archive
from indexer.processes.garbage import collect_garbage_rarely
from webapp import create_app

_PAGES: Final = (
    "/",
    "/search?q=举报",
    "/coverage",
    "/api/v1/coverage",
    "/trends?q=举报",
    "/api/v1/trends?q=举报",
    "/figures",
    "/schools",
    "/schools/{school}",
    "/reports/{0}",
    "/compare?report={0}&report={1}&section=overview",
)
"""The numbers stand for ids of reports, `school` for a school's name."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.first_requests", description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--starts", type=int, default=10, help="processes for each page")
    options = parser.parse_args(arguments)
    with open_archive(options.index).reading() as reader:
        heads = reader.heads()[:2]
    ids = [head.id for head in heads]
    school = next((head.school for head in heads if head.school), "")
    urls = [page.format(*ids, school=school) for page in _PAGES if f"{{{len(ids)}}}" not in page]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        figures = dict(_measured(pool, options.index, urls, options.starts))
    names = ("p50_ms", "p95_ms", "cpu_p50_ms")
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
    archive.warm_up()
    collect_garbage_rarely()
    client = create_app(archive).test_client()
    began = perf_counter(), process_time()
    response = client.get(url)
    response.get_data()
    seconds = perf_counter() - began[0], process_time() - began[1]
    if response.status_code != 200:
        raise SystemExit(f"{url}: {response.status}")
    return seconds


if __name__ == "__main__":
    main()
