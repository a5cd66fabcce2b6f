"""The figures of many reports as numpy columns, for filters, totals and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.reports.figures import FIGURE_NUMBERS, FIGURES, QUALIFIERS, STATES, Figure
from indexer.search.engine import ReportHead
from indexer.search.figure_filter import FigureFilter

FigureRow = tuple[list[int], list[int], list[int]]
"""States, values and qualifiers of one report, by the columns of `FIGURE_NUMBERS`."""


@dataclass(frozen=True, slots=True, eq=False)
class FigureColumns:
    """A row for each report, a column for each figure."""

    heads: Sequence[ReportHead]
    """The reports, newest first."""
    states: npt.NDArray[np.uint8]
    """Indices into `STATES`."""
    values: npt.NDArray[np.int64]
    """0 where there is no value too: `states` tells."""
    qualifiers: npt.NDArray[np.uint8]
    """Indices into `QUALIFIERS`."""

    @classmethod
    def of(cls, heads: Sequence[ReportHead], rows: Sequence[FigureRow]) -> FigureColumns:
        """The columns of reports whose rows are given."""
        shape = len(rows), len(FIGURES)
        return cls(
            heads,
            np.array([states for states, _, _ in rows], np.uint8).reshape(shape),
            np.array([values for _, values, _ in rows], np.int64).reshape(shape),
            np.array([qualifiers for _, _, qualifiers in rows], np.uint8).reshape(shape),
        )

    def passing(self, filters: Iterable[FigureFilter]) -> npt.NDArray[np.bool_]:
        """For each report whether it passes all filters."""
        mask = np.ones(len(self.heads), np.bool_)
        for each in filters:
            column = FIGURE_NUMBERS[each.figure]
            mask &= each.passing(self.states[:, column], self.values[:, column])
        return mask

    def passing_heads(self, filters: Iterable[FigureFilter]) -> list[ReportHead]:
        """The reports that pass all filters."""
        mask = self.passing(filters).tolist()
        return [head for head, passes in zip(self.heads, mask, strict=True) if passes]

    def select(self, mask: npt.NDArray[np.bool_]) -> FigureColumns:
        """The reports that the mask marks."""
        return FigureColumns(
            [head for head, is_wanted in zip(self.heads, mask.tolist(), strict=True) if is_wanted],
            self.states[mask],
            self.values[mask],
            self.qualifiers[mask],
        )


def figure_row(figures: Mapping[str, Figure]) -> FigureRow:
    """A report's figures as its row."""
    states, values, qualifiers = ([0] * len(FIGURES) for _ in range(3))
    for name, figure in figures.items():
        column = FIGURE_NUMBERS[name]
        states[column] = STATES.index(figure.state)
        values[column] = figure.value if isinstance(figure.value, int) else 0
        qualifiers[column] = QUALIFIERS.index(figure.qualifier)
    return states, values, qualifiers
