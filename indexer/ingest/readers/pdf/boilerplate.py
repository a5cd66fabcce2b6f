"""What is printed on every page and is no part of the text: page numbers, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.ingest.readers.page_numbers import MARGIN, PAGE_NUMBER
from indexer.ingest.readers.pdf.page import PageText
from indexer.ingest.readers.reflow import PageLine

_PAGE_NUMBER: Final = re.compile(PAGE_NUMBER + r"|(?i:page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)")
_TOP: Final = 0.08
"""Share of a page's height in which a running head stands that no other page repeats."""
_SMALLER: Final = 0.9
_EDGE_LINES: Final = 2
"""Lines at the top and foot of a page among which running heads are looked for."""
_LONGEST: Final = 60
_SET_APART: Final = 2.0
"""Letter heights from a running head to the text, where only two pages bear it."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at the top or foot of a page."""

    line: PageLine
    gap: float
    """Distance to the next line towards the text, in letter heights."""
    in_margin: bool
    is_small_head: bool
    """Whether it stands at the very top in letters smaller than the text's."""

    @property
    def mask(self) -> tuple[str, int]:
        """Its words without figures, and its height on the page in steps of 12 points."""
        words = re.sub(r"\d+", "#", "".join(self.line.text.split()))
        return words, round(self.line.top / 12)


def without_furniture(pages: Sequence[PageText]) -> Iterator[PageText]:
    """The pages without page numbers and running heads."""
    sizes = sorted(line.size for page in pages for line in _lines(page))
    body = sizes[len(sizes) // 2] if sizes else 0.0
    edges = [[*_edges(page, body)] for page in pages]
    seen = Counter(mask for page in edges for mask in {edge.mask for edge in page})
    furniture = {
        id(edge.line) for page in edges for edge in page if _is_furniture(edge, seen, len(pages))
    }
    lines = [line for page in pages for line in _lines(page)]
    if lines and all(id(line) in furniture for line in lines):
        furniture = set()  # a file of nothing else: its pages say so little
    for page in pages:
        yield replace(page, items=tuple(item for item in page.items if id(item) not in furniture))


def _lines(page: PageText) -> list[PageLine]:
    return [item for item in page.items if isinstance(item, PageLine)]


def _edges(page: PageText, body: float) -> Iterator[_Edge]:
    """The first and last lines of a page; `body` is the size of the document's letters."""
    lines = sorted(_lines(page), key=lambda line: line.top)
    for at, line in enumerate(lines):
        from_end = len(lines) - 1 - at
        if min(at, from_end) >= _EDGE_LINES:
            continue
        neighbour = lines[at + 1] if at <= from_end and from_end else lines[at - 1]
        yield _Edge(
            line,
            gap=abs(neighbour.top - line.top) / line.size,
            in_margin=not MARGIN * page.height < line.top < (1 - MARGIN) * page.height,
            is_small_head=at == 0 and line.top < _TOP * page.height and line.size < _SMALLER * body,
        )


def _is_furniture(edge: _Edge, seen: Counter[tuple[str, int]], pages: int) -> bool:
    if edge.in_margin and _PAGE_NUMBER.fullmatch(edge.line.text.strip()):
        return True
    if edge.is_small_head and edge.gap > _SET_APART:
        return True
    words, height = edge.mask
    times = sum(seen[words, near] for near in (height - 1, height, height + 1))
    if len(words) > _LONGEST or times < max(2, pages * 0.4):
        return False
    return times >= 3 or (edge.in_margin and edge.gap > _SET_APART)
