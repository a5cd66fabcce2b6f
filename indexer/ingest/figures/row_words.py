"""Rows of tables as the words of sentences: 通过网站公开 | 条 | 820 → 通过网站公开820条."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.tables import (
    ATTRIBUTE,
    HEADER_ROWS,
    HINT,
    NUMERIC,
    SUB_ROW,
    Row,
    period_columns,
)
from indexer.ingest.figures.words import pattern
from indexer.reports.numbering import strip_marker

_ONE_WAY: Final = pattern("requests.channel_of_requests")
_ORDINAL: Final = lazy_regex(r"\d+(?:\.\d+)*[.、]?")
_JOINT_LABEL: Final = lazy_regex("[、/]")
_UNIT_IN_LABEL: Final = lazy_regex("[(（](?:单位[:：])?([条件篇项份])[)）]")
_PLAIN_UNIT: Final = lazy_regex("[条件篇项份起宗例]")
_IN_TEXT: Final = lazy_regex(r"[\u4e00-\u9fff]\d+余?[条篇件]")
_IN_CASES: Final = lazy_regex("申请|不予|举报|投诉|复议|诉讼")


def rows_as_words(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """Rows whose label is the name of no figure, each with the words of a sentence."""
    if any(ATTRIBUTE.fullmatch(cell) for row in rows for cell in row.cells):
        return
    for at, row in enumerate(rows):
        is_read = any(row.figures) and any(map(NUMERIC.fullmatch, row.cells))
        if is_read or any(map(SUB_ROW.fullmatch, row.cells)):
            continue
        start = 1 if len(row.cells) > 2 and _ORDINAL.fullmatch(row.cells[0]) else 0
        label = strip_marker(row.cells[start])
        if not HINT.search(label) or _ONE_WAY.search(label) or _JOINT_LABEL.search(label):
            continue
        columns = period_columns(
            row, rows[max(0, at - HEADER_ROWS) : at], range(start + 1, len(row.cells))
        )
        values = [row.cells[i] for i in columns if NUMERIC.fullmatch(row.cells[i])]
        if not values and any(map(_IN_TEXT.search, row.cells[start + 1 :])):
            yield row, label + "，".join(filter(None, row.cells[start + 1 :]))
        if len(values) == 1:
            yield row, _without_unit(label) + values[0] + _unit_of(row, label, values[0])


def _without_unit(label: str) -> str:
    return _UNIT_IN_LABEL.sub("", label).rstrip("：:")


def _unit_of(row: Row, label: str, value: str) -> str:
    """The unit of a row's value: after it, in another cell, in the label, or the usual one."""
    if not value[-1].isdigit():
        return ""
    own = next((cell for cell in row.cells if _PLAIN_UNIT.fullmatch(cell)), None)
    if own is None and (found := _UNIT_IN_LABEL.search(label)):
        own = found[1]
    return own or ("件" if _IN_CASES.search(label) else "条")
