"""The newest generation's reader, shared by all threads of a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from indexer.errors import IndexMissingError
from indexer.search.engine import IndexReader, SearchEngine


@dataclass(slots=True)
class _Lease:
    """A reader with the number of threads that are inside it."""

    reader: IndexReader
    users: int = 0
    retired: bool = False


class CurrentReader:
    """Keeps one reader, and changes to a newer generation when one is committed.

    A reader that is left behind is closed when the last thread has left it, so that an answer
    that was begun is finished on the generation it began with.
    """

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self._lock = Lock()
        """Held for a few instructions only."""
        self._opening = Lock()
        """Held while a generation is opened; the others read the one before meanwhile."""
        self._lease: _Lease | None = None

    @contextmanager
    def reading(self) -> Iterator[IndexReader]:
        """The newest generation, for the length of a block. Raises UnusableIndexError."""
        lease = self._enter()
        try:
            yield lease.reader
        finally:
            self._leave(lease)

    def refresh(self) -> None:
        """Open the newest generation now, waiting for it."""
        with self._opening:
            self._open_newest()

    def close(self) -> None:
        """Give up the reader; the next `reading` opens one again."""
        with self._lock:
            self._retire(None)

    def _enter(self) -> _Lease:
        if self._is_stale() and self._opening.acquire(blocking=self._lease is None):
            try:
                if self._is_stale():
                    self._open_newest()
            finally:
                self._opening.release()
        while True:
            with self._lock:
                if self._lease is not None:
                    self._lease.users += 1
                    return self._lease
            self.refresh()  # closed by another thread in between

    def _is_stale(self) -> bool:
        try:
            newest = self._engine.generation()
        except IndexMissingError:  # taken away: what is put there next is another index
            self.close()
            raise
        lease = self._lease
        return lease is None or lease.reader.generation != newest

    def _open_newest(self) -> None:
        fresh = _Lease(self._engine.reader())
        with self._lock:
            self._retire(fresh)

    def _retire(self, successor: _Lease | None) -> None:
        """Put the successor in place. The caller holds the lock."""
        old, self._lease = self._lease, successor
        if old is not None:
            old.retired = True
            if old.users == 0:
                old.reader.close()

    def _leave(self, lease: _Lease) -> None:
        with self._lock:
            lease.users -= 1
            if lease.retired and lease.users == 0:
                lease.reader.close()


class PinnedReader:
    """One reader and no other, for whoever has it already and must stay with it."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    @contextmanager
    def reading(self) -> Iterator[IndexReader]:
        yield self._reader

    def refresh(self) -> None:
        """It stays."""

    def close(self) -> None:
        """Whoever opened it closes it."""
