"""The columns of spreadsheets: what a person reads as heading for each id, what a cell is, and how
wide it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from indexer.reports.figures import FIGURES
from indexer.reports.taxonomy import SECTIONS

Kind = Literal[
    "text",
    "number",
    "share",
    "date",
    "flag",
    "origin",
    "link",
    "labels",
    "state",
    "facet",
    "source",
    "answer",
    "notes",
]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `id` in CSV and JSON, `title` in a workbook."""

    id: str
    title: str
    kind: Kind = "text"
    width: int = 14
    """In characters of the workbook's font, of which a Chinese one takes two."""


_KNOWN: Final = {
    column.id: column
    for column in (
        Column("id", "编号", width=30),
        Column("report_id", "报告编号", width=30),
        Column("school", "学校全称", width=30),
        Column("province", "省份", width=9),
        Column("period", "统计期间", width=12),
        Column("year", "年份", "number", 7),
        Column("period_start", "统计起始", "date", 12),
        Column("period_end", "统计截止", "date", 12),
        Column("published", "发布日期", "date", 12),
        Column("published_from", "日期来源", "origin", 10),
        Column("late", "晚于10月31日", "flag", 13),
        Column("title", "标题", width=40),
        Column("sections", "栏目", "labels", 24),
        Column("section", "栏目", "labels", 20),
        Column("topics", "清单类别", "labels", 18),
        Column("heading", "小标题", width=34),
        Column("snippet", "摘录", width=60),
        Column("text", "正文", width=80),
        Column("changes", "不同之处", "number", 9),
        Column("number", "序号", "number", 7),
        Column("official", "教育部清单序号", "number", 14),
        Column("topic", "清单类别", width=18),
        Column("item", "事项", width=50),
        Column("status", "写明的情形", width=12),
        Column("urls", "写明的网址", width=50),
        Column("note", "备注", width=40),
        Column("url", "链接", "link", 34),
        Column("source_url", "来源网址", "link", 34),
        Column("path", "文件", width=28),
        Column("text_source", "文字来源", "source", 10),
        Column("facet", "统计口径", "facet", 9),
        Column("value", "年份或省份", "labels", 11),
        Column("reports", "提及报告数", "number", 11),
        Column("parts", "结果数", "number", 9),
        Column("of_reports", "报告总数", "number", 9),
        Column("share", "提及比例", "share", 9),
        Column("query", "检索式"),
        Column("link", "检索链接"),
        Column("exported", "导出时间"),
        Column("total", "结果总数"),
    )
}


def column_of(name: str) -> Column:
    """The column with an id; an unknown id is its own heading."""
    if name in _KNOWN:
        return _KNOWN[name]
    if name in SECTIONS:
        return Column(name, SECTIONS[name], "state", 13)
    if name in FIGURES:
        return Column(name, FIGURES[name].chinese, "number", 16)
    figure, _, about = name.rpartition("_")
    if figure in FIGURES and about in _OF_A_FIGURE:
        title, kind, width = _OF_A_FIGURE[about]
        return Column(name, f"{FIGURES[figure].chinese}：{title}", kind, width)
    return Column(name, name)


_OF_A_FIGURE: Final[Mapping[str, tuple[str, Kind, int]]] = {
    "state": ("状态", "answer", 14),
    "note": ("注", "notes", 12),
    "sentence": ("原句", "text", 40),
    "url": ("链接", "link", 34),
}
"""What an export says of a figure beside its number: heading, kind and width."""
