"""The columns of a manifest, by the names that people and our own exports give them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from indexer.i18n import Message
from indexer.ingest.figure_corrections import FIGURE_COLUMNS, NEAR, is_figure_column

COLUMNS: Final = ("path", "school", "period", "published", "province", "source_url", "title")
"""Columns that state something about a report, in the order in which they are written."""
FOR_PEOPLE: Final = ("file_url", "fetched_at", "note")
"""Columns that only people read: the first two are those of `xxgk collect`. A column that we do not
know is a person's own, and only people read it too."""

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
_MAX_NAME: Final = 40
"""Characters of an unknown name that are shown."""
_MAX_NAMED: Final = 20
"""Unknown names that are shown, or looked at for misspellings."""


def column_names(header: Sequence[str]) -> list[str]:
    """Our names of the columns; one that we do not know, or know already, keeps its own. Of a
    person's own columns with one name, the later ones get a number."""
    names: list[str] = []
    repeats: Counter[str] = Counter()
    for cell in header:
        written = cell.strip()
        known = _known(written)
        if known is None and is_figure_column(written):
            known = written.lower()
        name = written if known is None or repeats[known] else known
        repeats[name] += 1
        is_repeated = name and known is None and repeats[name] > 1
        names.append(f"{name} ({repeats[name]})" if is_repeated else name)
    return names


def _known(written: str) -> str | None:
    return _COLUMNS.get(unicodedata.normalize("NFKC", written).lower())


def repeated_columns(names: Sequence[str]) -> list[Message]:
    """Which columns (names by `column_names`) state what an earlier column states too."""
    times: Counter[str] = Counter()
    errors = []
    for name in filter(None, names):
        times[name] += 1
        column = _known(name) or name
        if column != name or times[name] > 1:
            errors.append(
                Message(
                    "“%(name)s”与前面的列都是 %(column)s，这一列没有读取", name=name, column=column
                )
            )
    return errors


def is_for_people(name: str) -> bool:
    """Whether a column states nothing about a report: one of `FOR_PEOPLE`, or a person's own."""
    return bool(name) and (name in FOR_PEOPLE or _is_own(name))


def _is_own(name: str) -> bool:
    return bool(name) and _known(name) is None and not is_figure_column(name)


def unused_columns(names: Sequence[str]) -> tuple[Message, ...]:
    """Which columns (names by `column_names`) are a person's own, and those among them whose name
    is like that of a column of ours."""
    own = [name for name in names if _is_own(name)]
    meant = {name: column for name in own[:_MAX_NAMED] if (column := _meant(name, names))}
    others = [name[:_MAX_NAME] for name in own if name not in meant]
    notices = [_unused(name[:_MAX_NAME], column) for name, column in meant.items()]
    if others:
        more = len(others) - _MAX_NAMED
        listed = "、".join((*others[:_MAX_NAMED], *(("…",) if more > 0 else ())))
        notices.append(Message("没有用到的列（可以保留）：%(columns)s", columns=listed))
    return tuple(notices)


def _unused(name: str, column: str) -> Message:
    if name.lower() in _YEARS:
        return Message("“%(name)s”这一列没有用到：请写统计期间（period），如 2023-2024", name=name)
    return Message(
        "“%(name)s”这一列没有用到；如果是指 %(column)s，请改用这个列名", name=name, column=column
    )


def _meant(name: str, names: Sequence[str]) -> str | None:
    """The column of ours that is probably meant by a name, among those that are missing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only unknown columns need it

    plain = unicodedata.normalize("NFKC", name).lower()
    if plain in _YEARS:
        return None if "period" in names else "period"
    candidates = {
        written: column
        for written, column in (*_COLUMNS.items(), *FIGURE_COLUMNS.items())
        if column not in names and column not in FOR_PEOPLE
    }
    near = get_close_matches(plain[:_MAX_NAME], candidates, n=1, cutoff=NEAR)
    return candidates[near[0]] if near else None
