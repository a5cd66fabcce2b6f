"""URL ⇄ SearchRequest. All faults of a URL are collected, to be told together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from indexer.search.request import (
    FACETS,
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
from webapp.faults import ParameterError
from webapp.languages import told_message

PAGE: Final = SearchRequest(group="report")
"""What the search page shows when its URL says nothing."""
API: Final = SearchRequest()
"""What the JSON gives when its URL says nothing."""

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
SEARCH: Final = frozenset({"q", "facets", *FACETS, *CHOICES, *NUMBERS})
"""Parameters of a search."""
FILTERS: Final = frozenset(FACETS)
MARKING: Final = ("q", "match", "scope")
"""Parameters of a page that marks a query's terms."""


@dataclass
class Arguments:
    """The arguments of one URL, read one by one; what is wrong is kept, and read as not given."""

    given: MultiDict[str, str]
    known: Collection[str]
    faults: list[ParameterError] = field(default_factory=list)

    def __post_init__(self) -> None:
        number = sum(len(values) for values in self.given.listvalues())
        if number > MAX_ALL_VALUES:
            self.faults.append(ParameterError("", "", told_message(too_many_in_all(number))))
            self.given = MultiDict()
        allowed = {*self.known, *EVERYWHERE}
        for name in self.given:
            if name not in allowed:
                taken = listed(sorted(allowed))
                message = _("没有参数 %(name)s；可用的有 %(taken)s", name=name, taken=taken)
                self.faults.append(ParameterError(name, self.given[name], message))

    def text(self, name: str, default: str = "") -> str:
        """A parameter that may be given once."""
        values = self.given.getlist(name)
        if len(set(values)) > 1:
            self.faults.append(
                ParameterError(name, values[1], _("参数 %(name)s 只能给一次", name=name))
            )
        value = values[0] if values else default
        if name != "q" and excess(value) is not None:  # what reads a query points into it
            self.faults.append(ParameterError(name, value, told_message(too_long_value(name))))
            return default
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A parameter that may be repeated; blank values are those of a form left empty."""
        values = self.given.getlist(name)
        if len(values) > MAX_VALUES:
            message = told_message(too_many_values(name, len(values)))
            self.faults.append(ParameterError(name, values[MAX_VALUES], message))
            return ()
        taken = dict.fromkeys(value for value in values if value.strip())
        for value in [value for value in taken if excess(value) is not None]:
            self.faults.append(ParameterError(name, value, told_message(too_long_value(name))))
            del taken[value]
        return tuple(taken)

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        """One of a few words."""
        value = self.text(name) or default
        if value in known:
            return value
        self._refuse(name, value, listed(known))
        return default

    def choices(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Any number of a few words."""
        values = self.texts(name)
        for value in values:
            if value not in known:
                self._refuse(name, value, listed(known))
        return tuple(value for value in values if value in known)

    def number(self, name: str, bounds: tuple[int, int], default: int) -> int:
        """A whole number within bounds."""
        value = self.text(name)
        if not value:
            return default
        low, high = bounds
        if value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high:
            return int(value)
        self._refuse(name, value, _("%(low)d 到 %(high)d 的整数", low=low, high=high))
        return default

    def _refuse(self, name: str, value: str, taken: str) -> None:
        message = _(
            "参数 %(name)s 应是 %(taken)s，而不是 “%(value)s”", name=name, taken=taken, value=value
        )
        self.faults.append(ParameterError(name, value, message))


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language of the request sets them apart."""
    return str(_("、")).join(words)


def read_search(arguments: Arguments, defaults: SearchRequest) -> SearchRequest:
    """The search that a URL asks for; what is wrong with it is left in `arguments.faults`."""
    chosen = {
        name: arguments.choice(name, known, getattr(defaults, name))
        for name, known in CHOICES.items()
    }
    numbers = {
        name: arguments.number(name, bounds, getattr(defaults, name))
        for name, bounds in NUMBERS.items()
    }
    facets = arguments.choice("facets", ("1", "0"), "1") == "1"
    query = arguments.text("q")
    filters = {facet: arguments.texts(facet) for facet in FACETS}
    options: dict[str, Any] = {**chosen, **numbers, **filters}
    return SearchRequest(query=query, facets=facets, **options)


def read_filters(arguments: Arguments) -> SearchRequest:
    """The filters alone."""
    filters: dict[str, Any] = {facet: arguments.texts(facet) for facet in FACETS}
    return SearchRequest(**filters)


def to_args(request: SearchRequest, defaults: SearchRequest = PAGE) -> dict[str, Any]:
    """The URL arguments that give this request again, those that say nothing new left out."""
    args: dict[str, Any] = {"q": request.query} if request.query else {}
    for name in (*FACETS, *CHOICES, *NUMBERS):
        value = getattr(request, name)
        if value != getattr(defaults, name):
            args[name] = [*value] if isinstance(value, tuple) else value
    return args


def read_marking(arguments: Arguments) -> SearchRequest:
    """The query that a page is to mark, and nothing else of a search."""
    options: dict[str, Any] = {
        "match": arguments.choice("match", MATCHES, PAGE.match),
        "scope": arguments.choice("scope", SCOPES, PAGE.scope),
    }
    return replace(PAGE, query=arguments.text("q"), **options)


def marking_args(asked: SearchRequest) -> dict[str, Any]:
    """The URL arguments that give the same marks again."""
    args = to_args(asked) if asked.query else {}
    return {name: args[name] for name in MARKING if name in args}
