"""What became of applications, and what was charged, is given only where a sentence is sure."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Final

from indexer.ingest.figures import read_figures
from tests.ingest.figure_statements import Answer, cases, written

OUTCOMES: Final = (
    "requests_granted",
    "requests_partly_granted",
    "requests_unavailable",
    "requests_carried_in",
    "requests_carried_over",
    "fees",
)


@cache
def results() -> tuple[Answer, ...]:
    return tuple(
        Answer(case, figure, case.answers.get(figure, ("-",)), written(figures[figure]))
        for case in cases("outcomes.tsv")
        for figures in [read_figures(case.report())]
        for figure in OUTCOMES
    )


def test_no_outcome_is_wrong() -> None:
    assert [str(answer) for answer in results() if answer.is_wrong] == []


def test_most_outcomes_are_read() -> None:
    counts = Counter(answer.is_right for answer in results() if answer.is_asked)
    assert counts[True] >= 0.95 * counts.total()
