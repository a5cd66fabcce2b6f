"""Workers that may crash, and results that come all the same."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest

from indexer.errors import StartError
from indexer.processes import pool
from indexer.processes.pool import (
    IsolatedPool,
    PoolConfig,
    WorkerLostError,
    imap_isolated,
)
from indexer.processes.worker_process import WorkerProcess
from tests.processes.tasks import Total, always, crash_once, double, failed, process_id

ROOT = Path(__file__).parents[2]


def config(function: Callable[..., Any] = double, **settings: Any) -> PoolConfig[Any, Any]:
    usual: dict[str, Any] = {"workers": 2, "seconds": 60, "memory": 1 << 30, "batch_size": 4}
    return PoolConfig(function, failed, **(usual | settings))


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert [*imap_isolated(range(50, 150), config())] == [*range(100, 300, 2)]


def test_no_task_starts_no_process() -> None:
    assert [*imap_isolated([], config())] == []


def test_a_task_that_kills_its_process_fails_alone() -> None:
    assert [*imap_isolated(range(10, 14), config())] == [20, 22, 24, "13 crash"]
    assert [*imap_isolated([13, 1, 13, 13, 2], config())] == [
        "13 crash",
        2,
        "13 crash",
        "13 crash",
        4,
    ]


def test_a_task_that_takes_too_long_fails_alone() -> None:
    assert [*imap_isolated([1, 14, 2], config(seconds=2))] == [2, "14 timeout", 4]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_task_that_takes_too_much_memory_fails_alone() -> None:
    assert [*imap_isolated([1, 15, 2], config())] == [2, "15 memory", 4]


def test_a_task_that_may_not_be_to_blame_is_tried_again(tmp_path: Path) -> None:
    tasks = [str(tmp_path / "a"), str(tmp_path / "b")]
    (tmp_path / "a").touch()
    assert [*imap_isolated(tasks, config(crash_once))] == ["second time", "second time"]


def test_what_a_library_prints_does_no_harm() -> None:
    assert [*imap_isolated([16, 1], config())] == [32, 2]


def test_no_more_processes_are_started_than_there_is_work_for() -> None:
    assert len({*imap_isolated(range(4), config(process_id, workers=8))}) == 1
    assert len({*imap_isolated(range(40), config(process_id, workers=1))}) == 1


def test_heavy_tasks_go_to_processes_of_their_own() -> None:
    assert len({*imap_isolated(range(2), config(process_id, is_heavy=always))}) == 2


def test_tasks_are_taken_only_as_results_are_given() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(100, 100_000):
            taken += 1
            yield number

    results = imap_isolated(tasks(), config())
    assert next(results) == 200
    assert taken < 1000
    results.close()  # type: ignore[attr-defined]


def test_workers_end_with_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[WorkerProcess] = []

    class Remembered(WorkerProcess):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            started.append(self)

    monkeypatch.setattr(pool, "WorkerProcess", Remembered)
    results = imap_isolated(range(100, 200), config())
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert started
    assert all(worker.exit_code() is not None for worker in started)


def test_a_worker_that_is_killed_before_it_is_ready_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = count()

    class KilledAtFirst(WorkerProcess):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            if next(started) < 2:
                os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(pool, "WorkerProcess", KilledAtFirst)
    assert [*imap_isolated(range(50, 54), config())] == [100, 102, 104, 106]


@pytest.mark.parametrize("most", [0, 1, 3])
def test_where_the_system_gives_few_processes_those_do_the_work(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Where it gives none at all, an error says so."""
    started = count()

    class Scarce(WorkerProcess):
        def __init__(self, *args: Any) -> None:
            if next(started) >= most:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            super().__init__(*args)

    monkeypatch.setattr(pool, "WorkerProcess", Scarce)
    results = imap_isolated(range(50, 150), config(workers=8))
    if most:
        assert [*results] == [*range(100, 300, 2)]
    else:
        with pytest.raises(StartError, match="请关闭其他程序"):
            next(results)


def test_a_worker_without_a_thread_to_read_its_messages_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuses)
    with pytest.raises(StartError):
        next(imap_isolated([1], config()))


@pytest.mark.skipif(os.name == "nt", reason="processes are ended otherwise on Windows")
def test_a_worker_whose_parent_was_killed_leaves_no_folder_behind(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from tests.processes.test_pool import config, imap_isolated\n"
        "next(imap_isolated(range(100, 200), config()))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    for _ in range(600):
        if not [*tmp_path.iterdir()]:
            break
        sleep(0.1)
    assert not [*tmp_path.iterdir()]


def test_a_function_that_cannot_be_imported_ends_the_work() -> None:
    with pytest.raises(StartError):
        [*imap_isolated([1], config(_Unknown()))]


class _Unknown:
    """Can be pickled, not unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (_raise, ())

    def __call__(self, number: int) -> int:
        raise NotImplementedError


def _raise() -> None:
    raise ImportError("no such module")


def stateful(**settings: Any) -> IsolatedPool[Any, Any]:
    usual: dict[str, Any] = {"workers": 1, "batch_size": 1, "batches_in_flight": 3}
    return IsolatedPool(PoolConfig(Total(), None, **(usual | settings)))


def test_a_worker_keeps_its_state_from_task_to_task() -> None:
    with stateful() as workers:
        workers.start()
        for number in (1, 2, 3, 4):
            workers.submit(number)
        assert [*workers.results(until=2)][:2] == [1, 3]
        workers.submit(5)
        assert [*workers.results()][-1] == 15
        assert workers.unfinished == 0


@pytest.mark.parametrize("numbers", [(13,), (1, 13, 2), (1, 2, 3, 4, 13)])
def test_the_loss_of_a_worker_with_state_is_an_error(numbers: tuple[int, ...]) -> None:
    with stateful() as workers:
        for number in numbers:
            workers.submit(number)
        with pytest.raises(WorkerLostError) as lost:
            [*workers.results()]
    assert lost.value.failure == "crash"


def test_submitting_does_not_wait_for_a_busy_worker() -> None:
    """More than a pipe takes is sent ahead while the worker is busy."""
    with IsolatedPool(config(len, workers=1, batch_size=1, batches_in_flight=3)) as workers:
        for _ in range(3):
            workers.submit(bytes(1 << 22))
        assert [*workers.results(until=3)] == []
        assert [*workers.results()] == [1 << 22] * 3
