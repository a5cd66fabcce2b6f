"""The newest generation's reader, shared by all threads of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from indexer.errors import IndexMissingError
from indexer.search.engine import IndexReader, SearchEngine


@dataclass(slots=True)
class _RefCounted:
    """A reader with the number of threads that use it."""

    reader: IndexReader
    users: int = 0
    is_retired: bool = False


class ReaderManager:
    """Keeps one reader, and replaces it when a newer generation is committed.

    A replaced reader is closed when the last thread stops using it, so that a response is
    completed on the generation it was begun on.
    """

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self._lock = Lock()
        """Locked for a few instructions only."""
        self._opening = Lock()
        """Locked while a generation is opened; other threads use the previous one meanwhile."""
        self._current: _RefCounted | None = None

    @contextmanager
    def reading(self) -> Iterator[IndexReader]:
        """The newest generation, for the length of a block. Raises UnusableIndexError."""
        acquired = self._acquire()
        try:
            yield acquired.reader
        finally:
            self._release(acquired)

    def refresh(self) -> None:
        """Open the newest generation now, and wait for it."""
        with self._opening:
            self._open_newest()

    def refresh_prepared(self, prepare: Callable[[IndexReader], None]) -> None:
        """Open the newest generation if it is not open, and have it prepared before others use
        it, or while they do where one of them opened it meanwhile. Raises UnusableIndexError."""
        if self._is_stale():
            before = self._current
            newest = _RefCounted(self._engine.reader())
            prepare(newest.reader)
            with self._lock:
                if self._current is before:
                    self._replace(newest)
                    return
            newest.reader.close()
        with self.reading() as reader:
            prepare(reader)

    def close(self) -> None:
        """Release the reader; the next `reading` opens one again."""
        with self._lock:
            self._replace(None)

    def _acquire(self) -> _RefCounted:
        if self._is_stale() and self._opening.acquire(blocking=self._current is None):
            try:
                if self._is_stale():
                    self._open_newest()
            finally:
                self._opening.release()
        while True:
            with self._lock:
                if self._current is not None:
                    self._current.users += 1
                    return self._current
            self.refresh()  # another thread closed it in between

    def _is_stale(self) -> bool:
        try:
            newest = self._engine.generation()
        except IndexMissingError:  # deleted: whatever is created there next is another index
            self.close()
            raise
        current = self._current
        return current is None or current.reader.generation != newest

    def _open_newest(self) -> None:
        newest = _RefCounted(self._engine.reader())
        with self._lock:
            self._replace(newest)

    def _replace(self, successor: _RefCounted | None) -> None:
        """The caller holds the lock."""
        old, self._current = self._current, successor
        if old is not None:
            old.is_retired = True
            if old.users == 0:
                old.reader.close()

    def _release(self, acquired: _RefCounted) -> None:
        with self._lock:
            acquired.users -= 1
            if acquired.is_retired and acquired.users == 0:
                acquired.reader.close()


class PinnedReader:
    """One reader and no other, with the interface of a ReaderManager."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    @contextmanager
    def reading(self) -> Iterator[IndexReader]:
        yield self._reader

    def refresh(self) -> None:
        """No-op: this reader is pinned."""

    def refresh_prepared(self, prepare: Callable[[IndexReader], None]) -> None:
        """Have this reader prepared."""
        prepare(self._reader)

    def close(self) -> None:
        """No-op: whoever opened the reader closes it."""
