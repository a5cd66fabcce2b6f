"""The last update of an index, noted beside it: when it was, which files it could not read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from indexer.archive.progress import Duplicate, Failure, UpdateSummary
from indexer.i18n import from_json, to_json
from indexer.reports.model import IgnoredFile, iso_time, parse_iso_time

_FORMAT: Final = "xxgk-search update"


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """What the last run of an update found, whether or not anything had changed."""

    at: datetime
    """When it ended, in UTC."""
    files: int
    """Files that it looked at."""
    added: int
    updated: int
    removed: int
    failed: tuple[Failure, ...]
    """Files that could not be read."""
    ignored: tuple[IgnoredFile, ...]
    """Files that are no reports."""
    duplicates: tuple[Duplicate, ...]
    manifest_faults: tuple[Failure, ...] = ()
    """What was not read of manifests."""

    @classmethod
    def of(cls, summary: UpdateSummary, at: datetime) -> LastUpdate:
        read = summary.added + summary.updated + summary.unchanged
        others = len(summary.failed) + len(summary.ignored) + len(summary.duplicates)
        return cls(
            at,
            read + others,
            summary.added,
            summary.updated,
            summary.removed,
            summary.failed,
            summary.ignored,
            summary.duplicates,
            summary.manifest_faults,
        )


def note_of(last: LastUpdate) -> str:
    """The update as a note beside the index (`SearchEngine.write_note`)."""
    content = {
        "format": _FORMAT,
        "at": iso_time(last.at),
        **{name: getattr(last, name) for name in ("files", "added", "updated", "removed")},
        "failed": [[each.path, to_json(each.reason)] for each in last.failed],
        "ignored": [[each.path, to_json(each.reason)] for each in last.ignored],
        "manifest_faults": [[each.path, to_json(each.reason)] for each in last.manifest_faults],
        "duplicates": [[each.path, each.of] for each in last.duplicates],
    }
    return json.dumps(content, indent=1)


def parse_note(text: str | None) -> LastUpdate | None:
    """The update that a note tells of; None where there is none, or it cannot be read."""
    try:
        return _parsed(json.loads(text)) if text else None
    except (ValueError, KeyError, TypeError):
        return None


def _parsed(stored: dict[str, Any]) -> LastUpdate | None:
    at = parse_iso_time(stored["at"])
    if stored["format"] != _FORMAT or at is None:
        return None
    return LastUpdate(
        at,
        int(stored["files"]),
        int(stored["added"]),
        int(stored["updated"]),
        int(stored["removed"]),
        _failures(stored["failed"]),
        tuple(IgnoredFile(str(path), from_json(reason)) for path, reason in stored["ignored"]),
        tuple(Duplicate(str(path), str(of)) for path, of in stored["duplicates"]),
        _failures(stored.get("manifest_faults", ())),
    )


def _failures(stored: Iterable[Sequence[Any]]) -> tuple[Failure, ...]:
    return tuple(Failure(str(path), from_json(reason)) for path, reason in stored)
