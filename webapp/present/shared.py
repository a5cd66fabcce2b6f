"""The sentences that a report shares with those of other schools, as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from flask import url_for

from indexer.reporting.shared_wording import (
    NearestWording,
    Sentence,
    nearest_wording,
    repetition,
    report_sentences,
)
from indexer.reports.model import Report
from indexer.search.engine import IndexReader, Repetition
from indexer.search.search_budget import checkpoint

_FEWEST_SENTENCES: Final = 2
"""A part with fewer sentences has no nearest wording."""
_MOST_PARTS: Final = 60
"""Parts whose nearest wording is looked for."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A report of another school whose wording is near."""

    wording: NearestWording
    compare_url: str


@dataclass(frozen=True, slots=True)
class SharedWording:
    """What the page of a report says about its wording."""

    shared: tuple[Sentence, ...]
    """The sentences that are in the reports of two schools or more."""
    sentences: int
    repetition: Repetition | None
    nearest: Mapping[int, tuple[Nearest, ...]]
    """Ordinal of a part → reports of other schools, the nearest first."""


def shared_wording(reader: IndexReader, report: Report) -> SharedWording:
    """Everything that the page shows."""
    sentences = report_sentences(reader, report)
    sections = {part.ordinal: part.sections for part in report.parts}
    nearest: dict[int, tuple[Nearest, ...]] = {}
    for ordinal, group in groupby(sentences, key=attrgetter("ordinal")):
        checkpoint()
        of_part = [*group]
        if len(of_part) < _FEWEST_SENTENCES or len(nearest) == _MOST_PARTS:
            continue
        section = next(iter(sections[ordinal]), None)
        nearest[ordinal] = tuple(
            Nearest(
                wording,
                url_for("compare.page", report=[report.id, wording.head.id], section=section),
            )
            for wording in nearest_wording(reader, of_part, report.school)
        )
    return SharedWording(
        shared=tuple(sentence for sentence in sentences if sentence.is_shared),
        sentences=len(sentences),
        repetition=repetition(reader, report, sentences),
        nearest=nearest,
    )
