"""Texts that take their noun from the heading above them: 无。, 未发生此类情况。, 0件."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import (
    COMPLAINT,
    LAWSUIT,
    RECONSIDERATION,
    REFUSED,
    REQUEST,
    cut_clause,
)
from indexer.ingest.figures.items import ITEMS
from indexer.ingest.figures.sentences import NUMBER, FigureCandidate, fold, to_number
from indexer.ingest.figures.words import pattern

_NOUNS: Final = tuple(
    (figure, pattern(f"headings.heading_{figure}"))
    for figure in (REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT, ITEMS)
)
_NOTHING: Final = pattern("headings.nothing")
_KNOWN: Final = pattern("headings.known")
_UNKNOWN: Final = frozenset({"unknown", "other", "other_request", "doubtful", "appeal"})
_UNSURE: Final = (_NOTHING, pattern("headings.nothing_of_the_kind"), pattern("headings.count"))
"""First words that say something about the noun of the heading, though nothing certain."""
_STOP: Final = lazy_regex(
    "[。！!；;\n]|(?<=无)(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十])"
)
"""Where the first words end; conversion may have joined the next heading to them."""
_UNITS: Final = frozenset("件起次例宗项条篇")
LONGEST: Final = 40
"""Characters of a text that only denies."""


def only_denies(words: str) -> bool:
    """Whether a text says nothing but 无 or 未发生."""
    return _NOTHING.fullmatch(words) is not None


def read_denial(heading: str) -> Iterator[FigureCandidate]:
    """What a text that only denies says below a heading; nothing certain where the heading has
    words of no known kind: 申请办理中的困难."""
    is_known = all(word.kind not in _UNKNOWN for word in cut_clause(_KNOWN.sub("", heading)))
    for figure in _figures(heading):
        if is_known:
            yield FigureCandidate(figure, "zero", 0, in_heading=True)
        else:
            yield FigureCandidate(figure, "unread")


def read_first_words(heading: str, words: str) -> Iterator[FigureCandidate]:
    """What the first words below a heading say without a noun: a count behind its colon, or a
    denial that more text follows, which is not certain."""
    figures = _figures(heading)
    if not figures:
        return
    first = _STOP.split(words, maxsplit=1)[0]
    found = NUMBER.fullmatch(first)
    if found and (heading.endswith(("：", ":")) or _STOP.sub("", words) == first):
        number = to_number(found)
        is_certain = number is not None and (number.value == 0 or len(figures) == 1)
        for figure in figures if found["unit"] in _UNITS else ():
            if number is not None and is_certain:
                yield FigureCandidate.of_number(figure, number, in_heading=True)
            else:
                yield FigureCandidate(figure, "unread")
    elif any(form.fullmatch(first) for form in _UNSURE):
        for figure in figures:
            yield FigureCandidate(figure, "unread")


@lru_cache(maxsize=256)
def names_figure(heading: str) -> bool:
    """Whether a heading as written has a noun that the text below it may take."""
    return bool(_figures(fold(heading)))


@lru_cache(maxsize=256)
def _figures(heading: str) -> Sequence[str]:
    return [figure for figure, form in _NOUNS if form.search(heading)]
