"""Excel workbooks (.xlsx): the cells of the visible sheets, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.builder import Line, TextBuilder
from indexer.ingest.readers.safe_zip import SafeZip

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_DAMAGED: Final = Message("XLSX 文件已损坏：请用 Excel 打开后重新保存")
_PERCENT: Final = re.compile(r"0(?:\.(0+))?%")


def read_xlsx(data: bytes, limits: Limits) -> Extracted:
    """The text of a workbook. Raises UnreadableError."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and most files are plain text

    with SafeZip(BytesIO(data), limits) as zip_file:
        zip_file.check_unpacked_size("XLSX")
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            builder = TextBuilder(limits)
            for row in _rows(book, limits.cells):
                builder.add_row([[Line(text)] if text else [] for text in row])
            return builder.build(title=_title(book))
        finally:
            book.close()
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # damage makes the library raise anything
        raise UnreadableError(_DAMAGED) from error


def _rows(book: Workbook, max_cells: int) -> Iterator[list[str]]:
    """The rows that are not empty. A cell merged into another is empty, so that each cell is in its
    column."""
    cells = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # a sheet may state a size of a million rows
        for row in sheet.iter_rows():
            cells += len(row)
            if cells > max_cells:
                raise UnreadableError(
                    Message("表格超过上限 %(most)d 格：请拆分文件", most=max_cells)
                )
            texts = [_displayed(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield texts


def _displayed(cell: Any) -> str:
    """A cell's value as it is displayed; "" where it is struck out."""
    value = cell.value
    if value is None or (cell.has_style and cell.font.strike):
        return ""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, str(cell.number_format or ""))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()


def _number(value: float, number_format: str) -> str:
    if percent := _PERCENT.search(number_format):
        return f"{value:.{len(percent.group(1) or '')}%}"
    return str(value) if isinstance(value, int) else format(value, ".15g")


def _title(book: Workbook) -> str | None:
    title = book.properties.title
    return title.strip() or None if isinstance(title, str) else None
