"""What an update did: file by file while it runs, and as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from indexer.reports.json_record import JsonRecord
from indexer.reports.model import IgnoredFile, Report
from indexer.search.engine import Statistics

Status = Literal[
    "added",
    "updated",
    "unchanged",
    "removed",
    "duplicate",
    "ignored",
    "failed",
    "manifest",
    "notice",
]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    status: Status
    path: str
    """Path below the indexed folder."""
    report_id: str | None = None
    """The stored report of this file; for a duplicate, the report that stays."""
    report: Report | None = None
    """The report as parsed, where the file was read in this update."""
    reason: str = ""
    """Why the file failed or is ignored, what of a manifest is not read or not used, or which file
    this one duplicates."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is."""

    done: int
    total: int
    """Source files, known before the first is read."""
    outcome: FileOutcome | None
    """Of the file finished last; None while scanned pages are recognised, and once all files are
    finished and the engine writes to disk, which takes its time after many reports."""
    pages: int | None = None
    """Scanned pages recognised so far; None where none are being recognised."""
    all_pages: int = 0
    """Scanned pages of all files, known before the first is recognised."""


OnProgress: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Failure(JsonRecord):
    """A file that could not be read. A report read from it earlier stays."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate(JsonRecord):
    """A file with the same report as another file."""

    path: str
    of: str
    """Path of the file whose report stays."""


@dataclass(frozen=True, slots=True)
class UpdateSummary(JsonRecord):
    """What an update did. The first four, `failed`, `ignored` and `duplicates` count files;
    `manifest_faults` are cells, rows and columns of manifests that are not read; `manifest_notices`
    name a person's own columns, which are not used."""

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple[Failure, ...]
    ignored: tuple[IgnoredFile, ...]
    duplicates: tuple[Duplicate, ...]
    reports: int
    """Reports in the archive now."""
    parts: int
    seconds: float
    generation: int
    """The generation that contains all of this; the one before where nothing had changed."""
    manifest_faults: tuple[Failure, ...] = ()
    manifest_notices: tuple[Failure, ...] = ()


class UpdateTracker:
    """Counts outcomes and passes them to the listener."""

    def __init__(self, total: int, listener: OnProgress | None) -> None:
        self._total = total
        self._listener = listener
        self._done = 0
        self._counts: Counter[Status] = Counter()
        self._failed: list[Failure] = []
        self._manifest_faults: list[Failure] = []
        self._manifest_notices: list[Failure] = []
        self._ignored: list[IgnoredFile] = []
        self._duplicates: list[Duplicate] = []

    def finish_file(self, outcome: FileOutcome) -> None:
        """A source file is finished."""
        self._done += 1
        self.record(outcome)

    def record(self, outcome: FileOutcome) -> None:
        """An outcome, also of a report whose file was deleted."""
        self._counts[outcome.status] += 1
        match outcome.status:
            case "failed":
                self._failed.append(Failure(outcome.path, outcome.reason))
            case "manifest":
                self._manifest_faults.append(Failure(outcome.path, outcome.reason))
            case "notice":
                self._manifest_notices.append(Failure(outcome.path, outcome.reason))
            case "ignored":
                self._ignored.append(IgnoredFile(outcome.path, outcome.reason))
            case "duplicate":
                self._duplicates.append(Duplicate(outcome.path, outcome.reason))
            case _:
                pass
        self._notify(outcome)

    def count_pages(self, done: int, total: int) -> None:
        """So many of the scanned pages are recognised."""
        self._notify(None, done, total)

    def start_saving(self) -> None:
        """All files are finished; the engine writes to disk."""
        self._notify(None)

    def _notify(
        self, outcome: FileOutcome | None, pages: int | None = None, all_pages: int = 0
    ) -> None:
        if self._listener is not None:
            self._listener(Progress(self._done, self._total, outcome, pages, all_pages))

    def summary(self, archive: Statistics, seconds: float) -> UpdateSummary:
        """The whole update; `archive` is the state after it."""
        return UpdateSummary(
            added=self._counts["added"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            removed=self._counts["removed"],
            failed=tuple(self._failed),
            ignored=tuple(self._ignored),
            duplicates=tuple(self._duplicates),
            reports=archive.reports,
            parts=archive.parts,
            seconds=round(seconds, 3),
            generation=archive.generation,
            manifest_faults=tuple(self._manifest_faults),
            manifest_notices=tuple(self._manifest_notices),
        )
