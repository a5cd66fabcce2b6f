"""What became of applications: granted, partly granted, carried over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.ingest.figures.sentences import NUMBER, FigureCandidate, Number, to_number
from indexer.ingest.figures.words import pattern

_HINT: Final = pattern("requests.outcome")
_OUTCOMES: Final = tuple(
    (f"requests_{name}", pattern(f"requests.{name}"))
    for name in ("granted", "partly_granted", "unavailable", "carried_in", "carried_over")
)
_UNITS: Final = frozenset("件条项份")


def read_outcomes(clause: str, is_about_requests: bool) -> Iterator[FigureCandidate]:
    """The outcomes that a clause counts."""
    if not is_about_requests or not _HINT.search(clause):
        return
    for figure, form in _OUTCOMES:
        for found in form.finditer(clause):
            if figure == "requests_granted" and clause[: found.start()].endswith("不"):
                continue
            number = _number_at(clause, found.end()) or _number_before(clause, found.start())
            if number is not None and number.unit in _UNITS:
                yield FigureCandidate.of_number(figure, number)


def _number_at(clause: str, at: int) -> Number | None:
    found = NUMBER.match(clause, at)
    return to_number(found) if found else None


def _number_before(clause: str, at: int) -> Number | None:
    for found in NUMBER.finditer(clause, 0, at):
        if found.end() == at:
            return to_number(found)
    return None
