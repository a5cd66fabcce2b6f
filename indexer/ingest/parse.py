"""Text → Report: the one way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.errors import Message, NotAReportError
from indexer.ingest.blocks import read_blocks
from indexer.ingest.extracted import Extracted
from indexer.ingest.flattened import cut_flattened
from indexer.ingest.lines import read_lines
from indexer.ingest.metadata import Metadata, read_metadata
from indexer.ingest.outline import read_outline
from indexer.ingest.parts import build_parts
from indexer.ingest.script import simplified
from indexer.reports.model import Part, Report, Source

_NOT_A_REPORT: Final = Message(
    "不是信息公开年度报告：没有报告标题，也没有可识别的章节；如确为报告，请写入 manifest.csv"
)
_LEAST_CONFIDENCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Overrides:
    """A row of the manifest: what it states wins over what is read from the text."""

    school: str | None = None
    period: str | None = None
    published: date | None = None
    province: str | None = None
    source_url: str | None = None
    title: str | None = None


def parse_report(
    extracted: Extracted, source: Source, *, report_id: str, overrides: Overrides | None = None
) -> Report:
    """The report a file's text is.

    Raises NotAReportError where there is neither a report's title words nor a canonical heading;
    `overrides`, even empty ones, force the reading.
    """
    blocks = read_blocks(read_lines(extracted.text))
    pieces = cut_flattened(blocks)
    parts, outline = build_parts(pieces, read_outline(pieces), extracted.links)
    metadata = read_metadata(extracted, parts, source.path)
    if overrides is None and not metadata.is_report and not _is_about_disclosure(parts):
        raise NotAReportError(_NOT_A_REPORT)
    given = overrides or Overrides()
    doubts = _doubts(metadata, parts, given)
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
        title=given.title or metadata.title,
        source_url=given.source_url or extracted.url,
        source=source,
        parts=parts,
        outline=outline,
        confidence=max(_LEAST_CONFIDENCE, round(1 - 0.2 * len(doubts), 2)),
        doubts=doubts,
    )


def _year(period: str | None) -> int | None:
    """The year a period ends in."""
    return int(period.rpartition("-")[2]) if period else None


def _has_canonical_section(parts: tuple[Part, ...]) -> bool:
    labels = {label for part in parts for label in part.sections}
    return bool(labels - {"preamble", "unclassified"})


def _is_about_disclosure(parts: tuple[Part, ...]) -> bool:
    """Whether there are canonical headings, and they or the text speak of disclosure: 主要做法 and
    概述 alone stand in any paper."""
    return _has_canonical_section(parts) and any(
        "公开" in simplified(part.heading + part.text) for part in parts
    )


def _doubts(metadata: Metadata, parts: tuple[Part, ...], given: Overrides) -> tuple[str, ...]:
    doubts = [
        doubt
        for doubt in metadata.warnings
        if not (given.school and "school" in doubt) and not (given.period and "period" in doubt)
    ]
    if not _has_canonical_section(parts):
        doubts.append("no section found")
    if any(part.sections == ("unclassified",) for part in parts):
        doubts.append("a section's heading fits no canonical section")
    return tuple(doubts)
