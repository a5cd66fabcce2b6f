"""Several segments into one: arrays are merged term range by term range, deleted reports left out.

Memory is bounded by the postings of one range, not by the size of the segments.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayWriter
from indexer.engines.whoosh.builder import Labels
from indexer.engines.whoosh.postings import Family, FamilyWriter, FlatLists, Ids
from indexer.engines.whoosh.segment import LABELS, RANKED_FIELDS, TEXT_FIELDS, Segment

_RANGE_POSTINGS: Final = 4_000_000
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
    for ranges in _term_ranges(families):
        keys, lists = _merge_range(families, sources, ranges)
        writer.append(keys, lists)
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


def _merge_range(
    families: Sequence[Family],
    sources: Sequence[_Source],
    ranges: Sequence[tuple[int, int]],
) -> tuple[list[bytes], FlatLists]:
    in_each = [[*f.keys(*r)] for f, r in zip(families, ranges, strict=True)]
    keys = sorted(set().union(*in_each))
    number = {key: at for at, key in enumerate(keys)}
    terms, parts, frequencies = [], [], []
    for family, source, span, own in zip(families, sources, ranges, in_each, strict=True):
        if not own:
            continue
        lists = family.flat(*span)
        numbers = np.fromiter((number[key] for key in own), np.int64, len(own))
        moved = source.new_part[lists.parts]
        kept = moved >= 0
        terms.append(np.repeat(numbers, lists.counts)[kept])
        parts.append(moved[kept])
        if lists.frequencies is not None:
            frequencies.append(lists.frequencies[kept])
    return _in_order(keys, terms, parts, frequencies)


def _in_order(
    keys: list[bytes], terms: list[Array], parts: list[Array], frequencies: list[Array]
) -> tuple[list[bytes], FlatLists]:
    if not terms:
        return [], FlatLists(np.empty(0, np.int64), np.empty(0, np.int64))
    all_terms = np.concatenate(terms)
    order = np.argsort(all_terms, kind="stable")
    counts = np.bincount(all_terms, minlength=len(keys))
    alive = counts > 0
    return (
        [key for key, lives in zip(keys, alive.tolist(), strict=True) if lives],
        FlatLists(
            counts[alive],
            np.concatenate(parts)[order],
            np.concatenate(frequencies)[order] if frequencies else None,
        ),
    )


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
            arrays.append(name, data.slice(int(starts[first]), int(ends[last - 1])))
        sizes = (ends - starts)[kept]
        if len(sizes):
            arrays.append(f"{name}_ends", (np.cumsum(sizes) + written).astype(np.uint64))
            written += int(sizes.sum())


def _stretches(kept: Array) -> Iterator[tuple[int, int]]:
    """Ranges of neighbours that are kept."""
    edges = np.flatnonzero(np.diff(kept.astype(np.int8), prepend=0, append=0))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
