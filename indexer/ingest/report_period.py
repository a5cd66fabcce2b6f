"""The period a report is about and the day it was published, and a warning about the period."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.report_text import ReportText
from indexer.ingest.titles import COVER_LETTER
from indexer.reports.periods import (
    Span,
    find_damaged_label,
    find_day,
    find_label,
    find_published,
    find_span,
    names_single_academic_year,
    without_citations,
)
from indexer.reports.warnings import ReadingWarning

_DRAWN_UP: Final = re.compile("编制|编写|编撰|形成|撰写|现将|汇报|报告如下")


def find_period(text: ReportText) -> tuple[str | None, ReadingWarning | None]:
    """The period's label, and a warning about it."""
    span = find_reported_span(text)
    cover = bool(COVER_LETTER.search(normalize(text.title)))
    if not cover and (label := _label_of_title(text.title)):
        whole_year = names_single_academic_year(text.title) and span.label
        return whole_year or label, None
    certain = (
        _label_of_opening(text),
        find_label(text.stem, loose=True),
        find_label(text.format_title),
        span.label,
        find_label(text.title),
    )
    if label := next(filter(None, certain), None):
        return label, None
    if label := find_damaged_label("\n".join(text.head)):
        return label, ReadingWarning.PERIOD_FROM_DAMAGED_DATE
    named = {find_label(without_citations(line)) for line in text.whole.split("\n")}
    academic = [label for label in named if label and "-" in label]
    if len(academic) == 1:
        return academic[0], ReadingWarning.PERIOD_FROM_BODY
    return None, ReadingWarning.PERIOD_MISSING


def _label_of_title(title: str) -> str | None:
    stated = find_label(title) or find_span(title, anywhere=True).label
    return stated or find_label(title, loose=True)


def _label_of_opening(text: ReportText) -> str | None:
    """What the opening says it reports on, the years of cited notices left aside."""
    lines = (without_citations(line) for line in (*text.opening, *text.head))
    clauses = [c for line in lines for c in re.split("[，。；,;]", line) if _about_itself(c)]
    labels = [(label, clause) for clause in clauses if (label := find_label(clause))]
    drawn_up = [label for label, clause in labels if _DRAWN_UP.search(clause)]
    academic = [label for label, _ in labels if "-" in label]
    return next(iter([*drawn_up, *academic, *(label for label, _ in labels)]), None)


def _about_itself(clause: str) -> bool:
    words = normalize(clause)
    return "信息公开" in words or "报告" in words or "年报" in words


def find_reported_span(text: ReportText) -> Span:
    opening = find_span("\n".join(text.head), anywhere=True)
    if opening.start or opening.end:
        return opening
    return find_span(text.whole, anywhere=False)


def find_publication_date(text: ReportText) -> date | None:
    if text.page_date:
        return text.page_date
    if stated := find_published("\n".join(text.head)):
        return stated
    tails = [line.rstrip("。").rpartition("。")[2] for line in reversed(text.signature)]
    lines = [line for line in tails if len(line) <= 60]
    dates = (find_day(line) for line in (*lines, *text.head))
    return next((day for day in dates if day), None)
