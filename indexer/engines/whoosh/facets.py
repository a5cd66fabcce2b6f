"""Facet counts: disjunctive, from code arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.evaluate import Evaluator
from indexer.engines.whoosh.masks import MASKED
from indexer.engines.whoosh.partset import PartSet
from indexer.engines.whoosh.postings import Ids
from indexer.engines.whoosh.view import View
from indexer.search.engine import Plan
from indexer.search.request import FACETS

Counts = dict[str | None, int]


def filtered(
    evaluator: Evaluator, matching: PartSet, filters: Mapping[str, frozenset[str | None]]
) -> PartSet:
    """Matching parts that pass all filters."""
    for name, values in filters.items():
        matching = matching & evaluator.values(name, values)
    return matching


def facet_counts(
    view: View, evaluator: Evaluator, matching: PartSet, hits: PartSet, plan: Plan
) -> dict[str, Counts]:
    """For each facet its counts, with its own filter left out and all others kept."""
    counts = {}
    for name in FACETS:
        others = {other: values for other, values in plan.filters.items() if other != name}
        counted = hits
        if name in plan.filters:
            counted = filtered(evaluator, matching, others)
        counts[name] = value_counts(view, name, counted.ids)
    return counts


def value_counts(view: View, name: str, parts: Ids) -> Counts:
    """Parts under each stored value of a facet, values without any left out."""
    if name in MASKED:
        return _mask_counts(view.masks(name)[parts], MASKED[name])
    if name == "year":
        counts = np.bincount(view.years[parts])
        return {str(y) if y else None: int(counts[y]) for y in np.flatnonzero(counts).tolist()}
    counts = np.bincount(view.part_labels[name][parts])
    labels = view.labels[name]
    return {labels[n]: int(counts[n]) for n in np.flatnonzero(counts).tolist()}


def _mask_counts(masks: Array, names: list[str]) -> Counts:
    by_mask = np.bincount(masks)
    found: Counts = {}
    for mask in np.flatnonzero(by_mask).tolist():
        labels: list[str | None] = [name for bit, name in enumerate(names) if mask >> bit & 1]
        for label in labels or (None,):
            found[label] = found.get(label, 0) + int(by_mask[mask])
    return found
