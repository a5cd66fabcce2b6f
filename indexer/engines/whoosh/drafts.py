"""The segments of the generation to come, and which of them are merged.

An update must stay cheap however large the archive is, and segments must stay few: eight segments
of about one size become one, but a batch merges no more than it can pay for. What it may merge is
a fixed number of reports, quick enough for any update, and a multiple of the reports that it
changes itself; larger segments wait for a larger batch, at the latest for a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from indexer.engines.whoosh.manifest import SegmentRecord
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import Segment

MERGE_FACTOR: Final = 8
"""So many segments of about one size become one."""
_FREE_REPORTS: Final = 512
"""So many reports any batch may merge: half a second's work."""
_REPORTS_A_CHANGE: Final = 8
"""So many more for each report that it changes."""


class Draft:
    """A segment of the generation to come: its file, and which of its reports are deleted."""

    def __init__(self, record: SegmentRecord, path: Path, ids: Sequence[str] | None = None) -> None:
        """`ids` of its reports by their numbers, where they are known already."""
        self.path = path
        self._record = record
        self._ids = ids
        self._deleted = set(record.deleted)

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def parts(self) -> int:
        """Deleted ones included."""
        return self._record.parts

    @property
    def live(self) -> int:
        """Reports that are not deleted."""
        return self._record.reports - len(self._deleted)

    @property
    def is_wasteful(self) -> bool:
        """Whether most of it is deleted."""
        return len(self._deleted) * 2 > self._record.reports

    @property
    def deleted(self) -> Ids:
        """Numbers of the deleted reports, ascending."""
        return np.array(sorted(self._deleted), np.int64)

    def remove(self, report_id: str) -> None:
        """Delete a report, where it is there."""
        number = self._numbers.pop(report_id, None)
        if number is not None:
            self._deleted.add(number)

    def settled(self) -> SegmentRecord:
        """As the manifest records it."""
        return replace(self._record, deleted=tuple(sorted(self._deleted)))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Numbers of the live reports by id."""
        ids = Segment(self.path).ids if self._ids is None else self._ids
        self._ids = None
        return {
            report_id: number for number, report_id in enumerate(ids) if number not in self._deleted
        }


def crowd(drafts: Iterable[Draft], changes: int) -> Sequence[Draft]:
    """Segments that a batch of so many changed reports should merge into one, or none."""
    affordable = _FREE_REPORTS + _REPORTS_A_CHANGE * changes
    levels: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.is_wasteful and draft.live <= affordable:
            return [draft]
        level = 0
        while MERGE_FACTOR ** (level + 1) <= draft.live:
            level += 1
        levels.setdefault(level, []).append(draft)
    crowded = (
        level
        for level in levels.values()
        if len(level) >= MERGE_FACTOR and sum(draft.live for draft in level) <= affordable
    )
    return min(crowded, key=lambda level: level[0].live, default=())
