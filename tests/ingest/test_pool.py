"""Processes that may die, and answers that come all the same."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from indexer.errors import WorkerStartError
from indexer.ingest.pool import Terms, run_guarded
from indexer.processes.process import Process
from tests.ingest.chores import always, double, lost, never, once, process

ROOT = Path(__file__).parents[2]


def _terms(
    function: Callable[..., Any] = double,
    *,
    jobs: int = 2,
    seconds: float = 60,
    memory: int = 1 << 30,
    batch: int = 4,
    heavy: Callable[[Any], bool] = never,
) -> Terms[Any, Any]:
    return Terms(function, lost, heavy, jobs, seconds, memory, batch)


def test_answers_come_in_the_order_of_the_tasks() -> None:
    assert [*run_guarded(range(50, 150), _terms())] == [*range(100, 300, 2)]


def test_no_task_needs_no_process() -> None:
    assert [*run_guarded([], _terms())] == []


def test_a_task_that_kills_its_process_is_lost_alone() -> None:
    assert [*run_guarded(range(10, 14), _terms())] == [20, 22, 24, "13 died"]
    assert [*run_guarded([13, 1, 13, 13, 2], _terms())] == [
        "13 died",
        2,
        "13 died",
        "13 died",
        4,
    ]


def test_a_task_that_takes_too_long_is_lost_alone() -> None:
    assert [*run_guarded([1, 14, 2], _terms(seconds=2))] == [2, "14 late", 4]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_task_that_takes_too_much_memory_is_lost_alone() -> None:
    assert [*run_guarded([1, 15, 2], _terms())] == [2, "15 memory", 4]


def test_a_task_that_was_not_to_blame_is_tried_again(tmp_path: Path) -> None:
    tasks = [str(tmp_path / "a"), str(tmp_path / "b")]
    (tmp_path / "a").touch()
    assert [*run_guarded(tasks, _terms(once))] == ["second time", "second time"]


def test_what_a_library_prints_does_no_harm() -> None:
    assert [*run_guarded([16, 1], _terms())] == [32, 2]


def test_no_more_processes_are_started_than_there_is_work_for() -> None:
    assert len({*run_guarded(range(4), _terms(process, jobs=8))}) == 1
    assert len({*run_guarded(range(40), _terms(process, jobs=1))}) == 1


def test_heavy_tasks_go_to_processes_of_their_own() -> None:
    assert len({*run_guarded(range(2), _terms(process, heavy=always))}) == 2


def test_tasks_are_taken_only_as_answers_are_given() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(100, 100_000):
            taken += 1
            yield number

    answers = run_guarded(tasks(), _terms())
    assert next(answers) == 200
    assert taken < 1000
    answers.close()  # type: ignore[attr-defined]


def test_processes_end_with_the_one_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Process] = []
    begin = Process.__init__

    def remember(self: Process, *args: Any) -> None:
        begin(self, *args)
        started.append(self)

    monkeypatch.setattr(Process, "__init__", remember)
    answers = run_guarded(range(100, 200), _terms())
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert started
    assert all(worker.exit_code() is not None for worker in started)


def test_a_process_that_is_killed_before_it_is_ready_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin, started = Process.__init__, count()

    def stillborn(self: Process, *args: Any) -> None:
        begin(self, *args)
        if next(started) < 2:
            self._popen.kill()

    monkeypatch.setattr(Process, "__init__", stillborn)
    assert [*run_guarded(range(50, 54), _terms())] == [100, 102, 104, 106]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_a_system_that_gives_few_processes_has_the_work_done_in_those(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Where it gives none at all, that is said."""
    begin, started = Process.__init__, count()

    def scarce(self: Process, *args: Any) -> None:
        if next(started) >= most:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        begin(self, *args)

    monkeypatch.setattr(Process, "__init__", scarce)
    answers = run_guarded(range(50, 150), _terms(jobs=8))
    if most:
        assert [*answers] == [*range(100, 300, 2)]
    else:
        with pytest.raises(WorkerStartError, match="请关闭其他程序"):
            next(answers)


def test_a_process_without_a_thread_to_hear_it_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuses)
    with pytest.raises(WorkerStartError):
        next(run_guarded([1], _terms()))


@pytest.mark.skipif(os.name == "nt", reason="processes are ended otherwise on Windows")
def test_a_process_whose_parent_was_killed_leaves_no_folder_behind(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from tests.ingest.test_pool import _terms, run_guarded\n"
        "next(run_guarded(range(100, 200), _terms()))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False)
    for _ in range(600):
        if not [*tmp_path.iterdir()]:
            break
        sleep(0.1)
    assert not [*tmp_path.iterdir()]


def test_a_function_that_cannot_be_had_ends_the_work() -> None:
    with pytest.raises(WorkerStartError):
        [*run_guarded([1], _terms(_Unknown()))]


class _Unknown:
    """Pickled here, not to be found there."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_raise, ())

    def __call__(self, number: int) -> int:
        raise NotImplementedError


def _raise() -> None:
    raise ImportError("no such module")


def test_a_script_without_a_main_guard_may_read_reports(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from indexer.ingest.sources import discover\n"
        "from indexer.ingest.workers import read_reports\n"
        "print(len([*read_reports(discover(['seeds']))]))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "5\n"
