"""The command line, measured as a user meets it: every figure is a process from start to end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.memory import PeakMemory
from bench.percentiles import percentiles
from bench.stage import Built, megabytes

SEEDS: Final = Path(__file__).resolve().parent.parent / "seeds"
STARTS: Final = 15
_SEARCHES: Final = {
    "search_cold_s": "依申请公开",
    "search_phrase_cold_s": "信息公开工作领导小组",
}
"""A word of the dictionary, and what has to be cut into words first."""


def index_seeds(index: Path) -> None:
    """An archive of the sample reports."""
    run_command(index, "index", str(SEEDS))


def index_folder(index: Path, texts: Path) -> Built:
    """Build an index from a folder of text files by `xxgk index`, by all processors."""
    began = perf_counter()
    command = xxgk(index, "index", "--rebuild", str(texts))
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process,
        PeakMemory(process.pid) as memory,
    ):
        _, told = process.communicate()
    if process.returncode:
        raise RuntimeError(f"xxgk index {texts}: {told.decode('utf-8', 'replace')[-1000:]}")
    return Built(perf_counter() - began, megabytes(index), memory.figures("build_"))


def measure_start_up(index: Path) -> dict[str, Any]:
    """`xxgk search` from start to end, two queries: seconds, median and 95th percentile."""
    times: dict[str, list[float]] = {name: [] for name in _SEARCHES}
    for _ in range(STARTS):
        for name, query in _SEARCHES.items():
            times[name].append(run_command(index, "search", query))
    return {name: percentiles(found, "s") for name, found in times.items()}


def run_command(index: Path, command: str, *arguments: str) -> float:
    """Seconds of `xxgk` over the index. Raises CalledProcessError where it fails; that nothing
    was found is no failure."""
    began = perf_counter()
    run = subprocess.run(xxgk(index, command, *arguments), check=False, capture_output=True)
    spent = perf_counter() - began
    if run.returncode > 1:
        run.check_returncode()
    return spent


def xxgk(index: Path, command: str, *arguments: str) -> Sequence[str]:
    """What starts the command in a process of its own, whatever is on the path."""
    return [sys.executable, "-m", "indexer.cli", "--index", str(index), command, *arguments]


def copy_of(index: Path, place: Path) -> Path:
    """The same index under another name, sharing its files, which are never written to again."""

    def linked(source: str, target: str) -> None:
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)

    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(index, place, copy_function=linked)
    return place
