"""What the writer and the readers of a report should know of its reading warnings, with the places
that they are about."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import Final

from indexer.i18n import Message
from indexer.reports.model import Report
from indexer.reports.periods import Span, find_label, find_span, without_citations
from indexer.reports.warnings import AnyWarning, ReadingWarning, is_doubt

_NOTHING_TO_DO: Final = frozenset(
    {ReadingWarning.SCHOOL_UNCONFIRMED, ReadingWarning.PERIOD_UNCONFIRMED}
)
"""They lower the confidence, but name no error."""
_OPENING_LINES: Final = 3
_SIGNATURE_LINES: Final = 3


def reading_advice(report: Report) -> Iterator[tuple[AnyWarning, Message]]:
    """The warnings that someone can act upon, each with its message."""
    for warning in report.warnings:
        if warning in _NOTHING_TO_DO:
            continue
        if warning is ReadingWarning.PERIOD_CONFLICT:
            yield warning, _period_conflict(report)
        else:
            yield warning, warning.message


def reader_doubts(report: Report) -> list[Message]:
    """What someone who reads the report should know: a fact may be wrong, or text is missing."""
    return [message for warning, message in reading_advice(report) if is_doubt(warning)]


def _period_conflict(report: Report) -> Message:
    stated = dict(_stated_periods(report))
    if len({*stated.values()}) < 2:
        return ReadingWarning.PERIOD_CONFLICT.message
    places = tuple(
        Message("%(place)s写 %(period)s", place=place, period=period)
        for place, period in stated.items()
    )
    return Message("不同位置写的统计期间不一致：%(places)s", places=places)


def _stated_periods(report: Report) -> Iterator[tuple[Message, str]]:
    """Where a report gives its period, and which."""
    title = report.title or ""
    if label := find_label(title) or find_span(title, anywhere=True).label:
        yield Message("标题"), label
    found = (line.strip() for part in report.parts for line in part.text.splitlines())
    lines = [line for line in found if line and line != title.strip()]
    opening = [without_citations(line) for line in islice(lines, _OPENING_LINES)]
    labels = (find_label(line) or find_span(line, anywhere=True).label for line in opening)
    if label := next(filter(None, labels), None):
        yield Message("开头"), label
    if label := Span(report.period_start, report.period_end).label:
        yield Message("统计起止日期"), label
    ending = lines[max(_OPENING_LINES, len(lines) - _SIGNATURE_LINES) :]
    if label := next(filter(None, map(find_label, reversed(ending))), None):
        yield Message("文末"), label
    if label := find_label(PurePath(report.path).stem, loose=True):
        yield Message("文件名"), label
