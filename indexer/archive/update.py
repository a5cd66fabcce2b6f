"""Compares files with the archive (new, changed, unchanged, deleted or duplicate) and applies the
changes.

A file is identified by its location (with the member of a zip). It is unchanged if it and its row
of the manifest have the same hashes as before. Two files are one report if their normalised texts
are equal: the first stays. All changes of a run are one batch of the engine, hence one new
generation; a run without changes makes none and needs no lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from time import monotonic
from typing import Final

from indexer.archive.known_sources import (
    KnownSources,
    SourceLocation,
    content_hash,
    file_exists,
    location_of,
)
from indexer.archive.progress import FileOutcome, OnProgress, Status, UpdateSummary, UpdateTracker
from indexer.errors import UnusableIndexError
from indexer.ingest.files import checked_path, discover
from indexer.ingest.ocr.scans import NO_OCR, OcrOptions
from indexer.ingest.read import ParseResult, read_reports
from indexer.ingest.source_file import SourceFile, display_path
from indexer.reports.model import NormalizedText, Report, parse_iso_time
from indexer.search.engine import IndexWriter, SearchEngine, SourceRecord

_STATUS_OF_UNREADABLE: Final[Mapping[str, Status]] = {
    "": "failed",
    "fault": "manifest",
    "notice": "notice",
}
"""By `SourceFile.manifest`."""


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """What the user asks of an update."""

    paths: tuple[Path, ...]
    exclude: tuple[Path, ...] = ()
    """Folders below `paths` that are no sources: the index itself."""
    rebuild: bool = False
    prune: bool = False
    jobs: int | None = None
    progress: OnProgress | None = None
    ocr: OcrOptions = NO_OCR


def source_paths(paths: Iterable[str | PathLike[str]]) -> tuple[Path, ...]:
    """Paths as a user gives them, for `UpdateOptions`. Raises UsageError for an empty one."""
    return tuple(map(checked_path, paths))


def update(engine: SearchEngine, options: UpdateOptions) -> UpdateSummary:
    """One run. Raises UsageError for a path that does not exist, UnusableIndexError."""
    began = monotonic()
    files = tuple(discover(options.paths, exclude=options.exclude))
    tracker = UpdateTracker(len(files), options.progress)
    _Run(engine, options, files, tracker).run()
    with closing(engine.reader()) as reader:
        statistics = reader.statistics()
    return tracker.summary(statistics, monotonic() - began)


class _Rollback(Exception):  # noqa: N818 - not an error
    """Leaves a batch without committing it."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The source files against one generation of the archive, before any file is parsed."""

    generation: int | None
    """None where the update starts from nothing."""
    known: KnownSources
    unchanged: tuple[tuple[SourceFile, SourceRecord], ...]
    changed: tuple[tuple[SourceFile, SourceRecord], ...]
    """Known files that are to be read again."""
    new: tuple[SourceFile, ...]
    unreadable: tuple[SourceFile, ...]
    """Known in advance to be unreadable. A report read from one earlier stays."""
    deleted: tuple[SourceRecord, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be read or removed."""
        has_changes = self.changed or self.new or self.deleted
        return self.generation is not None and not has_changes


class _Run:
    """The steps of one update."""

    def __init__(
        self,
        engine: SearchEngine,
        options: UpdateOptions,
        files: Sequence[SourceFile],
        tracker: UpdateTracker,
    ) -> None:
        self._engine = engine
        self._options = options
        self._files = files
        self._tracker = tracker
        self._hashes: dict[SourceLocation, str] = {}
        """Of files as first read: a second comparison reads nothing again."""

    def run(self) -> None:
        changes = self._compare()
        if changes.is_empty:
            self._finish_untouched(changes)
            return
        options = self._options
        with (
            suppress(_Rollback),
            self._engine.writer(rebuild=options.rebuild, jobs=options.jobs) as writer,
        ):
            if self._generation() != changes.generation:  # another process committed meanwhile
                changes = self._compare()
            self._write(writer, changes)

    def _generation(self) -> int | None:
        """The generation to compare with; None where the update starts from nothing."""
        if self._options.rebuild or not self._engine.exists():
            return None
        return self._engine.generation()

    def _compare(self) -> ChangeSet:
        """The files against the newest generation."""
        if self._generation() is None:
            generation, known = None, KnownSources(())
        else:
            with closing(self._engine.reader()) as reader:
                generation, known = reader.generation, KnownSources(reader.sources().values())
        unchanged: list[tuple[SourceFile, SourceRecord]] = []
        changed: list[tuple[SourceFile, SourceRecord]] = []
        new: list[SourceFile] = []
        for file in self._files:
            record = known.by_location(location_of(file))
            if file.error:
                continue
            if record is None:
                new.append(file)
            elif (record.sha256, record.overrides) == (self._hash(file), file.overrides_hash):
                unchanged.append((file, record))
            else:
                changed.append((file, record))
        return ChangeSet(
            generation,
            known,
            tuple(unchanged),
            tuple(changed),
            tuple(new),
            unreadable=tuple(file for file in self._files if file.error),
            deleted=tuple(self._deleted(known)),
        )

    def _hash(self, file: SourceFile) -> str:
        location = location_of(file)
        if location not in self._hashes:
            self._hashes[location] = content_hash(file)
        return self._hashes[location]

    def _deleted(self, known: KnownSources) -> Iterator[SourceRecord]:
        """With `prune`: stored reports below the given paths whose file no longer exists."""
        if not self._options.prune:
            return
        found = {location_of(file) for file in self._files}
        unreadable = {file.location for file in self._files if file.error}
        roots = [root.resolve() for root in self._options.paths]
        for record in known.records():
            is_below = any(Path(record.location).is_relative_to(root) for root in roots)
            # An archive that cannot be opened may still contain the file.
            if is_below and location_of(record) not in found and record.location not in unreadable:
                yield record

    def _write(self, writer: IndexWriter, changes: ChangeSet) -> None:
        batch = _Batch(writer, changes.known, FirstIndexed(self._engine))
        self._finish_untouched(changes)
        for record in changes.deleted:
            self._tracker.record(batch.remove(record))
        changes.known.suspend(record for _, record in changes.changed)
        # Known files come first: of two files with one text, the one stored before stays.
        to_read = [*(file for file, _ in changes.changed), *changes.new]
        results = read_reports(
            to_read,
            jobs=self._options.jobs,
            ocr=self._options.ocr,
            on_pages=self._tracker.count_pages,
        )
        for result in results:
            self._tracker.finish_file(batch.apply(result))
        if not batch.changes and changes.generation is not None:
            raise _Rollback
        self._tracker.start_saving()

    def _finish_untouched(self, changes: ChangeSet) -> None:
        for file, record in changes.unchanged:
            self._tracker.finish_file(FileOutcome("unchanged", file.display_path, record.report_id))
        for file in changes.unreadable:
            status = _STATUS_OF_UNREADABLE[file.manifest]
            self._tracker.finish_file(FileOutcome(status, file.display_path, reason=file.error))


def utc_now() -> datetime:
    """The time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class FirstIndexed:
    """When each report, by id, first entered the archive: kept by updates and rebuilds, so that
    neither announces a report again."""

    def __init__(self, engine: SearchEngine) -> None:
        self._now: datetime | None = utc_now()
        self._known: Mapping[str, str | None] = {}
        try:
            if engine.exists():
                with closing(engine.reader()) as reader:
                    self._known = {head.id: head.first_indexed for head in reader.heads()}
        except UnusableIndexError:  # damaged or of another version: what it had cannot be told
            self._now = None

    def of(self, report_id: str) -> datetime | None:
        """The stored time; for a new report the time of this run, and None where it is not known
        whether the report is new."""
        if report_id in self._known:
            return parse_iso_time(self._known[report_id])
        return self._now


class _Batch:
    """Applies each file's result to one batch of the engine: the report is stored, or the file is
    a duplicate, ignored, or failed."""

    def __init__(
        self, writer: IndexWriter, known: KnownSources, first_indexed: FirstIndexed
    ) -> None:
        self._writer = writer
        self._known = known
        self._first_indexed = first_indexed
        self.changes = 0
        """Reports stored or removed so far."""

    def apply(self, result: ParseResult) -> FileOutcome:
        if result.report is not None:
            return self._store(result.report, result.normalized)
        return self._ignore(result) if result.is_ignored else self._fail(result)

    def remove(self, record: SourceRecord) -> FileOutcome:
        """A report whose file was deleted."""
        self._remove(record)
        return FileOutcome("removed", _shown(record), record.report_id)

    def _store(self, report: Report, normalized: NormalizedText | None) -> FileOutcome:
        record = SourceRecord.of(report, normalized)
        old = self._known.by_location(location_of(record))
        same_text = self._known.by_text_hash(record.text_hash)
        if same_text is not None:
            if same_text.report_id != record.report_id or file_exists(same_text):
                if old is not None:
                    self._remove(old)
                shown, other = _shown(report), _shown(same_text)
                return FileOutcome("duplicate", shown, same_text.report_id, report, other)
            self._known.remove(same_text)  # the whole folder was moved
            old = same_text
        record = self._known.add(record)
        source = replace(report.source, path=record.path)
        stored = replace(
            report,
            id=record.report_id,
            source=source,
            first_indexed=self._first_indexed.of(record.report_id),
        )
        self._writer.put(stored, normalized)
        self.changes += 1
        return FileOutcome("updated" if old else "added", _shown(report), record.report_id, report)

    def _fail(self, result: ParseResult) -> FileOutcome:
        """An unreadable file: the report read from it earlier stays."""
        old = self._known.by_location(location_of(result.source))
        if old is not None:
            self._known.restore(old)
        report_id = old.report_id if old else None
        return FileOutcome("failed", result.source.display_path, report_id, reason=result.reason)

    def _ignore(self, result: ParseResult) -> FileOutcome:
        """A file that is no report, or no longer one: the report read from it is removed."""
        old = self._known.by_location(location_of(result.source))
        if old is not None:
            self._remove(old)
        return FileOutcome("ignored", result.source.display_path, reason=result.reason)

    def _remove(self, record: SourceRecord) -> None:
        self._writer.remove([record.report_id])
        self._known.remove(record)
        self.changes += 1


def _shown(file: Report | SourceRecord) -> str:
    source = file.source if isinstance(file, Report) else file
    return display_path(source.path, source.member)
