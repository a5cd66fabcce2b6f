"""One section of several reports side by side: what differs, and what the query looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from indexer.reporting.compare import Change, differences, section_text
from indexer.reports.model import Part, Report
from indexer.search.highlights import highlight
from indexer.search.query import TextLeaf

MOST_SHOWN: Final = 100_000
"""Characters of a section beside another; the report's own page has the rest."""
_LINE_END: Final = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text; `change` is `only`, `changed` or ""."""

    text: str
    change: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a part's own heading."""

    pieces: tuple[Stretch, ...]
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One report's version of the section; no lines where it has none."""

    report: Report
    ordinal: int | None
    """The part where it begins."""
    lines: tuple[Line, ...]
    changes: int
    """Places that differ."""
    is_cut: bool
    """Whether the section is longer than what is shown of it."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The sides of a page."""

    sides: tuple[Side, ...]
    is_complete: bool
    """Whether all that was changed inside of sentences was looked for."""


def comparison(
    reports: Sequence[Report], section: str, leaves: Sequence[TextLeaf], *, with_changes: bool
) -> ChangeSet:
    """The section in each report, up to MOST_SHOWN characters. Changes are looked for between two
    reports only."""
    whole = [section_text(report, section) for report in reports]
    texts = [text[:MOST_SHOWN] for text in whole]
    changes: list[tuple[Change, ...]] = [() for _ in reports]
    is_complete = True
    if with_changes and len(texts) == 2 and all(texts):
        found = differences(texts[0], texts[1])
        changes, is_complete = [found.left, found.right], found.is_complete
    headings = [_headings(report, section) for report in reports]
    sides = tuple(
        Side(
            report=report,
            ordinal=next((part.ordinal for part in _parts(report, section)), None),
            lines=tuple(
                Line(pieces, "".join(piece.text for piece in pieces) in own)
                for pieces in _lines(text, highlight(text, leaves), changed)
            ),
            changes=len(changed),
            is_cut=len(text) < len(section_),
        )
        for report, text, changed, own, section_ in zip(
            reports, texts, changes, headings, whole, strict=True
        )
    )
    return ChangeSet(sides, is_complete)


def shared_sections(reports: Sequence[Report]) -> list[str]:
    """The sections of any of the reports, those that most of them have first, in their order."""
    found = dict.fromkeys(section for report in reports for section in report.sections)
    return sorted(found, key=lambda s: -sum(s in report.sections for report in reports))


def telling_section(
    reports: Sequence[Report], sections: Sequence[str], leaves: Sequence[TextLeaf]
) -> str:
    """The section to begin with: where most of the reports hold a term of the query, else the
    first body section; "" where there is none."""
    body = [section for section in sections if section != "preamble"] or [*sections]
    if not leaves:
        return body[0] if body else ""
    return max(
        body,
        key=lambda section: sum(
            bool(highlight(section_text(report, section), leaves)) for report in reports
        ),
        default="",
    )


def _parts(report: Report, section: str) -> list[Part]:
    return [part for part in report.parts if section in part.sections]


def _headings(report: Report, section: str) -> set[str]:
    return {part.heading for part in _parts(report, section)} - {""}


def _lines(
    text: str, marks: Sequence[tuple[int, int]], changes: Sequence[Change]
) -> Iterator[tuple[Stretch, ...]]:
    """Lines cut wherever a mark or a change begins or ends. Marks and changes are in order."""
    cuts = {0, len(text), *(edge for m in marks for edge in m)}
    cuts |= {edge for change in changes for edge in (change.start, change.end)}
    cuts |= {edge for found in _LINE_END.finditer(text) for edge in found.span()}
    line: list[Stretch] = []
    change = mark_ = 0
    for start, end in pairwise(sorted(cuts)):
        if text[start:end] == "\n":
            yield tuple(line)
            line = []
            continue
        while change < len(changes) and changes[change].end <= start:
            change += 1
        while mark_ < len(marks) and marks[mark_][1] <= start:
            mark_ += 1
        is_changed = change < len(changes) and changes[change].start <= start
        kind = changes[change].kind if is_changed else ""
        is_marked = mark_ < len(marks) and marks[mark_][0] <= start
        line.append(Stretch(text[start:end].replace("\t", "　"), kind, is_marked))
    if line:
        yield tuple(line)
