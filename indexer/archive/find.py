"""Finds whole reports: one by its id or by school and year, or all that pass filters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from indexer.analysis.normalize import normalize_term
from indexer.errors import NotFoundError, UnknownValueError, UsageError
from indexer.i18n import Message
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, Plan, ReportHead
from indexer.search.request import SearchRequest
from indexer.search.resolve import Values, resolve_figures, resolve_filters, resolve_since

_YEAR: Final = r"(?:19|20)\d\d"
_SCHOOL_AND_YEAR: Final = re.compile(
    rf"(?P<school>.*?)[\s,/·:@-]*(?P<when>{_YEAR}(?:[-至]{_YEAR})?)(?:学年度?|年度?)?"
)
"""On normalised text: all dashes are `-`."""


def find_report(reader: IndexReader, text: str) -> Report:
    """The report that `text` names. Raises NotFoundError, or UsageError where several match."""
    report = reader.report(text.strip())
    if report is not None:
        return report
    named = _SCHOOL_AND_YEAR.fullmatch(normalize_term(text))
    school = named["school"] if named else text
    when = named["when"].replace("至", "-") if named else None
    matching = [head for head in _of_school(reader, school) if when in (None, *_times(head))]
    if not matching:
        raise NotFoundError(
            Message(
                "没有“%(text)s”这份报告；xxgk list --school %(school)s 看这所学校有哪些",
                text=text,
                school=school,
            )
        )
    if len(matching) > 1:
        raise UsageError(_ambiguous(text, matching, when is not None))
    report = reader.report(matching[0].id)
    assert report is not None
    return report


def _of_school(reader: IndexReader, school: str) -> Sequence[ReportHead]:
    if not school.strip():
        raise NotFoundError(Message("请写报告的编号，或学校和年份，例如 安徽机电 2024"))
    try:
        return listed(reader, SearchRequest(school=(school,)))
    except UnknownValueError as error:
        raise NotFoundError(
            Message("没有编号为“%(text)s”的报告，%(fault)s", text=school, fault=error.message)
        ) from error


def _times(head: ReportHead) -> tuple[str, ...]:
    """How a user may write the year of a report."""
    return tuple(str(when) for when in (head.year, head.period) if when is not None)


def _ambiguous(text: str, matching: Sequence[ReportHead], by_year: bool) -> Message:
    if by_year:
        return Message(
            "“%(text)s”有 %(number)d 份报告，请写编号：%(ids)s",
            text=text,
            number=len(matching),
            ids=tuple(head.id for head in matching),
        )
    return Message(
        "“%(text)s”有 %(number)d 份报告，请加上年份：%(years)s",
        text=text,
        number=len(matching),
        years=tuple(dict.fromkeys(head.year or Message("年份不详") for head in matching)),
    )


def listed(
    reader: IndexReader,
    filters: SearchRequest,
    lacks: tuple[str, ...] = (),
    copied: int | None = None,
) -> Sequence[ReportHead]:
    """Reports with a part that passes all filters, without any section of `lacks`; with `copied`
    only those of whose sentences at least so many in a hundred are in a report of the same school
    of the year before."""
    wanted = resolve_filters(filters, reader)
    figures = resolve_figures(filters)
    missing = section_ids(reader, lacks)
    heads = reader.figures().passing_heads(figures) if figures else reader.heads()
    since = resolve_since(filters)
    reports = [
        head
        for head in _passing(reader, heads, wanted)
        if missing.isdisjoint(head.sections) and head.entered_since(since)
    ]
    if copied is None:
        return reports
    repetitions = reader.repetitions()
    return [
        head
        for head in reports
        if head.id in repetitions and repetitions[head.id].percent >= copied
    ]


def section_ids(reader: IndexReader, names: tuple[str, ...]) -> frozenset[str]:
    """Ids of sections given by id or name, resolved like a filter."""
    found = resolve_filters(SearchRequest(section=names), reader).get("section", frozenset())
    return frozenset(section for section in found if section is not None)


def _passing(
    reader: IndexReader, heads: Sequence[ReportHead], wanted: Mapping[str, Values]
) -> Sequence[ReportHead]:
    if "topic" in wanted:  # heads have no topics: search the parts
        ids = _ids_with_part(reader, wanted, len(reader.heads()))
        return [head for head in heads if head.id in ids]
    return [
        head
        for head in heads
        if all(not values.isdisjoint(_labels(head, facet)) for facet, values in wanted.items())
    ]


def _ids_with_part(
    reader: IndexReader, wanted: Mapping[str, Values], reports: int
) -> frozenset[str]:
    plan = Plan(filters=wanted, group="report", facets=False, limit=reports)
    return frozenset(found.report.id for found in reader.search(plan).parts)


def _labels(head: ReportHead, facet: str) -> tuple[str | None, ...]:
    """The stored values that a report has for a facet, as filters hold them."""
    match facet:
        case "section":
            return head.sections
        case "year":
            return (str(head.year) if head.year is not None else None,)
        case "school":
            return (head.school,)
        case _:
            return (head.province,)
