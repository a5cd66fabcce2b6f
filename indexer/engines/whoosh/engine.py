"""The embedded engine. See `search.engine.SearchEngine`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from indexer.analysis.tokenizer import Tokenizer, get_tokenizer
from indexer.engines.whoosh.arrays import unreadable_file
from indexer.engines.whoosh.commit_file import EXTENSION, Commit
from indexer.engines.whoosh.locking import storage_errors
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.engines.whoosh.store import FileSignature, Store, file_signature
from indexer.engines.whoosh.tuning import DEFAULT_TUNING, WhooshTuning
from indexer.errors import IndexDamagedError
from indexer.i18n import Message
from indexer.processes import available_cpus
from indexer.search.engine import Problem

if TYPE_CHECKING:
    from indexer.engines.whoosh.writer import WhooshWriter


class WhooshEngine:
    """An index in a folder.

    `user_words` is a user's dictionary in jieba's format; it takes effect when the index is built
    or rebuilt, and stays with it. A rebuild without one keeps that of the index; `NO_DICTIONARY`
    drops it.
    """

    name = "whoosh"

    def __init__(
        self,
        folder: Path,
        *,
        user_words: Path | None = None,
        tuning: WhooshTuning = DEFAULT_TUNING,
    ) -> None:
        self._store = Store(folder, tuning)
        self._user_words = user_words
        self._tuning = tuning
        self._last_seen: tuple[FileSignature, int] | None = None
        """Signature of the commit file, and its generation."""
        self._segments: WeakValueDictionary[FileSignature, SegmentReader] = WeakValueDictionary()
        """Those that a reader still uses: the next generation shares most of them, and what was
        verified in one need not be verified again."""

    def exists(self) -> bool:
        return self._store.exists()

    def generation(self) -> int:
        signature = self._store.signature()
        if signature is None or self._last_seen is None or self._last_seen[0] != signature:
            generation = self._store.newest_commit().generation
            self._last_seen = signature or (0, 0, 0, 0), generation
        return self._last_seen[1]

    def user_words(self) -> Path | None:
        return self._store.user_words()

    def reader(self) -> WhooshReader:
        commit = self._store.newest_commit()
        while True:
            try:
                return self._open(commit)
            except IndexDamagedError:
                newer = self._store.newest_commit()
                if newer.generation == commit.generation:
                    raise
                commit = newer  # the older one was removed while it was being opened

    def _open(self, commit: Commit) -> WhooshReader:
        folder = self._store.generation_folder(commit)
        self._store.verify_sizes(commit)
        words = folder / commit.user_words if commit.user_words else None
        if words is not None:  # queries are cut by it, and it has no blocks to verify later
            self._store.verify_checksum(commit, words.name)
        segments = []
        for record in commit.segments:
            segment = self._open_segment(folder / f"{record.name}{EXTENSION}")
            if (segment.parts, segment.reports) != (record.parts, record.reports):
                raise IndexDamagedError(
                    Message(
                        "索引文件与清单不符（%(name)s）。请运行 xxgk index PATH --rebuild 重建。",
                        name=record.name,
                    )
                )
            segments.append((segment, np.array(record.deleted, dtype=np.int64)))
        snapshot = IndexSnapshot(segments)
        snapshot.warm_up()
        return WhooshReader(
            snapshot,
            commit.generation,
            folder,
            sum(record.bytes for record in commit.files.values()),
            _user_tokenizer(words) if words is not None else None,
            self._tuning,
        )

    def _open_segment(self, path: Path) -> SegmentReader:
        signature = file_signature(path)
        segment = self._segments.get(signature) if signature else None
        if segment is None:
            segment = SegmentReader(path, self._tuning)
            if signature:
                self._segments[signature] = segment
        return segment

    @contextmanager
    def writer(self, *, rebuild: bool = False, jobs: int | None = None) -> Iterator[WhooshWriter]:
        from indexer.engines.whoosh.writer import (  # noqa: PLC0415 - loads Whoosh, which searching does not need
            WhooshWriter,
        )

        with self._store.lock_for_writing():
            base = self._store.newest_commit() if self._store.exists() and not rebuild else None
            if base is not None:  # its words are used for new segments
                self._store.verify_sizes(base)
                for name in base.files:
                    if not name.endswith(EXTENSION):
                        self._store.verify_checksum(base, name)
            with storage_errors(self._store.folder):
                writer = WhooshWriter(self._store, base, self._user_words, jobs or available_cpus())
            try:
                yield writer
                with storage_errors(self._store.folder):
                    writer.commit()
            except BaseException:
                writer.discard()
                raise

    def read_note(self) -> str | None:
        return self._store.read_note()

    def write_note(self, text: str) -> None:
        self._store.write_note(text)

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        from indexer.engines.whoosh.check import problems  # noqa: PLC0415 - likewise

        return problems(self._store, deep=deep)


def _user_tokenizer(words: Path) -> Tokenizer:
    """With the user's own words. Raises IndexDamagedError if they cannot be read."""
    try:
        return get_tokenizer(words)
    except OSError as error:
        raise unreadable_file(words.name, error.strerror or error) from error
