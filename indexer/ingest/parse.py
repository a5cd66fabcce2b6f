"""Text → Report: the one way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.errors import NotAReportError
from indexer.ingest.blocks import read_blocks
from indexer.ingest.confidence import confidence, find_warnings
from indexer.ingest.extracted import Extracted
from indexer.ingest.flattened import cut_flattened
from indexer.ingest.lines import read_lines
from indexer.ingest.metadata import read_metadata
from indexer.ingest.outline import read_outline
from indexer.ingest.parts import build_parts
from indexer.reports.model import Report, Source
from indexer.reports.warnings import Concern


@dataclass(frozen=True, slots=True)
class Overrides:
    """A row of the manifest: what it states wins over what is read from the text."""

    school: str | None = None
    period: str | None = None
    published: date | None = None
    province: str | None = None
    source_url: str | None = None
    title: str | None = None

    @property
    def force(self) -> bool:
        """Whether the row says that the file is a report: it states a school or a period."""
        return bool(self.school or self.period)


def parse_report(
    extracted: Extracted, source: Source, *, report_id: str, overrides: Overrides | None = None
) -> Report:
    """The report a file's text is.

    Raises NotAReportError where the text is none, unless `overrides` state a school or a period.
    """
    blocks = read_blocks(read_lines(extracted.text))
    pieces = cut_flattened(blocks)
    parts, outline = build_parts(pieces, read_outline(pieces), extracted.links)
    metadata = read_metadata(extracted, parts, source.path)
    given = overrides or Overrides()
    if metadata.verdict.reason is not None and not given.force:
        raise NotAReportError(metadata.verdict.reason)
    known = (*extracted.warnings, *metadata.warnings)
    warnings = find_warnings(known, parts, outline, _stated(given))
    period = given.period or metadata.period
    return Report(
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
    )


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
