"""The response to a search, and its JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.reports.json_record import JsonRecord
from indexer.reports.model import DateOrigin, Part
from indexer.reports.taxonomy import UNKNOWN
from indexer.search.request import SearchRequest

UNKNOWN_VALUE: Final = UNKNOWN
"""The value of facets and filters for null."""


@dataclass(frozen=True, slots=True)
class Snippet(JsonRecord):
    """A piece of the report as written, with half-open code-point marks into it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit(JsonRecord):
    """One matching part."""

    JSON = (
        "id",
        "report_id",
        "ordinal",
        "school",
        "province",
        "period",
        "year",
        "published",
        "published_from",
        "title",
        "sections",
        "topics",
        "heading",
        "heading_marks",
        "score",
        "snippets",
        "url",
        "source_url",
        "path",
        "in_report",
        "part.text_source",
    )
    OPTIONAL = frozenset({"in_report"})

    report_id: str
    ordinal: int
    school: str | None
    province: str | None
    period: str | None
    year: int | None
    published: str | None
    published_from: DateOrigin | None
    title: str
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    heading: str
    heading_marks: tuple[tuple[int, int], ...]
    score: float
    snippets: tuple[Snippet, ...]
    source_url: str | None
    path: str
    part: Part
    """The whole part, with its text; not in the JSON."""
    in_report: int | None = None
    """With group=report: how many parts of its report match."""
    first_indexed: str | None = None
    """When its report entered the archive; not in the JSON, which depends on the reports alone."""

    @property
    def id(self) -> str:
        return f"{self.report_id}#{self.ordinal}"

    @property
    def url(self) -> str:
        return f"/reports/{self.report_id}#s{self.ordinal}"


@dataclass(frozen=True, slots=True)
class FacetValue(JsonRecord):
    """`value` is for filters, `label` for display; `count` counts parts."""

    OPTIONAL = frozenset({"reports"})

    value: str
    label: str
    count: int
    selected: bool
    reports: int | None = None
    """Distinct reports, with `SearchRequest.report_counts`."""


@dataclass(frozen=True, slots=True)
class ReadAs(JsonRecord):
    """Plain terms that were read as a filter by school; `query` is the rest of the query."""

    terms: tuple[str, ...]
    school: tuple[str, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Relaxed(JsonRecord):
    """How a query without exact matches was relaxed."""

    words: tuple[str, ...]
    """The words searched for, in the order of the query."""
    required: int
    """How many of them a part must contain."""
    dropped: tuple[str, ...] = ()
    """Words left out, such as question and function words."""


@dataclass(frozen=True, slots=True)
class Suggestion(JsonRecord):
    """`kind` is school, section, topic, term, or meant (did you mean)."""

    kind: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class FilterOffer(JsonRecord):
    """A piece of the query that can be read as a filter, and what it then finds."""

    facet: str
    values: tuple[str, ...]
    """As the filter takes them."""
    labels: tuple[str, ...]
    typed: str
    query: str
    """The rest of the query."""
    total: int
    reports: int


@dataclass(frozen=True, slots=True)
class FiltersOffer(JsonRecord):
    """Several such pieces at once."""

    filters: dict[str, tuple[str, ...]]
    """Facet → values."""
    query: str
    total: int
    reports: int


@dataclass(frozen=True, slots=True)
class MissingYear(JsonRecord):
    """A year asked for of which a school has no report; school null: the archive has none."""

    school: str | None
    year: str
    """As asked for: a year or a range."""
    years: tuple[int, ...]
    """The years that have one, newest first."""
    query: str
    """The query without the year and the school."""


@dataclass(frozen=True, slots=True)
class SynonymOffer(JsonRecord):
    """A term of the reports for an everyday word, and what it finds in its place."""

    word: str
    text: str
    query: str
    total: int
    reports: int


@dataclass(frozen=True, slots=True)
class Offers(JsonRecord):
    """Other ways to ask, each with what it finds; none is applied."""

    filters: tuple[FilterOffer, ...] = ()
    all: FiltersOffer | None = None
    missing: tuple[MissingYear, ...] = ()
    words: tuple[SynonymOffer, ...] = ()


NO_OFFERS: Final = Offers()


@dataclass(frozen=True, slots=True)
class Possible(JsonRecord):
    """Recognised parts that match but for characters that the recognition of scans confuses, apart
    from the hits."""

    total: int
    hits: tuple[Hit, ...]
    """The best of them."""


@dataclass(frozen=True, slots=True)
class SearchResponse(JsonRecord):
    """The answer to a SearchRequest. The generation is not in the JSON, so that a rebuild does not
    change it."""

    JSON = (
        "request.query",
        "request.match",
        "request.scope",
        "request.group",
        "request.sort",
        "read_as",
        "relaxed",
        "spread",
        "total",
        "reports",
        "request.page",
        "request.size",
        "took_ms",
        "hits",
        "facets",
        "suggestions",
        "offers",
        "possible",
    )
    OPTIONAL = frozenset({"possible"})

    request: SearchRequest
    generation: int
    """The generation of the index that all numbers are from."""
    total: int
    reports: int
    spread: int
    read_as: ReadAs | None
    relaxed: Relaxed | None
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    suggestions: tuple[Suggestion, ...]
    took_ms: float
    offers: Offers = NO_OFFERS
    possible: Possible | None = None
    """None where there are hits enough, or the archive has no recognised text."""
