"""Workbooks as rows of text."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from indexer.errors import UnreadableError
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes


def _saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _lines(book: Workbook) -> list[str]:
    return read_bytes(_saved(book), "a.xlsx").text.split("\n")


def test_the_cells_of_the_sheets_that_show_are_rows() -> None:
    book = Workbook()
    book.properties.title = "某学院年报"
    first, second, hidden = book.active, book.create_sheet("乙"), book.create_sheet("丙")
    first.append(["某学院信息公开年度报告"])
    first.append([])
    first.append(["类别", None, "条数", None])
    second.append(["一、概述"])
    hidden.append(["草稿"])
    hidden.sheet_state = "hidden"
    extracted = read_bytes(_saved(book), "a.xlsx")
    assert extracted.text.split("\n") == ["某学院信息公开年度报告", "类别\t\t条数", "一、概述"]
    assert extracted.title == "某学院年报"


def test_merged_cells_shift_no_other() -> None:
    book = Workbook()
    for row in (["类别", "条数", None], [None, "网站", "微信"], ["招生", 58, 12]):
        book.active.append(row)
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")
    assert _lines(book) == ["类别\t条数", "\t网站\t微信", "招生\t58\t12"]


def test_numbers_and_dates_are_written_as_they_show() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(
        [1435.0, 0.1, 0.955, date(2023, 10, 30), datetime.fromisoformat("2023-10-30T09:05"), True]
    )
    sheet["C1"].number_format = "0.0%"
    assert _lines(book) == ["1435\t0.1\t95.5%\t2023-10-30\t2023-10-30 09:05\tTRUE"]


def test_a_struck_out_cell_is_not_text() -> None:
    book = Workbook()
    book.active.append(["条数", 1500, 1435])
    book.active["B1"].font = Font(strike=True)
    assert _lines(book) == ["条数\t\t1435"]


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_goes() -> None:
    book = Workbook()
    book.active["A1"] = "甲"
    whole = BytesIO()
    with ZipFile(BytesIO(_saved(book))) as old, ZipFile(whole, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).replace(b'ref="A1"', b'ref="A1:XFD1048576"')
            new.writestr(name, data)
    assert read_bytes(whole.getvalue(), "a.xlsx").text == "甲"


def test_damaged_and_large_ones_are_refused() -> None:
    book = Workbook()
    book.active.append(["甲"] * 20)
    data = _saved(book)
    with pytest.raises(UnreadableError, match="损坏"):
        read_bytes(data[:-200], "a.xlsx")
    with pytest.raises(UnreadableError, match="炸弹"):
        read_bytes(data, "a.xlsx", Limits(unpacked=100))
    with pytest.raises(UnreadableError, match="超过上限 10 格"):
        read_bytes(data, "a.xlsx", Limits(cells=10))
