"""The command line, measured as a user meets it: every figure is a process from start to end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from bench.corpus import generate
from bench.percentiles import percentiles

SEEDS: Final = Path(__file__).resolve().parent.parent / "seeds"
NEW_REPORTS: Final = 10
STARTS: Final = 5


def index_seeds(index: Path) -> None:
    """An archive of the sample reports."""
    run_command(index, "index", str(SEEDS))


def measure_commands(index: Path, reports: int, folder: Path) -> dict[str, Any]:
    """`add_one_s`: `xxgk index FILE` for ten reports more, one by one, on an archive of `reports`;
    `search_cold_s`: `xxgk search`. Seconds, median and 95th percentile. Changes the index.

    The reports to be added are written to `folder`.
    """
    searches = [run_command(index, "search", "依申请公开") for _ in range(STARTS)]
    additions = []
    for made in generate(NEW_REPORTS, first=reports):
        file = folder / f"{made.number}.txt"
        file.write_text(made.text, encoding="utf-8")
        additions.append(run_command(index, "index", str(file)))
    return {
        "add_one_s": percentiles(additions, "s"),
        "search_cold_s": percentiles(searches, "s"),
    }


def run_command(index: Path, command: str, *arguments: str) -> float:
    """Seconds of `xxgk` over the index. Raises CalledProcessError where it fails."""
    began = perf_counter()
    subprocess.run(xxgk(index, command, *arguments), check=True, capture_output=True)
    return perf_counter() - began


def xxgk(index: Path, command: str, *arguments: str) -> Sequence[str]:
    """What starts the command in a process of its own, whatever is on the path."""
    return [sys.executable, "-m", "indexer.cli", "--index", str(index), command, *arguments]
