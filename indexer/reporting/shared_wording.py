"""Which sentences of a report are also in those of other schools, and whose wording is nearest.

Names of schools, years and numbers make no difference (`reports.sentence_keys`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.reporting.report_heads import grouped_heads
from indexer.reports.model import Part, Report
from indexer.reports.sentence_keys import report_keys, sentence_keys, sentence_spans
from indexer.search.engine import IndexReader, Repetition, ReportHead, SentenceUse
from indexer.search.highlights import offset_map
from indexer.search.search_budget import checkpoint

_REPORTS_PER_SCHOOL: Final = 20
"""A school may have as many reports that share the same sentences."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a part, and where else it occurs."""

    ordinal: int
    start: int
    """Of the half-open range in the part's text as written."""
    end: int
    key: str
    use: SentenceUse

    @property
    def is_shared(self) -> bool:
        """Whether it is in the reports of two schools or more."""
        return self.use.schools > 1


@dataclass(frozen=True, slots=True)
class NearestWording:
    """A report of another school that shares sentences."""

    head: ReportHead
    shared: int
    """How many of the different sentences asked for it has."""
    sentences: int
    """How many were asked for."""


def report_sentences(reader: IndexReader, report: Report) -> tuple[Sentence, ...]:
    """The sentences of a report in order, without headings, cells of tables and very short ones."""
    located = [each for part in report.parts for each in _located(part, report.school)]
    keys = [*dict.fromkeys(key for *_, key in located)]
    uses = dict(zip(keys, reader.sentence_uses(keys), strict=True))
    return tuple(
        Sentence(ordinal, start, end, key, uses[key]) for ordinal, start, end, key in located
    )


def _located(part: Part, school: str | None) -> list[tuple[int, int, int, str]]:
    """Ordinal, range and key of the sentences of a part."""
    checkpoint()
    normalised = normalize(part.text)
    spans = [*sentence_spans(normalised)]
    keys = sentence_keys([normalised[start:end] for start, end in spans], school)
    offsets = offset_map(part.text, normalised)
    return [
        (part.ordinal, *offsets.to_source_span(*span), key)
        for span, key in zip(spans, keys, strict=True)
        if key
    ]


def nearest_wording(
    reader: IndexReader, sentences: Sequence[Sentence], school: str | None, limit: int = 5
) -> tuple[NearestWording, ...]:
    """The reports of other schools that share most of these sentences, of each school the one that
    shares most; of equals the newest."""
    keys = {sentence.key for sentence in sentences if sentence.use.schools > 0}
    asked = len({sentence.key for sentence in sentences})
    nearest: dict[str | None, NearestWording] = {}
    if keys:
        most = limit * _REPORTS_PER_SCHOOL
        for report_id, shared in reader.sharing_reports(keys, most, not_of=school):
            head = reader.head(report_id)
            if head is not None:
                nearest.setdefault(head.school, NearestWording(head, shared, asked))
            if len(nearest) == limit:
                break
    return tuple(nearest.values())


def repetition(
    reader: IndexReader, report: Report, sentences: Sequence[Sentence]
) -> Repetition | None:
    """How many sentences of a report are in its school's reports of the year before; None where
    there is no such report. Unlike `IndexReader.repetitions` it reads that report."""
    if report.school is None or report.year is None or not sentences:
        return None
    year_before = [
        head.id
        for head in grouped_heads(reader).by_school.get(report.school, ())
        if head.year == report.year - 1
    ]
    reports = [each for each in map(reader.report, year_before) if each is not None]
    if not reports:
        return None
    before: set[str] = set()
    for each in reports:
        before |= report_keys((normalize(part.text) for part in each.parts), each.school)
    own = {sentence.key for sentence in sentences}
    return Repetition(len(own & before), len(own))
