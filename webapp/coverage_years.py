"""One section through the years: school × year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from indexer.reporting.coverage import COLUMNS, STATES, Cell, Coverage, State, years
from indexer.reports.schools import province_rank
from webapp.coverage import SIGNS, coverage_of
from webapp.extension import archive
from webapp.requests import Arguments, validate

blueprint = Blueprint("coverage_years", __name__)

PARAMETERS: Final = frozenset({"section", "province", "name", "page"})
_ROWS: Final = 100
"""Schools on one page."""
_MOST_YEARS: Final = 15


@dataclass(frozen=True, slots=True)
class YearCell:
    """The section in a school's report of a year; `url` is None without a report."""

    state: State
    url: str | None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school and its cells, the newest year first."""

    school: str
    province: str | None
    cells: tuple[YearCell, ...]


@blueprint.get("/coverage/years")
def page() -> ResponseReturnValue:
    """School × year for one section."""
    arguments = Arguments(request.args, PARAMETERS)
    section = arguments.choice("section", COLUMNS, COLUMNS[0])
    province = arguments.text("province").strip()
    name = arguments.text("name").strip()
    number = arguments.number("page", (1, 10**6), 1)
    validate(arguments)
    with archive().reading() as reader:
        shown = years(reader)[:_MOST_YEARS]
        generation = reader.generation
    matrices = [coverage_of(generation, year) for year in shown]
    schools = _schools(matrices, COLUMNS.index(section))
    rows = [
        (school, cells)
        for school, cells in schools.items()
        if (not province or school[1] == province) and name in school[0]
    ]
    rows.sort(key=lambda row: (province_rank(row[0][1]), row[0][0]))
    here: dict[str, Any] = {"section": section, "province": province, "name": name}
    here = {key: value for key, value in here.items() if value}
    return render_template(
        "coverage_years.html",
        section=section,
        columns=COLUMNS,
        years=shown,
        rows=[_row(*row, len(shown)) for row in rows[(number - 1) * _ROWS : number * _ROWS]],
        known=len(rows),
        states=STATES,
        signs=SIGNS,
        counts=_counts(rows, len(shown)),
        provinces=sorted({one for _, one in schools if one}, key=province_rank),
        province=province,
        name=name,
        page=number,
        pages=-(-len(rows) // _ROWS),
        here=here,
    )


_School = tuple[str, str | None]
_Cells = dict[int, tuple[Cell, str]]
"""Number of the year → the cell, and the report's id."""


def _schools(matrices: Sequence[Coverage], column: int) -> dict[_School, _Cells]:
    """School → its cells in this column; of several reports of a year the first one's."""
    provinces: dict[str, str | None] = {}
    cells: dict[str, _Cells] = {}
    for number, matrix in enumerate(matrices):
        for row in matrix.rows:
            if row.school is None or row.report is None:
                continue
            provinces[row.school] = provinces.get(row.school) or row.province
            of_school = cells.setdefault(row.school, {})
            of_school.setdefault(number, (row.cells[column], row.report.id))
    return {(school, provinces[school]): found for school, found in cells.items()}


def _row(school: _School, cells: _Cells, number: int) -> SchoolRow:
    return SchoolRow(*school, tuple(_cell(cells.get(year)) for year in range(number)))


def _cell(found: tuple[Cell, str] | None) -> YearCell:
    if found is None:
        return YearCell("no_report", None)
    cell, report_id = found
    anchor = f"s{cell.ordinal}" if cell.ordinal else None
    return YearCell(cell.state, url_for("pages.report", report_id=report_id, _anchor=anchor))


def _counts(rows: Iterable[tuple[_School, _Cells]], number: int) -> list[tuple[State, list[int]]]:
    """For each state that occurs, how many schools are in it in each year."""
    totals: Mapping[State, list[int]] = {state: [0] * number for state in STATES}
    for _school, cells in rows:
        for year, (cell, _report) in cells.items():
            totals[cell.state][year] += 1
    return [(state, counts) for state, counts in totals.items() if any(counts)]
