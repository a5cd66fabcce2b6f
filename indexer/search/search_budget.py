"""The budget of a request: its deadline, and the number of expensive requests at once.

An expensive request occupies a thread and the interpreter. After 0.2 s of processor time it needs
one of a few slots, and waits while all are taken; the number that may wait leaves threads for
others, and any more are refused at once. So expensive requests can delay only one another.
Processor time is what counts, so that a cheap request on a busy machine stays cheap.

`search_budget()` opens the budget of a block: a request of the web app, or a search on the command
line. Nested blocks share the outer budget. Loops whose length depends on a query, a URL or a report
call `checkpoint()`, which ends them at the deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import BoundedSemaphore
from time import monotonic, thread_time
from typing import Final

from indexer.errors import BusyError, SearchTimeoutError
from indexer.i18n import Message

DEADLINE_S: Final = 10.0
"""Longer requests are ended."""
QUICK_S: Final = 0.2
"""Processor time of requests that need no slot."""
SLOTS: Final = 4
"""Expensive requests that run at once in a process."""
ADMITTED: Final = 18
"""Expensive requests that run or wait; `xxgk serve` has six more threads."""


class Admission:
    """Counts the expensive requests of a process: at most `slots` run at once, and at most
    `admitted` run or wait."""

    def __init__(self, slots: int = SLOTS, admitted: int = ADMITTED) -> None:
        self.slots = BoundedSemaphore(slots)
        self.admitted = BoundedSemaphore(admitted)


_PROCESS: Final = Admission()


class SearchBudget:
    """Deadline and admission control of one request: a context manager and a callable checkpoint,
    for one thread.

    A call raises SearchTimeoutError after the deadline, BusyError where no slot is free.
    """

    def __init__(self, admission: Admission = _PROCESS) -> None:
        now = monotonic()
        self._admission = admission
        self._end = now + DEADLINE_S
        self._quick_until = now + QUICK_S
        """Until then it cannot have used more processor time, which costs more to read."""
        self._free_until = thread_time() + QUICK_S
        self._acquired: list[BoundedSemaphore] = []

    def __enter__(self) -> SearchBudget:
        return self

    def __exit__(self, *_: object) -> None:
        while self._acquired:
            self._acquired.pop().release()

    def __call__(self) -> None:
        now = monotonic()
        if now > self._end:
            raise timeout_error()
        if now > self._quick_until and not self._acquired and thread_time() > self._free_until:
            self._take_slot()

    @property
    def remaining_s(self) -> float:
        """Seconds to the deadline, at least 0."""
        return max(0.0, self._end - monotonic())

    def _take_slot(self) -> None:
        admitted, slots = self._admission.admitted, self._admission.slots
        if not admitted.acquire(blocking=False):
            raise _busy_error()
        self._acquired.append(admitted)
        if not slots.acquire(timeout=self.remaining_s):
            raise _busy_error()
        self._acquired.append(slots)


_current: Final[ContextVar[SearchBudget | None]] = ContextVar("search_budget", default=None)


@contextmanager
def search_budget() -> Iterator[SearchBudget]:
    """The current budget, else a new one for the block."""
    if (current := _current.get()) is not None:
        yield current
        return
    with SearchBudget() as budget:
        token = _current.set(budget)
        try:
            yield budget
        finally:
            _current.reset(token)


@contextmanager
def new_search_budget() -> Iterator[SearchBudget]:
    """A budget of its own for a block inside another: for work that waits for something else than
    the processor, such as a process that reads a file."""
    with SearchBudget() as budget:
        token = _current.set(budget)
        try:
            yield budget
        finally:
            _current.reset(token)


def checkpoint() -> None:
    """End the current request after its deadline; does nothing outside of one. Raises
    SearchTimeoutError, BusyError."""
    if (budget := _current.get()) is not None:
        budget()


def remaining_s() -> float | None:
    """Seconds left of the current request; None outside of one."""
    budget = _current.get()
    return None if budget is None else budget.remaining_s


def timeout_error() -> SearchTimeoutError:
    """The error of a request beyond its deadline."""
    return SearchTimeoutError(
        Message(
            "检索超过 %(seconds)g 秒，已中止。请加上更少见的词，或用筛选缩小范围。",
            seconds=DEADLINE_S,
        )
    )


def _busy_error() -> BusyError:
    return BusyError(Message("当前费时的检索较多，这次检索已中止。请稍后再试，或加上更少见的词。"))
