"""Facet counts: disjunctive, from the codes of the values."""

from __future__ import annotations

from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array, sorted_unique, true_at
from indexer.engines.whoosh.doc_set import Counts, DocIdSet, FacetTotals, pack_bits
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.postings import DocIds
from indexer.engines.whoosh.segment_schema import (
    BITSET_FIELDS,
    BITSET_VALUES,
    has_value,
    values_of,
)
from indexer.engines.whoosh.snapshot import IndexSnapshot
from indexer.search.engine import Plan
from indexer.search.request import FACETS

_REPORT_FACETS: Final = tuple(name for name in FACETS if name not in BITSET_FIELDS)


class FacetCounter:
    """Counts the values of facets in sets of parts. Safe to share between threads."""

    def __init__(self, snapshot: IndexSnapshot, evaluator: Evaluator) -> None:
        self._snapshot = snapshot
        self._evaluator = evaluator

    def counts(self, plan: Plan, matching: DocIdSet, hits: DocIdSet) -> dict[str, Counts]:
        """The counts of every facet, without its own filter and with all others: at least the
        `plan.facet_size` most frequent values, and those filtered by."""
        counts: dict[str, Counts] = {}
        for name in FACETS:
            docs, selected = hits, plan.filters.get(name)
            if selected is not None:
                others = {other: values for other, values in plan.filters.items() if other != name}
                docs = self._evaluator.filter((plan.scope, plan.query), matching, others, plan)
            counts[name] = self.values(name, docs, plan.facet_size)
            if missing := (selected or frozenset()) - counts[name].keys():
                every = self.values(name, docs)
                counts[name] = {
                    **counts[name],
                    **{value: every[value] for value in missing if value in every},
                }
        return counts

    def report_counts(self, plan: Plan, matching: DocIdSet) -> dict[str, Counts]:
        """For each facet of `plan.report_counts` the distinct reports with each value, without the
        facet's own filter and with all others."""
        counts: dict[str, Counts] = {}
        for name in plan.report_counts:
            others = {other: values for other, values in plan.filters.items() if other != name}
            docs = self._evaluator.filter((plan.scope, plan.query), matching, others, plan)
            counts[name] = self._count_reports(name, docs.ids)
        return counts

    def _count_reports(self, name: str, docs: DocIds) -> Counts:
        reports = self._snapshot.report_of[docs]
        if name in BITSET_FIELDS:
            bits = self._snapshot.bits(name)[docs]
            by_value = (
                (value, len(sorted_unique(reports[has_value(bits, name, value)])))
                for value in (*BITSET_FIELDS[name], None)
            )
            return {value: count for value, count in by_value if count}
        by_code = np.bincount(self._snapshot.report_codes(name)[sorted_unique(reports)])
        return self._label(name, true_at(by_code), by_code)

    def values(self, name: str, docs: DocIdSet, size: int | None = None) -> Counts:
        """Parts with each stored value of a facet, in no order; values without any are left out.
        At least the `size` most frequent ones; None asks for all."""
        totals = docs.derived.facets
        if totals is None:
            totals = docs.derived.facets = self._totals(docs)
        counts = totals.selected.get((name, size))
        if counts is None:
            counts = totals.selected[name, size] = self._most_frequent(totals, name, size)
        return counts

    def report_count(self, docs: DocIdSet) -> int:
        """Reports that the parts belong to."""
        if docs.derived.report_count is None:
            reports = self._snapshot.report_of[docs.ids]
            changes = int(np.count_nonzero(reports[1:] != reports[:-1]))
            docs.derived.report_count = changes + 1 if len(reports) else 0
        return docs.derived.report_count

    def _totals(self, docs: DocIdSet) -> FacetTotals:
        """Where parts are many, attributes of reports are counted by report: reports are eight
        times fewer."""
        snapshot = self._snapshot
        codes = {name: snapshot.report_codes(name) for name in _REPORT_FACETS}
        if len(docs) > snapshot.reports:
            counts = snapshot.count_by_report(docs.mask)
            docs.derived.report_count = int(np.count_nonzero(counts))
            by_report = counts.astype(np.float64)  # as bincount would make them for each facet
            by_code = {
                name: np.bincount(of_report, by_report).astype(np.int64)
                for name, of_report in codes.items()
            }
            return FacetTotals(_count_bitsets(snapshot, docs), by_code)
        reports = snapshot.report_of[docs.ids]
        by_value = {
            field: _count_values(field, np.bincount(snapshot.bits(field)[docs.ids], minlength=1))
            for field in BITSET_FIELDS
        }
        by_code = {name: np.bincount(of_report[reports]) for name, of_report in codes.items()}
        return FacetTotals(by_value, by_code)

    def _most_frequent(self, totals: FacetTotals, name: str, size: int | None) -> Counts:
        if name in BITSET_FIELDS:
            return totals.by_value[name]
        counts = totals.by_code[name]
        codes = true_at(counts)
        if name != "year" and size is not None and len(codes) > size + 1:
            codes = _most_frequent_codes(codes, counts, size)
        return self._label(name, codes, counts)

    def _label(self, name: str, codes: Array, counts: Array) -> Counts:
        """The counts of some codes, by stored value."""
        pairs = zip(codes.tolist(), counts[codes].tolist(), strict=True)
        if name == "year":
            return {str(year) if year else None: count for year, count in pairs}
        labels = self._snapshot.labels[name]
        return {labels[code]: count for code, count in pairs}


def _most_frequent_codes(codes: Array, counts: Array, size: int) -> Array:
    """The most frequent `size` codes, of equals the lower one first, and the code of null, whose
    position among them depends on how it is shown."""
    known = codes[codes > 0]
    if size < len(known):
        keys = counts[known] * len(counts) - known
        known = known[np.argpartition(-keys, size)[:size]] if size else known[:0]
    return np.concatenate((known, codes[codes == 0]))


def _count_bitsets(snapshot: IndexSnapshot, docs: DocIdSet) -> dict[str, Counts]:
    """Of many parts, how many have each section and topic: 64 parts a step."""
    totals = np.bitwise_count(snapshot.bitsets & pack_bits(docs.mask)).sum(axis=1)
    counts: dict[str, dict[str | None, int]] = {name: {} for name in BITSET_FIELDS}
    for (name, value), count in zip(BITSET_VALUES, totals.tolist(), strict=True):
        if count:
            counts[name][value] = count
    return {**counts}


def _count_values(field: str, by_bits: Array) -> Counts:
    counts: dict[str | None, int] = {}
    for bits in true_at(by_bits).tolist():
        for value in values_of(field, bits) or (None,):
            counts[value] = counts.get(value, 0) + int(by_bits[bits])
    return counts
