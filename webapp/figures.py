"""Figures of all reports: a table school × figure, totals by year and province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import quote

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from indexer.errors import UsageError
from indexer.reporting.coverage import years as known_years
from indexer.reporting.figure_checks import FigureCheck, figure_checks
from indexer.reporting.figures import (
    ORDERS,
    SHOWN,
    FigureCell,
    FigureTable,
    FigureTableRow,
    FigureTotals,
)
from indexer.reporting.report_heads import grouped_heads
from indexer.reports.figures import Figure, FigureState
from indexer.reports.model import Report
from indexer.reports.schools import provinces
from indexer.search.figure_filter import FigureFilter
from indexer.search.request import SearchRequest
from webapp.addresses import absolute_or_path
from webapp.contact import cell_links, error_link, figure_error_link
from webapp.extension import app_state, archive
from webapp.labels import join_words
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
    PAGE,
    Arguments,
    bad_request,
    highlight_args,
    read_filters,
    report_url,
    validate,
)

blueprint = Blueprint("figures", __name__)

PARAMETERS: Final = frozenset(
    {"year", "province", "school", "figure", "since", "name", "of", "sort", "order", "check"}
)
ALL_YEARS: Final = "all"
_FIGURE: Final = "FIGURE"
_CHECKS: Final = 100
"""Contradictions on one page."""
MOST_CHECKED: Final = 10_000
"""Of more reports only those of the chosen years are checked, and the chart is of these years."""
_ROWS: Final = 50
"""Rows on one page."""
_VALUE: Final = "VALUE"
Answered = FigureState | Literal["stated"]
"""A state; or a number, zero included."""
_STATE_FILTERS: Final[Mapping[Answered, str]] = {
    "number": ">0",
    "zero": "=zero",
    "not_stated": "=not_stated",
    "unread": "=unread",
    "stated": ">=0",
}


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """What a URL asks for."""

    request: SearchRequest
    """Its school, year, province and figure filters."""
    year: str
    """The parameter: a year, `all`, or "" for several; the newest year if none is given."""
    years: tuple[int, ...]
    """Those of the archive, the newest first."""
    name: str
    """A piece of the school's name."""
    of: str
    """The figure that sentence, chart and provinces are about."""
    sort: str
    descending: bool
    check: bool = False
    """Whether only reports with contradictory figures are shown."""

    @classmethod
    def of_request(cls, asked: SearchRequest, years: tuple[int, ...], of: str) -> FigureQuery:
        """The reports under a search's filters, sorted by a figure."""
        year = asked.year[0] if len(asked.year) == 1 else ""
        return cls(asked, year, years, "", of, of, descending=True)

    @property
    def is_one_year(self) -> bool:
        """Whether the table is of a single year."""
        return len(self.request.year) == 1 and self.request.year[0].isdigit()

    @property
    def when(self) -> str:
        """The years, as a title names them."""
        if not self.request.year:
            return str(_("全部年份"))
        return join_words(_("%(year)s 年", year=year) for year in self.request.year)

    def args(self, **changes: Any) -> dict[str, Any]:
        """The URL arguments that give this query again, with some changed; None leaves one out."""
        args: dict[str, Any] = {
            **{
                name: [*getattr(self.request, name)]
                for name in ("school", "province", "figure", "since")
                if getattr(self.request, name)
            },
            "year": self.year or [*self.request.year],
            "name": self.name,
            "of": self.of,
            "sort": self.sort,
            "order": "desc" if self.descending else "asc",
            "check": "1" if self.check else "",
            **changes,
        }
        defaults = {"of": SHOWN[0], "sort": args["of"], "order": _order_of(args["sort"])}
        return {
            name: value for name, value in args.items() if value and value != defaults.get(name)
        }

    def url(self, **changes: Any) -> str:
        """The page for this query with some arguments changed."""
        return url_for("figures.page", **self.args(**changes))

    def sort_url(self, name: str) -> str:
        """The table sorted by a column, the other way round where it is already."""
        order = _order_of(name)
        if name == self.sort:
            order = "asc" if self.descending else "desc"
        return f"{self.url(sort=name, order=order)}#schools"

    def state_url(self, figure: str, state: Answered | None, **changes: Any) -> str:
        """The list of the reports that answer a figure so; None for all of them. `changes` are
        other filters."""
        kept = [
            typed for typed in self.request.figure if FigureFilter.parse(typed).figure != figure
        ]
        chosen = [] if state is None else [f"{figure}{_STATE_FILTERS[state]}"]
        order = {"of": figure, "sort": figure, "order": "desc"}
        return f"{self.url(figure=[*kept, *chosen], **order, **changes)}#schools"


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
        conditions=_STATE_FILTERS,
        known_conditions=[f"{one}{_STATE_FILTERS[state]}" for one in SHOWN for state in STATES],
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
        states: tuple[Answered | None, ...] = (None, *_STATE_FILTERS)
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


def read_figures_query(arguments: Arguments) -> FigureQuery:
    """The query of a URL. Raises BadRequestError."""
    with archive().reading() as reader:
        years = tuple(known_years(reader))
    newest = str(years[0]) if years else ""
    typed = arguments.texts("year") or (newest,)
    filters = read_filters(Arguments(arguments.given, arguments.known))
    chosen: tuple[str, ...] = () if ALL_YEARS in typed else tuple(filter(None, typed))
    asked = replace(
        PAGE,
        school=filters.school,
        province=filters.province,
        figure=filters.figure,
        since=filters.since,
        year=chosen,
    )
    validate(arguments)
    of = arguments.choice("of", SHOWN, _figure_asked(asked))
    sort = arguments.choice("sort", ORDERS, of)
    order = arguments.choice("order", ("asc", "desc"), _order_of(sort))
    query = FigureQuery(
        request=asked,
        year=typed[0] if len(typed) == 1 else "",
        years=years,
        name=arguments.text("name").strip(),
        of=of,
        sort=sort,
        descending=order == "desc",
        check=arguments.choice("check", ("", "1"), "") == "1",
    )
    validate(arguments, asked)
    return query


@dataclass(frozen=True, slots=True)
class FigureAnswer:
    """What a query gives."""

    table: FigureTable
    totals: FigureTotals
    checks: Sequence[FigureCheck]
    """The contradictions, where only they are asked for."""


def run_figures(query: FigureQuery) -> FigureAnswer:
    """The table and its totals. Raises BadRequestError."""
    try:
        with archive().reading() as reader:
            table = FigureTable(reader, query.request, query.name)
            checks: list[FigureCheck] = []
            if query.check:
                ids = table.report_ids_in_any_year
                found = [
                    *figure_checks(reader, ids if len(ids) <= MOST_CHECKED else table.report_ids)
                ]
                table.only({check.head.id for check in found})
                shown = {*table.report_ids}
                checks += (check for check in found if check.head.id in shown)
            return FigureAnswer(table, table.totals(query.of), checks)
    except UsageError as error:
        raise bad_request(query.request, error) from error


def _figure_asked(asked: SearchRequest) -> str:
    """The figure of the first condition, else the first of all."""
    for typed in asked.figure:
        try:
            figure = FigureFilter.parse(typed).figure
        except UsageError:
            continue
        if figure in SHOWN:
            return figure
    return SHOWN[0]


def _order_of(sort: str) -> str:
    """The order that one looks for first: the largest numbers, the newest year, schools by name."""
    return "asc" if sort in ("school", "province") else "desc"


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
