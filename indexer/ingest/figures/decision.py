"""One answer from everything that a report says about a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import REFUSED, REQUEST
from indexer.ingest.figures.outcomes import DECIDED
from indexer.ingest.figures.sentences import FigureCandidate
from indexer.reports.figures import Figure, Statement
from indexer.reports.model import Part

_ENDS: Final = lazy_regex(r"[。！？\n]")
_NEARBY: Final = 40
"""Characters between two sentences that give one list of texts."""


@dataclass(frozen=True, slots=True)
class LocatedCandidate:
    """A candidate and the position of its sentence."""

    candidate: FigureCandidate
    statement: Statement
    part: Part


def decide(stated: Sequence[LocatedCandidate], years: frozenset[int]) -> Figure:
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
    if first.candidate.state == "zero":
        others += [
            each
            for each in stated
            if each.candidate.is_part and (_follows(each, first) or _follows(first, each))
        ]
    others += [each for each in stated if _is_doubted(each, first, years)]
    others += [
        each
        for each in stated
        if each.candidate.takes_back and any(_follows(each, other) for other in certain)
    ]
    if others:
        contradicting = [each for each in others if _contradicts(each, first)]
        return replace(
            _figure(first),
            state="unread",
            value=None,
            qualifier=None,
            conflict=bool(contradicting),
            others=tuple(each.statement for each in contradicting),
        )
    return _figure(first)


def with_denial_checked(figures: dict[str, Figure]) -> dict[str, Figure]:
    """The figures of a report; zero applications become `unread` where some were answered, and none
    are said to have been carried in."""
    received, carried = figures[REQUEST], figures["requests_carried_in"]
    if received.state != "zero" or carried.state != "not_stated":
        return figures
    if all(figures[figure].state != "number" for figure in (REFUSED, *DECIDED)):
        return figures
    return {**figures, REQUEST: replace(received, state="unread", value=None, qualifier=None)}


def _contradicts(other: LocatedCandidate, first: LocatedCandidate) -> bool:
    """Whether another sentence states another number. One sentence with several numbers is only
    hard to read."""
    start, end = sorted((first.statement.span[0], other.statement.span[0]))
    is_same = other.part is first.part and not _ENDS.search(first.part.text, start, end)
    return not is_same and not other.candidate.is_part and other.candidate.state != "unread"


def _is_doubted(other: LocatedCandidate, first: LocatedCandidate, years: frozenset[int]) -> bool:
    """Whether another sentence of the period seems to state another number."""
    doubted = other.candidate.doubted
    return (
        doubted is not None
        and doubted != first.candidate.value
        and _may_be_of(other.candidate.year, years)
    )


def _follows(later: LocatedCandidate, first: LocatedCandidate) -> bool:
    """Whether a sentence is the same as another one, or the next."""
    gap = later.statement.span[0] - first.statement.span[1]
    is_same = later.statement.span == first.statement.span
    return later.part is first.part and (is_same or 0 <= gap <= 2)


def _of_the_period(stated: list[LocatedCandidate], years: frozenset[int]) -> list[LocatedCandidate]:
    """Of statements about several years those about the report's own, else about the latest."""
    if len({each.candidate.value for each in stated}) == 1:
        return stated
    named = {each.candidate.year for each in stated}
    if len(named) == 1:
        return stated
    own = [each for each in stated if _may_be_of(each.candidate.year, years)]
    if own and years:
        later = {each.candidate.year for each in own} - years - {None}
        wanted = {None, *years, max(later, key=lambda year: year or 0, default=None)}
        return [each for each in own if each.candidate.year in wanted]
    latest = max(year for year in named if year is not None)
    return [each for each in stated if each.candidate.year in (None, latest)]


def _may_be_of(year: int | None, years: frozenset[int]) -> bool:
    """Whether a statement with this year may be about the report's period: no report is about
    years after its own."""
    return year is None or year in years or year > max(years, default=year)


def _joined(stated: Sequence[LocatedCandidate]) -> Figure:
    """The texts of the first sentence, and of those that follow it closely."""
    first = stated[0]
    end = first.statement.span[1]
    texts: list[str] = []
    for each in stated:
        start = each.statement.span[0]
        if each.part is not first.part or start > end + _NEARBY:
            break
        end = max(end, each.statement.span[1])
        if isinstance(each.candidate.value, tuple):
            texts.extend(text for text in each.candidate.value if text not in texts)
    span = (first.statement.span[0], end)
    sentence = first.part.text[slice(*span)] if len(stated) > 1 else first.statement.sentence
    return replace(_figure(first), value=tuple(texts), sentence=sentence, span=span)


def _figure(stated: LocatedCandidate) -> Figure:
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
