"""All segments of a generation as one: parts and reports numbered through, deleted ones masked.

Numbers of parts and reports are global: the number in the segment plus the segment's base.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, concat_ranges
from indexer.engines.whoosh.doc_set import pack_bits
from indexer.engines.whoosh.postings import DocIds, Mask
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import (
    BITSET_VALUES,
    LABELS,
    RANKED_FIELDS,
    bits_of,
    has_value,
    length_name,
)
from indexer.reports.figures import FIGURES
from indexer.search import ranking

_UNKNOWN_LAST: Final = np.iinfo(np.int64).max
_ORDINAL_BITS: Final = 16
_PREAMBLE: Final = bits_of("section", ["preamble"])


@dataclass(frozen=True, slots=True)
class SegmentContext:
    """A segment with the bases of its numbers."""

    segment: SegmentReader
    deleted: DocIds
    """Its deleted reports, by their numbers in the segment."""
    doc_base: int
    """Global number of its first part."""
    report_base: int

    @property
    def doc_end(self) -> int:
        """The first part of the next segment."""
        return self.doc_base + self.segment.parts


class IndexSnapshot:
    """Columns over all parts and reports of a generation. Immutable except for caches."""

    def __init__(self, segments: Sequence[tuple[SegmentReader, DocIds]]) -> None:
        """Segments with their deleted reports."""
        doc_bases = [*accumulate((s.parts for s, _ in segments), initial=0)]
        report_bases = [*accumulate((s.reports for s, _ in segments), initial=0)]
        self.segments = [
            SegmentContext(segment, deleted, doc_base, report_base)
            for (segment, deleted), doc_base, report_base in zip(
                segments, doc_bases, report_bases, strict=False
            )
        ]
        self._doc_bases, self._report_bases = doc_bases[:-1], report_bases[:-1]
        self.parts = sum(s.parts for s, _ in segments)
        self.reports = sum(s.reports for s, _ in segments)
        self.report_of = _concatenate(
            [s.segment.part_report + s.report_base for s in self.segments]
        )
        """By part, the number of its report: never descending."""
        self.live_reports = np.ones(self.reports, np.bool_)
        for context in self.segments:
            self.live_reports[context.deleted + context.report_base] = False
        self.all_live = bool(self.live_reports.all())
        self.live = np.ones(self.parts, np.bool_)
        if not self.all_live:
            self.live = self.live_reports[self.report_of]
        self.live_parts = int(np.count_nonzero(self.live))
        self._columns: dict[str, Array] = {}
        self._ranks: dict[str, Array] = {}
        self._sorted_parts: dict[str, Array] = {}
        self._codes: dict[str, Array] = {}
        self._length_norms: dict[str, Array] = {}

    def warm_up(self) -> None:
        """Read now what nearly every search needs, so that the first one need not wait for it."""
        for order in ("year", "newest"):
            self.ranks(order)
        for context in self.segments:
            context.segment.warm_up()
        for name in (*LABELS, "year"):
            self.report_codes(name)
        self.bitsets  # noqa: B018 - cached by being read
        self.is_preamble  # noqa: B018
        for field in RANKED_FIELDS:
            self.length_norms(field)

    def read_ahead(self) -> None:
        """Read all files now: see `SegmentReader.read_ahead`."""
        for context in self.segments:
            context.segment.read_ahead()

    def column(self, name: str) -> Array:
        """A column of `segment_schema.py`, all segments end to end."""
        column = self._columns.get(name)
        if column is None:
            pieces = [context.segment.column(name) for context in self.segments]
            column = self._columns[name] = _concatenate(pieces)
        return column

    def figure_table(self, name: str) -> Array:
        """One of `FIGURE_TABLES`, by report and figure."""
        return self.column(name).reshape(self.reports, len(FIGURES))

    @cached_property
    def report_first_parts(self) -> Array:
        """By report, the number of its first part; then the number of parts."""
        firsts = [context.segment.first_parts + context.doc_base for context in self.segments]
        return np.concatenate([*firsts, [self.parts]])

    def bits(self, field: str) -> Array:
        """The sections or topics of every part, by bit."""
        return self.column(f"part.{field}s")

    @cached_property
    def bitsets(self) -> Array:
        """For each of `BITSET_VALUES`, which parts have it: a row of `pack_bits`."""
        return np.stack(
            [pack_bits(has_value(self.bits(name), name, value)) for name, value in BITSET_VALUES]
        )

    def count_by_report(self, parts: Mask) -> Array:
        """How many of the parts each report has."""
        running = np.zeros(self.parts + 1, np.int32)
        np.cumsum(parts, dtype=np.int32, out=running[1:])
        before = running[self.report_first_parts]
        counts: Array = before[1:] - before[:-1]
        return counts

    @property
    def report_years(self) -> Array:
        """0 is unknown."""
        return self.report_codes("year")

    @cached_property
    def labels(self) -> dict[str, list[str | None]]:
        """The strings of each label by global code: None, then the others sorted."""
        strings: dict[str, set[str]] = {name: set() for name in LABELS}
        for context in self.segments:
            for name in LABELS:
                strings[name].update(s for s in context.segment.labels[name] if s is not None)
        return {name: [None, *sorted(known)] for name, known in strings.items()}

    def report_codes(self, name: str) -> Array:
        """By report, the code of a label in `labels`, or the year."""
        codes = self._codes.get(name)
        if codes is None:
            codes = self.column("report.year") if name == "year" else self._global_codes(name)
            self._codes[name] = codes
        return codes

    def _global_codes(self, name: str) -> Array:
        code_of = {label: code for code, label in enumerate(self.labels[name])}
        pieces = []
        for context in self.segments:
            codes = [code_of[label] for label in context.segment.labels[name]]
            pieces.append(np.array(codes, np.int32)[context.segment.column(f"report.{name}")])
        return _concatenate(pieces)

    @cached_property
    def lengths(self) -> dict[str, Array]:
        """Length of each ranked field in words, by part."""
        return {field: self.column(length_name(field)) for field in RANKED_FIELDS}

    @cached_property
    def averages(self) -> dict[str, float]:
        """Mean length of each ranked field over live parts."""
        return {
            field: int(lengths.sum(where=self.live, dtype=np.int64)) / max(1, self.live_parts)
            for field, lengths in self.lengths.items()
        }

    def length_norms(self, field: str) -> Array:
        """`ranking.length_norm` of a ranked field, by part."""
        norms = self._length_norms.get(field)
        if norms is None:
            lengths = self.lengths[field].astype(np.float64)
            norms = ranking.length_norm(field, lengths, self.averages[field])
            self._length_norms[field] = norms
        return norms

    @cached_property
    def is_preamble(self) -> Mask:
        """By part, whether it is a preamble."""
        is_preamble: Mask = self.bits("section") == _PREAMBLE
        return is_preamble

    @cached_property
    def ids(self) -> list[str]:
        """Report ids by report number."""
        return [report_id for context in self.segments for report_id in context.segment.ids]

    @cached_property
    def report_numbers(self) -> dict[str, int]:
        """Live report id → report number."""
        return {
            report_id: number
            for number, report_id in enumerate(self.ids)
            if self.live_reports[number]
        }

    def ranks(self, order: str) -> Array:
        """By report, its rank in an order: `year` (newest year, then id), `newest`, `oldest`,
        `school` or `added`; unknown values come last in each."""
        ranks = self._ranks.get(order)
        if ranks is None:
            ranks = self._ranks[order] = self._compute_ranks(order)
        return ranks

    def _compute_ranks(self, order: str) -> Array:
        years = self.report_years
        if order == "year":
            return _rank_by(_descending(years), self._id_ranks)
        ends = self.column("report.period_end")
        if order == "oldest":
            return _rank_by(_ascending(years), _ascending(ends), self._id_ranks)
        newest = (_descending(years), _descending(ends), self._id_ranks)
        if order == "newest":
            return _rank_by(*newest)
        if order == "added":
            return _rank_by(_descending(self.column("report.first_indexed")), *newest)
        return _rank_by(_ascending(self.report_codes("school")), *newest)  # codes are sorted

    @cached_property
    def _id_ranks(self) -> Array:
        ids = [report_id for c in self.segments for report_id in c.segment.id_bytes()]
        return np.argsort(np.argsort(np.array(ids, dtype=np.bytes_), kind="stable"))

    def sorted_parts(self, order: str) -> Array:
        """All parts, first to last in an order."""
        parts = self._sorted_parts.get(order)
        if parts is None:
            reports = np.argsort(self.ranks(order))
            first, sizes = self.report_first_parts[reports], np.diff(self.report_first_parts)
            parts = concat_ranges(first, sizes[reports]).astype(np.int32)
            self._sorted_parts[order] = parts
        return parts

    def sort_keys(self, order: str, parts: DocIds) -> Array:
        """Sort keys of parts: the rank of the report, then the position in the report."""
        reports = self.report_of[parts]
        ranks = self.ranks(order)[reports].astype(np.int64)
        return (ranks << _ORDINAL_BITS) | (parts - self.report_first_parts[reports])

    def locate_part(self, part: int) -> tuple[SegmentReader, int]:
        """The segment of a part, and the part's number in the segment."""
        context = self.segments[bisect_right(self._doc_bases, part) - 1]
        return context.segment, part - context.doc_base

    def locate_report(self, report: int) -> tuple[SegmentReader, int]:
        """The segment of a report, and the report's number in the segment."""
        context = self.segments[bisect_right(self._report_bases, report) - 1]
        return context.segment, report - context.report_base


def _concatenate(pieces: Sequence[Array]) -> Array:
    """End to end, with the smallest common dtype; a single piece is not copied."""
    match pieces:
        case []:
            return np.empty(0, np.int32)
        case [piece]:
            return piece
        case _:
            return np.concatenate(pieces)


def _descending(values: Array) -> Array:
    return np.where(values == 0, _UNKNOWN_LAST, -values.astype(np.int64))


def _ascending(values: Array) -> Array:
    return np.where(values == 0, _UNKNOWN_LAST, values.astype(np.int64))


def _rank_by(*keys: Array) -> Array:
    """Rank of each element by keys, the first one leading."""
    ranks = np.empty(len(keys[0]), np.int64)
    ranks[np.lexsort(keys[::-1])] = np.arange(len(ranks))
    return ranks
