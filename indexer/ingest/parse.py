"""Text → Report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from indexer.errors import NotAReportError
from indexer.ingest.blocks import read_blocks
from indexer.ingest.confidence import confidence, find_warnings
from indexer.ingest.extracted import Extracted
from indexer.ingest.figures import read_figures
from indexer.ingest.inline_headings import split_inline_headings
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.lines import read_lines
from indexer.ingest.metadata import read_metadata
from indexer.ingest.outline import read_outline
from indexer.ingest.parts import build_parts
from indexer.ingest.provenance import with_text_sources
from indexer.reports.figures import correct_figures, unread_if_too_large
from indexer.reports.model import Report, Source
from indexer.reports.warnings import Concern


@dataclass(frozen=True, slots=True)
class Overrides:
    """A row of the manifest. What it states overrides what is read from the text."""

    school: str | None = None
    period: str | None = None
    published: date | None = None
    province: str | None = None
    source_url: str | None = None
    title: str | None = None
    figures: tuple[tuple[str, int | None], ...] = ()
    """Figures with their numbers; 0 is `zero`, None `not_stated`."""

    @property
    def is_report(self) -> bool:
        """Whether the row makes the file a report: it states a school or a period."""
        return bool(self.school or self.period)


def parse_report(
    extracted: Extracted,
    source: Source,
    *,
    report_id: str,
    overrides: Overrides | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Report:
    """The text of a file as a report.

    Raises NotAReportError where it is none, unless `overrides` state a school or a period, and
    UnreadableError where it has more parts or headings than a report can have.
    """
    blocks = split_inline_headings(read_blocks(read_lines(extracted.text)))
    entries = read_outline(blocks, limits)
    parts, outline = build_parts(blocks, entries, extracted.links, limits)
    parts = with_text_sources(parts, extracted)
    metadata = read_metadata(extracted, parts, source.path)
    given = overrides or Overrides()
    if metadata.verdict.reason is not None and not given.is_report:
        raise NotAReportError(metadata.verdict.reason)
    known = (*extracted.warnings, *metadata.warnings)
    warnings = find_warnings(known, parts, outline, _stated(given))
    period = given.period or metadata.period
    report = Report(
        id=report_id,
        school=given.school or metadata.school,
        province=given.province or metadata.province,
        period=period,
        year=_year(period),
        period_start=metadata.span.start,
        period_end=metadata.span.end,
        published=given.published or metadata.published,
        published_from="manifest" if given.published else metadata.published_from,
        title=given.title or metadata.title,
        source_url=given.source_url or extracted.url,
        source=source,
        parts=parts,
        outline=outline,
        confidence=confidence(warnings),
        warnings=warnings,
        scanned=extracted.scanned,
    )
    read = {name: unread_if_too_large(each) for name, each in read_figures(report).items()}
    sources = {part.ordinal: part.text_source for part in parts if part.text_source != "text"}
    for name, figure in read.items():
        if source_of_text := sources.get(figure.ordinal or 0):
            read[name] = replace(figure, text_source=source_of_text)
    figures = correct_figures(read, dict(given.figures))
    return replace(report, figures=figures)


def _year(period: str | None) -> int | None:
    """The year a period ends in."""
    return int(period.rpartition("-")[2]) if period else None


def _stated(given: Overrides) -> frozenset[Concern]:
    """The facts that the manifest states, about which nothing is uncertain."""
    stated: dict[Concern, object] = {
        "school": given.school,
        "period": given.period,
        "published": given.published,
    }
    return frozenset(concern for concern, value in stated.items() if value)
