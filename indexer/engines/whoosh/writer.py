"""A batch of changes to the index. See `search.engine.IndexWriter`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.analysis.tokenizer import vocabulary_fingerprint
from indexer.analysis.user_dictionary import read_user_dictionary
from indexer.engines.whoosh.commit_file import EXTENSION, Commit, SegmentRecord
from indexer.engines.whoosh.lexicon import LEXICON_FILE, save_words
from indexer.engines.whoosh.locking import storage_errors
from indexer.engines.whoosh.merge import merge
from indexer.engines.whoosh.merge_policy import PendingSegment, select_merge
from indexer.engines.whoosh.segment_builders import (
    INDEX_NAME,
    BuildTarget,
    InProcess,
    ProcessPool,
    ReportToIndex,
    SegmentBuilders,
)
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.store import USER_WORDS, Store, link_or_copy, record_files
from indexer.engines.whoosh.whoosh_codec import XxgkSegment
from indexer.engines.whoosh.whoosh_schema import schema
from indexer.errors import IndexDamagedError, IndexVersionError, StartError, UsageError
from indexer.i18n import Message
from indexer.reports.model import NormalizedText, Report


class WhooshWriter:
    """Collects changes and writes the next generation.

    Reports go to the segment builders in batches; a segment is written when it is full, so memory
    stays bounded.
    """

    def __init__(
        self, store: Store, base: Commit | None, user_words: Path | None, jobs: int
    ) -> None:
        """`base` is the generation to change; None begins with an empty index."""
        self._store = store
        self._base = base
        self._jobs = jobs
        self._tuning = store.tuning
        words = self._choose_user_words(user_words)
        self._vocabulary = vocabulary_fingerprint(words)
        if base is not None and base.vocabulary != self._vocabulary:
            raise IndexVersionError(
                Message(
                    "索引是用另一套词典建成的，不能继续追加。"
                    "请运行 xxgk index PATH --rebuild 重建。"
                )
            )
        self._generation = store.next_generation()
        self._folder = store.new_folder(self._generation)
        self._user_words = self._copy_user_words(words)
        self._target = BuildTarget(self._folder, self._user_words, self._tuning)
        self._segments = [self._inherit(record) for record in base.segments] if base else []
        self._builders: SegmentBuilders | None = None
        self._pending: list[ReportToIndex] = []
        self._pending_characters = 0
        self._unbuilt: set[str] = set()
        """Ids of the reports that are in no segment yet."""
        self._changes = 0

    def _choose_user_words(self, user_words: Path | None) -> Path | None:
        """The words given, else those of the index, which a rebuild replaces too."""
        try:
            chosen = self._store.user_words() if user_words is None else user_words
            return chosen if read_user_dictionary(chosen).words else None
        except (IndexDamagedError, UsageError):
            if user_words is not None or self._base is not None:
                raise
            return None  # the rebuild repairs the index, its dictionary included

    def _copy_user_words(self, words: Path | None) -> Path | None:
        if words is None:
            return None
        copy = self._folder / USER_WORDS
        if self._base is not None and self._base.user_words:
            link_or_copy(self._store.generation_folder(self._base) / self._base.user_words, copy)
        else:
            copy.write_text(read_user_dictionary(words).to_text(), encoding="utf-8")
        return copy

    def _inherit(self, record: SegmentRecord) -> PendingSegment:
        assert self._base is not None
        path = self._folder / f"{record.name}{EXTENSION}"
        with storage_errors(self._store.folder):
            link_or_copy(self._store.generation_folder(self._base) / path.name, path)
        return PendingSegment(record, path)

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id."""
        self.remove([report.id])
        self._pending.append((report, normalized))
        self._pending_characters += sum(len(part.text) for part in report.parts)
        self._unbuilt.add(report.id)
        if self._pending_characters > (
            self._tuning.in_process_characters
            if self._builders is None
            else self._tuning.builder_batch_characters
        ):
            self._send_pending()

    def remove(self, report_ids: Iterable[str]) -> None:
        """Remove reports; ids that the index does not have are ignored."""
        for report_id in report_ids:
            self._changes += 1
            if report_id in self._unbuilt:
                self._build()
            for segment in self._segments:
                segment.remove(report_id)

    def commit(self) -> None:
        """Write the changes and make them the index."""
        self._build()
        self._close_builders()
        self._merge_segments()
        with storage_errors(self._store.folder):
            self._save_lexicon()
            self._write_toc()
            names = [segment.name for segment in self._segments]
            files = record_files(self._folder, names, self._base)
        self._store.commit(
            Commit(
                generation=self._generation,
                vocabulary=self._vocabulary,
                user_words=USER_WORDS if self._user_words else None,
                segments=tuple(segment.to_record() for segment in self._segments),
                files=files,
            ),
            self._base,
        )

    def discard(self) -> None:
        """Discard the changes."""
        self._close_builders()
        self._store.discard(self._folder)

    def _send_pending(self) -> None:
        with storage_errors(self._store.folder):
            if self._builders is None:
                self._save_lexicon()
                self._builders = self._new_builders()
            self._builders.add(self._pending)
        self._pending, self._pending_characters = [], 0

    def _build(self) -> None:
        """Build segments of all reports that are in none yet."""
        if self._unbuilt:
            self._send_pending()
            assert self._builders is not None
            with storage_errors(self._store.folder):
                built = self._builders.finish()
            for segment in built:
                path = self._folder / f"{segment.record.name}{EXTENSION}"
                self._segments.append(PendingSegment(segment.record, path, segment.ids))
            self._unbuilt.clear()

    def _new_builders(self) -> SegmentBuilders:
        workers = min(self._jobs, self._tuning.max_builders)
        if workers < 2 or self._pending_characters < self._tuning.in_process_characters:
            return InProcess(self._target)
        try:
            return ProcessPool(self._target, workers)
        except StartError:
            return InProcess(self._target)

    def _close_builders(self) -> None:
        if self._builders is not None:
            self._builders.close()
        self._builders = None

    def _save_lexicon(self) -> None:
        if not (self._folder / LEXICON_FILE).exists():
            if self._base is None:
                save_words(self._folder, self._user_words)
            else:
                base = self._store.generation_folder(self._base)
                link_or_copy(base / LEXICON_FILE, self._folder / LEXICON_FILE)

    def _merge_segments(self) -> None:
        """Drop empty segments, and merge those that the policy selects."""
        for segment in [segment for segment in self._segments if not segment.live]:
            self._drop(segment)
        while selected := select_merge(self._segments, self._changes, self._tuning):
            path = self._target.new_path()
            with storage_errors(self._store.folder):
                sources = [(SegmentReader(one.path), one.deleted) for one in selected]
                merge(sources, path, self._tuning, jobs=self._jobs)
            merged = SegmentReader(path)
            record = SegmentRecord(path.stem, merged.parts, merged.reports)
            self._segments.insert(self._segments.index(selected[0]), PendingSegment(record, path))
            for segment in selected:
                self._drop(segment)

    def _drop(self, segment: PendingSegment) -> None:
        self._segments.remove(segment)
        with storage_errors(self._store.folder):
            segment.path.unlink()

    def _write_toc(self) -> None:
        """Whoosh's own table of contents, by which plain Whoosh opens the generation."""
        segments = []
        for segment in self._segments:
            parts = np.empty(0, np.int64)
            if len(segment.deleted):
                part_report = SegmentReader(segment.path).part_report
                parts = np.flatnonzero(np.isin(part_report, segment.deleted))
            segments.append(XxgkSegment(segment.name, segment.parts, parts))
        toc = TOC(schema(read_user_dictionary(self._user_words)), segments, self._generation)
        toc.write(FileStorage(str(self._folder)), INDEX_NAME)
