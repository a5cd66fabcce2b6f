"""The schools of an archive, and one school through the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from indexer.analysis.pinyin import name_order
from indexer.reporting.compare import Differences, differences, section_text
from indexer.reporting.coverage import Row, report_row
from indexer.reporting.report_heads import grouped_heads
from indexer.reports.model import Report
from indexer.reports.section_status import section_entries
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import IndexReader, PerReaderCache, ReportHead
from indexer.search.resolve import name_key, school_directory
from indexer.search.suggest import find_schools

_FEWEST: Final = 2
"""Versions of a section that are shown, however long they are."""
OTHER_INITIAL: Final = "#"
"""Of a name that begins with no Chinese character whose sound is known."""


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    """A school of which the archive has a report."""

    name: str
    province: str | None
    """That of its newest report which names one."""
    initial: str
    """First letter of the name in pinyin, A to Z."""
    reports: int
    years: tuple[int, ...]
    """Those of its reports, ascending."""


def list_schools(reader: IndexReader) -> tuple[SchoolEntry, ...]:
    """All schools in the order of their pinyin, cached per reader."""
    return _entries.get(
        reader, None, lambda: tuple(_school_entries(grouped_heads(reader).by_school))
    )


_entries: Final[PerReaderCache[tuple[SchoolEntry, ...]]] = PerReaderCache(1)


def _school_entries(by_school: Mapping[str, Sequence[ReportHead]]) -> list[SchoolEntry]:
    order = {name: name_order(name) for name in by_school}
    return [
        SchoolEntry(
            name=name,
            province=next((head.province for head in own if head.province), None),
            initial=_initial(order[name]),
            reports=len(own),
            years=tuple(sorted({head.year for head in own if head.year is not None})),
        )
        for name, own in sorted(by_school.items(), key=lambda item: (order[item[0]], item[0]))
    ]


def _initial(syllables: tuple[str, ...]) -> str:
    letter = syllables[0][:1].upper() if syllables else ""
    return letter if "A" <= letter <= "Z" else OTHER_INITIAL


@dataclass(frozen=True, slots=True)
class SchoolFilters:
    """Which schools to list."""

    find: str = ""
    """A part of the name, a short name, or pinyin."""
    initial: str = ""
    province: str = ""


def filter_schools(reader: IndexReader, filters: SchoolFilters) -> list[SchoolEntry]:
    """The schools that pass all filters: in the order of the directory, or for a text the best
    matches first."""
    entries: Iterable[SchoolEntry] = list_schools(reader)
    if filters.find:
        by_name = {entry.name: entry for entry in entries}
        entries = [by_name[name] for name in find_schools(reader, filters.find) if name in by_name]
    return [
        entry
        for entry in entries
        if filters.initial in ("", entry.initial) and filters.province in ("", entry.province)
    ]


def stored_name(reader: IndexReader, name: str) -> str | None:
    """The stored name of a school given by its full name in any spelling or by a listed short
    name; None where none or several have it."""
    directory = school_directory(reader)
    key = name_key(name)
    found = directory.by_full_name(key) or directory.by_alias(key)
    return next(iter(found)) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class YearOfSchool:
    """A year of a school: a row of coverage, whose report is None where the archive has none."""

    year: int | None
    """None for reports of an unknown year."""
    row: Row | None


@dataclass(frozen=True, slots=True)
class SectionVersion:
    """A section as one report of a school has it."""

    head: ReportHead
    ordinal: int | None
    """The part where it begins."""
    text: str
    """With headings, up to the limit; "" where the report has no such section."""
    headings: frozenset[str]
    """The headings in it."""
    is_cut: bool
    """Whether the section is longer than `text`."""
    previous: ReportHead | None
    """The report before, which it is compared with."""
    previous_text: str
    differences: Differences | None
    """Between that one's text (left) and this one's; None where either is missing."""


def school_years(reports: Sequence[Report], years: Iterable[int]) -> list[YearOfSchool]:
    """Every year from the first to the last of `years` and of the reports, newest first, then
    reports of an unknown year. A year with several reports comes several times."""
    of_year: dict[int | None, list[Row]] = {}
    for report in reports:
        row = report_row(ReportHead.of(report), section_entries(report.parts))
        of_year.setdefault(report.year, []).append(row)
    known = {*years, *(year for year in of_year if year is not None)}
    strip: list[YearOfSchool] = []
    for year in range(max(known), min(known) - 1, -1) if known else ():
        rows = of_year.get(year)
        strip += [YearOfSchool(year, row) for row in rows] if rows else [YearOfSchool(year, None)]
    return strip + [YearOfSchool(None, row) for row in of_year.get(None, ())]


def sections_of(reports: Iterable[Report]) -> list[str]:
    """The sections that any of the reports has, in the order of the taxonomy."""
    known = {section for report in reports for section in report.sections}
    return [section for section in SECTIONS if section in known]


def section_versions(
    reports: Sequence[Report], section: str, *, most: int, characters: int, in_all: int
) -> list[SectionVersion]:
    """A section in the newest `most` of a school's reports (which come newest first), each compared
    with the report before it: at least two of them, and more while all have at most `in_all`
    characters. Of one report at most `characters` are given."""
    texts = [section_text(report, section) for report in reports[: most + 1]]
    sizes = accumulate(min(len(text), characters) for text in texts[:most])
    most = max(min(most, _FEWEST), sum(size <= in_all for size in sizes))
    heads = [ReportHead.of(report) for report in reports[: most + 1]]
    versions: list[SectionVersion] = []
    for number, report in enumerate(reports[:most]):
        text = texts[number][:characters]
        has_previous = number + 1 < len(texts)
        before = texts[number + 1][:characters] if has_previous else ""
        versions.append(
            SectionVersion(
                head=heads[number],
                ordinal=next((p.ordinal for p in report.parts if section in p.sections), None),
                text=text,
                headings=frozenset(p.heading for p in report.parts if section in p.sections),
                is_cut=len(texts[number]) > characters,
                previous=heads[number + 1] if has_previous else None,
                previous_text=before,
                differences=differences(before, text) if before and text else None,
            )
        )
    return versions
