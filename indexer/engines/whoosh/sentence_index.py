"""Which reports of a generation have a sentence, from the hashes of its segments."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.report_hashes import BUCKETS
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.reports.sentence_keys import HASH_BITS, key_hash
from indexer.search.engine import Repetition, SentenceUse
from indexer.search.search_budget import checkpoint

_SENTENCES: Final = "sentences"
_BUCKETS_AT_ONCE: Final = 8
_GROUP_BITS: Final = 64 - HASH_BITS


class SentenceIndex:
    """Sentences of the live reports of a snapshot. Immutable except for caches."""

    def __init__(self, snapshot: IndexSnapshot) -> None:
        self._snapshot = snapshot

    def use(self, key: str) -> SentenceUse:
        """See `IndexReader.sentence_uses`."""
        checkpoint()
        reports = self._reports(key_hash(key))
        schools = np.bincount(self._snapshot.report_codes("school")[reports], minlength=1)
        years = self._snapshot.report_years[reports]
        known = years[years != 0]
        return SentenceUse(
            schools=int(np.count_nonzero(schools[1:])),
            reports=len(reports),
            since=int(known.min()) if len(known) else None,
        )

    def sharing(
        self, keys: Collection[str], limit: int, not_of: str | None
    ) -> list[tuple[str, int]]:
        """See `IndexReader.sharing_reports`."""
        snapshot = self._snapshot
        counts = np.zeros(snapshot.reports, np.int32)
        for hash_ in set(map(key_hash, keys)):
            checkpoint()
            counts[self._reports(hash_)] += 1
        schools = snapshot.report_codes("school")
        counts[schools == 0] = 0
        if not_of in snapshot.labels["school"]:
            counts[schools == snapshot.labels["school"].index(not_of)] = 0
        sharing = np.flatnonzero(counts)
        order = np.lexsort((snapshot.ranks("newest")[sharing], -counts[sharing]))
        return [
            (snapshot.ids[report], int(counts[report]))
            for report in sharing[order[:limit]].tolist()
        ]

    @cached_property
    def repetitions(self) -> dict[str, Repetition]:
        """See `IndexReader.repetitions`."""
        snapshot = self._snapshot
        totals, repeated = (np.zeros(snapshot.reports, np.int64) for _ in range(2))
        groups, groups_before = self._groups()
        for first in range(0, BUCKETS, _BUCKETS_AT_ONCE):
            checkpoint()
            hashes, reports = self._live_hashes(first, first + _BUCKETS_AT_ONCE)
            totals += np.bincount(reports, minlength=snapshot.reports)
            hashes <<= np.uint64(_GROUP_BITS)
            have = np.sort(hashes | groups[reports])
            has_before = groups_before[reports] > 0
            wanted = hashes[has_before] | groups_before[reports][has_before]
            nearest = np.append(have, np.uint64(0))[np.searchsorted(have, wanted)]
            is_repeated = reports[has_before][nearest == wanted]
            repeated += np.bincount(is_repeated, minlength=snapshot.reports)
        return {
            snapshot.ids[report]: Repetition(int(repeated[report]), int(totals[report]))
            for report in np.flatnonzero(repeated).tolist()
        }

    def _groups(self) -> tuple[Array, Array]:
        """By report, the number of its school and year, and that of the same school's year before;
        0 is unknown or none."""
        schools = self._snapshot.report_codes("school").astype(np.int64)
        years = self._snapshot.report_years.astype(np.int64)
        pairs = (schools << 32) | years
        pairs[(schools == 0) | (years == 0)] = 0
        known = np.unique(np.append(pairs, 0))
        before = np.where(pairs > 0, pairs - 1, 0)
        at = np.searchsorted(known, before)
        has_before = known[np.minimum(at, len(known) - 1)] == before
        return (
            np.searchsorted(known, pairs).astype(np.uint64),
            np.where(has_before, at, 0).astype(np.uint64),
        )

    def _reports(self, hash_: int) -> DocIds:
        """The live reports that have a hash."""
        reports = np.concatenate(
            [
                np.empty(0, np.int64),
                *(
                    context.segment.hashes[_SENTENCES].reports(hash_) + context.report_base
                    for context in self._snapshot.segments
                ),
            ]
        )
        return reports if self._snapshot.all_live else reports[self._snapshot.live_reports[reports]]

    def _live_hashes(self, first: int, last: int) -> tuple[Array, Array]:
        """The hashes of live reports in a range of buckets, and the report of each."""
        hashes, reports = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        for context in self._snapshot.segments:
            of_segment, numbers = context.segment.hashes[_SENTENCES].buckets(first, last)
            numbers = numbers + context.report_base
            live = self._snapshot.live_reports[numbers]
            hashes.append(of_segment[live])
            reports.append(numbers[live])
        return np.concatenate(hashes), np.concatenate(reports)
