"""Which parts stand on the page asked for, in order: by part, or grouped under reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.engines.opensearch import compile as compiled
from indexer.engines.opensearch.mapping import WINDOW, Json
from indexer.engines.opensearch.snapshot import Snapshot
from indexer.search.request import Sort

PARTS_OF_A_REPORT: Final = 3
"""With group=report each report gives so many of its parts."""
_REPORTS_AT_ONCE: Final = 500
_YEAR: Final[Json] = {"year_number": {"order": "desc", "missing": "_last"}}
_NEWEST: Final[tuple[Json, ...]] = (_YEAR, {"ends": {"order": "desc", "missing": "_last"}})
_OLDEST: Final[tuple[Json, ...]] = (
    {"year_number": {"order": "asc", "missing": "_last"}},
    {"ends": {"order": "asc", "missing": "_last"}},
)
_ID: Final[Json] = {"report_id": "asc"}
_ORDINAL: Final[Json] = {"ordinal": "asc"}


def report_order(sort: Sort) -> list[Json]:
    """Reports in an order; that of relevance is the newest first where nothing ranks."""
    match sort:
        case "oldest":
            return [*_OLDEST, _ID]
        case "school":
            return [{"school_order": "asc"}, *_NEWEST, _ID]
        case _:
            return [*_NEWEST, _ID]


def part_order(sort: Sort, scoring: Json | None) -> list[Json]:
    """Parts in an order, or by the script that scores them."""
    if scoring is None:
        return [*report_order(sort), _ORDINAL]
    return [scoring, _YEAR, _ID, _ORDINAL]


@dataclass(frozen=True, slots=True)
class Placed:
    """A hit on the page."""

    document: str
    """Id of the part's document."""
    report: str
    score: float
    in_report: int | None = None


@dataclass(slots=True)
class Cursors:
    """How far one search was paged through: places, and the sort values that stand before them."""

    after: dict[int, list[object]] = field(default_factory=dict)

    def before(self, place: int) -> int:
        """The last known place that is not behind this one; 0 is always known."""
        return max((known for known in self.after if known <= place), default=0)


class Ordered:
    """The hits of one query in one order, of which windows are asked for."""

    def __init__(self, snapshot: Snapshot, query: Json, sort: list[Json], cursors: Cursors) -> None:
        self._snapshot = snapshot
        self._query = query
        self._sort = sort
        self._cursors = cursors

    def body(self, start: int, count: int, **more: object) -> Json:
        """The search for a window within the first `WINDOW` hits."""
        where = {"from": start} if start else {}
        return self._search(count) | where | more

    def window(self, start: int, count: int) -> list[Json]:
        """Hits from a place on. Deep ones are reached by going on where an earlier page ended;
        since a reader's generation does not change, neither do the places."""
        if count <= 0:
            return []
        if start + count <= WINDOW:
            return self.kept(start, self._asked(self.body(start, count)))
        at = self._cursors.before(start)
        while at < start:
            step = min(WINDOW, start - at)
            if len(self.kept(at, self._asked(self._from(at, step)))) < step:
                return []
            at += step
        found: list[Json] = []
        while len(found) < count:
            step = min(WINDOW, count - len(found))
            more = self.kept(at + len(found), self._asked(self._from(at + len(found), step)))
            found += more
            if len(more) < step:
                break
        return found

    def kept(self, start: int, hits: list[Json]) -> list[Json]:
        """The hits, their end remembered."""
        if hits:
            self._cursors.after[start + len(hits)] = hits[-1]["sort"]
        return hits

    def _from(self, place: int, count: int) -> Json:
        after = {"search_after": self._cursors.after[place]} if place else {}
        return self._search(count) | after

    def _search(self, count: int) -> Json:
        return {
            "query": self._query,
            "sort": self._sort,
            "size": count,
            "_source": False,
            "docvalue_fields": ["report_id"],
            "track_total_hits": False,
        }

    def _asked(self, body: Json) -> list[Json]:
        hits: list[Json] = self._snapshot.ask_one(body)["hits"]["hits"]
        return hits


def parts_of_reports(
    snapshot: Snapshot, query: Json, sort: list[Json], report_ids: Sequence[str]
) -> dict[str, list[Json]]:
    """Report id → its hits in order, for some reports."""
    found: dict[str, list[Json]] = {report_id: [] for report_id in report_ids}
    for start in range(0, len(report_ids), _REPORTS_AT_ONCE):
        some = [*report_ids[start : start + _REPORTS_AT_ONCE]]
        body = {
            "query": compiled.both(query, {"terms": {"report_id": some}}),
            "sort": sort,
            "_source": False,
            "docvalue_fields": ["report_id"],
        }
        for hit in snapshot.hits(body):
            found[report_of(hit)].append(hit)
    return found


def report_of(hit: Json) -> str:
    """Id of the report that a hit belongs to."""
    report_id: str = hit["fields"]["report_id"][0]
    return report_id


def score_of(hit: Json, scoring: Json | None) -> float:
    """The score by which a hit was sorted; 0 in every other order."""
    return float(hit["sort"][0]) if scoring is not None else 0.0


def distinct(report_ids: Iterable[str]) -> list[str]:
    """Each once, in order."""
    return [*dict.fromkeys(report_ids)]
