"""The columns of a manifest, by the names that people and our own exports give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from indexer.i18n import Message
from indexer.ingest.figure_corrections import is_figure_column

COLUMNS: Final = ("path", "school", "period", "published", "province", "source_url", "title")
"""Columns that state something about a report, in the order in which they are written."""
FOR_PEOPLE: Final = ("file_url", "fetched_at", "note")
"""Columns that only people read: the first two are those of `xxgk collect`."""

_NAMES: Final = {
    "path": ("文件", "路径", "文件路径", "文件名", "file"),
    "school": ("学校", "学校全称", "学校名称", "校名", "院校", "院校名称", "高校名称"),
    "period": ("统计期间", "期间", "统计期限", "年度", "学年", "学年度"),
    "published": ("发布日期", "发布时间", "公布日期"),
    "province": ("省份", "省", "所在省份"),
    "source_url": ("来源网址", "原网址", "网址"),
    "title": ("标题", "报告名称", "报告标题"),
    "note": ("备注", "notes"),
}
_COLUMNS: Final = {
    written: name for name in (*COLUMNS, *FOR_PEOPLE) for written in (name, *_NAMES.get(name, ()))
}
_YEARS: Final = frozenset({"year", "年份"})
"""In our exports the year that a period ends in, which does not say which period it is."""


def column_names(header: Sequence[str]) -> list[str]:
    """Our names of the columns; one that we do not know, or know already, keeps its own."""
    names: list[str] = []
    for cell in header:
        written = cell.strip().lower()
        known = _COLUMNS.get(unicodedata.normalize("NFKC", written), written)
        names.append(written if known in names else known)
    return names


def unread_columns(names: Sequence[str]) -> list[Message]:
    """Which columns (names by `column_names`) are not read, and why."""
    errors = []
    for at, name in enumerate(names):
        twin = _COLUMNS.get(unicodedata.normalize("NFKC", name))
        if name in names[:at] or twin not in {None, name}:
            errors.append(
                Message(
                    "“%(name)s”与前面的列都是 %(column)s，这一列没有读取",
                    name=name,
                    column=twin or name,
                )
            )
        elif name in _YEARS:
            errors.append(
                Message("“%(name)s”这一列没有读取：请写统计期间（period），如 2023-2024", name=name)
            )
        elif name and twin is None and not is_figure_column(name):
            errors.append(
                Message(
                    "没有“%(name)s”这一列，没有读取；可用的列是 %(columns)s",
                    name=name[:40],
                    columns=", ".join((*COLUMNS, *FOR_PEOPLE, "figure:<id>")),
                )
            )
    return errors
