"""Noticing new generations of an index in the background."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from indexer.errors import XxgkError
from indexer.search.engine import SearchEngine


class GenerationWatch:
    """A thread that calls a function when there is a newer generation."""

    def __init__(self, engine: SearchEngine, on_newer: Callable[[], None], every_s: float) -> None:
        """Calls it now as well. Raises UnusableIndexError."""
        self._engine = engine
        self._on_newer = on_newer
        self._every_s = every_s
        self._stopped = Event()
        self._seen = engine.generation()
        on_newer()
        Thread(target=self._watch, name="generations", daemon=True).start()

    def stop(self) -> None:
        """Call it no more."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(self._every_s):
            try:
                newest = self._engine.generation()
                if newest != self._seen:
                    self._on_newer()
                    self._seen = newest
            except (XxgkError, OSError):  # requests report it
                continue
