"""What an archive says about a draft: its row of coverage, its figures, and what it shares with the
school's report before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis.normalize import normalize
from indexer.reporting.coverage import COLUMNS, OPTIONAL, Row, report_row
from indexer.reporting.schools import stored_name
from indexer.reports.figures import FIGURES, NOT_STATED, Figure
from indexer.reports.model import Part, Report
from indexer.reports.section_status import section_entries
from indexer.reports.sentence_keys import report_keys, sentence_keys, sentence_spans
from indexer.search.engine import IndexReader, ReportHead
from indexer.search.highlights import offset_map
from indexer.search.search_budget import checkpoint


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A figure of the draft beside that of the report before."""

    id: str
    draft: Figure
    before: Figure | None
    """None without such a report."""

    @property
    def is_same(self) -> bool:
        """Whether both state the same number above zero: perhaps it was forgotten to change it."""
        before = self.before
        is_number = self.draft.state == "number"
        return is_number and before is not None and self.draft.value == before.value


@dataclass(frozen=True, slots=True)
class RepeatedSentence:
    """A sentence that the report before has too, numbers aside."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Examination:
    """A draft as the archive sees it."""

    report: Report
    row: Row
    """Its row of coverage."""
    missing: tuple[str, ...]
    """Sections that every report should have and this one has not."""
    empty: tuple[str, ...]
    """Sections that say nothing or are a heading alone."""
    before: ReportHead | None
    """The school's newest report in the archive of an earlier year."""
    dropped: tuple[str, ...]
    """Sections that the report before has and this one has not."""
    figures: tuple[FigurePair, ...]
    """Those that either report states."""
    sentences: int
    """Different sentences of the draft, very short ones aside."""
    repeated: tuple[RepeatedSentence, ...]
    """Those that the report before has too."""


def examine(reader: IndexReader, report: Report) -> Examination:
    """Look at a draft with the eyes of an archive; nothing is stored."""
    head = ReportHead.of(report)
    row = report_row(head, section_entries(report.parts))
    before = _report_before(reader, report)
    states = dict(zip(COLUMNS, (cell.state for cell in row.cells), strict=True))
    absent = [section for section in COLUMNS if states[section] == "absent"]
    sentences = _sentences(report)
    earlier = _keys(before) if before else frozenset()
    return Examination(
        report=report,
        row=row,
        missing=tuple(section for section in absent if section not in OPTIONAL),
        empty=tuple(s for s in COLUMNS if states[s] in ("says_nothing", "named_only")),
        before=ReportHead.of(before) if before else None,
        dropped=tuple(s for s in absent if before and s in before.sections),
        figures=tuple(_figures(report, before)),
        sentences=len(sentences),
        repeated=tuple(sentence for key, sentence in sentences.items() if key in earlier),
    )


def _report_before(reader: IndexReader, report: Report) -> Report | None:
    """The school's newest report of an earlier year; of any year where the draft's is not known."""
    school = stored_name(reader, report.school) if report.school else None
    if school is None:
        return None
    earlier = (
        head
        for head in reader.heads()
        if head.school == school
        and (report.year is None or (head.year is not None and head.year < report.year))
    )
    newest = next(earlier, None)
    return reader.report(newest.id) if newest else None


def _figures(report: Report, before: Report | None) -> Iterator[FigurePair]:
    for name in FIGURES:
        own = report.figures.get(name, NOT_STATED)
        earlier = before.figures.get(name, NOT_STATED) if before else None
        if own.state != "not_stated" or (earlier and earlier.state != "not_stated"):
            yield FigurePair(name, own, earlier)


def _keys(report: Report) -> frozenset[str]:
    return report_keys((normalize(part.text) for part in report.parts), report.school)


def _sentences(report: Report) -> dict[str, RepeatedSentence]:
    """Key → the first sentence with it, as written."""
    found: dict[str, RepeatedSentence] = {}
    for part in report.parts:
        checkpoint()
        normalised = normalize(part.text)
        spans: Sequence[tuple[int, int]] = [*sentence_spans(normalised)]
        keys = sentence_keys([normalised[start:end] for start, end in spans], report.school)
        offsets = offset_map(part.text, normalised)
        for span, key in zip(spans, keys, strict=True):
            if key and key not in found:
                start, end = offsets.to_source_span(*span)
                found[key] = RepeatedSentence(part, part.text[start:end].strip())
    return found
