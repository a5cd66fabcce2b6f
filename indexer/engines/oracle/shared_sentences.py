"""Which reports have a sentence, by comparing the keys of all reports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from indexer.search.engine import Repetition, ReportHead, SentenceUse

KeysOfReports: TypeAlias = Sequence[tuple[ReportHead, frozenset[str]]]
"""Reports with the keys of their sentences, newest first."""


def sentence_use(reports: KeysOfReports, key: str) -> SentenceUse:
    """See `IndexReader.sentence_uses`."""
    heads = [head for head, keys in reports if key in keys]
    years = [head.year for head in heads if head.year is not None]
    schools = {head.school for head in heads if head.school is not None}
    return SentenceUse(len(schools), len(heads), min(years, default=None))


def sharing_reports(
    reports: KeysOfReports, keys: Collection[str], not_of: str | None
) -> list[tuple[str, int]]:
    """See `IndexReader.sharing_reports`; all of them."""
    counts = [
        (head.id, len(own.intersection(keys)))
        for head, own in reports
        if head.school not in (None, not_of)
    ]
    return sorted([each for each in counts if each[1]], key=lambda each: -each[1])


def repetitions(reports: KeysOfReports) -> dict[str, Repetition]:
    """See `IndexReader.repetitions`."""
    found = {}
    for head, keys in reports:
        if head.school is None or head.year is None:
            continue
        before: frozenset[str] = frozenset().union(
            *(k for h, k in reports if (h.school, h.year) == (head.school, head.year - 1))
        )
        if keys & before:
            found[head.id] = Repetition(len(keys & before), len(keys))
    return found
