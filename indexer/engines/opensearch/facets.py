"""Counts of every facet's values in one request, each with its own filter left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.mapping import UNKNOWN, Json
from indexer.errors import UnusableIndexError
from indexer.i18n import Message
from indexer.reports.taxonomy import SECTIONS, TOPICS
from indexer.search.request import FACETS
from indexer.search.response import UNKNOWN_VALUE

MOST_VALUES: Final = 60_000
"""Of one facet. A server counts exactly where it may name every value."""

_LABELS_OF_PARTS: Final[Mapping[str, Mapping[str, str]]] = {"section": SECTIONS, "topic": TOPICS}

Filters = Mapping[str, frozenset[str | None]]


def facet_aggregations(filters: Filters) -> Json:
    """One aggregation a facet, over the parts that pass all other filters."""
    return {
        facet: {
            "filter": compiled.filters_query(
                {name: values for name, values in filters.items() if name != facet}
            ),
            "aggs": {"values": terms(facet)},
        }
        for facet in FACETS
    }


def facet_counts(aggregations: Json) -> dict[str, dict[str | None, int]]:
    """The counts out of the server's answer."""
    return {facet: counts(aggregations[facet]["values"]) for facet in FACETS}


def report_aggregation(facet: str, parts: Json) -> Json:
    """Distinct reports under each value of a facet, among those with one of the parts. A report's
    own labels stand in its document; sections and topics only in its parts'."""
    if facet not in _LABELS_OF_PARTS:
        return {"query": compiled.having_part(parts), "aggs": {"values": terms(facet)}}
    holding = {
        label or UNKNOWN_VALUE: compiled.having_part(compiled.both(parts, {"term": {facet: label}}))
        for label in (*_LABELS_OF_PARTS[facet], UNKNOWN)
    }
    return {
        "query": compiled.having_part(parts),
        "aggs": {"values": {"filters": {"filters": holding}}},
    }


def report_counts(facet: str, aggregation: Json) -> dict[str | None, int]:
    """The counts out of the answer to `report_aggregation`."""
    if facet not in _LABELS_OF_PARTS:
        return counts(aggregation)
    buckets = aggregation["buckets"].items()
    return {
        None if label == UNKNOWN_VALUE else label: bucket["doc_count"]
        for label, bucket in buckets
        if bucket["doc_count"]
    }


def terms(field: str) -> Json:
    """Every value of a field with its number of documents."""
    return {"terms": {"field": field, "size": MOST_VALUES}}


def counts(aggregation: Json) -> dict[str | None, int]:
    """Stored value → documents, out of a `terms` aggregation."""
    if aggregation["sum_other_doc_count"]:
        raise UnusableIndexError(
            Message("一个分面超过 %(most)d 个值，OpenSearch 不能准确计数", most=MOST_VALUES)
        )
    return {
        None if bucket["key"] == UNKNOWN else bucket["key"]: bucket["doc_count"]
        for bucket in aggregation["buckets"]
    }
