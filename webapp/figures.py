"""Figures of all reports: a table school × figure, totals by year and province."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal
from urllib.parse import quote

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from indexer.reporting.figures import (
    SHOWN,
    FigureCell,
    FigureTableRow,
)
from indexer.reporting.report_heads import grouped_heads
from indexer.reports.figures import Figure, FigureState
from indexer.reports.model import Report
from indexer.reports.schools import provinces
from indexer.search.request import SearchRequest
from webapp.addresses import absolute_or_path
from webapp.contact import cell_links, error_link, figure_error_link
from webapp.extension import app_state, archive
from webapp.figures_query import (
    PARAMETERS,
    STATE_FILTERS,
    Answered,
    FigureQuery,
    read_figures_query,
    run_figures,
)
from webapp.present.facets import Chip, chips
from webapp.present.figures import (
    STATES,
    UNIT_ITEMS,
    answer_clauses,
    facts,
    figure_name,
    number_words,
    places,
    short_state,
    shown_check,
    state_choice,
    sum_words,
    unit_of,
    value_words,
    year_columns,
)
from webapp.present.related import related
from webapp.requests import (
    Arguments,
    highlight_args,
    report_url,
)

blueprint = Blueprint("figures", __name__)

_FIGURE: Final = "FIGURE"
_CHECKS: Final = 100
"""Contradictions on one page."""
_ROWS: Final = 50
"""Rows on one page."""
_VALUE: Final = "VALUE"


@blueprint.get("/figures")
def page() -> ResponseReturnValue:
    """The table of a year, and what its columns add up to."""
    arguments = Arguments(request.args, {*PARAMETERS, "page"})
    number = arguments.number("page", (1, 10**6), 1)
    query = read_figures_query(arguments)
    answer = run_figures(query)
    table, totals = answer.table, answer.totals
    of = query.of
    return render_template(
        "figures.html",
        query=query,
        lead=_("%(when)s，", when=query.when),
        clauses=answer_clauses(
            of, totals.counts[of], table.schools, lambda state: query.state_url(of, state)
        ),
        sums=sum_words(of, totals.counts[of]),
        columns=year_columns(
            of, totals.years, query.request.year, lambda year: query.url(year=year)
        ),
        places=places(of, totals.provinces, lambda name: query.url(province=name)),
        in_year=_Lists(query, "year"),
        in_province=_Lists(query, "province"),
        by_median=of in UNIT_ITEMS,
        totals=totals,
        table=table,
        checks=[shown_check(check, figure_url) for check in answer.checks[:_CHECKS]],
        more_checks=len(answer.checks) - _CHECKS,
        rows=table.rows(
            query.sort, descending=query.descending, first=(number - 1) * _ROWS, size=_ROWS
        ),
        page=number,
        pages=-(-table.reports // _ROWS),
        shown=SHOWN,
        states=STATES,
        conditions=STATE_FILTERS,
        known_conditions=[f"{one}{STATE_FILTERS[state]}" for one in SHOWN for state in STATES],
        provinces=_provinces(),
        chips=_chips(query),
        cleared=query.url(
            school=None, province=None, figure=None, since=None, name=None, check=None
        ),
        related=related(query.request, "figures.page"),
        cells=_CellWriter(),
    )


class _Lists:
    """The lists that the numbers of a table open, one row for each year or province. A page has a
    hundred, so the addresses are made once for each state."""

    def __init__(self, query: FigureQuery, facet: Literal["year", "province"]) -> None:
        states: tuple[Answered | None, ...] = (None, *STATE_FILTERS)
        self._urls = {
            state: query.state_url(query.of, state, **{facet: _VALUE}) for state in states
        }

    def __call__(self, value: str, state: Answered | None) -> str:
        return self._urls[state].replace(_VALUE, quote(value))


class _CellWriter:
    """Writes the cells of a row: a page has hundreds, so their parts are made once."""

    def __init__(self) -> None:
        states: tuple[FigureState, ...] = ("zero", "not_stated", "unread")
        self._words = {state: str(short_state(state)) for state in states}
        self._error_link = cell_links("figure")

    def __call__(self, row: FigureTableRow) -> Markup:
        report = row.head.id
        url = url_for("pages.report", report_id=report, mark=_FIGURE, _anchor="marked")
        base = str(escape(url))
        return Markup(  # noqa: S704 - its parts are escaped
            "".join(
                f'<td class="figure {cell.state}">'
                f'<a href="{self._url(base, figure, cell)}">{self._text(cell)}</a>'
                f"{self._error_link(report, figure)}</td>"
                for figure, cell in zip(SHOWN, row.cells, strict=True)
            )
        )

    @staticmethod
    def _url(base: str, figure: str, cell: FigureCell) -> str:
        url = base.replace(_FIGURE, figure)
        return url.replace("#marked", "#figures") if cell.state == "not_stated" else url

    def _text(self, cell: FigureCell) -> str:
        words = self._words.get(cell.state)
        if words is None:
            words = str(escape(value_words(cell.state, cell.value, cell.qualifier)))
        return words


def _chips(query: FigureQuery) -> list[Chip]:
    """The selected filters but the year, which is always one."""

    def url(_request: SearchRequest, **changes: Any) -> str:
        return query.url(**{name: [*values] for name, values in changes.items()})

    return chips(replace(query.request, year=()), url)


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    """What templates that show figures use."""
    return {
        "figure_name": figure_name,
        "number_words": number_words,
        "short_state": short_state,
        "state_choice": state_choice,
        "unit_of": unit_of,
        "value_words": value_words,
    }


def _provinces() -> list[str]:
    """The provinces of the archive in the order of the administrative divisions."""
    with archive().reading() as reader:
        known = grouped_heads(reader).provinces
    return [name for name in provinces() if name in known] + sorted(known - {*provinces()})


def figure_url(
    report_id: str, figure: str, state: FigureState, request: SearchRequest | None = None
) -> str:
    """The sentence of a figure, marked in its report; the figures of the report where there is no
    sentence."""
    if state == "not_stated":
        return report_url(report_id, request, "figures")
    args = highlight_args(request) if request else {}
    return url_for("pages.report", report_id=report_id, mark=figure, **args, _anchor="marked")


def report_facts(report: Report, title: str, search_request: SearchRequest) -> dict[str, Any]:
    """The figures at the top of a report's page: the main ones and, folded, the others."""

    def url(figure: str) -> str:
        return figure_url(report.id, figure, report.figures[figure].state, search_request)

    def error_url(name: str, figure: Figure) -> str | None:
        if not app_state().contact:
            return None
        anchor = "marked" if figure.ordinal is not None else "figures"
        path = url_for("pages.report", report_id=report.id, mark=name, _anchor=anchor)
        return figure_error_link(name, figure, absolute_or_path(path), title)

    address = absolute_or_path(url_for("pages.report", report_id=report.id))
    return {
        "main_figures": facts(report.figures, url, error_url, (1, 2)),
        "more_figures": facts(report.figures, url, error_url, (3,)),
        "error_url": error_link(_("识别错误：%(title)s", title=title), {_("网址"): address}),
    }
