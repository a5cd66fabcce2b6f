"""The metadata of a report: school, period, date of publication, title.

Sources of each fact are the title, the opening, the name of the file, the title of the format and
the signature, in that order of trust; the first that states it decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.ingest.author import find_author
from indexer.ingest.corroboration import corroborate
from indexer.ingest.extracted import Extracted
from indexer.ingest.publication_date import find_publication_date
from indexer.ingest.report_period import find_period, find_reported_span
from indexer.ingest.report_test import Verdict, examine
from indexer.ingest.report_text import ReportText
from indexer.ingest.titles import displayed_title
from indexer.reports.model import DateOrigin, Part
from indexer.reports.periods import Span
from indexer.reports.provinces import find_province
from indexer.reports.warnings import ReadingWarning


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the text states about itself; None where it does not."""

    school: str | None
    province: str | None
    period: str | None
    span: Span
    published: date | None
    published_from: DateOrigin | None
    title: str
    verdict: Verdict
    """Whether the text is a report at all."""
    warnings: tuple[ReadingWarning, ...]


def read_metadata(extracted: Extracted, parts: tuple[Part, ...], path: str) -> Metadata:
    """The metadata of a report that is divided into parts."""
    text = ReportText(extracted, parts, path)
    school, school_warning = find_author(text)
    span = find_reported_span(text)
    period, period_warning = find_period(text, span)
    published, origin, published_warning = find_publication_date(text, period, span)
    verdict = examine(text, parts)
    doubtful = None if verdict.is_certain else ReadingWarning.REPORT_UNCERTAIN
    found = filter(None, (school_warning, period_warning, published_warning, doubtful))
    return Metadata(
        school=school,
        province=find_province(school, text.whole, text.title),
        period=period,
        span=span,
        published=published,
        published_from=origin,
        title=displayed_title(text.title) or text.format_title or text.stem,
        verdict=verdict,
        warnings=(*found, *corroborate(text, school, period, span)),
    )
