"""Facet counts: disjunctive, from code arrays."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import reduce
from itertools import starmap
from typing import Final

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.masks import LABELLED, MASKED, mask_of, packed_bits
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.view import View
from indexer.search.engine import Plan
from indexer.search.request import FACETS

_OF_REPORTS: Final = tuple(name for name in FACETS if name not in MASKED)

Counts = dict[str | None, int]
"""Kept with the set that was counted: not to be changed."""


def filtered(
    evaluator: Evaluator,
    source: Hashable,
    matching: PartSet,
    filters: Mapping[str, frozenset[str | None]],
) -> PartSet:
    """Matching parts that pass all filters. `source` names the matching ones: what passes is kept
    under it, and with the set what is counted of it."""
    if not filters:
        return matching
    return evaluator.kept(
        (source, frozenset(filters.items())),
        lambda: reduce(PartSet.__and__, starmap(evaluator.values, filters.items()), matching),
    )


def facet_counts(
    view: View, evaluator: Evaluator, matching: PartSet, hits: PartSet, plan: Plan
) -> dict[str, Counts]:
    """For each facet its counts, with its own filter left out and all others kept; the most
    frequent `plan.facet_size` values and those filtered by, at least."""
    counts = {}
    for name in FACETS:
        counted, selected = hits, plan.filters.get(name)
        if selected is not None:
            others = {other: values for other, values in plan.filters.items() if other != name}
            counted = filtered(evaluator, (plan.scope, plan.query), matching, others)
        counts[name] = value_counts(view, name, counted, plan.facet_size)
        for value in selected or ():
            if value not in counts[name] and (count := _codes(view, counted).of(name, value)):
                counts[name] = counts[name] | {value: count}
    return counts


def report_counts(
    view: View, evaluator: Evaluator, matching: PartSet, plan: Plan
) -> dict[str, Counts]:
    """Of each facet of `plan.report_counts` the distinct reports under each value, with its own
    filter left out and all others kept."""
    counts = {}
    for name in plan.report_counts:
        others = {other: values for other, values in plan.filters.items() if other != name}
        parts = filtered(evaluator, (plan.scope, plan.query), matching, others).ids
        if name in MASKED:
            counts[name] = _reports_by_label(view, name, parts)
            continue
        reports = view.report_codes(name)[np.unique(view.report_of[parts])]
        by_code = np.bincount(reports)
        codes = np.flatnonzero(by_code).tolist()
        labels = [str(code) if code else None for code in codes]
        if name != "year":
            labels = [view.labels[name][code] for code in codes]
        counts[name] = dict(zip(labels, by_code[codes].tolist(), strict=True))
    return counts


def _reports_by_label(view: View, name: str, parts: Ids) -> Counts:
    masks, owners = view.masks(name)[parts], view.report_of[parts]
    counts: Counts = {}
    for label in (*MASKED[name], None):
        carries = masks == 0 if label is None else (masks & mask_of(name, [label])) != 0
        if count := len(np.unique(owners[carries])):
            counts[label] = count
    return counts


def distinct_reports(view: View, parts: PartSet) -> int:
    """Reports that the parts are of."""
    reports: int | None = parts.derived.get("reports")
    if reports is None:
        owners = view.report_of[parts.ids]
        reports = len(owners) and int(np.count_nonzero(owners[1:] != owners[:-1])) + 1
        parts.derived["reports"] = reports
    return reports


def value_counts(view: View, name: str, parts: PartSet, size: int | None = None) -> Counts:
    """Parts under each stored value of a facet, values without any left out; the `size` most
    frequent ones at least, all where that is None."""
    return _codes(view, parts).values(name, size)


def _codes(view: View, parts: PartSet) -> _Tally:
    kept: _Tally | None = parts.derived.get("tally")
    if kept is None:
        kept = parts.derived["tally"] = _Tally(view, parts)
    return kept


class _Tally:
    """How many parts of a set carry each value. What parts have of their report is counted by
    report, which is eight times less."""

    def __init__(self, view: View, parts: PartSet) -> None:
        self._view = view
        self._known: dict[tuple[str, int | None], Counts] = {}
        codes = {name: view.report_codes(name) for name in _OF_REPORTS}
        if len(parts) > view.reports:
            self._labels = _counted_by_bits(view, parts)
            by_report = view.counted_by_report(parts.mask)
            parts.derived["reports"] = int(np.count_nonzero(by_report))
            self._counts = {
                name: np.bincount(own, by_report).astype(np.int64) for name, own in codes.items()
            }
        else:
            self._labels = {
                name: _by_label(np.bincount(view.masks(name)[parts.ids], minlength=1), MASKED[name])
                for name in MASKED
            }
            owners = view.report_of[parts.ids]
            self._counts = {name: np.bincount(own[owners]) for name, own in codes.items()}

    def values(self, name: str, size: int | None) -> Counts:
        found = self._known.get((name, size))
        if found is None:
            found = self._known[name, size] = self._values(name, size)
        return found

    def _values(self, name: str, size: int | None) -> Counts:
        if name in MASKED:
            return self._labels[name]
        counts = self._counts[name]
        codes = np.flatnonzero(counts)
        if name == "year":
            found = zip(codes.tolist(), counts[codes].tolist(), strict=True)
            return {str(year) if year else None: count for year, count in found}
        if size is not None and len(codes) > size + 1:
            codes = _most_frequent(codes, counts, size)
        labels = self._view.labels[name]
        found = zip(codes.tolist(), counts[codes].tolist(), strict=True)
        return {labels[code]: count for code, count in found}

    def of(self, name: str, value: str | None) -> int:
        return self.values(name, None).get(value, 0)


def _most_frequent(codes: Array, counts: Array, size: int) -> Array:
    """The most frequent `size` named values, of equals the lower code first, and the value null,
    whose position among them depends on how it is shown."""
    named = codes[codes > 0]
    if size < len(named):
        keys = counts[named] * len(counts) - named
        named = named[np.argpartition(-keys, size)[:size]] if size else named[:0]
    return np.append(named, codes[codes == 0])


def _counted_by_bits(view: View, parts: PartSet) -> dict[str, Counts]:
    """Of many parts, how many carry each section and topic: 64 parts a step."""
    packed = packed_bits(parts.mask)
    found: dict[str, Counts] = {name: {} for name in MASKED}
    for (name, label), bits in zip(LABELLED, view.label_bits, strict=True):
        if count := int(np.bitwise_count(bits & packed).sum()):
            found[name][label] = count
    return found


def _by_label(by_mask: Array, names: list[str]) -> Counts:
    found: Counts = {}
    for mask in np.flatnonzero(by_mask).tolist():
        labels: list[str | None] = [name for bit, name in enumerate(names) if mask >> bit & 1]
        for label in labels or (None,):
            found[label] = found.get(label, 0) + int(by_mask[mask])
    return found
