"""Which figures a query asks for: 收到 申请, 有没有人告学校, 公众号 多少条."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from indexer.reports.figures import FIGURES


class Trigger(NamedTuple):
    """Words that together ask for a figure."""

    figure: str
    words: tuple[str, ...]


def figures_asked(terms: Iterable[str]) -> tuple[str, ...]:
    """The figures that a query's terms ask for, in their usual order; none for most queries.

    收到 and 申请 may be two terms or parts of one. The total of items is meant only where nothing
    else is: 公开申请 多少 asks for applications.
    """
    typed = "\n".join(terms)
    found = {
        trigger.figure for trigger in triggers() if all(word in typed for word in trigger.words)
    }
    if len(found) > 1:
        found.discard("items_disclosed")
    return tuple(figure for figure in FIGURES if figure in found)


@cache
def triggers() -> tuple[Trigger, ...]:
    """The table `data/figure_questions.tsv`."""
    text = files("indexer.reports").joinpath("data/figure_questions.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Trigger(figure, tuple(words.split())) for figure, words in rows)
