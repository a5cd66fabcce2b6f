"""Passages of a report by their anchors: `s4` is part 4, `s4p2` its second paragraph.

Paragraphs are the lines of a part's text that are not blank, rows of tables included, numbered
from 1. They change only where the report itself does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from indexer.analysis.sentences import statement_spans
from indexer.reports.model import Part, Report

_ANCHOR: Final = re.compile(r"s([1-9]\d{0,3})(?:p([1-9]\d{0,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Passage:
    """A part, or one of its paragraphs."""

    part: Part
    number: int | None
    """Of the paragraph; None for the whole part."""
    text: str
    """As written, cells of a table row set apart by blanks; "" for a whole part."""

    @property
    def anchor(self) -> str:
        return anchor_of(self.part.ordinal, self.number)

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in statement_spans(self.text))


def anchor_of(ordinal: int, number: int | None = None) -> str:
    """The anchor of a part, or of a paragraph in it."""
    return f"s{ordinal}" if number is None else f"s{ordinal}p{number}"


def paragraphs(part: Part) -> list[Passage]:
    """The paragraphs of a part."""
    lines = [line for line in part.text.split("\n") if line.strip()]
    return [
        Passage(part, number, " ".join(line.replace("\t", " ").split()))
        for number, line in enumerate(lines, start=1)
    ]


def find_passage(report: Report, anchor: str) -> Passage | None:
    """The passage with this anchor; None where the report has none."""
    named = _ANCHOR.fullmatch(anchor)
    if named is None:
        return None
    part = next((part for part in report.parts if part.ordinal == int(named[1])), None)
    if part is None:
        return None
    if named[2] is None:
        return Passage(part, None, "")
    own = paragraphs(part)
    number = int(named[2])
    return own[number - 1] if number <= len(own) else None
