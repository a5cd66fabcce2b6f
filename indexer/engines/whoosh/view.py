"""All segments of a generation as one: parts and reports numbered through, deleted ones masked.

Part numbers and report numbers here are global: a segment's own number plus its base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from indexer.engines.whoosh.arrays import Array, ranges
from indexer.engines.whoosh.masks import LABELLED, MASKED, mask_of, packed_bits
from indexer.engines.whoosh.postings import Ids, Mask
from indexer.engines.whoosh.segment import LABELS, RANKED_FIELDS, Segment
from indexer.search import ranking

_FAR = np.iinfo(np.int64).max
_PLACE_BITS = 16
_PREAMBLE = mask_of("section", ["preamble"])


@dataclass(frozen=True, slots=True)
class Slot:
    """A segment in its place."""

    segment: Segment
    deleted: Ids
    """Its deleted reports, by the segment's own numbers."""
    first_part: int
    first_report: int

    @property
    def behind(self) -> int:
        """The first part behind it."""
        return self.first_part + self.segment.parts


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
        """By part, the number of its report: never descending."""
        self.live_reports = np.ones(self.reports, np.bool_)
        for slot in self.slots:
            self.live_reports[slot.deleted + slot.first_report] = False
        self.all_live = bool(self.live_reports.all())
        self.live = np.ones(self.parts, np.bool_)
        if not self.all_live:
            self.live = self.live_reports[self.report_of]
        self.live_parts = int(np.count_nonzero(self.live))
        self._ranks: dict[str, Array] = {}
        self._orders: dict[str, Array] = {}
        self._codes: dict[str, Array] = {}
        self._divisors: dict[str, Array] = {}

    def prepare(self) -> None:
        """Read now what nearly every search needs, so that the first one need not wait for it."""
        for name in ("year", "newest"):
            self.ranks(name)
        for slot in self.slots:
            slot.segment.prepare()
        for name in (*LABELS, "year"):
            self.report_codes(name)
        self.label_bits  # noqa: B018 - kept by being asked for
        self.preambles  # noqa: B018
        for field in RANKED_FIELDS:
            self.divisors(field)

    def _joined(self, pieces: Sequence[Array]) -> Array:
        """End to end, as narrow as they are; a single one as it lies in its file."""
        match pieces:
            case []:
                return np.empty(0, np.int32)
            case [piece]:
                return piece
            case _:
                return np.concatenate(pieces)

    def column(self, name: str) -> Array:
        """A column of all segments end to end, by the name it has in `builder.py`."""
        return self._joined([slot.segment.column(name) for slot in self.slots])

    @cached_property
    def report_first_parts(self) -> Array:
        """By report, the number of its first part; then the number of parts."""
        firsts = [slot.segment.first_part + slot.first_part for slot in self.slots]
        return np.concatenate([*firsts, [self.parts]])

    def masks(self, field: str) -> Array:
        """Bit masks of section or topic, by part."""
        return self._masks[field]

    @cached_property
    def _masks(self) -> dict[str, Array]:
        return {field: self.column(f"part.{field}s") for field in MASKED}

    @cached_property
    def label_bits(self) -> Array:
        """Of each of `LABELLED`, which parts carry it: a row of `packed_bits`."""
        rows = []
        for name, label in LABELLED:
            masks = self.masks(name)
            carries = masks == 0 if label is None else (masks & mask_of(name, [label])) != 0
            rows.append(packed_bits(carries))
        return np.stack(rows)

    def counted_by_report(self, parts: Mask) -> Array:
        """How many of the parts each report has."""
        running = np.zeros(self.parts + 1, np.int32)
        np.cumsum(parts, dtype=np.int32, out=running[1:])
        return np.diff(running[self.report_first_parts])

    @property
    def report_years(self) -> Array:
        """0 is unknown."""
        return self.report_codes("year")

    @cached_property
    def labels(self) -> dict[str, list[str | None]]:
        """School, province and period by global number: None, then the others in their order."""
        met: dict[str, set[str]] = {name: set() for name in LABELS}
        for slot in self.slots:
            for name in LABELS:
                met[name].update(label for label in slot.segment.labels[name] if label is not None)
        return {name: [None, *sorted(found)] for name, found in met.items()}

    def report_codes(self, name: str) -> Array:
        """By report, the number of its school, province or period in `labels`, or its year."""
        codes = self._codes.get(name)
        if codes is None:
            codes = self.column("report.year") if name == "year" else self._new_codes(name)
            self._codes[name] = codes
        return codes

    def _new_codes(self, name: str) -> Array:
        numbers = {label: number for number, label in enumerate(self.labels[name])}
        pieces = []
        for slot in self.slots:
            own = [numbers[label] for label in slot.segment.labels[name]]
            pieces.append(np.array(own, np.int32)[slot.segment.column(f"report.{name}")])
        return self._joined(pieces)

    @cached_property
    def lengths(self) -> dict[str, Array]:
        """Words of each ranked field, by part."""
        return {field: self.column(f"part.{field}_words") for field in RANKED_FIELDS}

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean length of each ranked field over live parts."""
        return {
            field: int(lengths.sum(where=self.live, dtype=np.int64)) / max(1, self.live_parts)
            for field, lengths in self.lengths.items()
        }

    def divisors(self, field: str) -> Array:
        """`ranking.divisor` of a ranked field, by part."""
        found = self._divisors.get(field)
        if found is None:
            lengths = self.lengths[field].astype(np.float64)
            found = ranking.divisor(field, lengths, self.averages[field])
            self._divisors[field] = found
        return found

    @cached_property
    def preambles(self) -> Mask:
        """By part, whether it is a preamble."""
        found: Mask = self.masks("section") == _PREAMBLE
        return found

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
        ranks = self._ranks.get(order)
        if ranks is None:
            ranks = self._ranks[order] = self._new_ranks(order)
        return ranks

    def _new_ranks(self, order: str) -> Array:
        years = self.report_years
        if order == "year":
            return _ranked(_descending(years), self._id_ranks)
        ends = self.column("report.period_end")
        if order == "oldest":
            return _ranked(_ascending(years), _ascending(ends), self._id_ranks)
        newest = (_descending(years), _descending(ends), self._id_ranks)
        if order == "newest":
            return _ranked(*newest)
        schools = self.report_codes("school")  # numbered in the order of their names
        return _ranked(np.where(schools == 0, _FAR, schools.astype(np.int64)), *newest)

    @cached_property
    def _id_ranks(self) -> Array:
        ids = [report_id for slot in self.slots for report_id in slot.segment.id_bytes()]
        return np.argsort(np.argsort(np.array(ids, dtype=np.bytes_), kind="stable"))

    def in_order(self, order: str) -> Array:
        """All parts, first to last in an order."""
        parts = self._orders.get(order)
        if parts is None:
            reports = np.argsort(self.ranks(order))
            first, sizes = self.report_first_parts[reports], np.diff(self.report_first_parts)
            parts = ranges(first, sizes[reports]).astype(np.int32)
            self._orders[order] = parts
        return parts

    def part_keys(self, order: str, parts: Ids) -> Array:
        """Sort keys of parts: their report's rank, then their place in it."""
        reports = self.report_of[parts]
        ranks = self.ranks(order)[reports].astype(np.int64)
        return (ranks << _PLACE_BITS) | (parts - self.report_first_parts[reports])

    def slot_of_part(self, part: int) -> tuple[Segment, int]:
        """The segment of a part, and the part's own number in it."""
        slot = next(s for s in reversed(self.slots) if s.first_part <= part)
        return slot.segment, part - slot.first_part

    def slot_of_report(self, report: int) -> tuple[Segment, int]:
        """The segment of a report, and the report's own number in it."""
        slot = next(s for s in reversed(self.slots) if s.first_report <= report)
        return slot.segment, report - slot.first_report


def _descending(values: Array) -> Array:
    return np.where(values == 0, _FAR, -values.astype(np.int64))


def _ascending(values: Array) -> Array:
    return np.where(values == 0, _FAR, values.astype(np.int64))


def _ranked(*keys: Array) -> Array:
    """Rank of each element by keys, the first one leading."""
    ranks = np.empty(len(keys[0]), np.int64)
    ranks[np.lexsort(keys[::-1])] = np.arange(len(ranks))
    return ranks
