"""What is odd about the sections of a report: numbers, order, and lines that may be headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.several_reports import holds_several_reports
from indexer.ingest.title_kinds import read_title
from indexer.reports.model import OutlineEntry, Part
from indexer.reports.numbering import Rank, read_marker
from indexer.reports.periods import find_label
from indexer.reports.sections import classify_heading
from indexer.reports.taxonomy import SECTIONS
from indexer.reports.warnings import ReadingWarning

_CORE: Final = frozenset({"overview", "proactive", "on_request", "improvement"})
_ORDER: Final = {section: at for at, section in enumerate(SECTIONS)}
_FREE: Final = frozenset({"preamble", "unclassified", "key_areas"})
"""Sections without a place of their own in the order."""
_FEW: Final = 3
_LONGEST_HEADING: Final = 24
_SENTENCE: Final = re.compile(r"[。;:!?,…\t]|\d{3}")
_INSIDE: Final = re.compile(
    r"[。;](?:[一二三四五六七八九十]{1,2}[、.]|第[一二三四五六七八九十]部分)"
    "[^。;,:]{0,20}(?:情况|概述|概况|措施|举措|问题|事项|打算|方向|附注|表)"
)
_DAY: Final = re.compile(r"\d|日$|[一二三四五六七八九十]月")
_LAST_LINES: Final = 4
_LONGEST_TITLE: Final = 50


def structure_warnings(
    parts: tuple[Part, ...], outline: tuple[OutlineEntry, ...]
) -> Iterator[ReadingWarning]:
    """What is odd about a report's sections."""
    yield from _of_labels(parts)
    yield from _of_unclassified(parts)
    yield from _of_numbers(parts)
    if any(_INSIDE.search(normalize(line)) for part in parts for line in part.text.split("\n")):
        yield ReadingWarning.HEADING_INSIDE_TEXT
    elif _has_unread_headings(parts, outline) or _counts_on_below(outline):
        yield ReadingWarning.HEADING_UNREAD
    if holds_several_reports(parts) or _names_another_report(parts):
        yield ReadingWarning.SEVERAL_YEARS


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


def _counts_on_below(outline: tuple[OutlineEntry, ...]) -> bool:
    """Whether a lower heading that names a section continues the numbers of the sections: （五）
    after 四、, with no （四） before it."""
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
                return True
            last = number
    return False


def _has_unread_headings(parts: tuple[Part, ...], outline: tuple[OutlineEntry, ...]) -> bool:
    """Whether lines that look like headings stand in the text and are none."""
    read = {(entry.ordinal, entry.paragraph) for entry in outline}
    top = {m.rank for p in parts if p.opens_section and (m := read_marker(p.heading))}
    for part in parts:
        if part.sections == ("preamble",):
            continue
        lines = part.text.split("\n")
        last = len(lines) - _LAST_LINES if part is parts[-1] else len(lines)
        for at, line in enumerate(lines):
            if (part.ordinal, at) in read and not _is_top(line, top):
                continue
            if at < last and _looks_like_heading(line, top):
                return True
    return False


def _is_top(line: str, top: set[Rank]) -> bool:
    marker = read_marker(line)
    return marker is not None and marker.rank in top


def _looks_like_heading(line: str, top: set[Rank]) -> bool:
    words = normalize(line)
    if not 2 < len(words) <= _LONGEST_HEADING or _SENTENCE.search(words):
        return False
    marker = read_marker(line)
    if marker is not None:
        return marker.rank in top
    return not _DAY.search(words) or bool(classify_heading(line))


def _names_another_report(parts: tuple[Part, ...]) -> bool:
    """Whether a report's title stands on a line of its own among the sections."""
    lines = [line for part in parts[1:] for line in part.text.split("\n")[:-1]]
    return any(
        len(line) <= _LONGEST_TITLE
        and find_label(line) is not None
        and not _SENTENCE.search(normalize(line).rstrip("。"))
        and (kind := read_title(line)) is not None
        and kind.is_report
        for line in lines
    )
