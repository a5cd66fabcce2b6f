"""`xxgk index` killed at any moment, with its processes or without them: what was acknowledged is
there, nothing is half there, and nothing is left behind that would grow."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest

from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexMissingError
from indexer.search.engine import walk_reports
from tests.cli.conftest import ROOT

KILLS: Final = int(os.environ.get("XXGK_KILLED_COMMANDS", "4"))
"""XXGK_KILLED_COMMANDS=300 is the long run."""
LATEST_S: Final = 2.5
"""About how long a command takes."""
REPORTS: Final = 60
BIG: Final = 40_000
"""Characters more in each report where several builders are to be at work."""

TEXT: Final = """青江{number}大学2023年信息公开工作报告

一、信息公开工作概述
学校成立了信息公开工作领导小组。第{version}稿。{more}

二、举报情况
没有收到举报。
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/stat").exists(),
        reason="需要 /proc 才能找到要中断的进程；在 Linux 上运行",
    ),
]


class Folder:
    """Source files, whose whole state is one version number each."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.versions: dict[str, int] = {}
        place.mkdir()

    def change(self, chance: random.Random, version: int) -> None:
        """Some files change, come, or go; now and then they are large."""
        more = "公开" * (BIG // 2) if chance.random() < 0.2 else ""
        for number in chance.sample(range(REPORTS), chance.choice((1, 5, REPORTS // 2))):
            path = self.place / f"{number}.txt"
            if path.exists() and chance.random() < 0.2:
                path.unlink()
                del self.versions[path.name]
            else:
                path.write_text(TEXT.format(number=number, version=version, more=more), "utf-8")
                self.versions[path.name] = version


def indexed_versions(index: Path) -> dict[str, int]:
    """File → the version that is indexed, every report being whole."""
    found = {}
    for report in walk_reports(WhooshEngine(index).reader()):
        text = report.parts[-2].text
        assert "没有收到举报" in report.parts[-1].text
        found[report.source.path] = int(text.partition("第")[2].partition("稿")[0])
    return found


def processes_below(pid: int) -> list[int]:
    """The process and all that it started."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def command(index: Path, *arguments: str, scratch: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "indexer.cli", "--index", str(index), "index", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(scratch)},
    )


def kill(process: subprocess.Popen[bytes], how: str, chance: random.Random) -> None:
    """As an operator, a full memory, or a machine that goes down would."""
    match how:
        case "the command":
            targets = [process.pid]
        case "everything":
            targets = processes_below(process.pid)
        case _:
            targets = processes_below(process.pid)[1:]
            targets = chance.sample(targets, min(1, len(targets)))
    for pid in targets:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_killed_command_leaves_what_was_acknowledged_and_no_more(tmp_path: Path) -> None:
    chance, folder = random.Random(11), Folder(tmp_path / "reports")
    index, scratch = tmp_path / "index", tmp_path / "scratch"
    scratch.mkdir()
    acknowledged: dict[str, int] = {}
    for number in range(KILLS):
        folder.change(chance, number)
        how = chance.choice(("the command", "everything", "a process of its own"))
        ways = chance.choice(([], [], ["--rebuild"], ["--jobs", "3"]))
        process = command(index, str(folder.place), "--prune", *ways, scratch=scratch)
        time.sleep(chance.uniform(0, LATEST_S))
        kill(process, how, chance)
        err = process.communicate(timeout=120)[1]
        about = f"kill {number} of {how}, {ways}: {process.returncode} {err.decode()}"
        assert process.returncode in (0, 3, 4, -signal.SIGKILL), about
        assert "Traceback" not in err.decode(), about
        now = versions_in(index)
        if process.returncode == 0:
            assert now == folder.versions, about
        elif process.returncode != 4:  # 4: files whose process was killed keep what they gave
            assert now in (acknowledged, folder.versions), about
        acknowledged = now
        assert not index.exists() or not now or not WhooshEngine(index).check(deep=number % 8 == 7)
    last = command(index, str(folder.place), "--prune", scratch=scratch)
    err = last.communicate(timeout=120)[1]
    assert last.returncode == 0, err.decode()
    assert versions_in(index) == folder.versions
    assert not WhooshEngine(index).check(deep=True)
    assert len([*(index / "generations").iterdir()]) <= 2
    left = [*scratch.iterdir()]
    assert len(left) <= 8, left  # of the last minute; older ones were swept


def versions_in(index: Path) -> dict[str, int]:
    try:
        return indexed_versions(index)
    except IndexMissingError:
        return {}
