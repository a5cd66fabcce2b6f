"""What a title or a sentence says of a period: label, first and last day, case by case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.reports.periods import find_label, find_span

_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "spans.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("text", "label", "first", "last"), _ROWS, ids=[row[0] for row in _ROWS])
def test_label_first_and_last_day_are_those_of_the_text(
    text: str, label: str, first: str, last: str
) -> None:
    span = find_span(text, anywhere=True)
    assert (span.start, span.end) == (_day(first), _day(last))
    assert (find_label(text) or span.label) == (None if label == "-" else label)


def _day(cell: str) -> date | None:
    return None if cell == "-" else date.fromisoformat(cell)
