"""The account of an update: every file once, as they are done."""

from __future__ import annotations

from collections import Counter

from indexer.archive.summary import (
    Duplicate,
    Failure,
    FileOutcome,
    OnProgress,
    Progress,
    Status,
    UpdateSummary,
)
from indexer.reports.model import IgnoredFile
from indexer.search.engine import Statistics


class Account:
    """Counts outcomes and passes them on to whoever watches."""

    def __init__(self, total: int, watcher: OnProgress | None) -> None:
        self._total = total
        self._watcher = watcher
        self._done = 0
        self._counts: Counter[Status] = Counter()
        self._failed: list[Failure] = []
        self._ignored: list[IgnoredFile] = []
        self._duplicates: list[Duplicate] = []

    def file(self, outcome: FileOutcome) -> None:
        """A file that was found is done."""
        self._done += 1
        self.note(outcome)

    def note(self, outcome: FileOutcome) -> None:
        """Something happened, whether or not to a file that was found."""
        self._counts[outcome.status] += 1
        match outcome.status:
            case "failed":
                self._failed.append(Failure(outcome.path, outcome.reason))
            case "ignored":
                self._ignored.append(IgnoredFile(outcome.path, outcome.reason))
            case "duplicate":
                self._duplicates.append(Duplicate(outcome.path, outcome.reason))
            case _:
                pass
        if self._watcher is not None:
            self._watcher(Progress(self._done, self._total, outcome))

    def saving(self) -> None:
        """All files are done; what was read is put on disk."""
        if self._watcher is not None:
            self._watcher(Progress(self._done, self._total, None))

    def summary(self, now: Statistics, seconds: float) -> UpdateSummary:
        """All of it; `now` is the archive after the update."""
        return UpdateSummary(
            added=self._counts["added"],
            updated=self._counts["updated"],
            unchanged=self._counts["unchanged"],
            removed=self._counts["removed"],
            failed=tuple(self._failed),
            ignored=tuple(self._ignored),
            duplicates=tuple(self._duplicates),
            reports=now.reports,
            parts=now.parts,
            seconds=seconds,
            generation=now.generation,
        )
