"""One answer from everything that a report says about a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.ingest.figures.sentences import FigureCandidate
from indexer.reports.figures import Figure, Statement


@dataclass(frozen=True, slots=True)
class LocatedCandidate:
    """A candidate and the position of its sentence."""

    candidate: FigureCandidate
    statement: Statement


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


def _of_the_period(stated: list[LocatedCandidate], years: frozenset[int]) -> list[LocatedCandidate]:
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


def _joined(stated: Sequence[LocatedCandidate]) -> Figure:
    texts: list[str] = []
    for each in stated:
        if isinstance(each.candidate.value, tuple):
            texts.extend(text for text in each.candidate.value if text not in texts)
    return replace(_figure(stated[0]), value=tuple(texts))


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
