"""What is done with each file that was read: stored, found a duplicate, ignored, or reported."""

from __future__ import annotations

from dataclasses import replace

from indexer.archive.known_sources import KnownSources, is_gone, place_of
from indexer.archive.summary import FileOutcome
from indexer.ingest.reading import ParseResult
from indexer.ingest.source_file import display_path
from indexer.reports.model import NormalizedText, Report
from indexer.search.engine import IndexWriter, SourceRecord


class Batch:
    """One batch of the engine, and what the archive will hold after it."""

    def __init__(self, writer: IndexWriter, stock: KnownSources) -> None:
        self._writer = writer
        self._stock = stock
        self.changes = 0
        """Reports stored or removed so far."""

    def take(self, outcome: ParseResult) -> FileOutcome:
        """A file that was read, or could not be."""
        if outcome.report is not None:
            return self._store(outcome.report, outcome.normalized)
        return self._ignore(outcome) if outcome.is_ignored else self._keep(outcome)

    def remove(self, record: SourceRecord) -> FileOutcome:
        """A report whose file is gone."""
        self._drop(record)
        return FileOutcome("removed", _shown(record), record.report_id)

    def _store(self, report: Report, normalized: NormalizedText | None) -> FileOutcome:
        record = SourceRecord.of(report, normalized)
        old = self._stock.at(place_of(record))
        twin = self._stock.with_text(record.text_hash)
        if twin is None or twin is old:
            return self._put(report, normalized, record, old)
        if twin.report_id == record.report_id and is_gone(twin):  # the whole folder was moved
            self._stock.drop(twin)
            return self._put(report, normalized, record, twin)
        if old is not None:
            self._drop(old)
        return FileOutcome("duplicate", _shown(report), twin.report_id, report, _shown(twin))

    def _keep(self, outcome: ParseResult) -> FileOutcome:
        """What an unreadable file gave earlier stays."""
        old = self._stock.at(place_of(outcome.input))
        if old is not None:
            self._stock.keep(old)
        report_id = old.report_id if old else None
        return FileOutcome("failed", outcome.input.shown, report_id, reason=outcome.reason)

    def _ignore(self, outcome: ParseResult) -> FileOutcome:
        """A file that is no report, or no longer one: what it gave earlier is removed."""
        old = self._stock.at(place_of(outcome.input))
        if old is not None:
            self._drop(old)
        return FileOutcome("ignored", outcome.input.shown, reason=outcome.reason)

    def _put(
        self,
        report: Report,
        normalized: NormalizedText | None,
        record: SourceRecord,
        old: SourceRecord | None,
    ) -> FileOutcome:
        record = self._stock.add(record)
        source = replace(report.source, path=record.path)
        self._writer.put(replace(report, id=record.report_id, source=source), normalized)
        self.changes += 1
        return FileOutcome("updated" if old else "added", _shown(report), record.report_id, report)

    def _drop(self, record: SourceRecord) -> None:
        self._writer.remove([record.report_id])
        self._stock.drop(record)
        self.changes += 1


def _shown(file: Report | SourceRecord) -> str:
    source = file.source if isinstance(file, Report) else file
    return display_path(source.path, source.member)
