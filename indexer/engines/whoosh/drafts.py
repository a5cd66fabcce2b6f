"""The segments of the generation to come, and which of them are merged.

A search looks into every segment, so they must stay few; an update must stay cheap however large
the archive is. What one batch made becomes one segment, and eight segments of about one size do;
but a batch merges no more than it can pay for: a fixed number of reports, quick enough for any
update, and a multiple of the reports that it changes itself. Larger segments wait for a larger
batch, at the latest for a rebuild.
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
_MOST_REPORTS: Final = 100_000
"""In a segment that is made by merging: the ends of its lists are 32 bits wide."""
_FREE_REPORTS: Final = 512
"""So many reports any batch may merge: half a second's work."""
_REPORTS_A_CHANGE: Final = 8
"""So many more for each report that it changes."""


class Draft:
    """A segment of the generation to come: its file, and which of its reports are deleted."""

    def __init__(self, record: SegmentRecord, path: Path, ids: Sequence[str] | None = None) -> None:
        """`ids` of its reports by their numbers, where this batch has just made it of them."""
        self.path = path
        self.is_fresh = ids is not None
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


def crowd(drafts: Sequence[Draft], changes: int) -> Sequence[Draft]:
    """Segments that a batch of so many changed reports should merge into one, or none."""
    affordable = min(_MOST_REPORTS, _FREE_REPORTS + _REPORTS_A_CHANGE * changes)
    fresh = [draft for draft in drafts if draft.is_fresh]
    if len(fresh) > 1 and _live(fresh) <= affordable:
        return fresh
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
        if len(level) >= MERGE_FACTOR and _live(level) <= affordable
    )
    return min(crowded, key=_live, default=())


def _live(drafts: Iterable[Draft]) -> int:
    return sum(draft.live for draft in drafts)
