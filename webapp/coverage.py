"""The coverage matrix: school × section for a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from indexer.archive import Archive
from indexer.reporting.coverage import (
    COLUMNS,
    OPTIONAL,
    STATES,
    Cell,
    Coverage,
    Row,
    coverage,
    years,
)
from indexer.reporting.matrix import CoverageRequest, Matrix, matrix
from indexer.reporting.roster import Expected
from webapp.asking import checked
from webapp.params import Arguments
from webapp.present.matrix import SIGNS, STATE_NAMES, shown_states
from webapp.services import archive, services

blueprint = Blueprint("coverage", __name__)

PARAMETERS: Final = frozenset({"year", "province", "name", "section", "state", "late"})
YEARS: Final = (1900, 2999)
"""The smallest and the largest year that is taken."""
_ROWS: Final = 100
"""Rows on one page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A matrix and what it was asked for."""

    year: int | None
    years: Sequence[int]
    wanted: CoverageRequest
    coverage: Coverage
    matrix: Matrix


@blueprint.get("/coverage")
def page() -> ResponseReturnValue:
    """School × section for a year."""
    arguments = Arguments(request.args, {*PARAMETERS, "page"})
    number = arguments.number("page", (1, 10**6), 1)
    asked = read_coverage(arguments)
    rows = asked.matrix.rows
    return render_template(
        "coverage.html",
        asked=asked,
        rows=rows[(number - 1) * _ROWS : number * _ROWS],
        first=(number - 1) * _ROWS + 1,
        page=number,
        pages=-(-len(rows) // _ROWS),
        columns=COLUMNS,
        states=STATES,
        shown_states=shown_states(asked.matrix.totals),
        names=STATE_NAMES,
        signs=SIGNS,
        optional=OPTIONAL,
        roster=services().settings.roster if services().roster else None,
        roster_date=services().roster_date,
        provinces=sorted({row.province for row in asked.coverage.rows if row.province}),
        here=coverage_args(asked),
        cell_url=_cell_url,
    )


def _cell_url(row: Row, cell: Cell) -> str:
    """The part to read; else the report that lacks it; else whatever there is of the school."""
    if row.report is None:
        return url_for("pages.search", q=row.school)
    anchor = f"s{cell.ordinal}" if cell.ordinal else None
    return url_for("pages.report", report_id=row.report.id, _anchor=anchor)


def read_coverage(arguments: Arguments) -> Asked:
    """The matrix that a URL asks for. Raises RefusedError."""
    with archive().reading() as reader:
        known = years(reader)
        generation = reader.generation
    newest = known[0] if known else 0
    year = arguments.number("year", YEARS, newest) if arguments.text("year") else newest
    wanted = CoverageRequest(
        provinces=arguments.texts("province"),
        name=arguments.text("name").strip(),
        section=arguments.choice("section", ("", *COLUMNS), ""),
        states=arguments.choices("state", STATES),
        late=arguments.choice("late", ("", "1"), "") == "1",
    )
    checked(arguments)
    found = _coverage(services().archive, generation, year, services().roster)
    return Asked(year, known, wanted, found, matrix(found, wanted))


def coverage_args(asked: Asked) -> dict[str, Any]:
    """The URL arguments of a matrix."""
    wanted = asked.wanted
    args = {
        "year": asked.year,
        "province": [*wanted.provinces],
        "name": wanted.name,
        "section": wanted.section,
        "state": [*wanted.states],
        "late": "1" if wanted.late else "",
    }
    return {name: value for name, value in args.items() if value}


@lru_cache(maxsize=8)
def _coverage(of: Archive, generation: int, year: int, expected: tuple[Expected, ...]) -> Coverage:
    """Every report of a year is read for it, so it is kept until the next generation."""
    del of, generation  # part of the key; the request's own archive stays at that generation
    with archive().reading() as reader:
        return coverage(reader, year or None, expected)
