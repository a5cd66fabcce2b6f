"""The hits of a query in order, page by page: by part, or grouped under reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.engines.opensearch import query_dsl as dsl
from indexer.engines.opensearch.schema import Json
from indexer.engines.opensearch.store import Snapshot
from indexer.search.request import Sort

_REPORTS_PER_SEARCH: Final = 500
_YEAR: Final[Json] = {"year_number": {"order": "desc", "missing": "_last"}}
_NEWEST: Final[tuple[Json, ...]] = (_YEAR, {"period_end": {"order": "desc", "missing": "_last"}})
_OLDEST: Final[tuple[Json, ...]] = (
    {"year_number": {"order": "asc", "missing": "_last"}},
    {"period_end": {"order": "asc", "missing": "_last"}},
)
_ID: Final[Json] = {"report_id": "asc"}
_ORDINAL: Final[Json] = {"ordinal": "asc"}


def report_order(sort: Sort) -> list[Json]:
    """The sort of reports; by relevance, the newest come first where no word ranks."""
    match sort:
        case "oldest":
            return [*_OLDEST, _ID]
        case "school":
            return [{"school_order": "asc"}, *_NEWEST, _ID]
        case "added":
            return [{"first_indexed": {"order": "desc", "missing": "_last"}}, *_NEWEST, _ID]
        case _:
            return [*_NEWEST, _ID]


def part_order(sort: Sort, scoring: Json | None) -> list[Json]:
    """The sort of parts, by the script that scores them where there is one."""
    if scoring is None:
        return [*report_order(sort), _ORDINAL]
    return [scoring, _YEAR, _ID, _ORDINAL]


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A hit on the page."""

    document: str
    """Id of the part's document."""
    report: str
    score: float
    in_report: int | None = None


@dataclass(slots=True)
class SearchAfterCursors:
    """How far one search has been paged: positions, and the sort values before each."""

    after: dict[int, list[object]] = field(default_factory=dict)

    def nearest(self, position: int) -> int:
        """The last known position up to this one; 0 is always known."""
        return max((known for known in self.after if known <= position), default=0)


class SortedHits:
    """The hits of one query in one order, read in windows."""

    def __init__(
        self, snapshot: Snapshot, query: Json, sort: list[Json], cursors: SearchAfterCursors
    ) -> None:
        self._snapshot = snapshot
        self._query = query
        self._sort = sort
        self._cursors = cursors
        self._most = snapshot.server.settings.result_window

    def body(self, start: int, count: int) -> Json:
        """The search for a window within the first `result_window` hits."""
        return self._body(count) | ({"from": start} if start else {})

    def window(self, start: int, count: int) -> list[Json]:
        """Hits from a position on. Deep ones are reached by continuing where an earlier page
        ended; the generation of a reader does not change, so positions do not either."""
        if count <= 0:
            return []
        if start + count <= self._most:
            return self.remember(start, self._search(self.body(start, count)))
        position = self._cursors.nearest(start)
        while position < start:
            step = min(self._most, start - position)
            if len(self._continue(position, step)) < step:
                return []
            position += step
        hits: list[Json] = []
        while len(hits) < count:
            step = min(self._most, count - len(hits))
            more = self._continue(position + len(hits), step)
            hits += more
            if len(more) < step:
                break
        return hits

    def remember(self, start: int, hits: list[Json]) -> list[Json]:
        """The hits, after noting where they end."""
        if hits:
            self._cursors.after[start + len(hits)] = hits[-1]["sort"]
        return hits

    def _continue(self, position: int, count: int) -> list[Json]:
        after = {"search_after": self._cursors.after[position]} if position else {}
        return self.remember(position, self._search(self._body(count) | after))

    def _body(self, count: int) -> Json:
        return {
            "query": self._query,
            "sort": self._sort,
            "size": count,
            "_source": False,
            "docvalue_fields": ["report_id"],
            "track_total_hits": False,
        }

    def _search(self, body: Json) -> list[Json]:
        hits: list[Json] = self._snapshot.search(body)["hits"]["hits"]
        return hits


def parts_of_reports(
    snapshot: Snapshot, query: Json, sort: list[Json], report_ids: Sequence[str]
) -> dict[str, list[Json]]:
    """Report id → its hits in order, for the given reports."""
    hits: dict[str, list[Json]] = {report_id: [] for report_id in report_ids}
    for start in range(0, len(report_ids), _REPORTS_PER_SEARCH):
        some = [*report_ids[start : start + _REPORTS_PER_SEARCH]]
        body = {
            "query": dsl.all_of(query, {"terms": {"report_id": some}}),
            "sort": sort,
            "_source": False,
            "docvalue_fields": ["report_id"],
        }
        for hit in snapshot.scan(body):
            hits[report_id_of(hit)].append(hit)
    return hits


def report_id_of(hit: Json) -> str:
    """Id of the report that a hit belongs to."""
    report_id: str = hit["fields"]["report_id"][0]
    return report_id


def score_of(hit: Json, scoring: Json | None) -> float:
    """The score by which a hit was sorted; 0 in every other order."""
    return float(hit["sort"][0]) if scoring is not None else 0.0
