"""Export as a workbook that an evaluator can filter, sort and join at once.

Headings are Chinese, with a filter row; numbers, dates and links are what they are; the last sheet
says what was asked, and has the id of every column, as CSV and JSON name them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.reporting.columns import Column, column_of
from indexer.reporting.export import SEPARATOR, Table
from indexer.reports.figures import STATE_LABELS
from indexer.reports.taxonomy import facet_label, label, state_label

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_CELL: Final = 32_767
"""Characters of a cell, at most (ECMA-376)."""
_CUT: Final = "…（后略，全文见链接）"
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_LINKS: Final = 60_000
"""Links of a sheet that can be clicked; Excel opens no more than 65,530."""
_SHEETS: Final = {
    "hits": "检索结果",
    "reports": "报告",
    "coverage": "栏目一览",
    "trends": "逐年逐省",
    "by_year_and_province": "年份×省份",
    "compare": "对照",
    "figures": "关键数据",
    "checklist": "清单事项",
}
"""Name of a table → the title of its sheet."""
_ABOUT_SHEET: Final = "说明"
_FLAGS: Final = {"0": "否", "False": "否", "1": "是", "True": "是"}
_ANSWERS: Final[Mapping[str, str]] = {
    "number": "写明数字",
    "text": "写明",
    **{state: chinese for state, (chinese, _) in STATE_LABELS.items()},
}
_NOTES: Final = {
    "about": "约",
    "nearly": "近",
    "over": "超过",
    "in_heading": "在标题中",
    "conflict": "前后说法不一",
    "corrected": "人工更正",
}
_ABOUT_TITLES: Final = {"reports": "报告数"}
"""Titles of the metadata that differ from those of columns."""
_PATHS_ONLY: Final = (
    "链接只有路径，不能点开：本站没有设置对外的地址（--base-url）。请在前面加上网站的地址。"
)
_DATE_ORIGINS: Final = {"page": "网页", "signature": "落款", "manifest": "登记"}


def write_xlsx(table: Table, file: IO[bytes]) -> None:
    """The rows on the first sheet, the table's further ones on sheets of their own, the metadata
    and the ids on the last."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy

    book = Workbook(write_only=True)
    tables = (table, *table.more)
    are_paths = False
    for one in tables:
        are_paths |= _write_sheet(book.create_sheet(_SHEETS.get(one.name, one.name)), one)
    about = book.create_sheet(_ABOUT_SHEET)
    about.column_dimensions["A"].width = 24
    about.column_dimensions["B"].width = 60
    for name, value in table.about.items():
        about.append([_ABOUT_TITLES.get(name, column_of(name).title), _plain(value), name])
    if are_paths:
        about.append(["链接", _PATHS_ONLY])
    for one in tables:
        about.append([])
        about.append([_SHEETS.get(one.name, one.name), _IDS.get(one.name, _IDS[""])])
        for name in one.columns:
            about.append([column_of(name).title, name])
    book.save(file)


_IDS: Final = {
    "figures": "列名（CSV 中；JSON 的 figures 按指标的代号分组）",
    "": "列名（CSV 与 JSON 中）",
}
"""Name of a table → what its ids are, on the last sheet."""


def _write_sheet(sheet: Worksheet, table: Table) -> bool:
    """Write a table; whether it has links that are paths, which a workbook cannot follow."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - heavy
    from openpyxl.styles import Font  # noqa: PLC0415 - heavy
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - heavy

    columns = [column_of(name) for name in table.columns]
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "B2" if columns and columns[0].id == "school" else "A2"
    bold, blue = Font(bold=True), Font(color="1B4F91", underline="single")
    headings = []
    for column in columns:
        cell = WriteOnlyCell(sheet, column.title)
        cell.font = bold
        headings.append(cell)
    sheet.append(headings)
    links, rows, has_paths = 0, 1, False
    for row in table.rows:
        cells: list[Any] = []
        for column in columns:
            value = _value(column, row.get(column.id))
            form = _FORMATS.get(type(value) if column.kind != "share" else float)
            is_link = column.kind == "link" and _is_web_address(value) and links < _MOST_LINKS
            has_paths |= column.kind == "link" and str(value).startswith("/")
            if value is not None and (form or is_link):
                cell = WriteOnlyCell(sheet, value)
                if form:
                    cell.number_format = form
                if is_link:
                    links += 1
                    cell.hyperlink = value
                    cell.font = blue
                value = cell
            cells.append(value)
        sheet.append(cells)
        rows += 1
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows}"
    return has_paths


_FORMATS: Final[Mapping[type, str]] = {date: "yyyy-mm-dd", float: "0.0%"}
"""Type of a value → its number format."""


def _value(column: Column, value: Any) -> Any:
    """A cell's value as its column has it; text that does not fit the column stays text."""
    if value is None or value == "":
        return None
    with suppress(ValueError):
        return _READ.get(column.kind, _plain)(value)
    return _plain(value)


def _labels(value: Any) -> str:
    """The names of sections and topics, whose ids differ."""
    names = value.split(SEPARATOR) if isinstance(value, str) else map(str, value)
    return "、".join(label("section", label("topic", name)) for name in names)


def _notes(value: Any) -> str:
    """What else is known of a figure, in words."""
    names = str(value).split(SEPARATOR)
    return "、".join(_NOTES.get(name, label("text_source", name)) for name in names)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "number": int,
    "share": float,
    "date": lambda value: date.fromisoformat(str(value)),
    "flag": lambda value: _FLAGS.get(str(value), str(value)),
    "origin": lambda value: _DATE_ORIGINS.get(str(value), str(value)),
    "labels": _labels,
    "state": lambda value: state_label(str(value)),
    "facet": lambda value: facet_label(str(value)),
    "source": lambda value: label("text_source", str(value)),
    "answer": lambda value: _ANSWERS.get(str(value), str(value)),
    "notes": _notes,
}
"""Kind of a column → what makes a cell's value of what a row has."""


def _is_web_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _plain(value: Any) -> Any:
    """Text without what XML cannot hold or a spreadsheet would calculate; numbers as they are."""
    if not isinstance(value, str):
        return value
    clean = _NOT_IN_XML.sub("", neutralise_formula(value))
    if len(clean) > _LONGEST_CELL:
        return clean[: _LONGEST_CELL - len(_CUT)] + _CUT
    return clean
