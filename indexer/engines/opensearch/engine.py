"""The engine on a cluster. See `search.engine.SearchEngine`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from indexer.engines.opensearch.address import Address, parse_address
from indexer.errors import IndexMissingError, IndexVersionError
from indexer.search.engine import Problem

if TYPE_CHECKING:
    from indexer.engines.opensearch.reader import OpenSearchReader
    from indexer.engines.opensearch.store import Standing, Store
    from indexer.engines.opensearch.writer import OpenSearchWriter


class OpenSearchEngine:
    """An index on the cluster at an address (see `address.parse_address`).

    `user_words` is a dictionary of the user's own in jieba's format; it takes effect when the
    index is made or rebuilt, and stays with it. A rebuild without one keeps the one that the index
    has; `NO_DICTIONARY` drops it.
    """

    name = "opensearch"

    def __init__(self, address: Address | str | None, *, user_words: Path | None = None) -> None:
        self.address = address if isinstance(address, Address) else parse_address(address)
        self._user_words = user_words

    @cached_property
    def _store(self) -> Store:
        store: Store = _late("store").Store(_late("connection").Server(self.address))
        return store

    def exists(self) -> bool:
        try:
            self._store.standing()
        except IndexMissingError:
            return False
        except IndexVersionError:
            return True
        return True

    def generation(self) -> int:
        return self._store.standing().manifest.generation

    def user_words(self) -> Path | None:
        standing: Standing | None = self._store.replaceable()
        words: Path | None = _late("store").words_file(
            standing.manifest.user_words if standing else None
        )
        return words

    def reader(self) -> OpenSearchReader:
        standing = self._store.standing()
        words = _late("store").words_file(standing.manifest.user_words)
        reader: OpenSearchReader = _late("reader").OpenSearchReader(
            self._store.server, standing.index, standing.manifest, words
        )
        return reader

    @contextmanager
    def writer(
        self,
        *,
        rebuild: bool = False,
        jobs: int | None = None,  # noqa: ARG002 - of the Protocol
    ) -> Iterator[OpenSearchWriter]:
        writing, sweeping = _late("writer"), _late("sweep")
        with _late("lease").leased(self._store.server, self.address.archive) as lease:
            after = self._store.replaceable() if rebuild else self._standing()
            sweeping.sweep_indexes(self._store, after)
            base = None if rebuild else after
            if base is not None:
                base = self._swept(base, sweeping)
            writer: OpenSearchWriter = writing.OpenSearchWriter(
                self._store, lease, base, self._user_words, after=after
            )
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.discard()
                raise
            finally:
                writer.close()

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        found: Sequence[Problem] = _late("check").problems(self._store, deep=deep)
        return found

    def _standing(self) -> Standing | None:
        try:
            return self._store.standing()
        except IndexMissingError:
            return None

    def _swept(self, base: Standing, sweeping: ModuleType) -> Standing:
        """The same generation without what nobody needs, its next stamp not yet given."""
        stamp = base.manifest.last_stamp + 1
        manifest = sweeping.sweep_documents(self._store, base, stamp)
        return replace(base, manifest=manifest)


def _late(module: str) -> ModuleType:
    """A module of this room, loaded when it is used: other engines start without it."""
    return import_module(f"indexer.engines.opensearch.{module}")
