"""All segments of a generation as one: parts and reports numbered through, deleted ones masked.

Part numbers and report numbers here are global: a segment's own number plus its base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.masks import MASKED
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.segment import LABELS, RANKED_FIELDS, Segment

_FAR = np.iinfo(np.int64).max
_ORDINAL_BITS = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """A segment in its place."""

    segment: Segment
    deleted: Ids
    """Its deleted reports, by the segment's own numbers."""
    first_part: int
    first_report: int


class View:
    """Columns over all parts and reports of a generation. Immutable once made."""

    def __init__(self, segments: Sequence[tuple[Segment, Ids]]) -> None:
        part_bases = accumulate((s.parts for s, _ in segments), initial=0)
        report_bases = accumulate((s.reports for s, _ in segments), initial=0)
        self.slots = [
            Slot(segment, deleted, first_part, first_report)
            for (segment, deleted), first_part, first_report in zip(
                segments, part_bases, report_bases, strict=False
            )
        ]
        self.parts = sum(s.parts for s, _ in segments)
        self.reports = sum(s.reports for s, _ in segments)
        self.report_of = self._joined([s.segment.part_report + s.first_report for s in self.slots])
        self.live_reports = np.ones(self.reports, np.bool_)
        for slot in self.slots:
            self.live_reports[slot.deleted + slot.first_report] = False
        self.live = self.live_reports[self.report_of]
        self.all_live = bool(self.live.all())
        self.live_parts = int(np.count_nonzero(self.live))

    def _joined(self, pieces: Sequence[Array]) -> Array:
        return np.concatenate([np.empty(0, np.int64), *pieces]).astype(np.int64)

    def column(self, name: str) -> Array:
        """A column of all segments end to end, by the name it has in `builder.py`."""
        return self._joined([slot.segment.column(name) for slot in self.slots])

    @cached_property
    def ordinals(self) -> Array:
        return self.column("part.ordinal")

    def masks(self, field: str) -> Array:
        """Bit masks of section or topic, by part."""
        return self._masks[field]

    @cached_property
    def _masks(self) -> dict[str, Array]:
        return {field: self.column(f"part.{field}s").astype(np.int32) for field in MASKED}

    @cached_property
    def years(self) -> Array:
        """By part; 0 is unknown."""
        return self.report_years[self.report_of].astype(np.int32)

    @cached_property
    def report_years(self) -> Array:
        return self.column("report.year")

    @cached_property
    def labels(self) -> dict[str, list[str | None]]:
        """School, province and period by global number; number 0 is None."""
        met: dict[str, dict[str | None, int]] = {name: {None: 0} for name in LABELS}
        for slot in self.slots:
            for name in LABELS:
                for label in slot.segment.labels[name]:
                    met[name].setdefault(label, len(met[name]))
        return {name: [*numbers] for name, numbers in met.items()}

    def report_labels(self, name: str) -> Array:
        """Global numbers of school, province or period, by report."""
        numbers = {label: number for number, label in enumerate(self.labels[name])}
        pieces = []
        for slot in self.slots:
            renumber = np.array([numbers[label] for label in slot.segment.labels[name]])
            pieces.append(renumber[slot.segment.column(f"report.{name}")])
        return self._joined(pieces)

    @cached_property
    def part_labels(self) -> dict[str, Array]:
        """Global numbers of school, province and period, by part."""
        return {name: self.report_labels(name)[self.report_of].astype(np.int32) for name in LABELS}

    @cached_property
    def lengths(self) -> dict[str, Array]:
        """Words of each ranked field, by part, as floats."""
        return {
            field: self.column(f"part.{field}_words").astype(np.float64) for field in RANKED_FIELDS
        }

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean length of each ranked field over live parts."""
        return {
            field: int(lengths[self.live].sum()) / self.live_parts if self.live_parts else 0.0
            for field, lengths in self.lengths.items()
        }

    @cached_property
    def ids(self) -> list[str]:
        """Report ids by report number."""
        return [report_id for slot in self.slots for report_id in slot.segment.ids]

    @cached_property
    def report_numbers(self) -> dict[str, int]:
        """Live report id → report number."""
        return {
            report_id: number
            for number, report_id in enumerate(self.ids)
            if self.live_reports[number]
        }

    def ranks(self, order: str) -> Array:
        """By report, its place in an order: `year` (newest year, then id), `newest`, `oldest` or
        `school`; what is unknown comes last in each."""
        return self._ranks[order]

    @cached_property
    def _ranks(self) -> dict[str, Array]:
        ids = np.argsort(np.argsort(np.array(self.ids, dtype=np.str_), kind="stable"))
        years, ends = self.report_years, self.column("report.period_end")
        late_year, late_end = _descending(years), _descending(ends)
        schools = np.array(self.labels["school"][1:], dtype=np.str_)
        by_name = np.empty(len(schools) + 1, np.int64)
        by_name[0] = _FAR
        by_name[1:] = np.argsort(np.argsort(schools, kind="stable"))
        school = by_name[self.report_labels("school")]
        return {
            "year": _ranked(late_year, ids),
            "newest": _ranked(late_year, late_end, ids),
            "oldest": _ranked(_ascending(years), _ascending(ends), ids),
            "school": _ranked(school, late_year, late_end, ids),
        }

    def part_keys(self, order: str, parts: Ids) -> Array:
        """Sort keys of parts: their report's rank, then their ordinal."""
        reports = self.ranks(order)[self.report_of[parts]]
        return (reports << _ORDINAL_BITS) | self.ordinals[parts]

    def slot_of_part(self, part: int) -> tuple[Segment, int]:
        """The segment of a part, and the part's own number in it."""
        slot = next(s for s in reversed(self.slots) if s.first_part <= part)
        return slot.segment, part - slot.first_part

    def slot_of_report(self, report: int) -> tuple[Segment, int]:
        """The segment of a report, and the report's own number in it."""
        slot = next(s for s in reversed(self.slots) if s.first_report <= report)
        return slot.segment, report - slot.first_report


def _descending(values: Array) -> Array:
    return np.where(values == 0, _FAR, -values)


def _ascending(values: Array) -> Array:
    return np.where(values == 0, _FAR, values)


def _ranked(*keys: Array) -> Array:
    """Rank of each element by keys, the first one leading."""
    ranks = np.empty(len(keys[0]), np.int64)
    ranks[np.lexsort(keys[::-1])] = np.arange(len(ranks))
    return ranks
