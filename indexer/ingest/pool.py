"""Processes that may be killed: work goes to them in batches, answers come back in order.

A process is a fresh interpreter that speaks pickles over its pipes, so that the program around it
is neither forked, with all its threads and memory, nor run again. One that dies or runs late is
replaced, and costs the task it was at and no other.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final, Generic, Literal, TypeVar

from indexer.errors import WorkerStartError
from indexer.i18n import Message
from indexer.processes.process import News, Process
from indexer.processes.worker import OUT_OF_MEMORY, MoreTime

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Loss = Literal["late", "memory", "died"]

_START_SECONDS: Final = 60.0
_BATCHES_AHEAD: Final = 8
_MOST_STILLBORN: Final = 3
_NO_MEMORY: Final = frozenset({OUT_OF_MEMORY, -signal.SIGABRT})
"""Exit codes of a process that got no memory: Python says so, a C library aborts."""


@dataclass(frozen=True, slots=True)
class Terms(Generic[Task, Answer]):
    """What the processes are to do, and within which limits."""

    function: Callable[[Task], Answer]
    """Importable by name in a fresh interpreter, or a partial of such a one."""
    lost: Callable[[Task, Loss], Answer]
    """The answer for a task that cost its process."""
    heavy: Callable[[Task], bool]
    """Whether a task is sent alone."""
    jobs: int
    """Most processes at once; no more are started than there is work for."""
    seconds: float
    """Time for one task."""
    memory: int
    """Address space of a process in bytes."""
    batch: int = 16
    """Most tasks sent at once."""


def _not_started(reason: str) -> WorkerStartError:
    return WorkerStartError(
        Message(
            "系统没有启动读取文件的进程：%(reason)s。可能是内存、进程数或临时文件夹的空间不足；"
            "索引未受影响。请关闭其他程序、腾出空间后再试。",
            reason=reason,
        )
    )


def run_guarded(tasks: Iterable[Task], terms: Terms[Task, Answer]) -> Iterator[Answer]:
    """The answer to each task, in the order of the tasks, which are taken as answers are given.

    Raises WorkerStartError where no process can be started.
    """
    pool = _Pool(iter(tasks), terms)
    try:
        yield from pool.answers()
    finally:
        pool.close()


class _Pool(Generic[Task, Answer]):
    """Tasks taken, tasks given out, answers that wait for their turn."""

    def __init__(self, tasks: Iterator[Task], terms: Terms[Task, Answer]) -> None:
        self._source = tasks
        self._terms = terms
        self._news: SimpleQueue[News] = SimpleQueue()
        self._processes: set[Process] = set()
        self._tasks: dict[int, Task] = {}
        """Tasks taken and not yet answered, by number."""
        self._waiting: deque[int] = deque()
        self._alone: set[int] = set()
        """Tasks to be tried again, each in a process of its own."""
        self._answers: dict[int, Answer] = {}
        self._taken = 0
        self._given = 0
        self._exhausted = False
        self._stillborn = 0
        """Processes in a row that ended before they were ready."""

    def answers(self) -> Iterator[Answer]:
        while True:
            self._take()
            self._hand_out()
            while self._given in self._answers:
                answer = self._answers.pop(self._given)
                self._given += 1
                yield answer
            if self._tasks:
                self._listen()
            elif self._exhausted:
                return

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        self._processes.clear()

    def _take(self) -> None:
        """Take tasks until enough wait, never far ahead of the answers given."""
        ahead = self._terms.jobs * self._terms.batch * _BATCHES_AHEAD
        while not self._exhausted and self._taken - self._given < ahead:
            try:
                task = next(self._source)
            except StopIteration:
                self._exhausted = True
                return
            self._tasks[self._taken] = task
            self._waiting.append(self._taken)
            self._taken += 1

    def _hand_out(self) -> None:
        """Give each idle process a batch; start another where work is left over."""
        idle = [process for process in self._processes if not process.pending]
        while self._waiting:
            batch = self._next_batch()
            if batch[0] in self._alone or not idle:
                if len(self._processes) - len(idle) >= self._terms.jobs:
                    self._waiting.extendleft(reversed(batch))
                    return
                if idle:
                    self._retire(idle.pop())
                try:
                    idle.append(self._start())
                except OSError as error:
                    if not self._processes:
                        raise _not_started(error.strerror or str(error)) from error
                    self._waiting.extendleft(reversed(batch))
                    if idle:
                        continue
                    return  # those that are at work will do
            process = idle.pop()
            process.give([(number, self._tasks[number]) for number in batch])

    def _next_batch(self) -> list[int]:
        batch = [self._waiting.popleft()]
        if self._is_single(batch[0]):
            return batch
        while self._waiting and len(batch) < self._terms.batch:
            if self._is_single(self._waiting[0]):
                break
            batch.append(self._waiting.popleft())
        return batch

    def _is_single(self, number: int) -> bool:
        return number in self._alone or self._terms.heavy(self._tasks[number])

    def _start(self) -> Process:
        process = Process(
            (self._terms.function, self._terms.seconds, self._terms.memory), self._news
        )
        self._processes.add(process)
        return process

    def _retire(self, process: Process) -> None:
        process.kill()
        self._processes.discard(process)

    def _listen(self) -> None:
        """Wait for news; where there is none in time, look for late processes.

        All that was heard counts before anyone is called late: the caller may have been away.
        """
        busy = [process for process in self._processes if process.pending]
        first = min(self._deadline(process) for process in busy)
        try:
            self._heed(self._news.get(timeout=max(0.0, first - monotonic())))
            while True:
                self._heed(self._news.get_nowait())
        except Empty:
            pass
        now = monotonic()
        for process in busy:
            if process.pending and process in self._processes and self._deadline(process) <= now:
                self._lose(process, "late")

    def _deadline(self, process: Process) -> float:
        if not process.ready:
            return process.since + _START_SECONDS
        return process.since + (process.seconds or self._terms.seconds)

    def _heed(self, news: News) -> None:
        process = news.process
        if process not in self._processes:
            return  # killed in the meantime
        process.since = news.when
        match news.message:
            case None:
                self._lose(process, "memory" if process.exit_code() in _NO_MEMORY else "died")
            case "ready":
                process.ready = True
                self._stillborn = 0
            case MoreTime(seconds):
                process.seconds = seconds
            case (number, answer):
                process.pending.popleft()
                process.answered += 1
                process.seconds = None
                self._settle(number, answer)

    def _lose(self, process: Process, loss: Loss) -> None:
        """Replace a process. What it was at is lost, unless an earlier task may be to blame."""
        self._retire(process)
        if not process.ready:
            self._stillborn += 1
            if loss == "late" or self._stillborn > _MOST_STILLBORN:
                raise _not_started(Message("一启动就结束了"))
            self._waiting.extendleft(reversed(process.pending))
            return  # killed by someone else, who may not do so again
        if not process.pending:
            return
        number = process.pending.popleft()
        self._waiting.extendleft(reversed(process.pending))
        if process.answered and loss != "late":
            self._alone.add(number)
            self._waiting.appendleft(number)
        else:
            self._settle(number, self._terms.lost(self._tasks[number], loss))

    def _settle(self, number: int, answer: Any) -> None:
        del self._tasks[number]
        self._answers[number] = answer
