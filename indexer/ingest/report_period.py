"""The period of a report, with a warning where it is uncertain.

The report's own text is trusted more than the title of its format, and both more than the name of
the file, which may contain the date of saving or the number of an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from indexer.analysis.normalize import normalize
from indexer.ingest.report_text import ReportText
from indexer.ingest.titles import COVER_LETTER, TITLE_WORDS
from indexer.reports.dates import find_ranges, normalize_dates
from indexer.reports.periods import (
    Span,
    find_damaged_label,
    find_label,
    find_span,
    names_single_academic_year,
    without_citations,
)
from indexer.reports.warnings import ReadingWarning

_DRAWN_UP: Final = re.compile("编制|编写|编撰|形成|撰写|现将|汇报|报告如下")
_LABEL_ALONE: Final = re.compile(r"(?:在|本报告)?[\d年学度至到()/-]{4,14}(?:以来|期间|[里内中])?")
_AUTHOR: Final = "(?:[我本全][校院局厅委馆市县区镇乡]|学[校院]|[省市县区]?教育[厅局])"
_SUBJECT: Final = re.compile(
    rf"^(?:在)?(?:(\d[\d年学度至到/-]{{3,13}})(?:以来|期间|[里内中])?,?{_AUTHOR}"
    r"|(\d{4}年?[至到/-]?\d{4}学?年度?),)"
)
"""The beginning of a sentence about what the school did in a period."""


def find_period(text: ReportText, span: Span) -> tuple[str | None, ReadingWarning | None]:
    """The label of the period, and a warning where it is uncertain."""
    if label := _stated_label(text, span):
        return label, None if span.agrees_with(label) else ReadingWarning.PERIOD_CONFLICT
    damaged = None if span.label else find_damaged_label("\n".join(text.head))
    doubt = ReadingWarning.PERIOD_FROM_DAMAGED_DATE if damaged else None
    outside = _labels_outside(text)
    if label := span.label or damaged:
        if any(not are_compatible(name.label, label) for name in outside):
            return label, ReadingWarning.PERIOD_CONFLICT
        return next((name.label for name in outside if name.is_title), label), doubt
    for name in outside:
        if span.agrees_with(name.label):
            return name.label, name.doubt
    label = _label_of_body(text)
    missing = ReadingWarning.PERIOD_MISSING
    return label, ReadingWarning.PERIOD_FROM_BODY if label else missing


def find_reported_span(text: ReportText) -> Span:
    """The first and last day of the statistics: in the opening, else where they are called so."""
    opening = find_span("\n".join(text.head), anywhere=True)
    if opening.start or opening.end:
        return opening
    return find_span(text.whole, anywhere=False)


def _stated_label(text: ReportText, span: Span) -> str | None:
    """The label in the title or the opening."""
    title = text.title
    is_letter = bool(COVER_LETTER.search(normalize(title)))
    if not is_letter and (label := _label_of_title(title)):
        return (names_single_academic_year(title) and span.label) or label
    return _label_of_opening(text) or find_label(title)


def _label_of_title(title: str) -> str | None:
    stated = find_label(title) or find_span(title, anywhere=True).label
    return stated or find_label(title, loose=True)


class _OutsideLabel(NamedTuple):
    """A period stated outside the text."""

    label: str
    is_title: bool
    """It is part of a report's title."""
    doubt: ReadingWarning | None


def _labels_outside(text: ReportText) -> list[_OutsideLabel]:
    """The periods in the title of the format and the name of the file; in the first a year alone
    counts only as part of a report's title."""
    places = (
        (text.format_title, None),
        (text.stem, ReadingWarning.PERIOD_FROM_FILE_NAME),
    )
    found = []
    for place, doubt in places:
        is_title = bool(TITLE_WORDS.search(normalize(place)))
        label = find_label(place, loose=is_title or doubt is not None)
        if label:
            found.append(_OutsideLabel(label, is_title, doubt))
    return found


def _label_of_opening(text: ReportText) -> str | None:
    """The period in the opening, without the years of cited notices."""
    lines = (without_citations(line) for line in (*text.opening, *text.head))
    clauses = [c for line in lines for c in re.split("[，。；,;]", line) if _about_itself(c)]
    labels = [
        (label, clause) for clause in clauses if (label := find_label(_without_ranges(clause)))
    ]
    drawn_up = [label for label, clause in labels if _DRAWN_UP.search(clause)]
    academic = [label for label, _ in labels if "-" in label]
    return next(iter([*drawn_up, *academic, *(label for label, _ in labels)]), None)


def _without_ranges(clause: str) -> str:
    """A clause without its ranges of days: 2019年度(2018年9月1日至2019年8月31日)."""
    words = normalize_dates(clause)
    for found in reversed([*find_ranges(words)]):
        words = words[: found.begin] + words[found.stop :]
    return words


def _about_itself(clause: str) -> bool:
    words = normalize_dates(clause).strip()
    return bool(re.search("信息公开|报告|年报", words) or _LABEL_ALONE.fullmatch(words))


def _label_of_body(text: ReportText) -> str | None:
    """The period in which the school did something, according to sentences of the body."""
    lines = [without_citations(line) for line in text.whole.split("\n")]
    begun = Counter(_labels_of_subjects(lines)).most_common(2)
    if begun and (len(begun) == 1 or begun[0][1] > begun[1][1]):
        return begun[0][0]
    named = {label for line in lines if (label := find_label(line)) and "-" in label}
    return named.pop() if len(named) == 1 else None


def _labels_of_subjects(lines: list[str]) -> Iterator[str]:
    for line in lines:
        for sentence in normalize_dates(line).split("。"):
            found = _SUBJECT.match(sentence)
            if found and (label := find_label(found.group(1) or found.group(2))):
                yield label


def are_compatible(one: str, other: str) -> bool:
    """Whether two labels can name one period: 2022 and 2021-2022."""
    if "-" in one and "-" in other:
        return one == other
    return bool({*one.split("-")} & {*other.split("-")})
