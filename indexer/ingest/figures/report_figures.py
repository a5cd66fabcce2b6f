"""Report → its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.below_heading import (
    LONGEST,
    names_figure,
    only_denies,
    read_denial,
    read_first_words,
)
from indexer.ingest.figures.contact import read_contacts
from indexer.ingest.figures.decision import LocatedCandidate, decide, with_denial_checked
from indexer.ingest.figures.items import ABOUT_ITEMS, ITEMS, read_items
from indexer.ingest.figures.of_a_kind import counts_of_a_kind
from indexer.ingest.figures.outcomes import read_details
from indexer.ingest.figures.prefilter import (
    may_be_about_requests,
    may_count_items,
    may_give_contacts,
    may_give_details,
)
from indexer.ingest.figures.requests import read_requests
from indexer.ingest.figures.row_words import rows_as_words
from indexer.ingest.figures.sentences import (
    Context,
    FigureCandidate,
    Sentence,
    fold,
    sentences_of,
    year_of,
)
from indexer.ingest.figures.tables import Row, read_row, read_table
from indexer.reports.figures import FIGURES, NOT_STATED, Figure, Statement
from indexer.reports.model import Part, Report

_SAYS: Final = lazy_regex(
    r"\d\s*[件起次条项篇]|[申举投复诉公][^，。]*[\s：:](?:无|零|[0０])$|没有|未[收发受接出]|无[^，。]*[申举投复诉]"
)
_LABELS_TOTAL: Final = lazy_regex(r"^\W*主动公开(?:的)?信息(?:总数|总量|总条数)")
_RANK_OF_TOTAL: Final = 2
"""That of a total in prose, which a table may contradict."""
_SPACE: Final = lazy_regex(r"[ \u3000\xa0]+")
_NUMBERS: Final = lazy_regex(r"\s*\d+(?:[ \u3000\xa0]+\d+){2,}\s*")
"""A row of a table that conversion has left without lines."""
_CELL_ENDS: Final = ("\t", "|", "｜")
_NUMBERS_APART: Final = lazy_regex(r"[ \u3000\xa0](?<=\d.)[ \u3000\xa0]*\d")


def read_figures(report: Report) -> dict[str, Figure]:
    """What the report states in numbers: each figure by its id."""
    stated: dict[str, list[LocatedCandidate]] = defaultdict(list)
    headings = {
        (entry.ordinal, entry.paragraph): entry.text
        for entry in report.outline
        if entry.paragraph >= 0
    }
    for part in report.parts:
        for each in _of_part(part, headings, report.school):
            stated[each.candidate.figure].append(each)
    years = _years(report)
    return with_denial_checked(
        {
            figure: decide(stated[figure], years) if figure in stated else NOT_STATED
            for figure in FIGURES
        }
    )


def _years(report: Report) -> frozenset[int]:
    return frozenset(map(int, report.period.split("-"))) if report.period else frozenset()


def _of_part(
    part: Part, headings: dict[tuple[int, int], str], school: str | None
) -> Iterator[LocatedCandidate]:
    context = Context(school=school)
    for heading, passage, offset in _passages(part, headings):
        if passage in heading:
            for sentence in sentences_of(part, passage, part.heading, offset):
                yield from _of_sentence(sentence, context)
            continue
        rows, rest = _tables_and_text(passage, offset)
        if rows:
            yield from _of_rows(part, heading, rows)
        if not part.topics and names_figure(heading):
            yield from _below_heading(part, heading, passage, offset)
        for start, end in rest:
            for sentence in sentences_of(part, part.text[start:end], heading, start):
                yield from _of_sentence(sentence, context)


def _tables_and_text(passage: str, offset: int) -> tuple[Sequence[Row], Sequence[tuple[int, int]]]:
    """The rows of a passage, and the ranges of its other lines, joined where they adjoin."""
    if not (any(end in passage for end in _CELL_ENDS) or _NUMBERS_APART.search(passage)):
        return (), ((offset, offset + len(passage)),)
    rows: list[Row] = []
    rest: list[tuple[int, int]] = []
    at = offset
    above: str | None = None
    for line in _lines(passage):
        row = read_row(line, at)
        if row is None and above is not None and _NUMBERS.fullmatch(line):
            row = read_row(_SPACE.sub("\t", line.strip()), at)
            header = read_row(_SPACE.sub("\t", above.strip()), at - len(above))
            if row and header and len(row.cells) == len(header.cells):
                rows.append(header)
                _remove_last(rest, len(above))
            else:
                row = None
        above = line if row is None else None
        if row is not None:
            rows.append(row)
        elif rest and rest[-1][1] == at:
            rest[-1] = (rest[-1][0], at + len(line))
        else:
            rest.append((at, at + len(line)))
        at += len(line)
    return rows, rest


def _lines(text: str) -> Sequence[str]:
    """The lines of a text, each with its end."""
    *lines, last = text.split("\n")
    ended = [f"{line}\n" for line in lines]
    return [*ended, last] if last else ended


def _remove_last(rest: list[tuple[int, int]], length: int) -> None:
    """Removes the last line from the ranges of text."""
    start, end = rest.pop()
    if end - length > start:
        rest.append((start, end - length))


def _below_heading(
    part: Part, heading: str, passage: str, offset: int
) -> Iterator[LocatedCandidate]:
    """What a text says that takes its noun from the heading."""
    text = passage.strip()
    line = text[: text.find("\n")] if "\n" in text else text
    start = offset + len(passage) - len(passage.lstrip())
    if len(text) < LONGEST and only_denies(fold(text)):
        candidates, line = read_denial(fold(heading)), text
    else:
        candidates = read_first_words(fold(heading), fold(line[:LONGEST]))
    for candidate in candidates:
        yield _located(candidate, part, line, start)


def _of_rows(part: Part, heading: str, rows: Sequence[Row]) -> Iterator[LocatedCandidate]:
    """What a table says; its rows as sentences where their labels are the names of no figure."""
    is_about_items = not (part.topics or ABOUT_ITEMS.isdisjoint(part.sections))
    named: set[str] = set()
    for row, candidate in read_table(rows, is_about_items=is_about_items):
        named.add(candidate.figure)
        is_total = candidate.figure == ITEMS and _LABELS_TOTAL.search(row.text)
        counted = replace(candidate, rank=_RANK_OF_TOTAL) if is_total else candidate
        yield _located(counted, part, row.text, row.start, row.end)
    for row, words in rows_as_words(rows):
        for candidate in _of_row(Sentence(part, row.start, row.end, words, "", heading)):
            if candidate.figure not in named:
                yield _located(candidate, part, row.text, row.start, row.end)


def _of_row(sentence: Sentence) -> Iterator[FigureCandidate]:
    yield from read_requests(sentence)
    yield from read_items(sentence, Context())


def _of_sentence(sentence: Sentence, context: Context) -> Sequence[LocatedCandidate]:
    candidates: list[FigureCandidate] = []
    if not sentence.before:
        context.channels = frozenset()
    plain = _with_school_unnamed(sentence, context.school)
    if may_be_about_requests(plain):
        candidates += read_requests(plain)
        candidates += counts_of_a_kind(sentence)
    counted = {each.figure for each in candidates if each.state == "number"}
    if may_give_details(sentence, counted):
        candidates += read_details(sentence, counted)
    if may_count_items(plain, context):
        candidates += read_items(plain, context)
    if may_give_contacts(sentence):
        candidates += read_contacts(sentence)
    return [
        _located(candidate, sentence.part, sentence.text, sentence.start)
        for candidate in _of_latest_year(candidates, sentence.words)
    ]


def _with_school_unnamed(sentence: Sentence, school: str | None) -> Sentence:
    """The sentence with 学校 in place of the school's name."""
    if not school or school not in sentence.words:
        return sentence
    return replace(sentence, words=sentence.words.replace(school, "学校"))


def _located(
    candidate: FigureCandidate, part: Part, sentence: str, start: int, end: int | None = None
) -> LocatedCandidate:
    """A candidate with its sentence, which ends after its own length if it is no row."""
    span = (start, start + len(sentence) if end is None else end)
    statement = Statement(_value(candidate), sentence, part.ordinal, span)
    return LocatedCandidate(candidate, statement, part)


def _of_latest_year(candidates: Sequence[FigureCandidate], words: str) -> Iterator[FigureCandidate]:
    """The candidates of a sentence, `unread` where it says nothing sure about a later year."""
    if not candidates:
        return
    latest = year_of(words, len(words))
    for candidate in candidates:
        is_earlier = candidate.year is not None and latest is not None and candidate.year < latest
        has_later = any(
            other.figure == candidate.figure and other.year == latest and other.state != "unread"
            for other in candidates
        )
        if is_earlier and not has_later and candidate.state in ("number", "zero"):
            yield replace(candidate, state="unread", value=None, qualifier=None)
        else:
            yield candidate


def _value(candidate: FigureCandidate) -> int | None:
    return candidate.value if isinstance(candidate.value, int) else None


def _passages(part: Part, headings: dict[tuple[int, int], str]) -> Iterator[tuple[str, str, int]]:
    """The text below each heading of a part, with the heading and the text's offset; and each
    heading that itself says something, as a text of its own."""
    heading, start, at = part.heading, 0, 0
    for index, line in enumerate(_lines(part.text)):
        lower = headings.get((part.ordinal, index))
        if lower is not None:
            if at > start:
                yield heading, part.text[start:at], start
            heading = lower
            run_in = len(line.rstrip("\n")) - len(lower)
            start = at if run_in > 0 else at + len(line)
            if run_in == 0 and _SAYS.search(lower):
                yield lower, lower, at
        at += len(line)
    if at > start:
        yield heading, part.text[start:at], start
