"""A report and its parts, as every other package sees them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from indexer.analysis.normalize import normalize
from indexer.processes.pickling import PickledByFields
from indexer.reports.figures import Figure
from indexer.reports.json_record import JsonRecord
from indexer.reports.warnings import AnyWarning
from indexer.reports.wording import comparable


@dataclass(frozen=True, slots=True)
class Link(PickledByFields, JsonRecord):
    """A link of the source: its words, and an http(s) address."""

    text: str
    url: str


TextSource: TypeAlias = Literal["text", "ocr", "mixed"]
"""Where a text is from: the file's own text, recognised from pictures of pages, or both."""


@dataclass(frozen=True, slots=True)
class UncertainText(JsonRecord):
    """Characters that were recognised with little confidence."""

    start: int
    end: int
    """Half-open, in code points of the part's `text`."""
    page: int
    """The page they stand on, from 1; a picture is one page."""


@dataclass(frozen=True, slots=True)
class Part(PickledByFields, JsonRecord):
    """What is indexed, matched, counted and shown as a hit.

    The preamble, a top-level section, or one topic's passage inside `proactive` or `key_areas`.
    """

    JSON = ("ordinal", "sections", "topics", "heading", "text", "links", "text_source", "uncertain")

    ordinal: int
    """Position in the report, from 1; the preamble comes first where there is one."""
    sections: tuple[str, ...]
    """One canonical section id, or two for a heading with two labels."""
    topics: tuple[str, ...]
    """Topic ids of this passage; empty outside a topic."""
    heading: str
    """The part's own heading as written, number included; "" for the preamble and for text before
    any heading."""
    text: str
    """What follows the heading, lower headings included. Paragraphs end with a newline, cells
    of a table row are set apart by a tab: both are boundaries that no literal crosses. No other
    newline or tab occurs."""
    links: tuple[Link, ...] = ()
    opens_section: bool = True
    """False for a topic's passage that continues a section already opened by an earlier part, and
    for a general heading (信息公开情况) with separate sections below it."""
    text_source: TextSource = "text"
    uncertain: tuple[UncertainText, ...] = ()
    """In the order of the text."""

    @property
    def is_passage(self) -> bool:
        """Whether it continues the section of an earlier part."""
        return not self.opens_section and self.sections != ("unclassified",)


@dataclass(frozen=True, slots=True)
class OutlineEntry(PickledByFields):
    """One heading of the report, at any level, and its position."""

    level: int
    """1 for a top-level heading, downward from there."""
    text: str
    """The heading as written, without the paragraph that may run in after it."""
    anchor: str
    """`s4` for the heading that opens part 4; `s4-2` for the second lower heading inside it."""
    ordinal: int
    """The part that contains it."""
    paragraph: int
    """Index of its line in the part's text split at newlines; -1 where it is the part's own
    heading."""


DateOrigin = Literal["page", "signature", "manifest"]
"""Source of a day of publication: the web page, the report's signature, the manifest."""


@dataclass(frozen=True, slots=True)
class Source(PickledByFields):
    """The file a report was read from."""

    path: str
    """Path below the indexed folder, with forward slashes; shown to users."""
    location: str = ""
    """Absolute path on the machine that indexed it; never shown to a web user."""
    sha256: str = ""
    """Hash of the file's bytes, as hexadecimal digits."""
    size: int = 0
    """Bytes."""
    member: str = ""
    """Name inside the archive, where the file is a zip."""
    overrides: str = ""
    """Hash of the manifest row that was applied, "" where there was none."""


@dataclass(frozen=True, slots=True)
class ScannedPage(JsonRecord):
    """A page whose text was recognised from its picture."""

    page: int
    """From 1; a picture is one page."""
    confidence: float
    """0..1: the mean over its characters."""


@dataclass(frozen=True, slots=True)
class Report(PickledByFields):
    """One yearly report. What is not known is None, never guessed."""

    id: str
    school: str | None
    province: str | None
    period: str | None
    """"2023-2024" for an academic year, "2022" for a year."""
    year: int | None
    """The year the period ends in."""
    period_start: date | None
    period_end: date | None
    published: date | None
    title: str
    source_url: str | None
    source: Source
    parts: tuple[Part, ...]
    published_from: DateOrigin | None = None
    """Source of `published`; None where that is not known."""
    outline: tuple[OutlineEntry, ...] = ()
    confidence: float = 1.0
    """0..1: how sure the reading is, so that a person can check the least certain ones first."""
    warnings: tuple[AnyWarning, ...] = ()
    """What lowered the confidence."""
    figures: Mapping[str, Figure] = field(default_factory=dict, hash=False)
    """What it states in numbers: every id of `FIGURES` once it is read."""
    first_indexed: datetime | None = None
    """When a report with this id first entered the archive, in UTC, to the second."""
    scanned: tuple[ScannedPage, ...] = ()
    """The pages that were recognised, in order."""

    @property
    def text_source(self) -> TextSource:
        """That of its parts, "mixed" where they differ."""
        sources = {part.text_source for part in self.parts}
        return sources.pop() if len(sources) == 1 else "mixed" if sources else "text"

    @property
    def path(self) -> str:
        """Path below the indexed folder."""
        return self.source.path

    @property
    def sections(self) -> tuple[str, ...]:
        """Canonical sections in the order of the text, an entry for each heading that opens one."""
        return tuple(s for part in self.parts if part.opens_section for s in part.sections)

    @property
    def text(self) -> str:
        """The whole report: headings and texts joined in order by newlines."""
        return "\n".join(self.lines())

    @property
    def text_hash(self) -> str:
        """Hash of the whole normalised text, 16 bytes as hexadecimal digits.

        Two files with the same hash are one report. Computed at each call, unlike
        `NormalizedText.text_hash`.
        """
        return NormalizedText.of(self).text_hash

    def lines(self) -> Iterator[str]:
        """Headings and texts in order, the empty ones left out."""
        for part in self.parts:
            if part.heading:
                yield part.heading
            if part.text:
                yield part.text

    def summary(self) -> dict[str, Any]:
        """The report as `list --format json` gives it."""
        return {
            "id": self.id,
            "school": self.school,
            "province": self.province,
            "period": self.period,
            "year": self.year,
            "period_start": _iso(self.period_start),
            "period_end": _iso(self.period_end),
            "published": _iso(self.published),
            "title": self.title,
            "source_url": self.source_url,
            "path": self.path,
            "sections": list(self.sections),
            "published_from": self.published_from,
            "first_indexed": iso_time(self.first_indexed),
            "text_source": self.text_source,
        }

    def to_dict(self) -> dict[str, Any]:
        """The report as `show --format json` gives it."""
        return {
            **self.summary(),
            "parts": [part.to_dict() for part in self.parts],
            "figures": {name: figure.to_dict() for name, figure in self.figures.items()},
            "scanned": [page.to_dict() for page in self.scanned],
        }


@dataclass(frozen=True, slots=True)
class NormalizedText(PickledByFields):
    """The normalised texts of a report: computed by the worker that parses it, and carried beside
    the report into the index."""

    title: str
    headings: tuple[str, ...]
    """Of each part, "" where it has none."""
    texts: tuple[str, ...]
    """Of each part."""
    text_hash: str
    """Hash of the whole normalised text, 16 bytes as hexadecimal digits."""

    @classmethod
    def of(cls, report: Report) -> NormalizedText:
        """Computed from the report's own texts."""
        written = [text for part in report.parts for text in (part.heading, part.text)]
        normalized = _normalize_lines(written)
        # A newline is a boundary, so this is the normalised text of the whole report.
        lines = [one for text, one in zip(written, normalized, strict=True) if text]
        whole = "\n".join(lines).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(whole, digest_size=16).hexdigest()
        title = normalize(report.title)
        return cls(title, tuple(normalized[::2]), tuple(normalized[1::2]), digest)


def _normalize_lines(headings_and_texts: list[str]) -> list[str]:
    """Headings and texts in turns, each normalised; all at once, as the reader of the metadata has
    done before."""
    kept = [text for at, text in enumerate(headings_and_texts) if text or at % 2]
    lines = comparable("\n".join(kept)).split("\n")
    normalized = []
    at = 0
    for number, text in enumerate(headings_and_texts):
        end = at + 1 + text.count("\n") + text.count("\t") if text or number % 2 else at
        normalized.append("\n".join(lines[at:end]))
        at = end
    return normalized


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def iso_time(moment: datetime | None) -> str | None:
    """A time in UTC as stored and shown: `2024-10-30T08:00:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def parse_iso_time(written: str | None) -> datetime | None:
    """The time that `iso_time` wrote."""
    return datetime.fromisoformat(written) if written else None


@dataclass(frozen=True, slots=True)
class IgnoredFile(JsonRecord):
    """A file that is no report, or of a kind that is not read: listed, but not a failure."""

    path: str
    """Path below the indexed folder, as it is shown."""
    reason: str
