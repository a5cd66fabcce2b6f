"""What was worked out of one generation, kept for as long as its reader is open."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from indexer.search.engine import IndexReader

Value = TypeVar("Value")


class PerReaderCache(Generic[Value]):
    """So many values of each reader, the least recently used going first. Safe to share between
    threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._tables: WeakKeyDictionary[IndexReader, OrderedDict[Hashable, Value]]
        self._tables = WeakKeyDictionary()

    def get(self, reader: IndexReader, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under the key, made where there is none; what `make` raises is raised."""
        with self._lock:
            table = self._tables.setdefault(reader, OrderedDict())
            if key in table:
                table.move_to_end(key)
                return table[key]
        value = make()
        with self._lock:
            table[key] = value
            if len(table) > self._most:
                table.popitem(last=False)
        return value
