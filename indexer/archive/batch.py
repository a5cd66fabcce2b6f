"""What is done with each file that was read: stored, recognised as told twice, or reported."""

from __future__ import annotations

from indexer.archive.stock import Stock, is_gone, place_of
from indexer.archive.summary import FileOutcome
from indexer.ingest.content import shown_path
from indexer.ingest.reading import Outcome
from indexer.reports.model import Report
from indexer.search.engine import IndexWriter, SourceRecord


class Batch:
    """One batch of the engine, and what the archive will hold after it."""

    def __init__(self, writer: IndexWriter, stock: Stock) -> None:
        self._writer = writer
        self._stock = stock
        self.changes = 0
        """Reports stored or removed so far."""

    def take(self, outcome: Outcome) -> FileOutcome:
        """A file that was read, or could not be."""
        if outcome.report is not None:
            return self._store(outcome.report)
        return self._keep(outcome)

    def remove(self, record: SourceRecord) -> FileOutcome:
        """A report whose file is gone."""
        self._drop(record)
        return FileOutcome("removed", shown_path(record.path, record.member), record.report_id)

    def _store(self, report: Report) -> FileOutcome:
        old = self._stock.at(place_of(report.source))
        text_hash = report.text_hash
        twin = self._stock.with_text(text_hash)
        if twin is None or twin is old:
            return self._put(self._stock.named(report), text_hash, old)
        if twin.report_id == report.id and is_gone(twin):  # the whole folder was moved
            self._stock.drop(twin)
            return self._put(report, text_hash, twin)
        if old is not None:
            self._drop(old)
        shown = shown_path(twin.path, twin.member)
        return FileOutcome("duplicate", _shown(report), twin.report_id, report, reason=shown)

    def _keep(self, outcome: Outcome) -> FileOutcome:
        """What an unreadable file gave earlier stays."""
        old = self._stock.at(place_of(outcome.input))
        if old is not None:
            self._stock.keep(old)
        report_id = old.report_id if old else None
        return FileOutcome("failed", outcome.input.shown, report_id, reason=outcome.reason)

    def _put(self, report: Report, text_hash: str, old: SourceRecord | None) -> FileOutcome:
        self._writer.put(report)
        self._stock.add(report, text_hash)
        self.changes += 1
        return FileOutcome("updated" if old else "added", _shown(report), report.id, report)

    def _drop(self, record: SourceRecord) -> None:
        self._writer.remove([record.report_id])
        self._stock.drop(record)
        self.changes += 1


def _shown(report: Report) -> str:
    return shown_path(report.source.path, report.source.member)
