"""What a search answers, as values and as the JSON of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from indexer.reports.model import DateOrigin, Part
from indexer.reports.taxonomy import UNKNOWN
from indexer.search.request import SearchRequest

UNKNOWN_VALUE: Final = UNKNOWN
"""Stands in facets and filters for what is null."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of the report as written, with half-open code-point marks into it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "marks": [list(mark) for mark in self.marks]}


@dataclass(frozen=True, slots=True)
class Hit:
    """One matching part."""

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
    """With group=report: how many parts of this report match."""

    @property
    def id(self) -> str:
        return f"{self.report_id}#{self.ordinal}"

    @property
    def url(self) -> str:
        return f"/reports/{self.report_id}#s{self.ordinal}"

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": self.id,
            "report_id": self.report_id,
            "ordinal": self.ordinal,
            "school": self.school,
            "province": self.province,
            "period": self.period,
            "year": self.year,
            "published": self.published,
            "published_from": self.published_from,
            "title": self.title,
            "sections": list(self.sections),
            "topics": list(self.topics),
            "heading": self.heading,
            "heading_marks": [list(mark) for mark in self.heading_marks],
            "score": self.score,
            "snippets": [snippet.to_dict() for snippet in self.snippets],
            "url": self.url,
            "source_url": self.source_url,
            "path": self.path,
        }
        if self.in_report is not None:
            found["in_report"] = self.in_report
        return found


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`value` is what a filter takes; `label` what a reader sees; `count` parts."""

    value: str
    label: str
    count: int
    selected: bool
    reports: int | None = None
    """Distinct reports, where the request asks for them (`report_counts`)."""

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "value": self.value,
            "label": self.label,
            "count": self.count,
            "selected": self.selected,
        }
        if self.reports is not None:
            found["reports"] = self.reports
        return found


@dataclass(frozen=True, slots=True)
class ReadAs:
    """Plain terms that were read as a school's filter; `query` is what was left to search."""

    terms: tuple[str, ...]
    school: tuple[str, ...]
    query: str

    def to_dict(self) -> dict[str, Any]:
        return {"terms": list(self.terms), "school": list(self.school), "query": self.query}


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How a query that found nothing exactly was relaxed."""

    words: tuple[str, ...]
    """The words looked for, in the order of the query."""
    required: int
    """How many of them a part must hold."""
    dropped: tuple[str, ...] = ()
    """Question and function words left out."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "words": list(self.words),
            "required": self.required,
            "dropped": list(self.dropped),
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is school, section, topic, term, or meant (what was probably meant)."""

    kind: str
    text: str
    label: str

    def to_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "text": self.text, "label": self.label}


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to a SearchRequest."""

    request: SearchRequest
    generation: int
    """The index generation every number here was read from."""
    total: int
    reports: int
    spread: int
    read_as: ReadAs | None
    relaxed: Relaxed | None
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    suggestions: tuple[Suggestion, ...]
    took_ms: float

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the contract; the generation stays out, so that a rebuild changes no byte."""
        return {
            "query": self.request.query,
            "match": self.request.match,
            "scope": self.request.scope,
            "group": self.request.group,
            "sort": self.request.sort,
            "read_as": self.read_as.to_dict() if self.read_as else None,
            "relaxed": self.relaxed.to_dict() if self.relaxed else None,
            "spread": self.spread,
            "total": self.total,
            "reports": self.reports,
            "page": self.request.page,
            "size": self.request.size,
            "took_ms": self.took_ms,
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {
                name: [value.to_dict() for value in values] for name, values in self.facets.items()
            },
            "suggestions": [suggestion.to_dict() for suggestion in self.suggestions],
        }
