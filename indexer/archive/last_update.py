"""The last update of an index, kept in its folder: when it was, which files it could not read."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from indexer.archive.progress import Duplicate, Failure, UpdateSummary
from indexer.i18n import from_json, to_json
from indexer.reports.model import IgnoredFile, iso_time, parse_iso_time

FILE: Final = "last-update.json"
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
        )


def save_last_update(folder: Path, last: LastUpdate) -> None:
    """Replace the file as a whole. Raises OSError."""
    content = {
        "format": _FORMAT,
        "at": iso_time(last.at),
        **{name: getattr(last, name) for name in ("files", "added", "updated", "removed")},
        "failed": [[each.path, to_json(each.reason)] for each in last.failed],
        "ignored": [[each.path, to_json(each.reason)] for each in last.ignored],
        "duplicates": [[each.path, each.of] for each in last.duplicates],
    }
    draft = folder / f"{FILE}.draft"
    with draft.open("w", encoding="utf-8", errors="surrogateescape") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / FILE)


def read_last_update(folder: Path) -> LastUpdate | None:
    """The last update; None where none was recorded, or the file cannot be read."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8", errors="surrogateescape")
        return _parsed(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError):
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
        tuple(Failure(str(path), from_json(reason)) for path, reason in stored["failed"]),
        tuple(IgnoredFile(str(path), from_json(reason)) for path, reason in stored["ignored"]),
        tuple(Duplicate(str(path), str(of)) for path, of in stored["duplicates"]),
    )
