"""One section of several reports side by side: what differs, and what the query looks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.reporting.compare import Change, differences, section_text
from indexer.reports.model import Part, Report
from indexer.search.marks import mark
from indexer.search.query import TextLeaf


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


def sides(
    reports: Sequence[Report], section: str, leaves: Sequence[TextLeaf], *, with_changes: bool
) -> list[Side]:
    """The section in each report. Changes are looked for between two reports only."""
    texts = [section_text(report, section) for report in reports]
    changes: list[tuple[Change, ...]] = [() for _ in reports]
    if with_changes and len(texts) == 2 and all(texts):
        changes = [*differences(texts[0], texts[1])]
    return [
        Side(
            report=report,
            ordinal=next((part.ordinal for part in _parts(report, section)), None),
            lines=tuple(
                Line(pieces, "".join(piece.text for piece in pieces) in _headings(report, section))
                for pieces in _lines(text, mark(text, leaves), changed)
            ),
            changes=len(changed),
        )
        for report, text, changed in zip(reports, texts, changes, strict=True)
    ]


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
            bool(mark(section_text(report, section), leaves)) for report in reports
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
    """Lines cut wherever a mark or a change begins or ends."""
    cuts = {0, len(text), *(edge for m in marks for edge in m)}
    cuts |= {edge for change in changes for edge in (change.start, change.end)}
    cuts |= {edge for at, char in enumerate(text) if char == "\n" for edge in (at, at + 1)}
    line: list[Stretch] = []
    for start, end in pairwise(sorted(cuts)):
        if text[start:end] == "\n":
            yield tuple(line)
            line = []
            continue
        kind = next((c.kind for c in changes if c.start <= start < c.end), "")
        is_marked = any(first <= start < last for first, last in marks)
        line.append(Stretch(text[start:end].replace("\t", "　"), kind, is_marked))
    if line:
        yield tuple(line)
