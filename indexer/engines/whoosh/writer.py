"""A batch of changes to the index. See `search.engine.IndexWriter`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util import random_name

from indexer.analysis.segment import vocabulary_fingerprint
from indexer.engines.whoosh.builder import SegmentBuilder
from indexer.engines.whoosh.codec import XxgkSegment
from indexer.engines.whoosh.lexicon import SAVED, Lexicon, lexicon
from indexer.engines.whoosh.manifest import EXTENSION, Manifest, SegmentRecord
from indexer.engines.whoosh.merge import merge
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.store import Store, link, recorded_files, storage_errors
from indexer.errors import IndexVersionError
from indexer.reports.model import Report

INDEX_NAME: Final = "MAIN"
USER_WORDS: Final = "user_words.txt"
MERGE_FACTOR: Final = 8
"""So many segments of about one size become one: an update costs little, and segments stay few."""


class _Draft:
    """A segment of the generation to come: its file, and which of its reports are deleted."""

    def __init__(self, record: SegmentRecord, path: Path, ids: Sequence[str]) -> None:
        self.record = record
        self.path = path
        self.deleted = set(record.deleted)
        self.numbers = {
            report_id: number for number, report_id in enumerate(ids) if number not in self.deleted
        }

    def remove(self, report_id: str) -> None:
        number = self.numbers.pop(report_id, None)
        if number is not None:
            self.deleted.add(number)

    def settled(self) -> SegmentRecord:
        return replace(self.record, deleted=tuple(sorted(self.deleted)))


class WhooshWriter:
    """Collects changes and makes the next generation of them.

    Reports wait in a builder; a full one becomes a segment at once, so memory stays bounded.
    """

    def __init__(self, store: Store, base: Manifest | None, user_words: Path | None) -> None:
        self._store = store
        self._base = base
        self._user_words = self._settle_words(user_words)
        self._vocabulary = vocabulary_fingerprint(self._user_words)
        if base is not None and base.vocabulary != self._vocabulary:
            raise IndexVersionError(
                "索引是用另一套词典建成的，不能继续追加。请运行 xxgk index --rebuild 重建索引。"
            )
        self._generation = store.next_generation()
        self._folder = store.new_folder(self._generation)
        self._drafts = [self._inherited(record) for record in base.segments] if base else []
        self._builder: SegmentBuilder | None = None
        self._waiting: list[str] = []

    def _settle_words(self, user_words: Path | None) -> Path | None:
        """The user's words: those given, else those the index was built with."""
        if user_words is None and self._base is not None and self._base.user_words:
            return self._store.generation_folder(self._base) / self._base.user_words
        return user_words

    def _inherited(self, record: SegmentRecord) -> _Draft:
        assert self._base is not None
        path = self._folder / f"{record.name}{EXTENSION}"
        with storage_errors(self._store.folder):
            link(self._store.generation_folder(self._base) / path.name, path)
        return _Draft(record, path, Segment(path).ids)

    def put(self, report: Report) -> None:
        """Add a report, or replace the one with its id."""
        self.remove([report.id])
        if self._builder is None:
            self._builder = SegmentBuilder(self._lexicon())
        self._builder.add(report)
        self._waiting.append(report.id)
        if self._builder.is_full():
            self._write_waiting()

    def _lexicon(self) -> Lexicon:
        saved = self._store.generation_folder(self._base) if self._base else None
        return lexicon(self._user_words, saved)

    def remove(self, report_ids: Iterable[str]) -> None:
        """Remove reports; ids that are not there are passed over."""
        for report_id in report_ids:
            if report_id in self._waiting:
                self._write_waiting()
            for draft in self._drafts:
                draft.remove(report_id)

    def commit(self) -> None:
        """Make the changes the index."""
        self._write_waiting()
        self._merge_small()
        with storage_errors(self._store.folder):
            if self._user_words is not None:
                shutil.copyfile(self._user_words, self._folder / USER_WORDS)
            if self._base is None:
                self._lexicon().save(self._folder)
            else:
                link(self._store.generation_folder(self._base) / SAVED, self._folder / SAVED)
            self._write_contents()
            files = recorded_files(self._folder, self._base)
        self._store.commit(
            Manifest(
                generation=self._generation,
                vocabulary=self._vocabulary,
                user_words=USER_WORDS if self._user_words else None,
                segments=tuple(draft.settled() for draft in self._drafts),
                files=files,
            ),
            self._base,
        )

    def discard(self) -> None:
        """Forget the changes."""
        self._store.discard(self._folder)

    def _new_path(self) -> Path:
        return self._folder / f"{INDEX_NAME}_{random_name(16)}{EXTENSION}"

    def _write_waiting(self) -> None:
        if self._builder is None:
            return
        path = self._new_path()
        with storage_errors(self._store.folder):
            self._builder.write(path)
        record = SegmentRecord(path.stem, self._builder.parts, self._builder.reports)
        self._drafts.append(_Draft(record, path, self._waiting))
        self._builder, self._waiting = None, []

    def _merge_small(self) -> None:
        """Drop empty segments, and merge where too many of one size have gathered."""
        for draft in [d for d in self._drafts if not d.numbers]:
            self._drop(draft)
        while crowd := self._crowd():
            path = self._new_path()
            merged = [(Segment(d.path), np.array(sorted(d.deleted), np.int64)) for d in crowd]
            with storage_errors(self._store.folder):
                merge(merged, path)
            segment = Segment(path)
            record = SegmentRecord(path.stem, segment.parts, segment.reports)
            at = self._drafts.index(crowd[0])
            self._drafts.insert(at, _Draft(record, path, segment.ids))
            for draft in crowd:
                self._drop(draft)

    def _crowd(self) -> list[_Draft]:
        """Segments to merge into one, or none."""
        for draft in self._drafts:
            if len(draft.deleted) * 2 > draft.record.reports:
                return [draft]
        levels: dict[int, list[_Draft]] = {}
        for draft in self._drafts:
            level = 0
            while MERGE_FACTOR ** (level + 1) <= len(draft.numbers):
                level += 1
            levels.setdefault(level, []).append(draft)
        crowded = [drafts for drafts in levels.values() if len(drafts) >= MERGE_FACTOR]
        return min(crowded, key=lambda drafts: len(drafts[0].numbers), default=[])

    def _drop(self, draft: _Draft) -> None:
        self._drafts.remove(draft)
        with storage_errors(self._store.folder):
            draft.path.unlink()

    def _write_contents(self) -> None:
        """Whoosh's own table of contents, by which plain Whoosh opens the generation."""
        segments = []
        for draft in self._drafts:
            deleted = np.array(sorted(draft.deleted), np.int64)
            parts = np.flatnonzero(np.isin(Segment(draft.path).part_report, deleted))
            segments.append(XxgkSegment(draft.record.name, draft.record.parts, parts))
        contents = TOC(schema(), segments, self._generation)
        contents.write(FileStorage(str(self._folder)), INDEX_NAME)
