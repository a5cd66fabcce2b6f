"""Report → its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import COMPLAINT, LAWSUIT, RECONSIDERATION, REFUSED, REQUEST
from indexer.ingest.figures.contact import read_contacts
from indexer.ingest.figures.items import read_items
from indexer.ingest.figures.requests import read_requests
from indexer.ingest.figures.sentences import (
    Context,
    FigureCandidate,
    Sentence,
    fold,
    sentences_of,
    year_of,
)
from indexer.ingest.figures.tables import Row, read_row, read_table
from indexer.ingest.figures.words import pattern
from indexer.reports.figures import FIGURES, NOT_STATED, Figure, Statement
from indexer.reports.model import Part, Report

_LINE: Final = lazy_regex(r"[^\n]*\n|[^\n]+")
_NOTHING: Final = lazy_regex(
    r"(?:(?:20\d\d|[-—－~至到学年度])*年度?,?，?|本学?年度?|全年|报告期内|[我本]?(?:学?校|学?院)|目前|均|暂|，)*"
    "(?:无|没有|未发生|未收到|未出现|不存在|无此类情况|无此项|无相关情况|无此情况|无情况"
    "|(?:没有|未发生|未出现|不存在|未收到)(?:上述|此类|该类|以上|相关)(?:情况|事项|事件|现象))[。.！]?"
)
_HEADING_NOUNS: Final = tuple(
    (figure, pattern(f"patterns.heading_{figure}"))
    for figure in (REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT)
)


@dataclass(frozen=True, slots=True)
class _LocatedCandidate:
    """A candidate and the position of its sentence."""

    candidate: FigureCandidate
    statement: Statement


def read_figures(report: Report) -> dict[str, Figure]:
    """What the report states in numbers: each figure by its id."""
    stated: dict[str, list[_LocatedCandidate]] = defaultdict(list)
    headings = {
        (entry.ordinal, entry.paragraph): entry.text
        for entry in report.outline
        if entry.paragraph >= 0
    }
    for part in report.parts:
        for each in _of_part(part, headings, report.school):
            stated[each.candidate.figure].append(each)
    years = _years(report)
    return {
        figure: _decide(stated[figure], years) if figure in stated else NOT_STATED
        for figure in FIGURES
    }


def _years(report: Report) -> frozenset[int]:
    return frozenset(map(int, report.period.split("-"))) if report.period else frozenset()


def _of_part(
    part: Part, headings: dict[tuple[int, int], str], school: str | None
) -> Iterator[_LocatedCandidate]:
    context = Context(school=school)
    for heading, passage, offset in _passages(part, headings):
        table: list[Row] = []
        at = offset
        rest: list[tuple[int, int]] = []
        for line in _LINE.findall(passage):
            row = read_row(line, at)
            if row is not None:
                table.append(row)
            elif rest and rest[-1][1] == at:
                rest[-1] = (rest[-1][0], at + len(line))
            else:
                rest.append((at, at + len(line)))
            at += len(line)
        for row, candidate in read_table(table):
            statement = Statement(_value(candidate), row.text, part.ordinal, (row.start, row.end))
            yield _LocatedCandidate(candidate, statement)
        only = fold(passage.strip())
        if only and len(only) < 40 and _NOTHING.fullmatch(only):
            yield from _denied_by_heading(part, heading, passage, offset)
            continue
        for start, end in rest:
            for sentence in sentences_of(part, part.text[start:end], heading, start):
                yield from _of_sentence(sentence, context)


def _of_sentence(sentence: Sentence, context: Context) -> Iterator[_LocatedCandidate]:
    candidates = [
        *read_requests(sentence),
        *read_items(sentence, context),
        *read_contacts(sentence),
    ]
    if not candidates:
        return
    for candidate in _of_latest_year(candidates, sentence.words):
        yield _LocatedCandidate(
            candidate,
            Statement(
                _value(candidate),
                sentence.text,
                sentence.part.ordinal,
                (sentence.start, sentence.end),
            ),
        )


def _of_latest_year(candidates: Sequence[FigureCandidate], words: str) -> Iterator[FigureCandidate]:
    """The candidates of a sentence, `unread` where it says nothing sure about a later year."""
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
    """The text below each heading of a part, with the heading and the text's offset."""
    heading, start, at = part.heading, 0, 0
    for index, line in enumerate(_LINE.findall(part.text)):
        lower = headings.get((part.ordinal, index))
        if lower is not None:
            if at > start:
                yield heading, part.text[start:at], start
            heading = lower
            run_in = len(line.rstrip("\n")) - len(lower)
            start = at if run_in > 0 else at + len(line)
        at += len(line)
    if at > start:
        yield heading, part.text[start:at], start


def _denied_by_heading(
    part: Part, heading: str, passage: str, offset: int
) -> Iterator[_LocatedCandidate]:
    if part.topics:
        return
    words = fold(heading)
    start = offset + len(passage) - len(passage.lstrip())
    text = passage.strip()
    for figure, form in _HEADING_NOUNS:
        if form.search(words):
            yield _LocatedCandidate(
                FigureCandidate(figure, "zero", 0, in_heading=True),
                Statement(0, text, part.ordinal, (start, start + len(text))),
            )


def _decide(stated: Sequence[_LocatedCandidate], years: frozenset[int]) -> Figure:
    """One answer from everything that is said about a figure."""
    certain = [each for each in stated if each.candidate.state != "unread"]
    if not certain:
        return _figure(stated[0])
    if certain[0].candidate.state == "text":
        return _joined(certain)
    certain = _of_the_period(certain, years)
    highest = max(each.candidate.rank for each in certain)
    certain = [each for each in certain if each.candidate.rank == highest]
    first = certain[0]
    others = [each for each in certain if each.candidate.value != first.candidate.value]
    if others:
        return replace(
            _figure(first),
            state="unread",
            value=None,
            qualifier=None,
            conflict=True,
            others=tuple(each.statement for each in others),
        )
    return _figure(first)


def _of_the_period(
    stated: list[_LocatedCandidate], years: frozenset[int]
) -> list[_LocatedCandidate]:
    """Of statements about several years those about the report's own, else about the latest."""
    if len({each.candidate.value for each in stated}) == 1:
        return stated
    named = {each.candidate.year for each in stated}
    if len(named) == 1:
        return stated
    own = [each for each in stated if each.candidate.year is None or each.candidate.year in years]
    if own and years:
        return own
    latest = max(year for year in named if year is not None)
    return [each for each in stated if each.candidate.year in (None, latest)]


def _joined(stated: Sequence[_LocatedCandidate]) -> Figure:
    texts: list[str] = []
    for each in stated:
        if isinstance(each.candidate.value, tuple):
            texts.extend(text for text in each.candidate.value if text not in texts)
    return replace(_figure(stated[0]), value=tuple(texts))


def _figure(stated: _LocatedCandidate) -> Figure:
    candidate, statement = stated.candidate, stated.statement
    return Figure(
        state=candidate.state,
        value=candidate.value if candidate.state != "unread" else None,
        qualifier=candidate.qualifier,
        sentence=statement.sentence,
        ordinal=statement.ordinal,
        span=statement.span,
        in_heading=candidate.in_heading,
    )
