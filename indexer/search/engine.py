"""The seam: what an engine must do, and the values that cross it.

An engine has one writer at a time and any number of readers. A reader is bound to the generation
it was opened on: whatever is written later, it answers the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from indexer.reports.json_record import JsonRecord
from indexer.reports.model import DateOrigin, NormalizedText, Part, Report
from indexer.reports.section_status import SectionEntry
from indexer.search.highlights import OffsetMap
from indexer.search.query import Everything, Node
from indexer.search.request import Group, Scope, Sort


@dataclass(frozen=True, slots=True)
class Plan:
    """A search with every name in it resolved."""

    query: Node = field(default_factory=Everything)
    filters: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    """Facet name → stored values, OR within, AND across; None stands for "not known". A facet
    that is not filtered is absent."""
    scope: Scope = "part"
    group: Group = "part"
    sort: Sort = "relevance"
    offset: int = 0
    """Hits (or with group=report: reports) to pass over."""
    limit: int = 10
    """Hits (or reports) to give."""
    facets: bool = True
    facet_size: int | None = None
    """Values of each facet that are needed: the most frequent, of equals the first as shown, and
    those filtered by. An engine may give more; None asks for all."""
    report_counts: tuple[str, ...] = ()
    """Facets of which reports are counted too."""


@dataclass(frozen=True, slots=True)
class ReportHead(JsonRecord):
    """A report without its text, as lists and hits need it."""

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
        )


@dataclass(frozen=True, slots=True)
class EngineHit:
    """A hit as an engine gives it, before snippets are cut."""

    report: ReportHead
    part: Part
    score: float
    in_report: int | None = None
    """With group=report, how many parts of its report match."""
    normalised: str | None = field(default=None, compare=False)
    """The part's text, normalised, where the engine has it at hand; snippets are cut with it."""
    offsets: OffsetMap | None = field(default=None, compare=False)
    """The map from it back to the text as written."""
    heading: str | None = field(default=None, compare=False)
    """The part's heading, normalised, likewise."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The engine's answer to a Plan."""

    total: int
    """Matching parts under all filters."""
    reports: int
    """Distinct reports among them."""
    spread: int
    """With scope=part: further reports that hold all terms, but in different parts."""
    parts: tuple[EngineHit, ...]
    facets: Mapping[str, Mapping[str | None, int]]
    """Facet name → stored value → parts, that facet's own filter left out; every value with a
    count above zero."""
    facet_reports: Mapping[str, Mapping[str | None, int]] = field(default_factory=dict)
    """The same in distinct reports, for each facet of `Plan.report_counts`; every value."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Which file a stored report was read from, and what an update compares."""

    report_id: str
    path: str
    """Path below the indexed folder; shown to users."""
    location: str
    """Absolute path of the file."""
    member: str
    """Name inside the archive, where the file is a zip, else ""."""
    sha256: str
    """Hash of what was read."""
    overrides: str
    """Hash of the manifest row that was applied, "" where there was none."""
    text_hash: str
    """`Report.text_hash`: equal where two files hold the same report."""

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
    """Something that `xxgk check` found."""

    what: str
    where: str
    mend: str


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
    """One generation of an index. Safe to share between threads."""

    @property
    def generation(self) -> int: ...

    def search(self, plan: Plan) -> EngineResult: ...

    def count(self, query: Node, scope: Scope = "part") -> int:
        """Parts that match, with no filter."""
        ...

    def words(self, normalised: str) -> list[str]:
        """Normalised text cut into words as this index was, with a user's own words in it."""
        ...

    def compounds(self, word: str) -> frozenset[str]:
        """The word, and every word of this index's dictionary that it is a component of."""
        ...

    def document_frequency(self, term: str) -> int:
        """Live parts whose text or heading contains the normalised `term` as a literal."""
        ...

    def values(self, facet: str) -> Mapping[str | None, int]:
        """Every stored value of a facet with its number of parts."""
        ...

    def heads(self) -> Sequence[ReportHead]:
        """All reports, newest first (the order of `sort=newest`)."""
        ...

    def head(self, report_id: str) -> ReportHead | None: ...

    def report(self, report_id: str) -> Report | None:
        """A report whole, with its text."""
        ...

    def section_statuses(self, year: int | None) -> Mapping[str, Mapping[str, SectionEntry]]:
        """Report id → section id → status and first part, for the reports of a year (None: year
        not known). Answered without reading any report."""
        ...

    def sources(self) -> Mapping[str, SourceRecord]:
        """Report id → the file it was read from, for every report."""
        ...

    def vocabulary(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Words of two or more characters that begin with the normalised `prefix`, with the
        number of parts that hold them, most frequent first."""
        ...

    def common_words(self, limit: int) -> Sequence[str]:
        """Words of two or more characters, the most frequent first, all of them quickly: removed
        parts may still count, so a word may stand in no part any more."""
        ...

    def statistics(self) -> Statistics: ...

    def close(self) -> None: ...


class IndexWriter(Protocol):
    """One batch of changes: all of it becomes the next generation, or none."""

    def put(self, report: Report, normalized: NormalizedText | None = None) -> None:
        """Add a report, or replace the one with its id. `normalized` is the report's, where it is
        known; else it is computed."""
        ...

    def remove(self, report_ids: Iterable[str]) -> None: ...


class SearchEngine(Protocol):
    """An index somewhere."""

    name: str

    def reader(self) -> IndexReader:
        """The newest generation. Raises UnusableIndexError."""
        ...

    def writer(
        self, *, rebuild: bool = False, jobs: int | None = None
    ) -> AbstractContextManager[IndexWriter]:
        """A batch: commits when the block ends, discards when it raises.

        With `rebuild` the batch starts from nothing, the old generation serving meanwhile.
        `jobs` is the number of processes that may build, by default one for each processor; what
        is built does not depend on it. Raises IndexLockedError where another process writes.
        """
        ...

    def exists(self) -> bool: ...

    def generation(self) -> int:
        """The newest committed generation, cheap enough to ask before every search. Raises
        UnusableIndexError."""
        ...

    def user_words(self) -> Path | None:
        """The user's dictionary that the index was made with; also of an index that has to be
        rebuilt, where it can be told. Raises UnusableIndexError where it is damaged."""
        ...

    def check(self, *, deep: bool = False) -> Sequence[Problem]:
        """What is wrong with the index itself, nothing where it is sound; `deep` reads all of it.

        Damage is told, not raised; raises IndexMissingError where there is nothing to check.
        """
        ...


def walk_reports(reader: IndexReader) -> Iterator[Report]:
    """Every report whole, newest first."""
    for head in reader.heads():
        report = reader.report(head.id)
        if report is not None:
            yield report


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
