"""Segments built in one process or in many, and processes that die over it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.whoosh.commit_file import read_commit
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.errors import BuilderLostError, StorageError
from indexer.processes import pool
from indexer.processes.worker_process import WorkerProcess
from indexer.reports.model import Report
from indexer.search.engine import Plan
from indexer.search.query import Everything, Literal, Node
from tests.effort import tries
from tests.engines.corpora import FRAGMENTS, SCHOOLS, YEARS, report

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows 上没有 SIGKILL；在 Linux 或 macOS 上运行"
)


SMALL_BATCHES = WhooshTuning(
    in_process_characters=1, builder_batch_characters=100, merge_beside_reports=30
)
"""A few reports are enough for builders in worker processes, and for a second one that merges."""


def some_reports(count: int, seed: int = 6) -> Iterator[Report]:
    chance = random.Random(seed)
    for number in range(count):
        parts = ["".join(chance.choices(FRAGMENTS, k=40)) for _ in range(3)]
        described = {"id": f"r{number}", "parts": parts, "title": f"第{number}号"}
        labels = {"school": chance.choice(SCHOOLS), "year": chance.choice(YEARS)}
        yield report(described | labels)


def build(folder: Path, reports: Iterator[Report], jobs: int) -> WhooshEngine:
    engine = WhooshEngine(folder, tuning=SMALL_BATCHES)
    with engine.writer(jobs=jobs) as writer:
        for one in reports:
            writer.put(one)
    return engine


def answers(engine: WhooshEngine) -> list[Any]:
    reader = engine.reader()
    queries: list[Node] = [
        Everything(),
        *(Literal(text) for text in ("申请", "公开", "oa", "0", "开依", "的")),
    ]
    found = [reader.search(Plan(query, limit=50)) for query in queries]
    return [*found, reader.heads(), reader.vocabulary("信", 10), reader.values("school")]


@contextmanager
def builders_recorded(kill_after: int | None = None) -> Iterator[list[int]]:
    """Process ids of the worker processes that are started, in order; with `kill_after`, those
    after so many are killed at once."""
    started: list[int] = []

    class Recorded(WorkerProcess):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            if len(started) == kill_after:
                os.kill(self.pid, signal.SIGKILL)
            started.append(self.pid)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "WorkerProcess", Recorded)
        yield started


def test_one_job_or_many_give_the_same_answers(tmp_path: Path) -> None:
    one = build(tmp_path / "one", some_reports(60), jobs=1)
    many = build(tmp_path / "many", some_reports(60), jobs=tries(2, 3))
    assert answers(one) == answers(many)
    assert not many.check(deep=True)
    assert len(read_commit(tmp_path / "many").segments) == 1


def test_a_merge_goes_on_alone_where_its_second_process_is_killed(tmp_path: Path) -> None:
    one = build(tmp_path / "one", some_reports(60), jobs=1)
    with builders_recorded(kill_after=2) as members:
        two = build(tmp_path / "two", some_reports(60), jobs=2)
    assert len(members) == 3
    assert answers(one) == answers(two)
    assert not two.check(deep=True)


def test_a_report_put_twice_in_a_batch_counts_once(tmp_path: Path) -> None:
    twice = [*some_reports(12), *some_reports(3, seed=7)]
    engine = build(tmp_path / "index", iter(twice), jobs=2)
    once = build(tmp_path / "once", iter([*twice[3:12], *twice[12:]]), jobs=1)
    assert answers(engine) == answers(once)


def test_a_killed_builder_leaves_the_old_index_and_says_what_to_do(tmp_path: Path) -> None:
    engine = build(tmp_path / "index", some_reports(2), jobs=1)

    def killing(reports: Iterator[Report], members: list[int]) -> None:
        with engine.writer(jobs=2) as writer:
            for number, one in enumerate(reports):
                writer.put(one)
                if number == 20:
                    os.kill(members[1], signal.SIGKILL)

    with (
        builders_recorded() as members,
        pytest.raises(BuilderLostError, match="--jobs 1") as lost,
    ):
        killing(some_reports(100), members)
    assert lost.value.exit_code == 3
    assert len(members) == 2
    assert not any(map(is_there, members))
    assert engine.reader().count(Everything()) == 6
    assert not engine.check(deep=True)
    assert len([*(tmp_path / "index" / "generations").iterdir()]) == 1


@pytest.mark.slow
def test_a_disk_that_refuses_a_builder_is_told_as_such(tmp_path: Path) -> None:
    engine = build(tmp_path / "index", some_reports(2), jobs=1)
    generations = tmp_path / "index" / "generations"
    before = {*generations.iterdir()}

    def losing_the_folder() -> None:
        with engine.writer(jobs=2) as writer:
            for one in some_reports(20):
                writer.put(one)
            (folder,) = set(generations.iterdir()) - before
            folder.rename(tmp_path / "elsewhere")

    with pytest.raises(StorageError):
        losing_the_folder()
    assert engine.reader().count(Everything()) == 6


@pytest.mark.slow
def test_a_fault_in_a_builder_is_raised_with_its_trace(tmp_path: Path) -> None:
    def spoiled() -> Iterator[Report]:
        for one in some_reports(9):
            yield replace(one, year="soon")  # type: ignore[arg-type]

    with pytest.raises(RuntimeError, match=r"segment_writer\.py"):
        build(tmp_path / "index", spoiled(), jobs=2)
    assert not WhooshEngine(tmp_path / "index").exists()


def test_where_no_process_can_be_started_one_does_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Second(WorkerProcess):
        started = 0

        def __init__(self, *arguments: Any) -> None:
            Second.started += 1
            if Second.started == 2:
                raise BlockingIOError
            super().__init__(*arguments)

    monkeypatch.setattr(pool, "WorkerProcess", Second)
    engine = build(tmp_path / "index", some_reports(12), jobs=2)
    assert Second.started == 2
    assert engine.reader().count(Everything()) == 36


WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
sys.path[:0] = [{root!r}]
from tests.engines.whoosh.test_building import SMALL_BATCHES, WhooshEngine, builders_recorded, some_reports
with builders_recorded() as processes:
    with WhooshEngine(Path(sys.argv[1]), tuning=SMALL_BATCHES).writer(jobs=2) as writer:
        for one in some_reports(3):
            writer.put(one)
        print(*processes, flush=True)
        time.sleep(600)
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or ") Z " not in state.read_text()


def test_builders_end_when_their_writer_was_killed(tmp_path: Path) -> None:
    code = WRITE_AND_WAIT.format(root=str(ROOT))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "index")], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        builders = [int(pid) for pid in writer.stdout.readline().split()]
        writer.kill()
    assert len(builders) == 2
    for _ in range(1_200):
        if not any(map(is_there, builders)):
            return
        time.sleep(0.1)
    pytest.fail("two minutes later the builders still run")
