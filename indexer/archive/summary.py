"""What an update did, as a whole and file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from indexer.reports.model import IgnoredFile, Report

Status = Literal["added", "updated", "unchanged", "removed", "duplicate", "ignored", "failed"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file."""

    status: Status
    path: str
    """Path below the indexed folder."""
    report_id: str | None = None
    """The stored report of this file; for a duplicate, the report that stays."""
    report: Report | None = None
    """What was understood, where the file was read in this update."""
    reason: str = ""
    """Why it failed or is ignored, or which file it repeats."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is."""

    done: int
    total: int
    """Files found, known before the first is read."""
    outcome: FileOutcome | None
    """Of the file done last; None once all are and the engine puts what it was given on disk,
    which after many reports takes its time."""


OnProgress: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read. A report it gave earlier stays."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file that holds the report of another file."""

    path: str
    of: str
    """Path of the file whose report stays."""


@dataclass(frozen=True, slots=True)
class UpdateSummary:
    """What an update did. The first four, `failed`, `ignored` and `duplicates` count files."""

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
    """The generation that holds all of this; the one before, where nothing was to do."""

    def to_dict(self) -> dict[str, Any]:
        """The summary as `index --format json` gives it."""
        return {
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": [{"path": lost.path, "reason": lost.reason} for lost in self.failed],
            "ignored": [{"path": file.path, "reason": file.reason} for file in self.ignored],
            "duplicates": [{"path": twin.path, "of": twin.of} for twin in self.duplicates],
            "reports": self.reports,
            "parts": self.parts,
            "seconds": round(self.seconds, 3),
            "generation": self.generation,
        }
