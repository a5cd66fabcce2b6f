"""The engine interface and its data types, and a cache of values derived from a reader.

An engine has one writer at a time and any number of readers. A reader is a snapshot of the
generation it was opened on; later commits do not change its answers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from indexer.reports.figures import Figure
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import (
    DateOrigin,
    NormalizedText,
    Part,
    Report,
    TextSource,
    iso_time,
    parse_iso_time,
)
from indexer.reports.section_status import SectionEntry
from indexer.search.figure_filter import FigureFilter
from indexer.search.highlights import OffsetMap
from indexer.search.query import Everything, Node
from indexer.search.request import Group, Scope, Sort

if TYPE_CHECKING:
    from indexer.search.figure_columns import FigureColumns

PARTS_PER_REPORT: Final = 3
"""With group=report, the best parts shown of each report."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A search with all names resolved."""

    query: Node = field(default_factory=Everything)
    filters: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    """Facet → stored values, OR within, AND across; None means "not known". A facet without a
    filter is absent."""
    scope: Scope = "part"
    group: Group = "part"
    sort: Sort = "relevance"
    offset: int = 0
    """Hits (with group=report: reports) to skip."""
    limit: int = 10
    """Hits (or reports) to return."""
    facets: bool = True
    facet_size: int | None = None
    """Values needed of each facet: the most frequent, of equals the first as shown, and those
    of its filter. An engine may return more; None means all."""
    report_counts: tuple[str, ...] = ()
    """Facets whose values also count distinct reports."""
    figures: tuple[FigureFilter, ...] = ()
    """What the figures of a part's report must be, AND across."""
    since: int | None = None
    """Seconds since 1970: the report entered the archive then or later. A report of which this is
    not known does not pass."""

    @property
    def has_filters(self) -> bool:
        """Whether anything but the query narrows the result."""
        return bool(self.filters or self.figures) or self.since is not None


@dataclass(frozen=True, slots=True)
class ReportHead(JsonRecord):
    """A report without its text, for lists and hits."""

    id: str
    school: str | None
    province: str | None
    period: str | None
    year: int | None
    period_start: str | None
    period_end: str | None
    published: str | None
    title: str
    source_url: str | None
    path: str
    sections: tuple[str, ...]
    published_from: DateOrigin | None = None
    first_indexed: str | None = None
    """When a report with this id first entered the archive: `2024-10-30T08:00:00Z`."""
    text_source: TextSource = "text"

    @classmethod
    def of(cls, report: Report) -> ReportHead:
        return cls(
            id=report.id,
            school=report.school,
            province=report.province,
            period=report.period,
            year=report.year,
            period_start=_iso(report.period_start),
            period_end=_iso(report.period_end),
            published=_iso(report.published),
            title=report.title,
            source_url=report.source_url,
            path=report.path,
            sections=report.sections,
            published_from=report.published_from,
            first_indexed=iso_time(report.first_indexed),
            text_source=report.text_source,
        )

    def entered_since(self, second: int | None) -> bool:
        """Whether it entered the archive then or later; None is any time, known or not."""
        if second is None:
            return True
        moment = parse_iso_time(self.first_indexed)
        return moment is not None and moment.timestamp() >= second


@dataclass(frozen=True, slots=True)
class EngineHit:
    """A hit as an engine returns it, before snippets are made."""

    report: ReportHead
    part: Part
    score: float
    in_report: int | None = None
    """With group=report: how many parts of its report match."""
    normalised: str | None = field(default=None, compare=False)
    """The part's normalised text, where the engine has it at hand; speeds up snippets."""
    offsets: OffsetMap | None = field(default=None, compare=False)
    """The map from it back to the text as written."""
    heading: str | None = field(default=None, compare=False)
    """The part's normalised heading, likewise."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """An engine's result for a Plan."""

    total: int
    """Matching parts under all filters."""
    reports: int
    """Distinct reports among them."""
    spread: int
    """With scope=part: further reports that have all terms, but in different parts."""
    parts: tuple[EngineHit, ...]
    facets: Mapping[str, Mapping[str | None, int]]
    """Facet → stored value → parts, without that facet's own filter; values with a count above
    zero."""
    facet_reports: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)
    """The same in distinct reports, for each facet of `Plan.report_counts`; all values."""


@dataclass(frozen=True, slots=True)
class SentenceUse(JsonRecord):
    """Where a sentence occurs, the names of schools and numbers in it aside."""

    schools: int
    """Known schools in whose reports it occurs."""
    reports: int
    since: int | None
    """The earliest year of these reports."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """How many sentences of a report its school repeats from the year before."""

    repeated: int
    sentences: int
    """Different sentences of the report, above zero."""

    @property
    def percent(self) -> int:
        """Rounded down."""
        return 100 * self.repeated // self.sentences


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The file a stored report was read from, as an update compares it."""

    report_id: str
    path: str
    """Path below the indexed folder; shown to users."""
    location: str
    """Absolute path of the file."""
    member: str
    """Name inside the archive, where the file is a zip, else ""."""
    sha256: str
    """Hash of the bytes that were read."""
    overrides: str
    """Hash of the applied manifest row, "" for none."""
    text_hash: str
    """`Report.text_hash`: equal where two files contain the same report."""

    @classmethod
    def of(cls, report: Report, normalized: NormalizedText | None = None) -> SourceRecord:
        """`normalized` is the report's, where it is known; else it is computed."""
        source = report.source
        return cls(
            report.id,
            source.path,
            source.location,
            source.member,
            source.sha256,
            source.overrides,
            normalized.text_hash if normalized else report.text_hash,
        )


@dataclass(frozen=True, slots=True)
class Problem(JsonRecord):
    """A problem found by `xxgk check`, and how to fix it."""

    what: str
    where: str
    fix: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """Sizes of an index."""

    reports: int
    parts: int
    schools: int
    years: tuple[int, ...]
    engine: str
    generation: int
    bytes: int
    whoosh_dir: str | None = None


class IndexReader(Protocol):
    """A snapshot of one generation of an index. Safe to share between threads."""

    @property
    def generation(self) -> int: ...

    def warm_up(self) -> None:
        """Begin to do now what else the first searches would do; for a process that serves many."""
        ...

    def search(self, plan: Plan) -> EngineResult: ...

    def count(self, query: Node, scope: Scope = "part") -> int:
        """The number of matching parts, without filters."""
        ...

    def words(self, normalised: str) -> list[str]:
        """Normalised text cut into words by this index's tokenizer, user words included."""
        ...

    def compounds(self, word: str) -> frozenset[str]:
        """The word, and every word of the index's dictionary that it is a component of."""
        ...

    def document_frequency(self, term: str) -> int:
        """Live parts whose text or heading contains the normalised `term` as a literal."""
        ...

    def values(self, facet: str) -> Mapping[str | None, int]:
        """All stored values of a facet with their numbers of parts."""
        ...

    def heads(self) -> Sequence[ReportHead]:
        """All reports, newest first (the order of `sort=newest`)."""
        ...

    def head(self, report_id: str) -> ReportHead | None: ...

    def report(self, report_id: str) -> Report | None:
        """A whole report, with its text."""
        ...

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        """Report id → section id → status and first part, for the reports of a year (None: year
        not known). Answered without reading any report."""
        ...

    def sentence_uses(self, keys: Sequence[str]) -> Sequence[SentenceUse]:
        """Where each of these sentences occurs, by their keys (`reports.sentence_keys`). Answered
        without reading any report."""
        ...

    def sharing_reports(
        self, keys: Collection[str], limit: int, *, not_of: str | None
    ) -> Sequence[tuple[str, int]]:
        """The reports with most of these sentences, of known schools other than `not_of`: ids
        with the number of the sentences they have, at least one; of equals the newest first."""
        ...

    def repetitions(self) -> Mapping[str, Repetition]:
        """Report id → how many of its sentences are in a report of the same school of the year
        before, for the reports that have any."""
        ...

    def figures(self) -> FigureColumns:
        """The figures of all reports as columns, in the order of `heads()`. Answered without
        reading any report."""
        ...

    def report_figures(self, report_ids: Iterable[str]) -> Mapping[str, Mapping[str, Figure]]:
        """Report id → every figure with its sentence, for those of the ids that are stored."""
        ...

    def sources(self) -> Mapping[str, SourceRecord]:
        """Report id → the file it was read from, for every report."""
        ...

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Words of two or more characters with the normalised `prefix`, and the number of parts
        that contain each, most frequent first."""
        ...

    def common_words(self, limit: int) -> Sequence[str]:
        """Words of two or more characters, most frequent first, fast: deleted parts may still
        count, so a word may occur in no live part."""
        ...

    def statistics(self) -> Statistics: ...

    def close(self) -> None: ...


class IndexWriter(Protocol):
    """One batch of changes, committed as the next generation or discarded as a whole."""

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id. `normalized` is the report's, where it is
        known; else it is computed."""
        ...

    def remove(self, report_ids: Iterable[str]) -> None: ...


class SearchEngine(Protocol):
    """An index on one backend."""

    name: str

    def reader(self) -> IndexReader:
        """A reader of the newest generation. Raises UnusableIndexError."""
        ...

    def writer(
        self, *, rebuild: bool = False, jobs: int | None = None
    ) -> AbstractContextManager[IndexWriter]:
        """A batch: committed when the block ends, discarded when it raises.

        With `rebuild` the batch starts from an empty index, while readers use the old generation.
        `jobs` is the number of build processes, by default one per processor; the result does not
        depend on it. Raises IndexLockedError where another process writes.
        """
        ...

    def exists(self) -> bool: ...

    def generation(self) -> int:
        """The number of the newest committed generation, cheap enough to call before every search.
        Raises UnusableIndexError."""
        ...

    def user_words(self) -> Path | None:
        """The user dictionary that the index was built with; where possible also of an index that
        has to be rebuilt. Raises UnusableIndexError where it is damaged."""
        ...

    def read_note(self) -> str | None:
        """The text that the last `write_note` put beside the index; None without one, and where
        it cannot be read."""
        ...

    def write_note(self, text: str) -> None:
        """Put a text beside the index, outside its generations, in place of the one before. Of
        ASCII characters. Raises OSError or XxgkError."""
        ...

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        """The problems of the index itself, none where it is sound; `deep` reads all of it.

        Damage is reported, not raised; raises IndexMissingError where there is no index.
        """
        ...


def walk_reports(reader: IndexReader) -> Iterator[Report]:
    """All whole reports, newest first."""
    for head in reader.heads():
        report = reader.report(head.id)
        if report is not None:
            yield report


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


Value = TypeVar("Value")


class PerReaderCache(Generic[Value]):
    """LRU cache of values derived from a reader, dropped with it. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._tables: WeakKeyDictionary[IndexReader, OrderedDict[Hashable, Value]]
        self._tables = WeakKeyDictionary()

    def get(self, reader: IndexReader, key: Hashable, make: Callable[[], Value]) -> Value:
        """The cached value of the key, else that of `make`, whose exceptions are not cached."""
        with self._lock:
            table = self._tables.setdefault(reader, OrderedDict())
            if key in table:
                table.move_to_end(key)
                return table[key]
        value = make()
        with self._lock:
            table[key] = value
            if len(table) > self._most:
                table.popitem(last=False)
        return value
