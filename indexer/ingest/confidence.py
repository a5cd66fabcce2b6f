"""The confidence of a report, from its warnings and their weights; warnings about its structure.

A weight is the share of reports with that warning that are read wrongly because of it, as measured
on composed reports that were made hard to read (`python -m tests.ingest.measuring_confidence`).
Confidence is the product of 1 - weight over all warnings: 1 only where there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from math import prod
from operator import or_
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.titles import TITLE_WORDS, classify_title
from indexer.reports.model import OutlineEntry, Part
from indexer.reports.numbering import Rank, read_marker
from indexer.reports.periods import find_label
from indexer.reports.sections import classify_heading
from indexer.reports.taxonomy import SECTIONS
from indexer.reports.warnings import AnyWarning, Concern, DetailedWarning, ReadingWarning

MINIMUM: Final = 0.1
"""The lowest confidence: that of a file with the reports of several years."""
_MAX_WITH_WARNING: Final = 0.99
_USUAL_WEIGHT: Final = 0.2
WEIGHTS: Final[dict[ReadingWarning, float]] = {
    ReadingWarning.SEVERAL_YEARS: 1.0,
    # The report is seldom read correctly.
    ReadingWarning.SECTIONS_MISSING: 0.7,
    ReadingWarning.SECTIONS_FEW: 0.45,
    ReadingWarning.SECTION_REPEATED: 0.5,
    ReadingWarning.SCHOOL_FROM_FILE_NAME: 0.25,
    ReadingWarning.SCHOOL_NAME_UNKNOWN: 0.4,
    ReadingWarning.SECTIONS_OUT_OF_ORDER: 0.5,
    ReadingWarning.HEADING_UNREAD: 0.45,
    ReadingWarning.HEADING_INSIDE_TEXT: 0.45,
    ReadingWarning.SCHOOL_IS_A_UNIT: 0.2,
    ReadingWarning.PERIOD_CONFLICT: 0.4,
    ReadingWarning.HEADINGS_UNCLASSIFIED: 0.6,
    # It is usually read correctly.
    ReadingWarning.SCHOOL_UNREAD: 0.15,
    ReadingWarning.PERIOD_UNREAD: 0.3,
    ReadingWarning.PERIOD_FROM_DAMAGED_DATE: 0.3,
    ReadingWarning.PERIOD_FROM_FILE_NAME: 0.2,
    ReadingWarning.PERIOD_MISSING: 0.45,
    ReadingWarning.NUMBERS_MISSING: 0.2,
    ReadingWarning.OTHER_SCHOOLS_NAMED: 0.15,
    ReadingWarning.SCHOOL_UNLISTED: 0.25,
    ReadingWarning.SCHOOL_FROM_BODY: 0.15,
    ReadingWarning.SCHOOL_FROM_PAGE: 0.1,
    ReadingWarning.SCHOOL_FROM_SITE: 0.1,
    ReadingWarning.SCHOOL_FROM_SIGNATURE: 0.1,
    ReadingWarning.PERIOD_FROM_BODY: 0.15,
    ReadingWarning.HEADING_UNCLASSIFIED: 0.45,
    # Common, but no confirmation either.
    ReadingWarning.SCHOOL_MISSING: 0.1,
    ReadingWarning.SCHOOL_CONFLICT: 0.1,
    ReadingWarning.PERIOD_UNCONFIRMED: 0.1,
    ReadingWarning.CORE_SECTION_MISSING: 0.2,
    ReadingWarning.NUMBERS_IN_DISORDER: 0.08,
    ReadingWarning.HEADING_UNNUMBERED: 0.05,
    ReadingWarning.REPORT_UNCERTAIN: 0.05,
    ReadingWarning.SCHOOL_UNCONFIRMED: 0.03,
    ReadingWarning.SCHOOL_FROM_RULES: 0.1,
}
"""Warning → weight; those not listed have _USUAL_WEIGHT."""


def find_warnings(
    known: tuple[AnyWarning, ...],
    parts: tuple[Part, ...],
    outline: tuple[OutlineEntry, ...],
    stated: frozenset[Concern],
) -> tuple[AnyWarning, ...]:
    """The `known` warnings of a report and those about its structure, without those about facts
    that the manifest states."""
    warnings = dict.fromkeys((*known, *structure_warnings(parts, outline)))
    return tuple(warning for warning in warnings if warning.concern not in stated)


def confidence(warnings: tuple[AnyWarning, ...]) -> float:
    """From 0 to 1: 1 where there is no warning."""
    if not warnings:
        return 1.0
    left = prod(1 - _weight(warning) for warning in warnings)
    return max(MINIMUM, min(_MAX_WITH_WARNING, round(left, 2)))


def _weight(warning: AnyWarning) -> float:
    kind = warning if isinstance(warning, ReadingWarning) else warning.kind
    return WEIGHTS.get(kind, _USUAL_WEIGHT)


_CORE: Final = frozenset({"overview", "proactive", "on_request", "improvement"})
_ORDER: Final = {section: at for at, section in enumerate(SECTIONS)}
_FREE: Final = frozenset({"preamble", "unclassified", "key_areas"})
"""Sections without a fixed position in the order."""
_FEW: Final = 3
_LONGEST_HEADING: Final = 24
_SENTENCE: Final = re.compile(r"[。;:!?,…\t]|\d{3}")
_END_OF_SENTENCE: Final = re.compile("[。；！？，]")
_LONGEST_SHOWN: Final = 24
_INSIDE: Final = re.compile(
    r"[。;](?:[一二三四五六七八九十]{1,2}[、.]|第[一二三四五六七八九十]部分)"
    "[^。;,:]{0,20}(?:情况|概述|概况|措施|举措|问题|事项|打算|方向|附注|表)"
)
_MAY_BE_INSIDE: Final = re.compile(
    r"[。｡;；﹔\u037e][^\u4e00-\u9fff]*?[一二三四五六七八九十第\u2e80-\u2fdf\uf900-\ufaff]"
)
"""What a line has before it is normalised, where _INSIDE matches it."""
_DAY: Final = re.compile(r"\d|日$|[一二三四五六七八九十]月")
_LAST_LINES: Final = 4
_LONGEST_TITLE: Final = 50


def structure_warnings(
    parts: tuple[Part, ...], outline: tuple[OutlineEntry, ...]
) -> Iterator[AnyWarning]:
    """Warnings about the numbers and order of sections, and about lines that may be headings."""
    yield from _of_labels(parts)
    yield from _of_unclassified(parts)
    yield from _of_numbers(parts)
    if any(map(_has_heading_inside, parts)):
        yield ReadingWarning.HEADING_INSIDE_TEXT
    elif line := _unread_heading(parts, outline) or _counting_on_below(outline):
        yield DetailedWarning(ReadingWarning.HEADING_UNREAD, _shown(line))
    if holds_several_reports(parts) or _names_another_report(parts):
        yield ReadingWarning.SEVERAL_YEARS


def _has_heading_inside(part: Part) -> bool:
    return _MAY_BE_INSIDE.search(part.text) is not None and any(
        _INSIDE.search(normalize(line))
        for line in part.text.split("\n")
        if _MAY_BE_INSIDE.search(line)
    )


def _of_labels(parts: tuple[Part, ...]) -> Iterator[ReadingWarning]:
    labels = _labels(parts)
    if not labels:
        yield ReadingWarning.SECTIONS_MISSING
        return
    if len(set(labels)) < _FEW:
        yield ReadingWarning.SECTIONS_FEW
    if not set(labels) >= _CORE:
        yield ReadingWarning.CORE_SECTION_MISSING
    if max(Counter(labels).values()) > 1:
        yield ReadingWarning.SECTION_REPEATED
    ordered = [_ORDER[label] for label in labels if label not in _FREE]
    if any(later < earlier for earlier, later in pairwise(ordered)):
        yield ReadingWarning.SECTIONS_OUT_OF_ORDER


def _of_unclassified(parts: tuple[Part, ...]) -> Iterator[ReadingWarning]:
    count = sum(part.sections == ("unclassified",) and part.opens_section for part in parts)
    if count == 1:
        yield ReadingWarning.HEADING_UNCLASSIFIED
    elif count:
        yield ReadingWarning.HEADINGS_UNCLASSIFIED


def _labels(parts: tuple[Part, ...]) -> list[str]:
    return [
        label
        for part in parts
        if part.opens_section
        for label in part.sections
        if label not in {"preamble", "unclassified"}
    ]


def _of_numbers(parts: tuple[Part, ...]) -> Iterator[ReadingWarning]:
    headings = [p.heading for p in parts if p.opens_section and p.heading]
    markers = [read_marker(heading) for heading in headings]
    numbers = [marker.number for marker in markers if marker and marker.number]
    if numbers and numbers != [*range(1, len(numbers) + 1)]:
        yield ReadingWarning.NUMBERS_IN_DISORDER
    if numbers and len(numbers) < len([h for h in headings if not h.startswith("附")]):
        yield ReadingWarning.HEADING_UNNUMBERED
    elif headings and not numbers:
        yield ReadingWarning.NUMBERS_MISSING


def _shown(line: str) -> str:
    """A line as a warning names it."""
    words = " ".join(line.split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"


def _counting_on_below(outline: tuple[OutlineEntry, ...]) -> str | None:
    """A lower heading that names a section and continues the sequence of the sections: （五）
    after 四、, without a （四） before it."""
    top = 0
    last: int | None = None
    for entry in outline:
        marker = read_marker(entry.text)
        number = marker.number if marker else None
        if entry.level == 1:
            top, last = number or 0, None
        elif entry.level == 2 and number:
            is_next = number == top + 1 > 2 and last is None
            if is_next and classify_heading(entry.text):
                return entry.text
            last = number
    return None


def _unread_heading(parts: tuple[Part, ...], outline: tuple[OutlineEntry, ...]) -> str | None:
    """The first line of the text that looks like a heading and was not read as one."""
    read = {(entry.ordinal, entry.paragraph) for entry in outline}
    top = {m.rank for p in parts if p.opens_section and (m := read_marker(p.heading))}
    for part in parts:
        if part.sections == ("preamble",):
            continue
        lines = part.text.split("\n")
        last = len(lines) - _LAST_LINES if part is parts[-1] else len(lines)
        rows = _table_rows(lines) if "\t" in part.text else {}
        for at, line in enumerate(lines):
            if (part.ordinal, at) in read and not _is_top(line, top):
                continue
            if at < last and _looks_like_heading(line, top) and not _is_row(at, line, rows):
                return line
    return None


def _table_rows(lines: Sequence[str]) -> dict[int, bool]:
    """Lines that are rows of a table, a row of one cell too, and whether they are certainly so:
    rows of several cells stand before them, and further rows or nothing after them."""
    rows: dict[int, bool] = {}
    for is_short, group in groupby(enumerate(lines), key=lambda each: _may_be_row(each[1])):
        run = [*group] if is_short else []
        if sure := [at for at, line in run if "\t" in line]:
            end = run[-1][0]
            is_followed = end < len(lines) - 1
            rows |= {at: at > sure[0] and not (at == end and is_followed) for at, _ in run}
    return rows


def _may_be_row(line: str) -> bool:
    return "\t" in line or not (len(line) > _LONGEST_HEADING or _END_OF_SENTENCE.search(line))


def _is_row(at: int, line: str, rows: Mapping[int, bool]) -> bool:
    """Whether a line is a row, though it looks like a heading. One that has a number, or that names
    a section above a table or between it and the text, may be a heading all the same."""
    if "\t" in line:
        return True
    is_certain = rows.get(at)
    if is_certain is None or read_marker(line) is not None:
        return False
    return is_certain or not classify_heading(line)


def _is_top(line: str, top: set[Rank]) -> bool:
    marker = read_marker(line)
    return marker is not None and marker.rank in top


def _looks_like_heading(line: str, top: set[Rank]) -> bool:
    if "。" in line or "，" in line:
        return False
    words = normalize(line)
    if not 2 < len(words) <= _LONGEST_HEADING or _SENTENCE.search(words):
        return False
    marker = read_marker(line)
    if marker is not None:
        return marker.rank in top
    return not _DAY.search(words) or bool(classify_heading(line))


def _names_another_report(parts: tuple[Part, ...]) -> bool:
    """Whether a line among the sections is the title of a report."""
    lines = [line for part in parts[1:] for line in part.text.split("\n")[:-1]]
    return any(
        len(line) <= _LONGEST_TITLE
        and "公" in line
        and not _SENTENCE.search(normalize(line).rstrip("。"))
        and find_label(line) is not None
        and (kind := classify_title(line)) is not None
        and kind.is_report
        for line in lines
    )


_FEWEST_SECTIONS: Final = 3
_LONGEST_LAST_TITLE: Final = 60


def holds_several_reports(parts: tuple[Part, ...]) -> bool:
    """Whether the sections begin again after the last, or after the title of another year.

    A title counts only where sections after it also occur before it.
    """
    opening = [part for part in parts if part.opens_section and part.sections != ("preamble",)]
    labels = [set(part.sections) - {"unclassified"} for part in opening]
    before = [*accumulate(labels, or_)]
    after = [*accumulate(reversed(labels), or_)][::-1]
    for at in range(1, len(opening)):
        again = before[at - 1] & after[at]
        if len(again) >= _FEWEST_SECTIONS and labels[at] and labels[at] == labels[0]:
            return True
        if len(again) > 1 and _ends_with_title(opening[at - 1]):
            return True
    return False


def _ends_with_title(part: Part) -> bool:
    """Whether the last lines of a part include a report's title with its year."""
    lines = [normalize(line) for line in part.text.split("\n")[-4:]]
    titles = [*lines, *(first + second for first, second in pairwise(lines))]
    return any(
        len(title) <= _LONGEST_LAST_TITLE
        and TITLE_WORDS.search(title) is not None
        and title.endswith(("报告", "年报"))
        and find_label(title) is not None
        for title in titles
    )
