"""Merges segments into one, without their deleted reports.

Postings are merged a range of terms at a time, so memory is bounded by the postings of one range,
not by the size of the segments. In a large merge another process merges the pairs of the texts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, compress
from pathlib import Path
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter
from indexer.engines.whoosh.posting_runs import RANGE_POSTINGS, join_postings
from indexer.engines.whoosh.postings import (
    LAST,
    DocIds,
    PostingsBatch,
    PostingsReader,
    PostingsWriter,
)
from indexer.engines.whoosh.report_hashes import merge_hashes
from indexer.engines.whoosh.segment_reader import SegmentReader
from indexer.engines.whoosh.segment_schema import (
    FIGURE_TABLES,
    LABELS,
    PART_BLOBS,
    PART_COLUMNS,
    PLACED_FIELDS,
    POSTINGS,
    RANKED_FIELDS,
    REPORT_BLOBS,
    REPORT_COLUMNS,
    REPORT_HASHES,
    LabelNumbers,
    length_name,
    pairs_name,
    words_name,
)
from indexer.engines.whoosh.tuning import DEFAULT_TUNING, WhooshTuning
from indexer.errors import StartError
from indexer.processes.pool import IsolatedPool, PoolConfig, WorkerLostError

_BESIDE: Final = pairs_name("text")
"""Two fifths of the work."""
_CHUNK_BYTES: Final = 16 << 20
_PART_COLUMNS: Final = (*(column.name for column in PART_COLUMNS), *map(length_name, RANKED_FIELDS))
_REPORT_COLUMNS: Final = (*(column.name for column in REPORT_COLUMNS), "report.parts")


class _Source:
    """A segment to merge, with the new numbers of its live documents."""

    def __init__(
        self, segment: SegmentReader, deleted: DocIds, doc_base: int, report_base: int
    ) -> None:
        self.segment = segment
        self.live_reports = np.ones(segment.reports, np.bool_)
        self.live_reports[deleted] = False
        self.live_parts = self.live_reports[segment.part_report]
        self.new_part = np.cumsum(self.live_parts) - 1 + doc_base
        self.new_part[~self.live_parts] = -1
        self.new_report = np.cumsum(self.live_reports) - 1 + report_base
        self.new_report[~self.live_reports] = -1


def merge(
    segments: Sequence[tuple[SegmentReader, DocIds]],
    path: Path,
    tuning: WhooshTuning = DEFAULT_TUNING,
    *,
    jobs: int = 1,
) -> None:
    """Write one segment of the live reports of all, in their order. Each segment comes with the
    numbers of its deleted reports."""
    sources = [*_numbered(segments)]
    reports = sum(int(source.live_reports.sum()) for source in sources)
    is_large = jobs > 1 and reports >= tuning.merge_beside_reports
    with ArrayWriter(path) as arrays, _Beside(segments, path, is_large=is_large) as beside:
        for name in POSTINGS:
            if name != _BESIDE or not is_large:
                _merge_postings(arrays, name, sources)
        _merge_columns(arrays, sources)
        _merge_labels(arrays, sources)
        for blob in PART_BLOBS:
            _merge_blobs(arrays, blob.name, [(s.segment, s.live_parts) for s in sources])
        for other in REPORT_BLOBS:
            _merge_blobs(arrays, other.name, [(s.segment, s.live_reports) for s in sources])
        for each in REPORT_HASHES:
            readers = [(s.segment.hashes[each.name], s.new_report) for s in sources]
            merge_hashes(arrays, each.name, readers, reports, tuning.hashes_at_once)
        if is_large and not beside.append_to(arrays):
            _merge_postings(arrays, _BESIDE, sources)


def _numbered(segments: Iterable[tuple[SegmentReader, DocIds]]) -> Iterator[_Source]:
    parts = reports = 0
    for segment, deleted in segments:
        source = _Source(segment, deleted, parts, reports)
        parts += int(source.live_parts.sum())
        reports += int(source.live_reports.sum())
        yield source


@dataclass(frozen=True, slots=True)
class _BesideTask:
    """What the other process merges: segments, with the numbers of their deleted reports."""

    segments: tuple[tuple[Path, DocIds], ...]
    path: Path


def _merge_beside(task: _BesideTask) -> OSError | None:
    """Write the merged pairs to a file of their own."""
    try:
        sources = [*_numbered((SegmentReader(path), deleted) for path, deleted in task.segments)]
        with ArrayWriter(task.path) as arrays:
            _merge_postings(arrays, _BESIDE, sources)
    except OSError as error:
        return error
    return None


class _Beside:
    """The process that merges the pairs of the texts meanwhile. A context manager."""

    def __init__(
        self, segments: Sequence[tuple[SegmentReader, DocIds]], path: Path, *, is_large: bool
    ) -> None:
        self._path = path.with_suffix(".pairs")
        self._pool: IsolatedPool[_BesideTask, OSError | None] = IsolatedPool(
            PoolConfig(function=_merge_beside, on_failure=None, workers=1)
        )
        if is_large:
            paths = tuple((segment.path, deleted) for segment, deleted in segments)
            self._pool.submit(_BesideTask(paths, self._path))
            with suppress(StartError):
                deque(self._pool.results(until=1))

    def __enter__(self) -> _Beside:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._path.unlink(missing_ok=True)

    def append_to(self, arrays: ArrayWriter) -> bool:
        """Add what it merged to the arrays; False where the system gave no process, or ended it."""
        try:
            error = next(self._pool.results())
        except (StartError, WorkerLostError):
            return False
        if error is not None:
            raise error
        merged = ArrayFile(self._path)
        for name in merged.names():
            arrays.append(name, merged.column(name).whole())
        return True


def _merge_postings(arrays: ArrayWriter, name: str, sources: Sequence[_Source]) -> None:
    parts = sum(int(source.live_parts.sum()) for source in sources)
    with_positions = name in map(words_name, PLACED_FIELDS)
    writer = PostingsWriter(arrays, name, parts, with_positions=with_positions)
    readers = [source.segment.postings(name) for source in sources]
    for ranges in _term_ranges(readers):
        keys, batch = _merge_range(readers, sources, ranges)
        writer.append(keys, batch)
        for source in sources:
            source.segment.arrays.release_pages()
    writer.finish()


def _term_ranges(readers: Sequence[PostingsReader]) -> Iterator[list[tuple[int, int]]]:
    """The same range of keys in every segment, with a bounded number of postings."""
    largest = max(readers, key=len)
    total = max(1, sum(reader.posting_count() for reader in readers))
    step = max(1, len(largest) * RANGE_POSTINGS // total)
    starts = [0] * len(readers)
    for boundary in [*range(step, len(largest), step), None]:
        if boundary is None:
            ends = [len(reader) for reader in readers]
        else:
            key = largest.key(boundary)
            ends = [reader.lower_bound(key) for reader in readers]
        yield [*zip(starts, ends, strict=True)]
        starts = ends


def _merge_range(
    readers: Sequence[PostingsReader],
    sources: Sequence[_Source],
    ranges: Sequence[tuple[int, int]],
) -> tuple[list[bytes], PostingsBatch]:
    own_keys = [reader.keys(*span) for reader, span in zip(readers, ranges, strict=True)]
    keys = [*dict.fromkeys(sorted(chain.from_iterable(own_keys)))]
    number = {key: at for at, key in enumerate(keys)}
    batches: list[tuple[Array, PostingsBatch]] = []
    for reader, source, span, own in zip(readers, sources, ranges, own_keys, strict=True):
        if own:
            terms = np.fromiter(map(number.__getitem__, own), np.int64, len(own))
            batches.append((terms, _live_postings(reader.read_batch(*span), source.new_part)))
    totals, position_totals = np.zeros(len(keys), np.int64), None
    for terms, batch in batches:
        totals[terms] += batch.counts
        if batch.position_counts is not None:
            if position_totals is None:
                position_totals = np.zeros(len(keys), np.int64)
            position_totals[terms] += batch.position_counts
    with_frequencies = any(reader.has_frequencies for reader in readers)
    joined = join_postings(
        totals, batches, with_frequencies=with_frequencies, position_totals=position_totals
    )
    used = totals > 0
    return (
        keys if used.all() else [*compress(keys, used.tolist())],
        PostingsBatch(
            totals[used],
            joined.docs,
            joined.frequencies,
            joined.positions,
            position_totals[used] if position_totals is not None else None,
        ),
    )


def _live_postings(batch: PostingsBatch, new_part: Array) -> PostingsBatch:
    """The postings of live parts, under their new numbers."""
    docs = new_part[batch.docs]
    live = docs >= 0
    if live.all():
        return replace(batch, docs=docs)
    frequencies, positions = batch.frequencies, batch.positions
    position_counts = batch.position_counts
    if positions is not None and position_counts is not None:
        of_placed_terms = live[np.repeat(position_counts > 0, batch.counts)]
        is_live = np.repeat(of_placed_terms, np.diff(np.flatnonzero(positions >= LAST), prepend=-1))
        positions = positions[is_live]
        position_counts = _counts(is_live, position_counts)
    return PostingsBatch(
        _counts(live, batch.counts),
        docs[live],
        frequencies[live] if frequencies is not None else None,
        positions,
        position_counts,
    )


def _counts(is_kept: Array, counts: Array) -> Array:
    """How many are kept of each of neighbouring groups."""
    running = np.concatenate(([0], np.cumsum(is_kept)))
    return np.diff(running[np.cumsum(counts)], prepend=0)


def _merge_columns(arrays: ArrayWriter, sources: Sequence[_Source]) -> None:
    for source in sources:
        segment = source.segment
        reports = source.new_report[segment.part_report[source.live_parts]]
        arrays.append("part.report", reports.astype(np.int32))
        for name in _PART_COLUMNS:
            arrays.append(name, segment.column(name)[source.live_parts])
        for name in _REPORT_COLUMNS:
            arrays.append(name, segment.column(name)[source.live_reports])
        for table in FIGURE_TABLES:
            arrays.append(table.name, segment.figure_table(table.name)[source.live_reports])


def _merge_labels(arrays: ArrayWriter, sources: Sequence[_Source]) -> None:
    merged = LabelNumbers()
    for source in sources:
        for name in LABELS:
            labels = source.segment.labels[name]
            numbers = source.segment.column(f"report.{name}")[source.live_reports]
            renumbered = [merged.number(name, labels[number]) for number in numbers.tolist()]
            arrays.append(f"report.{name}", np.array(renumbered, np.int32))
    arrays.append_bytes("labels", merged.to_json())


def _merge_blobs(
    arrays: ArrayWriter, name: str, sources: Sequence[tuple[SegmentReader, Array]]
) -> None:
    written = 0
    for segment, live in sources:
        data = segment.arrays.column(name)
        ends = segment.arrays.column(f"{name}_ends").whole().astype(np.int64)
        starts = np.concatenate(([0], ends[:-1]))
        for first, last in _live_ranges(live):
            end = int(ends[last - 1])
            for at in range(int(starts[first]), end, _CHUNK_BYTES):
                arrays.append(name, data.slice(at, min(at + _CHUNK_BYTES, end)))
                segment.arrays.release_pages()
        sizes = (ends - starts)[live]
        if len(sizes):
            arrays.append(f"{name}_ends", (np.cumsum(sizes) + written).astype(np.uint64))
            written += int(sizes.sum())


def _live_ranges(live: Array) -> Iterator[tuple[int, int]]:
    """Ranges of neighbours that are live."""
    edges = np.flatnonzero(np.diff(live.astype(np.int8), prepend=0, append=0))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
