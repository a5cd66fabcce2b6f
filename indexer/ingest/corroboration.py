"""Whether the sources in and around a report agree on its school and its period.

A fact that two sources state is more certain than one that a single source states; one that another
source contradicts is uncertain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.author_evidence import all_mentions
from indexer.ingest.report_period import are_compatible
from indexer.ingest.report_text import ReportText
from indexer.reports.dates import find_ranges, normalize_dates
from indexer.reports.periods import Span, find_label, without_citations
from indexer.reports.school_names import NameKind, find_mentions, read_name
from indexer.reports.warnings import ReadingWarning
from indexer.reports.wording import comparable

_OPENING_LINES: Final = 3
_NAME_ENDING: Final = re.compile("大学|学院|专科学校|党校")
_DAMAGED_YEAR: Final = re.compile(
    r"2(?<![0-9a-z]2)(?:[o〇][0-9]{2}|[0o](?=\d?[li|])[0-9li|]{2})(?![0-9a-z])"
)
"""A year with letters in place of digits, as scanning produces them, normalised: 2o23, 20l9."""
_YEAR: Final = re.compile(r"20(?<!\d20)\d\d(?!\d)")
_TWO_YEARS: Final = re.compile(r"(?<!\d)(20\d\d)[-至到/](20\d\d)(?=学?年)")
_FEWEST_YEARS: Final = 3
_SHORTEST: Final = 270
_LONGEST: Final = 400
"""Days of the period of a report."""
_MOST_TEXT: Final = 60_000


def corroborate(
    text: ReportText, school: str | None, period: str | None, span: Span
) -> Iterator[ReadingWarning]:
    """Warnings about a school or period that the sources do not confirm."""
    yield from _of_school(text, school)
    yield from _of_period(text, period, span)


def _of_school(text: ReportText, school: str | None) -> Iterator[ReadingWarning]:
    outside = [text.title, text.format_title, text.stem, *text.signature[-3:]]
    if school is None:
        if any(_NAME_ENDING.search(normalize(place)) for place in [*outside, *text.head[:8]]):
            yield ReadingWarning.SCHOOL_UNREAD
        return
    name = normalize(school)
    body = comparable(text.whole[:_MOST_TEXT])
    places = [normalize(place) for place in (text.title, text.stem, text.site_title)]
    stated = body.count(name) + sum(name in place for place in places[1:])
    if stated < 2:
        yield ReadingWarning.SCHOOL_UNCONFIRMED
    read = read_name(school)
    if read is not None and read.kind is NameKind.PLACED:
        yield ReadingWarning.SCHOOL_UNLISTED
    elif read is None or read.kind is not NameKind.KNOWN:
        yield ReadingWarning.SCHOOL_NAME_UNKNOWN
    others = {
        mention.name.text
        for place in outside
        for mention in find_mentions(comparable(place))
        if mention.name.kind is NameKind.KNOWN
    }
    if any(not _same_school(name, normalize(other)) for other in others):
        yield ReadingWarning.SCHOOL_CONFLICT
    elif _another_is_named_as_often(body, name):
        yield ReadingWarning.OTHER_SCHOOLS_NAMED


def _same_school(one: str, other: str) -> bool:
    return one in other or other in one


def _another_is_named_as_often(body: str, name: str) -> bool:
    named = Counter(
        normalize(mention.name.text)
        for mention in all_mentions(body)
        if mention.name.kind is NameKind.KNOWN
    )
    others = [count for other, count in named.items() if not _same_school(name, other)]
    return bool(others) and max(others) >= min(2, body.count(name))


def _of_period(text: ReportText, period: str | None, span: Span) -> Iterator[ReadingWarning]:
    whole = comparable(text.whole[:_MOST_TEXT])
    years = Counter(_YEAR.findall(whole))
    if period is None:
        if years:
            yield ReadingWarning.PERIOD_UNREAD
        return
    if _DAMAGED_YEAR.search(whole):
        yield ReadingWarning.PERIOD_FROM_DAMAGED_DATE
    labels = [*_labels(text, span)]
    differ = any(
        not are_compatible(one, other) for one, other in combinations({*labels, period}, 2)
    )
    if differ or _is_odd(span) or _names_odd_years(text.title) or _another_span(text, span):
        yield ReadingWarning.PERIOD_CONFLICT
    elif not years and find_label(text.stem, loose=True) and not text.format_title:
        yield ReadingWarning.PERIOD_FROM_FILE_NAME
    elif len(labels) < 2:
        yield ReadingWarning.PERIOD_UNCONFIRMED
    own = {str(int(year) + step) for year in period.split("-") for step in (-1, 0, 1)}
    if years.total() >= _FEWEST_YEARS and not own & {year for year, _ in years.most_common(3)}:
        yield ReadingWarning.PERIOD_CONFLICT


def _is_odd(span: Span) -> bool:
    """Whether a period is much shorter or longer than a year."""
    if span.start is None or span.end is None:
        return False
    return not _SHORTEST <= (span.end - span.start).days <= _LONGEST


def _names_odd_years(title: str) -> bool:
    """Whether a title has a range of two years that are not consecutive: 2018-2018学年."""
    return any(
        int(later) != int(earlier) + 1 for earlier, later in _TWO_YEARS.findall(normalize(title))
    )


def _another_span(text: ReportText, span: Span) -> bool:
    """Whether the opening gives a second range of about a year."""
    ranges = [
        Span(found.start, found.end)
        for line in text.opening[:_OPENING_LINES]
        for found in find_ranges(normalize_dates(line))
        if found.start and found.end
    ]
    return any(other != span and not _is_odd(other) for other in ranges)


def _labels(text: ReportText, span: Span) -> Iterator[str]:
    """The periods according to title, opening, format, name of the file, and first and last day."""
    opening = (without_citations(line) for line in text.opening[:_OPENING_LINES])
    for place, loose in (
        (text.title, True),
        ("\n".join(opening), False),
        (text.format_title, True),
        (text.stem, True),
    ):
        if label := find_label(place, loose=loose):
            yield label
    if span.label:
        yield span.label
