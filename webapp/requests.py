"""URL ⇄ SearchRequest, and the search that a URL asks for. All errors of a URL are collected and
reported together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from flask import has_request_context, url_for
from flask import request as flask_request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from indexer.errors import UsageError
from indexer.search.figure_filter import FIELD, figure_id, is_expression
from indexer.search.request import (
    FILTERS,
    GROUPS,
    MATCHES,
    MAX_ALL_VALUES,
    MAX_SIZE,
    MAX_VALUES,
    SCOPES,
    SORTS,
    SearchRequest,
    excess,
    too_long_value,
    too_many_in_all,
    too_many_values,
)
from indexer.search.response import SearchResponse
from webapp.errors import BadRequestError, ParameterError, archive_errors, parameter_error
from webapp.extension import archive
from webapp.labels import join_words, translate

PAGE: Final = SearchRequest(group="report")
"""Defaults of the search page."""
API: Final = SearchRequest()
"""Defaults of the API."""

EVERYWHERE: Final = frozenset({"lang"})
"""Parameters that every address takes."""
MAX_FACET_SIZE: Final = 10_000
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "match": MATCHES,
    "scope": SCOPES,
    "group": GROUPS,
    "sort": SORTS,
}
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "page": (1, 10**6),
    "size": (1, MAX_SIZE),
    "facet_size": (0, MAX_FACET_SIZE),
}
"""Parameter → smallest and largest number."""
SEARCH: Final = frozenset({"q", "facets", *FILTERS, *CHOICES, *NUMBERS})
"""Parameters of a search."""
COUNTED: Final = SEARCH - {"facets", "facet_size", "page", "size", "sort", "group"}
"""Parameters of a search that change a count."""
ON_PAGES: Final = frozenset({*SEARCH - {"facets", "facet_size"}, "pick"})
"""Parameters of a search on a page, which chooses itself how many facet values to show; `pick` are
the reports selected for a comparison."""
MOST_PICKED: Final = 4
"""Reports of one comparison."""
HIGHLIGHT: Final = ("q", "match", "scope")
"""Parameters of a page that highlights a query's terms."""


@dataclass
class Arguments:
    """The arguments of one URL, read one by one. An invalid one is added to `errors`, and its
    default is used."""

    given: MultiDict[str, str]
    known: Collection[str]
    errors: list[ParameterError] = field(default_factory=list)

    def __post_init__(self) -> None:
        number = sum(len(values) for values in self.given.listvalues())
        if number > MAX_ALL_VALUES:
            self.reject("", "", translate(too_many_in_all(number)))
            self.given = MultiDict()
        allowed = {*self.known, *EVERYWHERE}
        for name in self.given:
            if name not in allowed:
                expected = join_words(sorted(allowed))
                message = _("没有参数 %(name)s；可用的有 %(taken)s", name=name, taken=expected)
                self.reject(name, self.given[name], message)

    def reject(self, name: str, value: str, message: str) -> None:
        """Add an error."""
        self.errors.append(ParameterError(name, value, message))

    def text(self, name: str, default: str = "") -> str:
        """A parameter that may be given once."""
        values = self.given.getlist(name)
        if len(set(values)) > 1:
            self.reject(name, values[1], _("参数 %(name)s 只能给一次", name=name))
        value = values[0] if values else default
        if name != "q" and excess(value) is not None:  # the query parser points at the excess
            self.reject(name, value, translate(too_long_value(name)))
            return default
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A parameter that may be repeated; blank values are those of a form left empty."""
        values = self.given.getlist(name)
        if len(values) > MAX_VALUES:
            self.reject(name, values[MAX_VALUES], translate(too_many_values(name, len(values))))
            return ()
        given = dict.fromkeys(value for value in values if value.strip())
        for value in [value for value in given if excess(value) is not None]:
            self.reject(name, value, translate(too_long_value(name)))
            del given[value]
        return tuple(given)

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """One of a few words."""
        value = self.text(name) or default
        if value in known:
            return value
        self._expected(name, value, join_words(known))
        return default

    def choices(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Any number of a few words."""
        values = self.texts(name)
        for value in values:
            if value not in known:
                self._expected(name, value, join_words(known))
        return tuple(value for value in values if value in known)

    def number(self, name: str, bounds: tuple[int, int], default: int) -> int:
        """A whole number within bounds."""
        value = self.text(name)
        if not value:
            return default
        low, high = bounds
        if value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high:
            return int(value)
        self._expected(name, value, _("%(low)d 到 %(high)d 的整数", low=low, high=high))
        return default

    def _expected(self, name: str, value: str, expected: str) -> None:
        message = _(
            "参数 %(name)s 应是 %(taken)s，而不是 “%(value)s”",
            name=name,
            taken=expected,
            value=value,
        )
        self.reject(name, value, message)


def read_search(arguments: Arguments, defaults: SearchRequest) -> SearchRequest:
    """The search that a URL asks for; its errors are left in `arguments.errors`."""
    options: dict[str, Any] = {
        name: arguments.choice(name, known, getattr(defaults, name))
        for name, known in CHOICES.items()
    }
    for name, bounds in NUMBERS.items():
        options[name] = arguments.number(name, bounds, getattr(defaults, name))
    options["facets"] = arguments.choice("facets", ("1", "0"), "1") == "1"
    options["query"] = arguments.text("q")
    return replace(read_filters(arguments), **options)


def read_filters(arguments: Arguments) -> SearchRequest:
    """The filters alone."""
    filters: dict[str, Any] = {name: arguments.texts(name) for name in FILTERS}
    return SearchRequest(**filters)


def read_figures(arguments: Arguments) -> tuple[tuple[str, ...], SearchRequest]:
    """The figures that are selected, and the filters: of `figure` those with a condition."""
    filters = read_filters(arguments)
    chosen = []
    for typed in filters.figure:
        if not is_expression(typed):
            try:
                chosen.append(figure_id(typed))
            except UsageError as error:
                arguments.errors.append(parameter_error(error, FIELD, typed))
    conditions = tuple(filter(is_expression, filters.figure))
    return tuple(chosen), replace(filters, figure=conditions)


def read_highlight(arguments: Arguments) -> SearchRequest:
    """The query that a page highlights, and nothing else of a search."""
    options: dict[str, Any] = {
        "match": arguments.choice("match", MATCHES, PAGE.match),
        "scope": arguments.choice("scope", SCOPES, PAGE.scope),
    }
    return replace(PAGE, query=arguments.text("q"), **options)


def validate(arguments: Arguments, request: SearchRequest | None = None) -> None:
    """Raises BadRequestError where an argument is invalid, with what the archive would reject of
    the request as well."""
    if arguments.errors:
        of_archive = archive_errors(archive(), request) if request else ()
        raise BadRequestError([*arguments.errors, *of_archive])


def run_search(arguments: Arguments, request: SearchRequest) -> SearchResponse:
    """The archive's answer. Raises BadRequestError with all errors of the URL."""
    validate(arguments, request)
    try:
        return archive().search(request)
    except UsageError as error:
        raise bad_request(request, error) from error


def run_whole_search(
    arguments: Arguments, request: SearchRequest
) -> tuple[SearchResponse, Iterator[SearchResponse]]:
    """The first batch of the whole result, which has the totals, and all batches. Raises
    BadRequestError with all errors of the URL."""
    validate(arguments, request)
    batches = archive().pages(request)
    try:
        first = next(batches)
    except UsageError as error:
        raise bad_request(request, error) from error
    return first, chain([first], batches)


def bad_request(request: SearchRequest, first: UsageError) -> BadRequestError:
    """All errors of a request that the archive has rejected for the first of them."""
    errors = [*archive_errors(archive(), request)]
    return BadRequestError(errors or [parameter_error(first, "q", request.query)])


def to_args(
    request: SearchRequest, defaults: SearchRequest = PAGE, **changes: Any
) -> dict[str, Any]:
    """The URL arguments that give this request again, some of its fields changed, without those
    that are defaults. A page has a hundred links, so no request is made of each."""
    query = changes.get("query", request.query)
    args: dict[str, Any] = {"q": query} if query else {}
    for name in _IN_LINKS:
        value = changes[name] if name in changes else getattr(request, name)
        if value != getattr(defaults, name):
            args[name] = [*value] if isinstance(value, tuple) else value
    return args


_IN_LINKS: Final = (*FILTERS, *CHOICES, *NUMBERS)


def highlight_args(request: SearchRequest) -> dict[str, Any]:
    """The URL arguments that highlight the same terms."""
    args = to_args(request) if request.query else {}
    return {name: args[name] for name in HIGHLIGHT if name in args}


def search_url(request: SearchRequest, **changes: Any) -> str:
    """The search page for a request with some of its fields changed, a filter to a tuple: its first
    page, unless the page is one of them. The reports selected for a comparison stay so."""
    changes.setdefault("page", 1)
    args = {"pick": picked(), **changes.pop("more", {})}
    return url_for("pages.search", **to_args(request, **changes), **args)


def picked() -> list[str]:
    """The reports selected for a comparison, as the URL names them; without more than there may
    be."""
    if not has_request_context():
        return []
    given = flask_request.args
    return [*dict.fromkeys(filter(None, given.getlist("pick")))][:MOST_PICKED] if given else []


def feed_args(request: SearchRequest) -> dict[str, Any]:
    """The URL arguments of a request's feed: its page, order and layout make no difference."""
    return to_args(replace(request, page=1, size=PAGE.size, sort=PAGE.sort, group=PAGE.group))


def feed_url(request: SearchRequest) -> str:
    """The feed of a request."""
    return url_for("feed.atom", **feed_args(request))


def trends_url(request: SearchRequest, **changes: Any) -> str:
    """The trends of a request with some of its fields changed; `more` are other parameters."""
    more = {name: value for name, value in changes.pop("more", {}).items() if value}
    args = to_args(replace(request, **changes, page=1))
    return url_for("trends.page", **{"match": "auto", **args, **more})


def report_url(report_id: str, request: SearchRequest | None = None, anchor: str = "") -> str:
    """A report, with the query's terms highlighted and the way back to the results."""
    args = {**to_args(request), "pick": picked()} if request else {}
    return url_for("pages.report", report_id=report_id, **args, _anchor=anchor or None)
