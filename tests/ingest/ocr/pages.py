"""Recognised pages made by hand: what a recogniser would return for a few lines of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from indexer.ingest.limits import Limits
from indexer.ingest.ocr.cache import OcrCache
from indexer.ingest.ocr.recognised import Corner, RecognisedLine, RecognisedPage
from indexer.ingest.recognise_pages import PageResult, PageTask, pool_config
from indexer.processes.pool import PoolConfig

WIDTH, HEIGHT = 1654, 2339
LEFT, TOP, SIZE, PITCH = 211, 250, 44, 78
TITLE = "青江职业学院2023-2024学年信息公开年度报告"
CHARS = 28
"""Of a full line."""


def line(
    text: str,
    left: float,
    top: float,
    *,
    size: float = SIZE,
    turned: float = 0.0,
    sure: float = 1.0,
) -> RecognisedLine:
    """A line whose letters are `size` wide, on a page that is turned by so many degrees."""
    widths = [size if char >= "\u2e80" else size / 2 for char in text]
    right, bottom = left + sum(widths), top + 1.1 * size
    corners = [
        _turn(x, y, turned) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))
    ]
    middle = (top + bottom) / 2
    centres = []
    x = left
    for width in widths:
        centres.append(_turn(x + width / 2, middle, turned)[0])
        x += width
    a, b, c, d = corners
    return RecognisedLine(text, (a, b, c, d), tuple(centres), (sure,) * len(text))


def page(lines: Sequence[RecognisedLine], *, turned: float = 0.0) -> RecognisedPage:
    return RecognisedPage(WIDTH, HEIGHT, tuple(lines), (), turned)


def set_paragraphs(
    paragraphs: Sequence[str], *, turned: float = 0.0, top: float = TOP, left: float = LEFT
) -> RecognisedPage:
    """A page with paragraphs of full lines, each with an indent of two characters."""
    lines = []
    y = top
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            piece, rest = rest[: CHARS - indent], rest[CHARS - indent :]
            lines.append(line(piece, left + indent * SIZE, y, turned=turned))
            indent = 0
            y += PITCH
    return page(lines, turned=turned)


def _turn(x: float, y: float, degrees: float) -> Corner:
    angle = math.radians(degrees)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)


def recognise_as_made(task: PageTask, folder: Path) -> PageResult:
    """In place of a recogniser, in a worker: every page has the same text, but its own number."""
    text = f"第{'一二三四五六七八九'[task.picture.page]}项，全年主动公开信息一千四百三十五条。"
    OcrCache(folder).put(task.picture.key, set_paragraphs([TITLE, "二、主动公开情况", text]))
    return PageResult(task.picture.key)


def made_pool(workers: int, folder: Path, limits: Limits) -> PoolConfig[PageTask, PageResult]:
    """In place of `recognise_pages.pool_config`."""
    config = pool_config(workers, folder, limits)
    return replace(config, function=partial(recognise_as_made, folder=folder), memory=None)
