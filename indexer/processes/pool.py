"""A pool of worker processes: tasks go to them in batches, results come back in order.

A worker is a fresh interpreter that exchanges pickles over its pipes, so the program around it is
neither forked, with all its threads and memory, nor run again. One that crashes, runs out of memory
or times out is replaced, and costs the task it was working on and no other.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Final, Generic, Literal, TypeVar

from indexer.errors import StartError
from indexer.i18n import Message
from indexer.processes.worker import OUT_OF_MEMORY, DeadlineExtension
from indexer.processes.worker_process import WorkerEvent, WorkerProcess

Task = TypeVar("Task")
Result = TypeVar("Result")
Failure = Literal["timeout", "memory", "crash"]

_START_SECONDS: Final = 60.0
_BATCHES_AHEAD: Final = 8
_MOST_FAILED_STARTS: Final = 3
_OUT_OF_MEMORY_CODES: Final = frozenset({OUT_OF_MEMORY, -signal.SIGABRT})
"""Exit codes of a process that got no memory: ours, and that of a C library that aborts."""


class WorkerLostError(Exception):
    """A worker ended that keeps state between its tasks (`PoolConfig.on_failure` is None)."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class PoolConfig(Generic[Task, Result]):
    """What the workers do, and within which limits."""

    function: Callable[[Task], Result]
    """Importable by name in a fresh interpreter, or a picklable callable object."""
    on_failure: Callable[[Task, Failure], Result] | None
    """The result of a task that cost its worker. None where a worker keeps state between its
    tasks, so that none can replace it: then its loss raises WorkerLostError."""
    workers: int
    """Most processes at once; no more are started than there is work for."""
    seconds: float | None = None
    """Time limit of one task; None for none."""
    memory: int | None = None
    """Address space of a worker in bytes; None for no limit."""
    is_heavy: Callable[[Task], bool] | None = None
    """Whether a task is sent alone; None where none is."""
    batch_size: int = 16
    """Most tasks sent at once."""
    batches_in_flight: int = 1
    """Batches that a worker is sent before it has finished the first of them."""


def imap_isolated(tasks: Iterable[Task], config: PoolConfig[Task, Result]) -> Iterator[Result]:
    """The result of each task, in the order of the tasks, which are taken as results are given.

    Raises StartError where no process can be started.
    """
    ahead = config.workers * config.batch_size * _BATCHES_AHEAD
    with IsolatedPool(config) as pool:
        for task in tasks:
            pool.submit(task)
            if pool.unfinished >= ahead:
                yield from pool.results(until=ahead - 1)
        yield from pool.results()


class IsolatedPool(Generic[Task, Result]):
    """Tasks submitted, tasks sent, and results that wait for their turn. A context manager.

    For callers that have no iterable of tasks; the others use `imap_isolated`.
    """

    def __init__(self, config: PoolConfig[Task, Result]) -> None:
        self._config = config
        self._events: SimpleQueue[WorkerEvent] = SimpleQueue()
        self._workers: set[WorkerProcess] = set()
        self._tasks: dict[int, Task] = {}
        """Tasks without a result, by number."""
        self._queue: deque[int] = deque()
        """Tasks that are not sent yet."""
        self._heavy: set[int] = set()
        """Tasks to be sent alone."""
        self._isolated: set[int] = set()
        """Tasks to be tried again, each in a new process."""
        self._results: dict[int, Result] = {}
        self._submitted = 0
        self._returned = 0
        self._failed_starts = 0
        """Processes in a row that ended before they were ready."""

    def __enter__(self) -> IsolatedPool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def unfinished(self) -> int:
        """Tasks whose results were not returned yet."""
        return self._submitted - self._returned

    def start(self) -> None:
        """Start a worker before there is a task. Raises StartError."""
        try:
            self._start_worker()
        except OSError as error:
            raise _start_error(error.strerror or str(error)) from error

    def submit(self, task: Task) -> None:
        """Queue a task; `results` sends it."""
        self._tasks[self._submitted] = task
        if self._config.is_heavy is not None and self._config.is_heavy(task):
            self._heavy.add(self._submitted)
        self._queue.append(self._submitted)
        self._submitted += 1

    def results(self, *, until: int = 0) -> Iterator[Result]:
        """Send the queued tasks, and give results in order until so many tasks are unfinished.

        Raises StartError, WorkerLostError.
        """
        while True:
            self._dispatch()
            while self._returned in self._results:
                result = self._results.pop(self._returned)
                self._returned += 1
                yield result
            if self.unfinished <= until:
                return
            self._wait()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _dispatch(self) -> None:
        """Send each worker with room for it a batch; start more where work is left."""
        while self._queue:
            batch = self._next_batch()
            worker = self._worker_for(batch)
            if worker is None:
                self._queue.extendleft(reversed(batch))
                return
            worker.send([(number, self._tasks[number]) for number in batch])

    def _next_batch(self) -> list[int]:
        batch = [self._queue.popleft()]
        if self._is_sent_alone(batch[0]):
            return batch
        while self._queue and len(batch) < self._config.batch_size:
            if self._is_sent_alone(self._queue[0]):
                break
            batch.append(self._queue.popleft())
        return batch

    def _is_sent_alone(self, number: int) -> bool:
        return number in self._isolated or number in self._heavy

    def _worker_for(self, batch: Sequence[int]) -> WorkerProcess | None:
        """A worker for a batch: an idle one, a new one, or a busy one with room for more; None
        where it has to wait."""
        needs_new = batch[0] in self._isolated
        idle = [worker for worker in self._workers if not worker.pending]
        if idle and not needs_new:
            return idle.pop()
        if idle:
            self._retire(idle.pop())
        if len(self._workers) < self._config.workers:
            try:
                return self._start_worker()
            except OSError as error:
                if not self._workers:
                    raise _start_error(error.strerror or str(error)) from error
                if idle:  # with another process less, there may be room for a new one
                    return self._worker_for(batch)
        most = (self._config.batches_in_flight - 1) * self._config.batch_size
        free = [worker for worker in self._workers if len(worker.pending) <= most]
        return None if needs_new or not free else min(free, key=lambda w: len(w.pending))

    def _start_worker(self) -> WorkerProcess:
        config = self._config
        worker = WorkerProcess((config.function, config.seconds, config.memory), self._events)
        self._workers.add(worker)
        return worker

    def _retire(self, worker: WorkerProcess) -> None:
        worker.kill()
        self._workers.discard(worker)

    def _wait(self) -> None:
        """Wait for an event; where none comes in time, look for workers past their deadline.

        All events count before a worker is called late: the caller may have been busy.
        """
        busy = [worker for worker in self._workers if worker.pending]
        first = min(map(self._deadline, busy))
        try:
            self._on_event(
                self._events.get(timeout=None if first == inf else max(0.0, first - monotonic()))
            )
            while True:
                self._on_event(self._events.get_nowait())
        except Empty:
            pass
        now = monotonic()
        for worker in busy:
            if worker.pending and worker in self._workers and self._deadline(worker) <= now:
                self._on_failure(worker, "timeout")

    def _deadline(self, worker: WorkerProcess) -> float:
        if not worker.is_ready:
            return worker.last_event + _START_SECONDS
        return worker.last_event + (worker.extension or self._config.seconds or inf)

    def _on_event(self, event: WorkerEvent) -> None:
        worker = event.worker
        if worker not in self._workers:
            return  # killed in the meantime
        worker.last_event = event.when
        match event.message:
            case None:
                is_memory = worker.exit_code() in _OUT_OF_MEMORY_CODES
                self._on_failure(worker, "memory" if is_memory else "crash")
            case "ready":
                worker.is_ready = True
                self._failed_starts = 0
            case DeadlineExtension(seconds):
                worker.extension = seconds
            case (number, result):
                worker.pending.popleft()
                worker.finished += 1
                worker.extension = None
                self._set_result(number, result)

    def _on_failure(self, worker: WorkerProcess, failure: Failure) -> None:
        """Replace a worker. Its task has failed, unless an earlier task may be to blame."""
        self._retire(worker)
        if self._config.on_failure is None:
            raise WorkerLostError(failure)
        if not worker.is_ready:
            self._failed_starts += 1
            if failure == "timeout" or self._failed_starts > _MOST_FAILED_STARTS:
                raise _start_error(Message("一启动就结束了"))
            self._queue.extendleft(reversed(worker.pending))
            return  # something else killed it, which may not happen again
        if not worker.pending:
            return
        number = worker.pending.popleft()
        self._queue.extendleft(reversed(worker.pending))
        if worker.finished and failure != "timeout":
            self._isolated.add(number)
            self._queue.appendleft(number)
        else:
            self._set_result(number, self._config.on_failure(self._tasks[number], failure))

    def _set_result(self, number: int, result: Result) -> None:
        del self._tasks[number]
        self._heavy.discard(number)
        self._results[number] = result


def _start_error(reason: str) -> StartError:
    return StartError(
        Message(
            "系统没有启动工作进程：%(reason)s。可能是内存、进程数或临时文件夹的空间不足；"
            "索引未受影响。请关闭其他程序、腾出空间后再试。",
            reason=reason,
        )
    )
