"""The time that one request may take, and how many long ones there may be at once.

A request that costs much holds a thread and the interpreter. Beyond its first fifth of a second of
processor time it goes on only in one of a few slots, and waits where they are taken; as many may
wait as leave threads for others, and one more is refused at once. So whoever asks much, many times
over, delays others who ask much, and nobody else. Processor time counts for this, so that a quick
request on a busy machine is not taken for a long one.

`search_budget()` opens the budget of whatever runs inside it: a whole request of the web app, or
one search of the command line. Inside another budget it is that one. Loops whose length depends on
a query, an address or a report call `checkpoint()`, which ends them at the deadline.
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
"""A request that takes longer is ended."""
QUICK_S: Final = 0.2
"""Processor time of a request that needs no slot."""
SLOTS: Final = 4
"""Long requests that run at once in a process."""
ADMITTED: Final = 18
"""Those that run or wait; `xxgk serve` has six threads more."""

_slots: Final = BoundedSemaphore(SLOTS)
_admitted: Final = BoundedSemaphore(ADMITTED)


class SearchBudget:
    """The deadline of one request and its place among the long ones: a context manager, and a
    checkpoint to be called again and again, on one thread.

    A call raises SearchTimeoutError when the request has taken too long, BusyError when it
    is ended for want of a slot: then others are to blame, not the query.
    """

    def __init__(self) -> None:
        self._end = monotonic() + DEADLINE_S
        self._quick_until = thread_time() + QUICK_S
        self._acquired: list[BoundedSemaphore] = []

    def __enter__(self) -> SearchBudget:
        return self

    def __exit__(self, *_: object) -> None:
        while self._acquired:
            self._acquired.pop().release()

    def __call__(self) -> None:
        if monotonic() > self._end:
            raise too_slow()
        if not self._acquired and thread_time() > self._quick_until:
            self._take_slot()

    @property
    def remaining_s(self) -> float:
        """Seconds to the deadline; 0 beyond it."""
        return max(0.0, self._end - monotonic())

    def _take_slot(self) -> None:
        if not _admitted.acquire(blocking=False):
            raise _too_many()
        self._acquired.append(_admitted)
        if not _slots.acquire(timeout=self.remaining_s):
            raise _too_many()
        self._acquired.append(_slots)


_current: Final[ContextVar[SearchBudget | None]] = ContextVar("search_budget", default=None)


@contextmanager
def search_budget() -> Iterator[SearchBudget]:
    """The budget of the request that runs, or a new one for the length of the block."""
    if (running := _current.get()) is not None:
        yield running
        return
    with SearchBudget() as budget:
        token = _current.set(budget)
        try:
            yield budget
        finally:
            _current.reset(token)


def checkpoint() -> None:
    """End the request that runs where its time is up; nothing outside of one. Raises
    SearchTimeoutError, BusyError."""
    if (running := _current.get()) is not None:
        running()


def remaining_s() -> float | None:
    """Seconds that the request that runs has left; None outside of one."""
    running = _current.get()
    return None if running is None else running.remaining_s


def too_slow() -> SearchTimeoutError:
    """A request beyond its deadline."""
    return SearchTimeoutError(
        Message(
            "检索超过 %(seconds)g 秒，已中止。请加上更少见的词，或用筛选缩小范围。",
            seconds=DEADLINE_S,
        )
    )


def _too_many() -> BusyError:
    return BusyError(Message("此刻费时的检索太多，已中止。请稍后再试，或加上更少见的词。"))
