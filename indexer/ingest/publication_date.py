"""The date of publication: as stated by the page, else that of the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from indexer.ingest.bylines import (
    find_bare_day,
    find_byline_day,
    find_changed,
    find_published,
    find_signed_day,
)
from indexer.ingest.report_text import ReportText
from indexer.reports.dates import normalize_dates
from indexer.reports.model import DateOrigin
from indexer.reports.periods import Span
from indexer.reports.warnings import ReadingWarning

_EARLY: Final = timedelta(days=92)
"""How long before the end of its period a report may be published."""
_SIGNATURE_LINES: Final = 8
_LINES_ABOVE_ATTACHMENT: Final = 3
_BYLINE_LINES: Final = 12
_ATTACHMENT: Final = re.compile("[（(]*附[件表录:：]")


def find_publication_date(
    text: ReportText, period: str | None, span: Span
) -> tuple[date | None, DateOrigin | None, ReadingWarning | None]:
    """The date of publication, its origin, and a warning where it is uncertain.

    A date long before the end of the period is an error, or belongs to an older report.
    """
    earliest = _earliest(period, span)
    doubt = None
    for origin, day in _stated_days(text):
        if day is None:
            continue
        if day >= earliest:
            return day, origin, None
        doubt = ReadingWarning.PUBLISHED_BEFORE_PERIOD_ENDS
    return None, None, doubt


def _earliest(period: str | None, span: Span) -> date:
    ends = [span.end - _EARLY] if span.end else []
    if period:
        ends.append(date(int(period.rpartition("-")[2]), 1, 1))
    return min(ends, default=date.min)


def _stated_days(text: ReportText) -> Iterator[tuple[DateOrigin, date | None]]:
    for day in _page_days(text):
        yield "page", day
    for day in (*_signed_days(text.whole.split("\n")), *map(find_signed_day, text.head)):
        yield "signature", day
    yield "page", find_changed("\n".join(text.head))


def _page_days(text: ReportText) -> Iterator[date | None]:
    yield text.page_date
    yield find_published("\n".join(text.head))
    yield from map(find_byline_day, text.head[:_BYLINE_LINES])
    yield from (find_bare_day(line, figures_only=True) for line in text.head[:_BYLINE_LINES])


def _signed_days(lines: list[str]) -> Iterator[date | None]:
    """The dates of signatures, at the end and above the attachments, the last ones first."""
    yield from map(find_signed_day, _joined(lines[-_SIGNATURE_LINES:]))
    attachments = [at for at, line in enumerate(lines) if at and _ATTACHMENT.match(line)]
    for at in reversed(attachments):
        yield from map(find_signed_day, _joined(lines[max(0, at - _LINES_ABOVE_ATTACHMENT) : at]))


def _joined(lines: list[str]) -> Iterator[str]:
    """The lines from last to first; a year on a line of its own is joined with the day after it."""
    rest = list(lines)
    while rest:
        line = rest.pop()
        if (
            rest
            and normalize_dates(rest[-1]).endswith("年")
            and normalize_dates(line)[:1].isdecimal()
        ):
            line = rest.pop() + line
        yield line
