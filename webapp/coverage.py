"""The coverage matrix: school × section for a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from indexer.archive import Archive
from indexer.reporting.coverage import (
    COLUMNS,
    DATED,
    OPTIONAL,
    STATES,
    Cell,
    Coverage,
    CoverageRequest,
    DatedAs,
    Matrix,
    Row,
    State,
    coverage,
    matrix,
    years,
)
from indexer.reporting.roster import Expected
from indexer.reports.schools import province_rank
from indexer.search.request import SearchRequest
from webapp.contact import cell_links
from webapp.extension import app_state, archive
from webapp.labels import dated_name, state_name
from webapp.present.related import related
from webapp.present.sorting import headings, orders, sorted_rows
from webapp.requests import PAGE, Arguments, validate

blueprint = Blueprint("coverage", __name__)

PARAMETERS: Final = frozenset({"year", "province", "name", "section", "state", "dated", "late"})
YEARS: Final = (1900, 2999)
"""The smallest and the largest valid year."""
_ROWS: Final = 100
"""Rows on one page."""
SIGNS: Final[Mapping[State, str]] = {
    "present": "●",
    "says_nothing": "无",
    "named_only": "○",
    "absent": "—",
    "no_report": "·",
}
"""Distinguish the states without colour."""


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """A matrix and the parameters it was made for."""

    year: int | None
    years: Sequence[int]
    filters: CoverageRequest
    coverage: Coverage
    matrix: Matrix


@blueprint.get("/coverage")
def page() -> ResponseReturnValue:
    """School × section for a year."""
    arguments = Arguments(request.args, {*PARAMETERS, "page", "by"})
    number = arguments.number("page", (1, 10**6), 1)
    by = arguments.choice("by", orders(_SORTED_BY), "")
    query = read_coverage(arguments)
    rows = sorted_rows(query.matrix.rows, by, _KEYS, _SORTED_BY)
    here = coverage_args(query)
    if by:
        here["by"] = by
    return render_template(
        "coverage.html",
        query=query,
        rows=rows[(number - 1) * _ROWS : number * _ROWS],
        first=(number - 1) * _ROWS + 1,
        page=number,
        pages=-(-len(rows) // _ROWS),
        columns=COLUMNS,
        states=STATES,
        shown_states=shown_states(query.matrix.totals),
        dated={how: dated_name(how) for how in DATED},
        signs=SIGNS,
        roster=app_state().settings.roster if app_state().roster else None,
        roster_date=app_state().roster_date,
        provinces=_provinces(query.coverage.rows),
        jumps={} if by else _jumps(rows, here),
        headings=headings(_SORTED_BY, by, _SORTED_BY, lambda column: _page_url(here, by=column)),
        related=related(_as_search(query), "coverage.page"),
        export_args=coverage_args(query),
        here=here,
        row_url=_row_url,
        cells=_CellWriter(),
    )


class _CellWriter:
    """Writes the cells of a row: a page has over a thousand, so their parts are made once."""

    def __init__(self) -> None:
        self._inside = {
            state: f'<span aria-hidden="true">{escape(SIGNS[state])}</span>'
            f'<span class="visually-hidden">{escape(state_name(state))}</span></a>'
            for state in STATES
        }
        self._titles = {state: escape(state_name(state)) for state in STATES}
        self._error_link = cell_links("section")

    def __call__(self, row: Row, url: str) -> Markup:
        base = str(escape(url))
        cells = zip(COLUMNS, row.cells, strict=True)
        written = (self._cell(row, base, section, cell) for section, cell in cells)
        return Markup("\n      ".join(written))  # noqa: S704 - its parts are escaped

    def _cell(self, row: Row, base: str, section: str, cell: Cell) -> str:
        state = cell.state
        optional = " optional" if section in OPTIONAL else ""
        anchor = f"#s{cell.ordinal}" if cell.ordinal else ""
        error_link = self._error_link(row.report.id, section) if row.report else ""
        return (
            f'<td class="cell {state}{optional}"><a href="{base}{anchor}"'
            f' title="{self._titles[state]}">{self._inside[state]}{error_link}</td>'
        )


_SORTED_BY: Final = ("school", "date", *COLUMNS)
_KEYS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "school": lambda row: (row.school is None, row.school or ""),
    "date": lambda row: (row.report.published if row.report else None) or "9999",
    **{
        section: lambda row, number=number: STATES.index(row.cells[number].state)  # type: ignore[misc]
        for number, section in enumerate(COLUMNS)
    },
}
"""Column → what its rows are sorted by."""


def _page_url(here: Mapping[str, Any], **changes: Any) -> str:
    return url_for("coverage.page", **{**here, **changes})


def _provinces(rows: Iterable[Row]) -> list[str]:
    """The provinces of the rows, in their usual order."""
    return sorted({row.province for row in rows if row.province}, key=province_rank)


def _jumps(rows: Sequence[Row], here: Mapping[str, Any]) -> dict[str, str]:
    """Province → the link to its first report, where the reports are of several provinces."""
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.province and row.report is not None:
            first.setdefault(row.province, number)
    if len(first) < 2:
        return {}
    return {
        province: _page_url(here, page=first[province] // _ROWS + 1) + f"#{province}"
        for province in sorted(first, key=province_rank)
    }


def _as_search(query: CoverageQuery) -> SearchRequest:
    """The search whose results are of the reports that the matrix shows."""
    filters = query.filters
    names = {row.school for row in query.matrix.rows if row.school == filters.name}
    return replace(
        PAGE,
        year=(str(query.year),) if query.year else (),
        province=filters.provinces,
        section=(filters.section,) if filters.section else (),
        school=tuple(name for name in names if name),
    )


def shown_states(counts: Sequence[Mapping[State, int]]) -> list[State]:
    """The states that occur, in their order."""
    return [state for state in STATES if any(count.get(state) for count in counts)]


def _row_url(row: Row) -> str:
    """The report; without one the school's page."""
    if row.report is None:
        return url_for("schools.school", name=row.school)
    return url_for("pages.report", report_id=row.report.id)


def read_coverage(arguments: Arguments) -> CoverageQuery:
    """The matrix that a URL asks for. Raises BadRequestError."""
    with archive().reading() as reader:
        known = years(reader)
        generation = reader.generation
    newest = known[0] if known else 0
    year = arguments.number("year", YEARS, newest) if arguments.text("year") else newest
    filters = CoverageRequest(
        provinces=arguments.texts("province"),
        name=arguments.text("name").strip(),
        section=arguments.choice("section", ("", *COLUMNS), ""),
        states=arguments.choices("state", STATES),
        dated=_dated(arguments),
    )
    validate(arguments)
    whole = _coverage(app_state().archive, generation, year, app_state().roster)
    return CoverageQuery(year, known, filters, whole, matrix(whole, filters))


def _dated(arguments: Arguments) -> DatedAs | Literal[""]:
    """Which dates are asked for; `late=1` is short for one of them."""
    late = arguments.choice("late", ("", "1"), "")
    chosen = arguments.choice("dated", ("", *DATED), "later" if late else "")
    return next((how for how in DATED if how == chosen), "")


def coverage_args(query: CoverageQuery) -> dict[str, Any]:
    """The URL arguments of a matrix."""
    filters = query.filters
    args = {
        "year": query.year,
        "province": [*filters.provinces],
        "name": filters.name,
        "section": filters.section,
        "state": [*filters.states],
        "dated": filters.dated,
    }
    return {name: value for name, value in args.items() if value}


def coverage_of(generation: int, year: int) -> Coverage:
    """The whole matrix of a year."""
    return _coverage(app_state().archive, generation, year, app_state().roster)


@lru_cache(maxsize=24)
def _coverage(of: Archive, generation: int, year: int, expected: tuple[Expected, ...]) -> Coverage:
    """The matrix of a year, cached for its generation."""
    del of, generation  # part of the key; the request's own archive is pinned to that generation
    with archive().reading() as reader:
        return coverage(reader, year or None, expected)
