"""What the page of figures is asked for, as a value and as an address, and what a query gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from flask import url_for
from flask_babel import gettext as _

from indexer.errors import UsageError
from indexer.reporting.coverage import years as known_years
from indexer.reporting.figure_checks import FigureCheck, figure_checks
from indexer.reporting.figures import ORDERS, SHOWN, FigureTable, FigureTotals
from indexer.reports.figures import FigureState
from indexer.search.figure_filter import FigureFilter
from indexer.search.request import SearchRequest
from webapp.extension import archive
from webapp.labels import join_words
from webapp.requests import PAGE, Arguments, bad_request, read_filters, validate

PARAMETERS: Final = frozenset(
    {"year", "province", "school", "figure", "since", "name", "of", "sort", "order", "check"}
)
ALL_YEARS: Final = "all"
MOST_CHECKED: Final = 10_000
"""Of more reports only those of the chosen years are checked, and the chart is of these years."""
Answered = FigureState | Literal["stated"]
"""A state; or a number, zero included."""
STATE_FILTERS: Final[Mapping[Answered, str]] = {
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
        chosen = [] if state is None else [f"{figure}{STATE_FILTERS[state]}"]
        order = {"of": figure, "sort": figure, "order": "desc"}
        return f"{self.url(figure=[*kept, *chosen], **order, **changes)}#schools"


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
