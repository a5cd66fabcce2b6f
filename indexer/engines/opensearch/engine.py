"""The engine on a cluster. See `search.engine.SearchEngine`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from indexer.engines.opensearch.address import Address, OpenSearchTuning, parse_address
from indexer.engines.opensearch.check import find_problems
from indexer.engines.opensearch.connection import Server
from indexer.engines.opensearch.lease import hold_lease
from indexer.engines.opensearch.reader import OpenSearchReader
from indexer.engines.opensearch.store import CommittedState, Store, user_dictionary_file
from indexer.engines.opensearch.writer import (
    OpenSearchWriter,
    delete_unused_documents,
    delete_unused_indexes,
)
from indexer.errors import IndexMissingError, IndexVersionError
from indexer.search.engine import Problem


class OpenSearchEngine:
    """An index on the cluster at an address (see `address.parse_address`).

    `user_words` is a dictionary of the user's own in jieba's format; it takes effect when the
    index is built or rebuilt, and stays with it. A rebuild without one keeps the dictionary of the
    index; `NO_DICTIONARY` drops it.
    """

    name = "opensearch"

    def __init__(
        self,
        address: Address | str | None,
        *,
        user_words: Path | None = None,
        settings: OpenSearchTuning | None = None,
    ) -> None:
        self.address = address if isinstance(address, Address) else parse_address(address)
        self._user_words = user_words
        self._settings = settings or OpenSearchTuning()

    @cached_property
    def _store(self) -> Store:
        return Store(Server(self.address, self._settings))

    def exists(self) -> bool:
        try:
            self._store.committed()
        except IndexMissingError:
            return False
        except IndexVersionError:
            return True
        return True

    def generation(self) -> int:
        return self._store.committed().commit.generation

    def user_words(self) -> Path | None:
        state = self._store.replaceable()
        return user_dictionary_file(state.commit.user_words if state else None)

    def reader(self) -> OpenSearchReader:
        state = self._store.committed()
        user_words = user_dictionary_file(state.commit.user_words)
        return OpenSearchReader(self._store.server, state.index, state.commit, user_words)

    @contextmanager
    def writer(
        self,
        *,
        rebuild: bool = False,
        jobs: int | None = None,  # noqa: ARG002 - of the Protocol
    ) -> Iterator[OpenSearchWriter]:
        store = self._store
        with hold_lease(store.server) as lease:
            previous = store.replaceable() if rebuild else self._committed()
            delete_unused_indexes(store, previous)
            base = None
            if previous is not None and not rebuild:
                base = delete_unused_documents(store, previous)
            writer = OpenSearchWriter(store, lease, self._user_words, base=base, previous=previous)
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.discard()
                raise
            finally:
                writer.close()

    def read_note(self) -> str | None:
        return self._store.read_note()

    def write_note(self, text: str) -> None:
        self._store.write_note(text)

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        return find_problems(self._store, deep=deep)

    def _committed(self) -> CommittedState | None:
        try:
            return self._store.committed()
        except IndexMissingError:
            return None
