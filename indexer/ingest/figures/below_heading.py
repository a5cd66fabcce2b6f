"""Texts that take their noun from the heading above them: 无。, 未发生此类情况。, 0件."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import COMPLAINT, LAWSUIT, RECONSIDERATION, REFUSED, REQUEST
from indexer.ingest.figures.items import ITEMS
from indexer.ingest.figures.sentences import NUMBER, FigureCandidate, to_number
from indexer.ingest.figures.words import pattern

_NOUNS: Final = tuple(
    (figure, pattern(f"headings.heading_{figure}"))
    for figure in (REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT, ITEMS)
)
_NOTHING: Final = pattern("headings.nothing")
_MORE_TEXT: Final = pattern("headings.nothing_of_the_kind")
_STOP: Final = lazy_regex("[。！!；;\n]")
_UNITS: Final = frozenset("件起次例宗项条篇")
LONGEST: Final = 40
"""Characters of a text that only denies."""


def only_denies(words: str) -> bool:
    """Whether a text says nothing but 无 or 未发生."""
    return _NOTHING.fullmatch(words) is not None


def read_denial(heading: str) -> Iterator[FigureCandidate]:
    """What a text that only denies says below a heading."""
    for figure in _figures(heading):
        yield FigureCandidate(figure, "zero", 0, in_heading=True)


def read_first_words(heading: str, words: str) -> Iterator[FigureCandidate]:
    """What the first words below a heading say without a noun: a count behind its colon, or a
    denial that more text follows, which is not certain."""
    first = _STOP.split(words, maxsplit=1)[0]
    if heading.endswith(("：", ":")) and (found := NUMBER.fullmatch(first)):
        number = to_number(found)
        if number is not None and number.unit in _UNITS:
            for figure in _figures(heading):
                yield FigureCandidate.of_number(figure, number, in_heading=True)
    elif _MORE_TEXT.fullmatch(first) or _NOTHING.fullmatch(words):
        for figure in _figures(heading):
            yield FigureCandidate(figure, "unread")


def _figures(heading: str) -> Iterator[str]:
    for figure, form in _NOUNS:
        if form.search(heading):
            yield figure
