"""Several segments into one: arrays are merged term range by term range, deleted reports left out.

Memory is bounded by the postings of one range, not by the size of the segments.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayWriter, ranges
from indexer.engines.whoosh.builder import Labels
from indexer.engines.whoosh.postings import Family, FamilyWriter, FlatLists, Ids
from indexer.engines.whoosh.segment import LABELS, RANKED_FIELDS, TEXT_FIELDS, Segment

_RANGE_POSTINGS: Final = 4_000_000
_PIECE_BYTES: Final = 16 << 20
_PART_COLUMNS: Final = ("ordinal", "sections", "topics", "text_words", "heading_words")
_PART_BLOBS: Final = ("texts", "headings", "records")
_REPORT_BLOBS: Final = ("details", "heads", "sources", "report.id")


class _Source:
    """A segment to merge, with what is kept of it."""

    def __init__(self, segment: Segment, deleted: Ids, first_part: int, first_report: int) -> None:
        self.segment = segment
        self.reports = np.ones(segment.reports, np.bool_)
        self.reports[deleted] = False
        self.parts = self.reports[segment.part_report]
        self.new_part = np.cumsum(self.parts) - 1 + first_part
        self.new_part[~self.parts] = -1
        self.new_report = np.cumsum(self.reports) - 1 + first_report


def merge(segments: Sequence[tuple[Segment, Ids]], path: Path) -> None:
    """Write one segment that holds the live reports of all, in their order."""
    sources: list[_Source] = []
    parts = reports = 0
    for segment, deleted in segments:
        source = _Source(segment, deleted, parts, reports)
        parts += int(source.parts.sum())
        reports += int(source.reports.sum())
        sources.append(source)
    with ArrayWriter(path) as arrays:
        for field in RANKED_FIELDS:
            _merge_family(
                arrays, f"{field}.words", [s.segment.words[field] for s in sources], sources, parts
            )
        for field in TEXT_FIELDS:
            _merge_family(
                arrays, f"{field}.pairs", [s.segment.pairs[field] for s in sources], sources, parts
            )
        _merge_columns(arrays, sources)
        _merge_labels(arrays, sources)
        for name in _PART_BLOBS:
            _merge_blobs(arrays, name, [(s, s.parts) for s in sources])
        for name in _REPORT_BLOBS:
            _merge_blobs(arrays, name, [(s, s.reports) for s in sources])


def _merge_family(
    arrays: ArrayWriter,
    name: str,
    families: Sequence[Family],
    sources: Sequence[_Source],
    parts: int,
) -> None:
    writer = FamilyWriter(arrays, name, parts)
    for spans in _term_ranges(families):
        keys, lists = _merge_range(families, sources, spans)
        writer.append(keys, lists)
        _release(sources)
    writer.finish()


def _term_ranges(families: Sequence[Family]) -> Iterator[list[tuple[int, int]]]:
    """The same range of keys in every family, each with a bounded number of postings."""
    largest = max(families, key=len)
    total = max(1, sum(family.postings() for family in families))
    step = max(1, len(largest) * _RANGE_POSTINGS // total)
    starts = [0] * len(families)
    for boundary in [*range(step, len(largest), step), None]:
        if boundary is None:
            ends = [len(family) for family in families]
        else:
            key = largest.key(boundary)
            ends = [family.at_or_after(key) for family in families]
        yield [*zip(starts, ends, strict=True)]
        starts = ends


@dataclass(frozen=True, slots=True)
class _Moved:
    """What one segment adds to a range of terms: its live parts under their new numbers."""

    terms: Array
    """Places of its terms in the range."""
    lists: FlatLists

    @classmethod
    def of(cls, terms: Array, lists: FlatLists, new_part: Array) -> _Moved:
        parts, counts, frequencies = new_part[lists.parts], lists.counts, lists.frequencies
        kept = parts >= 0
        if not kept.all():
            starts = np.cumsum(counts) - counts
            counts = np.add.reduceat(kept, starts, dtype=np.int64)
            parts = parts[kept]
            frequencies = frequencies[kept] if frequencies is not None else None
        return cls(terms, FlatLists(counts, parts, frequencies))


def _merge_range(
    families: Sequence[Family],
    sources: Sequence[_Source],
    spans: Sequence[tuple[int, int]],
) -> tuple[list[bytes], FlatLists]:
    in_each = [[*family.keys(*span)] for family, span in zip(families, spans, strict=True)]
    keys = [*dict.fromkeys(sorted(chain.from_iterable(in_each)))]
    place = {key: at for at, key in enumerate(keys)}
    moved: list[_Moved] = []
    for family, source, span, own in zip(families, sources, spans, in_each, strict=True):
        if own:
            terms = np.fromiter(map(place.__getitem__, own), np.int64, len(own))
            moved.append(_Moved.of(terms, family.flat(*span), source.new_part))
    counts = np.zeros(len(keys), np.int64)
    for one in moved:
        counts[one.terms] += one.lists.counts
    alive = counts > 0
    has_frequencies = any(family.has_frequencies for family in families)  # not an empty one
    lists = _put_together(counts, moved, with_frequencies=has_frequencies)
    return (
        [key for key, lives in zip(keys, alive.tolist(), strict=True) if lives],
        FlatLists(counts[alive], lists.parts, lists.frequencies),
    )


def _put_together(counts: Array, moved: Sequence[_Moved], *, with_frequencies: bool) -> FlatLists:
    """The lists of each term end to end: the segments come in the order of their parts."""
    free = np.cumsum(counts) - counts
    parts = np.empty(int(counts.sum()), np.int64)
    frequencies = np.empty(len(parts), np.uint8) if with_frequencies else None
    for one in moved:
        put = ranges(free[one.terms], one.lists.counts)
        parts[put] = one.lists.parts
        if frequencies is not None and one.lists.frequencies is not None:
            frequencies[put] = one.lists.frequencies
        free[one.terms] += one.lists.counts
    return FlatLists(counts, parts, frequencies)


def _merge_columns(arrays: ArrayWriter, sources: Sequence[_Source]) -> None:
    for source in sources:
        segment, parts, reports = source.segment, source.parts, source.reports
        owners = source.new_report[segment.part_report[parts]]
        arrays.append("part.report", owners.astype(np.int32))
        for name in (*_PART_COLUMNS, "title_words"):
            arrays.append(f"part.{name}", segment.column(f"part.{name}")[parts])
        for name in ("year", "period_end", "parts"):
            arrays.append(f"report.{name}", segment.column(f"report.{name}")[reports])


def _merge_labels(arrays: ArrayWriter, sources: Sequence[_Source]) -> None:
    merged = {name: Labels() for name in LABELS}
    for source in sources:
        for name in LABELS:
            own = source.segment.labels[name]
            numbers = source.segment.column(f"report.{name}")[source.reports]
            moved = [merged[name].number(own[number]) for number in numbers.tolist()]
            arrays.append(f"report.{name}", np.array(moved, np.int32))
    labels = {name: merged[name].listed() for name in LABELS}
    arrays.append_bytes("labels", json.dumps(labels, ensure_ascii=False).encode())


def _merge_blobs(arrays: ArrayWriter, name: str, sources: Sequence[tuple[_Source, Array]]) -> None:
    written = 0
    for source, kept in sources:
        data = source.segment.arrays.column(name)
        ends = source.segment.arrays.column(f"{name}_ends").whole().astype(np.int64)
        starts = np.concatenate(([0], ends[:-1]))
        for first, last in _stretches(kept):
            end = int(ends[last - 1])
            for at in range(int(starts[first]), end, _PIECE_BYTES):
                arrays.append(name, data.slice(at, min(at + _PIECE_BYTES, end)))
                source.segment.arrays.release()
        sizes = (ends - starts)[kept]
        if len(sizes):
            arrays.append(f"{name}_ends", (np.cumsum(sizes) + written).astype(np.uint64))
            written += int(sizes.sum())


def _release(sources: Iterable[_Source]) -> None:
    for source in sources:
        source.segment.arrays.release()


def _stretches(kept: Array) -> Iterator[tuple[int, int]]:
    """Ranges of neighbours that are kept."""
    edges = np.flatnonzero(np.diff(kept.astype(np.int8), prepend=0, append=0))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
