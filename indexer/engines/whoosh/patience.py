"""How long one search may take, and how many long ones there may be at once.

A search that costs much holds a thread and the interpreter. Beyond its first second of a
processor's time it needs one of a few places; where they are taken it is given up at once, so that
whoever asks much, many times over, holds up others who ask much, and nobody else. Waiting costs no
place: a quick search on a busy machine is not a long one.
"""

from __future__ import annotations

from threading import BoundedSemaphore
from time import monotonic, thread_time
from typing import Final

from indexer.errors import Message, SearchTimeoutError

DEADLINE_S: Final = 10.0
"""A search that takes longer is given up."""
QUICK_S: Final = 1.0
"""Processor's time of a search that needs no place."""
PLACES: Final = 3
"""Long searches at once in a process; `xxgk serve` has eight threads."""

_places: Final = BoundedSemaphore(PLACES)


class Patience:
    """That with one search, a context manager; called again and again, on one thread.

    A call raises SearchTimeoutError when the search is to be given up.
    """

    def __init__(self) -> None:
        self._end = monotonic() + DEADLINE_S
        self._quick_until = thread_time() + QUICK_S
        self._has_place = False

    def __enter__(self) -> Patience:
        return self

    def __exit__(self, *_: object) -> None:
        if self._has_place:
            _places.release()

    def __call__(self) -> None:
        if monotonic() > self._end:
            raise SearchTimeoutError(
                Message(
                    "检索超过 %(seconds)g 秒，已中止。请加上更少见的词，或用筛选缩小范围。",
                    seconds=DEADLINE_S,
                )
            )
        if not self._has_place and thread_time() > self._quick_until:
            self._has_place = _places.acquire(blocking=False)
            if not self._has_place:
                raise SearchTimeoutError(
                    Message("此刻费时的检索太多，已中止。请稍后再试，或加上更少见的词。")
                )
