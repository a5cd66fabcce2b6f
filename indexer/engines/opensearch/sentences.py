"""Which reports have a sentence, from the hashes in the reports' documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from indexer.engines.opensearch.hits import report_order
from indexer.engines.opensearch.schema import SENTENCES, UNKNOWN, Json
from indexer.engines.opensearch.store import Snapshot
from indexer.reports.sentence_keys import key_hash
from indexer.search.engine import Repetition, ReportHead, SentenceUse

_KEYS_PER_SEARCH: Final = 100
_MOST_CLAUSES: Final = 1_000
"""Sentences that one query looks for; the server's limit is 1,024."""
_PRECISION: Final = 40_000
"""Up to so many schools the server counts them exactly."""
_REPORTS_PER_PAGE: Final = 1_000


def sentence_uses(snapshot: Snapshot, keys: Sequence[str]) -> Iterator[SentenceUse]:
    """See `IndexReader.sentence_uses`."""
    for start in range(0, len(keys), _KEYS_PER_SEARCH):
        filters = [_has(key) for key in keys[start : start + _KEYS_PER_SEARCH]]
        schools: Json = {
            "filter": _known_school(),
            "aggs": {
                "count": {"cardinality": {"field": "school", "precision_threshold": _PRECISION}}
            },
        }
        uses: Json = {
            "filters": {"filters": filters},
            "aggs": {"schools": schools, "since": {"min": {"field": "year_number"}}},
        }
        body: Json = {"query": snapshot.reports(), "size": 0, "aggs": {"uses": uses}}
        for bucket in snapshot.search(body)["aggregations"]["uses"]["buckets"]:
            since = bucket["since"]["value"]
            yield SentenceUse(
                schools=bucket["schools"]["count"]["value"],
                reports=bucket["doc_count"],
                since=None if since is None else int(since),
            )


def sharing_reports(
    snapshot: Snapshot, keys: Collection[str], limit: int, not_of: str | None
) -> list[tuple[str, int]]:
    """See `IndexReader.sharing_reports`."""
    wanted = sorted(set(keys))[:_MOST_CLAUSES]
    if not wanted or limit < 1:
        return []
    query: Json = {
        "filter": [snapshot.reports(_known_school())],
        "must_not": [{"term": {"school": UNKNOWN if not_of is None else not_of}}],
        "should": [{"constant_score": {"filter": _has(key), "boost": 1}} for key in wanted],
        "minimum_should_match": 1,
    }
    body: Json = {
        "query": {"bool": query},
        "size": limit,
        "sort": ["_score", *report_order("newest")],
        "_source": False,
    }
    hits = snapshot.search(body)["hits"]["hits"]
    return [(hit["sort"][-1], round(hit["sort"][0])) for hit in hits]


def repetitions(snapshot: Snapshot, heads: Sequence[ReportHead]) -> dict[str, Repetition]:
    """See `IndexReader.repetitions`."""
    by_id = {head.id: head for head in heads}
    body: Json = {
        "query": snapshot.reports(_known_school(), {"exists": {"field": "year_number"}}),
        "sort": report_order("school"),
        "docvalue_fields": [SENTENCES],
        "_source": False,
    }
    found: dict[str, Repetition] = {}
    school: str | None = None
    of_school: dict[str, frozenset[int]] = {}
    for hit in snapshot.scan(body, page=_REPORTS_PER_PAGE):
        head = by_id[hit["sort"][-1]]
        if head.school != school:
            found.update(_repetitions_of_school(by_id, of_school))
            school, of_school = head.school, {}
        of_school[head.id] = frozenset(hit.get("fields", {}).get(SENTENCES, ()))
    found.update(_repetitions_of_school(by_id, of_school))
    return found


def _repetitions_of_school(
    heads: Mapping[str, ReportHead], hashes: Mapping[str, frozenset[int]]
) -> Iterator[tuple[str, Repetition]]:
    by_year: defaultdict[int | None, set[int]] = defaultdict(set)
    for report_id, own in hashes.items():
        by_year[heads[report_id].year] |= own
    for report_id, own in hashes.items():
        year = heads[report_id].year
        repeated = own & by_year.get(year - 1, set()) if year is not None else ()
        if repeated:
            yield report_id, Repetition(len(repeated), len(own))


def _has(key: str) -> Json:
    return {"term": {SENTENCES: key_hash(key)}}


def _known_school() -> Json:
    return {"bool": {"must_not": [{"term": {"school": UNKNOWN}}]}}
