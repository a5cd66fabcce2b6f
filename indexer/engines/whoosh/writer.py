"""A batch of changes to the index. See `search.engine.IndexWriter`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.analysis.tokenizer import vocabulary_fingerprint
from indexer.analysis.user_dictionary import read_user_dictionary
from indexer.engines.whoosh.codec import XxgkSegment
from indexer.engines.whoosh.drafts import Draft, crowd
from indexer.engines.whoosh.lexicon import SAVED, save_words
from indexer.engines.whoosh.maker import INDEX_NAME, Crew, Here, Maker, Place
from indexer.engines.whoosh.manifest import EXTENSION, Manifest, SegmentRecord
from indexer.engines.whoosh.merge import merge
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.store import USER_WORDS, Store, link, recorded_files, storage_errors
from indexer.errors import IndexDamagedError, IndexVersionError, StartError, UsageError
from indexer.i18n import Message
from indexer.reports.model import NormalizedText, Report

_MOST_BUILDERS: Final = 4
"""Each takes half a gigabyte."""
_FEW_CHARACTERS: Final = 2_000_000
"""A batch with fewer is built here: it is done before other processes would be ready."""
_HANDFUL_CHARACTERS: Final = 300_000
"""So much is handed over to a builder at once."""


class WhooshWriter:
    """Collects changes and makes the next generation of them.

    Reports go to a maker, a handful at a time; it makes segments of them as they fill up, so
    memory stays bounded.
    """

    def __init__(
        self, store: Store, base: Manifest | None, user_words: Path | None, jobs: int
    ) -> None:
        self._store = store
        self._base = base
        self._jobs = jobs
        words = self._settle_words(user_words)
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
        self._user_words = self._keep_user_words(words)
        self._place = Place(self._folder, self._user_words)
        self._drafts = [self._inherited(record) for record in base.segments] if base else []
        self._maker: Maker | None = None
        self._waiting: list[Report] = []
        self._waiting_characters = 0
        self._on_the_way: set[str] = set()
        """Ids of the reports that are in no draft yet."""
        self._changes = 0

    def _settle_words(self, user_words: Path | None) -> Path | None:
        """The user's words: those given, else those of the index, which a rebuild replaces too."""
        try:
            given = self._store.user_words() if user_words is None else user_words
            return given if read_user_dictionary(given).words else None
        except (IndexDamagedError, UsageError):
            if user_words is not None or self._base is not None:
                raise
            return None  # the rebuild is the repair of the index, its dictionary included

    def _keep_user_words(self, words: Path | None) -> Path | None:
        """Have the user's words in the folder."""
        if words is None:
            return None
        kept = self._folder / USER_WORDS
        if self._base is not None and self._base.user_words:
            link(self._store.generation_folder(self._base) / self._base.user_words, kept)
        else:
            kept.write_text(read_user_dictionary(words).to_text(), encoding="utf-8")
        return kept

    def _inherited(self, record: SegmentRecord) -> Draft:
        assert self._base is not None
        path = self._folder / f"{record.name}{EXTENSION}"
        with storage_errors(self._store.folder):
            link(self._store.generation_folder(self._base) / path.name, path)
        return Draft(record, path)

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id."""
        del normalized
        self.remove([report.id])
        self._waiting.append(report)
        self._waiting_characters += sum(len(part.text) for part in report.parts)
        self._on_the_way.add(report.id)
        enough = _FEW_CHARACTERS if self._maker is None else _HANDFUL_CHARACTERS
        if self._waiting_characters > enough:
            self._hand_over()

    def remove(self, report_ids: Iterable[str]) -> None:
        """Remove reports; ids that are not there are passed over."""
        for report_id in report_ids:
            self._changes += 1
            if report_id in self._on_the_way:
                self._settle()
            for draft in self._drafts:
                draft.remove(report_id)

    def commit(self) -> None:
        """Make the changes the index."""
        self._settle()
        self._close_maker()
        self._merge_small()
        with storage_errors(self._store.folder):
            self._keep_words()
            self._write_contents()
            names = [draft.name for draft in self._drafts]
            files = recorded_files(self._folder, names, self._base)
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
        self._close_maker()
        self._store.discard(self._folder)

    def _hand_over(self) -> None:
        """Give what waits to the maker."""
        with storage_errors(self._store.folder):
            if self._maker is None:
                self._keep_words()
                self._maker = self._new_maker()
            self._maker.take(self._waiting)
        self._waiting, self._waiting_characters = [], 0

    def _settle(self) -> None:
        """Make drafts of everything that is on the way."""
        if self._on_the_way:
            self._hand_over()
            assert self._maker is not None
            with storage_errors(self._store.folder):
                made = self._maker.finish()
            for one in made:
                path = self._folder / f"{one.record.name}{EXTENSION}"
                self._drafts.append(Draft(one.record, path, one.ids))
            self._on_the_way.clear()

    def _new_maker(self) -> Maker:
        members = min(self._jobs, _MOST_BUILDERS)
        if members < 2 or self._waiting_characters < _FEW_CHARACTERS:
            return Here(self._place)
        try:
            return Crew(self._place, members)
        except StartError:
            return Here(self._place)

    def _close_maker(self) -> None:
        if self._maker is not None:
            self._maker.close()
        self._maker = None

    def _keep_words(self) -> None:
        """Have the lexicon's words in the folder."""
        if not (self._folder / SAVED).exists():
            if self._base is None:
                save_words(self._folder, self._user_words)
            else:
                link(self._store.generation_folder(self._base) / SAVED, self._folder / SAVED)

    def _merge_small(self) -> None:
        """Drop empty segments, and merge where too many of one size have gathered."""
        for draft in [draft for draft in self._drafts if not draft.live]:
            self._drop(draft)
        while merged := crowd(self._drafts, self._changes):
            path = self._place.new_path()
            with storage_errors(self._store.folder):
                merge([(Segment(draft.path), draft.deleted) for draft in merged], path)
            segment = Segment(path)
            record = SegmentRecord(path.stem, segment.parts, segment.reports)
            self._drafts.insert(self._drafts.index(merged[0]), Draft(record, path))
            for draft in merged:
                self._drop(draft)

    def _drop(self, draft: Draft) -> None:
        self._drafts.remove(draft)
        with storage_errors(self._store.folder):
            draft.path.unlink()

    def _write_contents(self) -> None:
        """Whoosh's own table of contents, by which plain Whoosh opens the generation."""
        segments = []
        for draft in self._drafts:
            parts = np.empty(0, np.int64)
            if len(draft.deleted):
                parts = np.flatnonzero(np.isin(Segment(draft.path).part_report, draft.deleted))
            segments.append(XxgkSegment(draft.name, draft.parts, parts))
        contents = TOC(schema(read_user_dictionary(self._user_words)), segments, self._generation)
        contents.write(FileStorage(str(self._folder)), INDEX_NAME)
