"""Uncommitted segments and the merge policy.

A search reads every segment, so they must stay few; an update must stay cheap however large the
archive is. The segments that one batch built are merged into one, and so are eight segments of
about one size, but a batch merges no more than is affordable: a fixed number of reports, fast
enough for any update, and a multiple of the reports that it changes itself. Larger segments wait
for a larger batch, at the latest for a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.commit_file import SegmentRecord
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.tuning import WhooshTuning


class PendingSegment:
    """A segment of the next generation: its file, and which of its reports are deleted."""

    def __init__(self, record: SegmentRecord, path: Path, ids: Sequence[str] | None = None) -> None:
        """`ids` are those of its reports by number, if this batch has just built it."""
        self.path = path
        self.is_new = ids is not None
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
    def is_mostly_deleted(self) -> bool:
        return len(self._deleted) * 2 > self._record.reports

    @property
    def deleted(self) -> DocIds:
        """Numbers of the deleted reports, ascending."""
        return np.array(sorted(self._deleted), np.int64)

    def remove(self, report_id: str) -> None:
        """Delete a report, if the segment has it."""
        number = self._numbers.pop(report_id, None)
        if number is not None:
            self._deleted.add(number)

    def to_record(self) -> SegmentRecord:
        """The segment as the commit file records it."""
        return replace(self._record, deleted=tuple(sorted(self._deleted)))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Numbers of the live reports by id."""
        ids = SegmentReader(self.path).ids if self._ids is None else self._ids
        self._ids = None
        return {
            report_id: number for number, report_id in enumerate(ids) if number not in self._deleted
        }


def select_merge(
    segments: Sequence[PendingSegment], changes: int, tuning: WhooshTuning
) -> Sequence[PendingSegment]:
    """Segments that a batch with so many changed reports should merge into one, or none."""
    affordable = min(
        tuning.merge_max_reports,
        tuning.merge_free_reports + tuning.merge_reports_per_change * changes,
    )
    new = [segment for segment in segments if segment.is_new]
    if len(new) > 1 and _live(new) <= affordable:
        return new
    levels: dict[int, list[PendingSegment]] = {}
    for segment in segments:
        if segment.is_mostly_deleted and segment.live <= affordable:
            return [segment]
        level = 0
        while tuning.merge_factor ** (level + 1) <= segment.live:
            level += 1
        levels.setdefault(level, []).append(segment)
    crowded = (
        level
        for level in levels.values()
        if len(level) >= tuning.merge_factor and _live(level) <= affordable
    )
    return min(crowded, key=_live, default=())


def _live(segments: Iterable[PendingSegment]) -> int:
    return sum(segment.live for segment in segments)
