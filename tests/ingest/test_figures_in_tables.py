"""Tables give the same figures in every format.

Each file of `figure_tables` is one table: its second line is what it gives, written as in the case
files; `<` continues the cell to its left, `^` the cell above.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from indexer.ingest.figures import read_figures
from indexer.ingest.parse import parse_report
from indexer.ingest.readers import read_bytes
from indexer.reports.model import Source
from tests.ingest.figure_statements import written
from tests.ingest.formats import saved

TABLES: Final = tuple(sorted((Path(__file__).parent / "figure_tables").glob("*.tsv")))
TITLE: Final = "海州理工学院2022年信息公开工作年度报告"
HEADINGS: Final = ("一、概述", "二、依申请公开和不予公开情况", "三、存在的问题和改进措施")
TEXT: Final = "学校认真落实信息公开的各项要求，各部门按分工做好发布工作。"
Grid = Sequence[Sequence[str]]


def _spans(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """Over how many rows and columns a cell extends."""
    across = 1
    while column + across < len(grid[row]) and grid[row][column + across] == "<":
        across += 1
    down = 1
    while row + down < len(grid) and grid[row + down][column] == "^":
        down += 1
    return down, across


def _as_page(grid: Grid) -> bytes:
    rows = ""
    for at, row in enumerate(grid):
        cells = ""
        for column, text in enumerate(row):
            if text not in ("<", "^"):
                down, across = _spans(grid, at, column)
                cells += f'<td rowspan="{down}" colspan="{across}">{html.escape(text)}</td>'
        rows += f"<tr>{cells}</tr>"
    before = f"<h1>{TITLE}</h1><p>{HEADINGS[0]}</p><p>{TEXT}</p><p>{HEADINGS[1]}</p>"
    after = f"<p>{HEADINGS[2]}</p><p>{TEXT}</p>"
    page = f'<html><meta charset="utf-8"><body>{before}<table border="1">{rows}</table>{after}'
    return page.encode()


def _as_docx(grid: Grid) -> bytes:
    import docx

    document = docx.Document()
    for text in (TITLE, HEADINGS[0], TEXT, HEADINGS[1]):
        document.add_paragraph(text)
    table = document.add_table(rows=len(grid), cols=len(grid[0]))
    for at, row in enumerate(grid):
        for column, text in enumerate(row):
            if text not in ("<", "^"):
                down, across = _spans(grid, at, column)
                cell = table.cell(at, column)
                if down * across > 1:
                    cell = cell.merge(table.cell(at + down - 1, column + across - 1))
                cell.text = text
    for text in (HEADINGS[2], TEXT):
        document.add_paragraph(text)
    return saved(document)


def _as_text(grid: Grid) -> bytes:
    """As a program copies a page: a merged cell stands once, the cells of a row are set apart."""
    rows = (" | ".join(cell for cell in row if cell not in ("<", "^")) for row in grid)
    return "\n".join((TITLE, HEADINGS[0], TEXT, HEADINGS[1], *rows, HEADINGS[2], TEXT)).encode()


FORMATS: Final[dict[str, Callable[[Grid], bytes]]] = {
    "html": _as_page,
    "docx": _as_docx,
    "txt": _as_text,
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_tables_give_their_figures_in_every_format(path: Path, suffix: str) -> None:
    _note, answers, *rows = path.read_text(encoding="utf-8").splitlines()
    grid = [row.split("\t") for row in rows]
    name = f"report.{suffix}"
    extracted = read_bytes(FORMATS[suffix](grid), name)
    report = parse_report(extracted, Source(name), report_id="report")
    given = {id_: written(figure) for id_, figure in read_figures(report).items()}
    expected = dict(each.split("=") for each in answers.strip("# ").split(";") if each)
    assert {id_: answer for id_, answer in given.items() if answer != "-"} == expected
