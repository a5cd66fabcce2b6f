"""The embedded engine. See `search.engine.SearchEngine`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from indexer.analysis.tokenizer import Tokenizer, get_tokenizer
from indexer.engines.whoosh.arrays import unreadable
from indexer.engines.whoosh.manifest import EXTENSION, Manifest
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.store import Stamp, Store, stamp_of, storage_errors
from indexer.engines.whoosh.view import View
from indexer.errors import IndexDamagedError
from indexer.i18n import Message
from indexer.processes import available_cpus
from indexer.search.engine import Problem

if TYPE_CHECKING:
    from indexer.engines.whoosh.writer import WhooshWriter


class WhooshEngine:
    """An index in a folder.

    `user_words` is a dictionary of the user's own in jieba's format; it takes effect when the
    index is made or rebuilt, and stays with it. A rebuild without one keeps the one that the index
    has; `NO_DICTIONARY` drops it.
    """

    name = "whoosh"

    def __init__(self, folder: Path, *, user_words: Path | None = None) -> None:
        self._store = Store(folder)
        self._user_words = user_words
        self._seen: tuple[Stamp, int] | None = None
        self._segments: WeakValueDictionary[Stamp, Segment] = WeakValueDictionary()
        """Those that a reader still has open: the next generation keeps most of them, and what
        was verified in one stays verified."""

    def exists(self) -> bool:
        return self._store.exists()

    def generation(self) -> int:
        stamp = self._store.stamp()
        if stamp is None or self._seen is None or self._seen[0] != stamp:
            self._seen = stamp or (0, 0, 0, 0), self._store.manifest().generation
        return self._seen[1]

    def user_words(self) -> Path | None:
        return self._store.user_words()

    def reader(self) -> WhooshReader:
        manifest = self._store.manifest()
        while True:
            try:
                return self._open(manifest)
            except IndexDamagedError:
                newer = self._store.manifest()
                if newer.generation == manifest.generation:
                    raise
                manifest = newer  # committed while this one was being opened, and cleaned away

    def _open(self, manifest: Manifest) -> WhooshReader:
        folder = self._store.generation_folder(manifest)
        self._store.verify_sizes(manifest)
        words = folder / manifest.user_words if manifest.user_words else None
        if words is not None:  # it decides how a query is cut, and no block of it is verified later
            self._store.verify_whole(manifest, words.name)
        segments = []
        for one in manifest.segments:
            segment = self._segment(folder / f"{one.name}{EXTENSION}")
            if (segment.parts, segment.reports) != (one.parts, one.reports):
                raise IndexDamagedError(
                    Message(
                        "索引文件与清单不符（%(name)s）。请运行 xxgk index PATH --rebuild 重建。",
                        name=one.name,
                    )
                )
            segments.append((segment, np.array(one.deleted, dtype=np.int64)))
        view = View(segments)
        view.prepare()
        return WhooshReader(
            view,
            manifest.generation,
            folder,
            sum(record.bytes for record in manifest.files.values()),
            _own_segmenter(words) if words is not None else None,
        )

    def _segment(self, path: Path) -> Segment:
        stamp = stamp_of(path)
        segment = self._segments.get(stamp) if stamp else None
        if segment is None:
            segment = Segment(path)
            if stamp:
                self._segments[stamp] = segment
        return segment

    @contextmanager
    def writer(self, *, rebuild: bool = False, jobs: int | None = None) -> Iterator[WhooshWriter]:
        with self._store.writing():
            base = self._store.manifest() if self._store.exists() and not rebuild else None
            if base is not None:  # new lists are made with the words that the old ones have
                self._store.verify_sizes(base)
                for name in base.files:
                    if not name.endswith(EXTENSION):
                        self._store.verify_whole(base, name)
            with storage_errors(self._store.folder):
                writer: WhooshWriter = _late("writer").WhooshWriter(
                    self._store, base, self._user_words, jobs or available_cpus()
                )
            try:
                yield writer
                with storage_errors(self._store.folder):
                    writer.commit()
            except BaseException:
                writer.discard()
                raise

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        found: Sequence[Problem] = _late("check").problems(self._store, deep=deep)
        return found


def _own_segmenter(words: Path) -> Tokenizer:
    """With a user's own words. Raises IndexDamagedError where they cannot be read."""
    try:
        return get_tokenizer(words)
    except OSError as error:
        raise unreadable(words.name, error.strerror or error) from error


def _late(module: str) -> ModuleType:
    """A module of this room that searching does not need; Whoosh itself comes with it."""
    return import_module(f"indexer.engines.whoosh.{module}")
