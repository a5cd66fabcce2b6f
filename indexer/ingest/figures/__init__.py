"""Figures: what a report states in numbers, each with the sentence that states it.

Rule: a number or a zero is given only where every word between it and its noun is known; otherwise
the figure is `unread`, with the sentence. The words are tables in `data`, the grammar is code.
"""

from indexer.ingest.figures.report_figures import read_figures

__all__ = ["read_figures"]
