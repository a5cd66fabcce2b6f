"""How long one search may take, and how many long ones there may be at once.

A search that costs much holds a thread and the interpreter. Beyond its first fifth of a second of
a processor's time it goes on only in one of a few places, and waits where they are taken; as many
may wait as leave threads for others, and one more is given up at once. So whoever asks much, many
times over, holds up others who ask much, and nobody else. The time that counts is the search's own:
a quick one on a busy machine is not long.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from time import monotonic, thread_time
from typing import Final

from indexer.errors import Message, SearchBusyError, SearchTimeoutError

DEADLINE_S: Final = 10.0
"""A search that takes longer is given up."""
QUICK_S: Final = 0.2
"""Processor's time of a search that needs no place."""
PLACES: Final = 4
"""Long searches that run at once in a process."""
ADMITTED: Final = 18
"""Those that run or wait; `xxgk serve` has six threads more."""

_places: Final = BoundedSemaphore(PLACES)
_admitted: Final = BoundedSemaphore(ADMITTED)


class Patience:
    """That with one search, a context manager; called again and again, on one thread.

    A call raises SearchTimeoutError when the search has taken too long, SearchBusyError when it
    is given up for want of a place: then others are to blame, not the query.
    """

    def __init__(self) -> None:
        self._end = monotonic() + DEADLINE_S
        self._quick_until = thread_time() + QUICK_S
        self._held: list[BoundedSemaphore] = []

    def __enter__(self) -> Patience:
        return self

    def __exit__(self, *_: object) -> None:
        while self._held:
            self._held.pop().release()

    def __call__(self) -> None:
        if monotonic() > self._end:
            raise _too_long()
        if not self._held and thread_time() > self._quick_until:
            self._take_place()

    def _take_place(self) -> None:
        if not _admitted.acquire(blocking=False):
            raise _too_many()
        self._held.append(_admitted)
        if not _places.acquire(timeout=max(0.0, self._end - monotonic())):
            raise _too_many()
        self._held.append(_places)


def _too_long() -> SearchTimeoutError:
    return SearchTimeoutError(
        Message(
            "检索超过 %(seconds)g 秒，已中止。请加上更少见的词，或用筛选缩小范围。",
            seconds=DEADLINE_S,
        )
    )


def _too_many() -> SearchBusyError:
    return SearchBusyError(Message("此刻费时的检索太多，已中止。请稍后再试，或加上更少见的词。"))
