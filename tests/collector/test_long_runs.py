"""A run may be killed at any moment: the next one continues, and nothing is lost or kept twice.

XXGK_COLLECT_SCHOOLS=3100 XXGK_COLLECT_REPORTS=15 is the long run (-m nightly); it prints the memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from bench.local_sites import LocalSites, Request
from tests.collector.conftest import ROOT, rows_of
from tests.collector.many import NEWEST, ManySites, school

SCHOOLS = int(os.environ.get("XXGK_COLLECT_SCHOOLS", "300"))
REPORTS = int(os.environ.get("XXGK_COLLECT_REPORTS", "15"))
KILLS = int(os.environ.get("XXGK_COLLECT_KILLS", "5"))
MOST_MEMORY_MB = 500
IN_HAND = 64
"""Pages that a kill may cost: one for each school that is crawled at that moment."""


class Memory(Thread):
    """The most memory that a process and its children had together, in MB."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._stop = Event()
        self.most = 0.0

    def run(self) -> None:
        while not self._stop.wait(0.5):
            self.most = max(self.most, sum(map(_rss, _family(self._pid))))

    def end(self) -> float:
        self._stop.set()
        return self.most


def _family(pid: int) -> list[int]:
    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            found.append(int(path.parent.name))
    return found


def _rss(pid: int) -> float:
    """Proportional memory, so that shared pages count once."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0")
    return int(line.split()[1]) / 1024


def start(list_: Path, into: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "indexer.cli",
        "collect",
        str(list_),
        "--into",
        str(into),
        "--allow-local",
        "--delay",
        "0",
    ]
    return subprocess.Popen(
        [*command, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def killed_at(process: subprocess.Popen[str], many: ManySites, count: int) -> None:
    """Let a run make so many requests, then kill it without warning."""
    reached = Event()
    seen = 0

    def on_request(_: Request) -> None:
        nonlocal seen
        seen += 1
        if seen >= count:
            reached.set()

    many.on_request = on_request
    while not reached.wait(0.05) and process.poll() is None:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    many.on_request = lambda _: None


def check(schools: int, reports: int, kills: int, folder: Path) -> float:
    """Collect in runs that are killed, until one is not; then once more. Returns the memory."""
    many = ManySites(schools, reports)
    total = schools * (reports + 3)
    with LocalSites(many.sites()) as servers:
        list_ = folder / "sites.csv"
        list_.write_text(many.table(servers.port), encoding="utf-8")
        into = folder / "reports"
        for _ in range(kills):
            killed_at(start(list_, into), many, total // (kills + 1))
        process = start(list_, into)
        memory = Memory(process.pid)
        memory.start()
        began = monotonic()
        _, said = process.communicate()
        most = memory.end()
        assert process.returncode == 0, said
        print(
            f"{schools} schools × {reports} reports: last run {monotonic() - began:.0f} s, {most:.0f} MB"
        )
        rows = rows_of(into / "manifest.csv")
        assert len(rows) == schools * reports
        assert {row["school"] for row in rows} == {school(number) for number in range(schools)}
        assert len({row["file_url"] for row in rows}) == len(rows)
        files = [path for path in into.glob("*/*") if path.suffix == ".html"]
        assert len(files) == len(rows)
        requests = Counter(
            (each.host, each.path) for each in servers.log if each.path != "/robots.txt"
        )
        again = sum(count - 1 for count in requests.values())
        assert again <= kills * IN_HAND, f"{again} pages were fetched again"
        _second_run(list_, into, servers, many)
    return most


def _second_run(list_: Path, into: Path, servers: LocalSites, many: ManySites) -> None:
    """Another run fetches no body that has an ETag; of other sites lists and two years."""
    before = {path: path.stat().st_mtime_ns for path in into.glob("*/*.html")}
    servers.log.clear()
    process = start(list_, into)
    process.communicate()
    assert process.returncode == 0
    for each in servers.log:
        if each.path == "/robots.txt":
            continue
        if many.numbers[each.host] % 2 == 0:
            assert "if-none-match" in each.headers
        else:
            assert each.path in {"/", "/xxgk/", f"/xxgk/{NEWEST}.htm", f"/xxgk/{NEWEST - 1}.htm"}
    assert {path: path.stat().st_mtime_ns for path in into.glob("*/*.html")} == before


@pytest.mark.slow
def test_a_killed_run_is_continued(tmp_path: Path) -> None:
    check(8, 3, 1, tmp_path)


def test_ctrl_c_ends_a_run_in_order_and_keeps_what_was_found(tmp_path: Path) -> None:
    many = ManySites(3, 12)
    with LocalSites(many.sites()) as servers:
        (tmp_path / "sites.csv").write_text(many.table(servers.port), encoding="utf-8")
        reached = Event()
        many.on_request = lambda request: reached.set() if "2018" in request.path else None
        process = start(tmp_path / "sites.csv", tmp_path / "reports")
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        assert process.returncode == 130, said
        kept = len(rows_of(tmp_path / "reports" / "manifest.csv"))
        assert 0 < kept < 36
        assert "接着收集" in said


@pytest.mark.nightly
def test_thousands_of_schools_are_collected_in_little_memory(tmp_path: Path) -> None:
    assert check(SCHOOLS, REPORTS, KILLS, tmp_path) <= MOST_MEMORY_MB
