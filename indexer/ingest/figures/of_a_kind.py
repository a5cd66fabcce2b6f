"""Counts of one kind of request or complaint, which deny that there was none at all.

未收到书面申请，收到邮件申请1件: the denial is about one kind only, and the report received some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.sentences import FigureCandidate, Sentence
from indexer.ingest.figures.words import pattern

_COUNTS: Final = tuple(
    (figure, pattern(f"requests.of_a_kind_{figure}"))
    for figure in ("requests_received", "complaints", "reconsiderations", "lawsuits")
)
_OTHER_YEAR: Final = pattern("requests.of_a_kind_other_year")
_OWN_PERIOD: Final = lazy_regex(r"^(?:20\d\d(?:学?年度?)?[-—－~～至到]+)?20\d\d(?:全?学?年度?)")
"""The time with which a sentence begins, of which its zero is true too."""


def counts_of_a_kind(sentence: Sentence) -> Iterator[FigureCandidate]:
    """For each figure of which the sentence counts one kind, that it is no zero."""
    words = sentence.words
    if _OTHER_YEAR.search(_OWN_PERIOD.sub("", words)):
        return
    for figure, form in _COUNTS:
        if form.search(words):
            yield FigureCandidate(figure, "unread", is_part=True)
