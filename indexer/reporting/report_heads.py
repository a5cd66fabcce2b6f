"""The heads of a generation's reports by school and by year, made once and kept with its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.search.engine import IndexReader, PerReaderCache, ReportHead


@dataclass(frozen=True, slots=True)
class GroupedHeads:
    """All heads, newest first in each group."""

    by_school: Mapping[str, Sequence[ReportHead]]
    """Without those whose school is not known."""
    by_year: Mapping[int | None, Sequence[ReportHead]]
    schools: Sequence[tuple[str, str | None]]
    """Each pair of a school and a province that a report has."""
    years: Sequence[int]
    """The years of which there is a report, the newest first."""
    provinces: frozenset[str]


def grouped_heads(reader: IndexReader) -> GroupedHeads:
    """The groups of a reader."""
    return _cache.get(reader, None, lambda: _grouped(reader.heads()))


_cache: Final[PerReaderCache[GroupedHeads]] = PerReaderCache(1)


def _grouped(heads: Sequence[ReportHead]) -> GroupedHeads:
    by_school: dict[str, list[ReportHead]] = {}
    by_year: dict[int | None, list[ReportHead]] = {}
    schools: dict[tuple[str, str | None], None] = {}
    for head in heads:
        by_year.setdefault(head.year, []).append(head)
        if head.school is not None:
            by_school.setdefault(head.school, []).append(head)
            schools[head.school, head.province] = None
    return GroupedHeads(
        by_school,
        by_year,
        [*schools],
        sorted((year for year in by_year if year is not None), reverse=True),
        frozenset(head.province for head in heads if head.province),
    )
