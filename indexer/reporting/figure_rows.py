"""What reports state in numbers, with the sentences that state it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.reports.figures import Figure
from indexer.reports.json_record import JsonRecord
from indexer.search.engine import IndexReader, ReportHead


@dataclass(frozen=True, slots=True)
class FigureRow(JsonRecord):
    """The figures of one report."""

    JSON = ("report_id", "school", "province", "period", "year", "figures")

    head: ReportHead
    figures: Mapping[str, Figure]
    """By the figure's id."""

    @property
    def report_id(self) -> str:
        return self.head.id

    @property
    def school(self) -> str | None:
        return self.head.school

    @property
    def province(self) -> str | None:
        return self.head.province

    @property
    def period(self) -> str | None:
        return self.head.period

    @property
    def year(self) -> int | None:
        return self.head.year


@dataclass(frozen=True, slots=True)
class FigureBatch:
    """Some of the rows of a result."""

    total: int
    """Rows of the whole result."""
    rows: Sequence[FigureRow]


def figure_rows(
    reader: IndexReader, heads: Sequence[ReportHead], figures: Iterable[str] = ()
) -> list[FigureRow]:
    """The figures of some reports: all, or those with these ids."""
    wanted = frozenset(figures)
    stored = reader.report_figures(head.id for head in heads)
    return [
        FigureRow(
            head,
            {
                name: figure
                for name, figure in stored[head.id].items()
                if not wanted or name in wanted
            },
        )
        for head in heads
    ]
