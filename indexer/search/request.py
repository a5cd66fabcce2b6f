"""A search request, before its names are resolved, and the limits of one request."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from indexer.analysis.normalize import normalize_term
from indexer.errors import UsageError
from indexer.i18n import Message

Match = Literal["auto", "exact", "words"]
Scope = Literal["part", "report"]
Group = Literal["part", "report"]
Sort = Literal["relevance", "newest", "oldest", "school", "added"]
"""`added`: what entered the archive last comes first."""

FACETS: Final = ("school", "section", "topic", "year", "province", "text_source")
FILTERS: Final = (*FACETS, "figure", "since")
"""Names of the request's filters."""
MATCHES: Final = ("auto", "exact", "words")
SCOPES: Final = ("part", "report")
GROUPS: Final = ("part", "report")
SORTS: Final = ("relevance", "newest", "oldest", "school", "added")
MAX_SIZE: Final = 1_000
"""Hits on one page, at most."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. Filters are values as typed (names or ids), OR within one, AND across; each takes
    one string or several, and is stored as a tuple.

    Raises UsageError for an unknown option, or a page or size out of range.
    """

    query: str = ""
    school: Sequence[str] = ()
    section: Sequence[str] = ()
    topic: Sequence[str] = ()
    year: Sequence[str] = ()
    """A year or a range `2020..2024`; `unknown` for null."""
    province: Sequence[str] = ()
    text_source: Sequence[str] = ()
    """Where the text is from: text, ocr, mixed."""
    figure: Sequence[str] = ()
    """Conditions on the figures of the report, all of which must be met: `requests_received>0`
    (see `figure_filter`)."""
    since: Sequence[str] = ()
    """Days such as 2024-11-01 (UTC): the report entered the archive then or later. Of several the
    last one counts."""
    match: Match = "auto"
    scope: Scope = "part"
    group: Group = "part"
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    facets: bool = True
    facet_size: int = 20
    report_counts: Sequence[str] = ()
    """Facets whose values count reports beside parts (`FacetValue.reports`)."""
    suggestions: bool = True
    """Whether to suggest corrections where nothing is found, and to offer other ways to ask; that
    takes longer than the search."""

    def __post_init__(self) -> None:
        for name in FILTERS:
            object.__setattr__(self, name, _strings(getattr(self, name)))
        self._check_filters()
        object.__setattr__(self, "report_counts", _strings(self.report_counts))
        for name, known, values in (
            ("match", MATCHES, (self.match,)),
            ("scope", SCOPES, (self.scope,)),
            ("group", GROUPS, (self.group,)),
            ("sort", SORTS, (self.sort,)),
            ("report_counts", FACETS, self.report_counts),
        ):
            for value in values:
                if value not in known:
                    raise UsageError(
                        Message(
                            "%(name)s 只能是 %(known)s，而不是 %(value)r",
                            name=name,
                            known=known,
                            value=value,
                        )
                    )
        if self.page < 1:
            raise UsageError(Message("page 从 1 起，而不是 %(page)d", page=self.page))
        if not 1 <= self.size <= MAX_SIZE:
            raise UsageError(
                Message(
                    "size 应在 1 与 %(most)d 之间，而不是 %(size)d", most=MAX_SIZE, size=self.size
                )
            )
        if self.facet_size < 0:
            raise UsageError(Message("facet_size 不能是负数：%(size)d", size=self.facet_size))

    def _check_filters(self) -> None:
        """Raises UsageError for too many or too long values."""
        if not self.has_filters:
            return
        numbers = {name: len(getattr(self, name)) for name in FILTERS}
        for name, number in numbers.items():
            if number > MAX_VALUES:
                raise UsageError(too_many_values(name, number))
        if sum(numbers.values()) > MAX_ALL_VALUES:
            raise UsageError(too_many_in_all(sum(numbers.values())))
        for name in FILTERS:
            for value in getattr(self, name):
                if excess(value) is not None:
                    raise UsageError(too_long_value(name))

    @property
    def has_filters(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, name) for name in FILTERS)


def _strings(values: object) -> tuple[str, ...]:
    if isinstance(values, str | int):
        return (str(values),)
    assert isinstance(values, Iterable)
    return tuple(str(value) for value in values)


MAX_CHARACTERS: Final = 1_000
"""Of a query, a filter's value or another text, as typed."""
MAX_NORMALISED: Final = 4_000
"""The same, normalised: one character may become eighteen."""
MAX_TERMS: Final = 64
MAX_DEPTH: Final = 16
"""Levels of parentheses."""
MAX_VALUES: Final = 100
"""Values of one filter."""
MAX_ALL_VALUES: Final = 300
"""Values of all filters together."""
LONGEST_NAME: Final = 60
"""Normalised characters of a school's, section's or topic's name; longer texts are never names."""


def excess(text: str) -> tuple[Message, int] | None:
    """Why a text is too long and where the excess begins; None where it is not."""
    if len(text) > MAX_CHARACTERS:
        return _too_long(len(text)), MAX_CHARACTERS
    if len(text) * _LONGEST_FOLD <= MAX_NORMALISED:
        return None
    number = len(normalize_term(text))
    if number <= MAX_NORMALISED:
        return None
    message = Message(
        "检索式太长：规范化后最多 %(most)d 个字符，现有 %(number)d 个",
        most=MAX_NORMALISED,
        number=number,
    )
    ends = range(len(text))
    return message, bisect_left(
        ends, MAX_NORMALISED + 1, key=lambda end: len(normalize_term(text[: end + 1]))
    )


_LONGEST_FOLD: Final = 20
"""Characters that one character may become, at most (U+FDFA: 18, and a blank)."""


def _too_long(number: int) -> Message:
    return Message(
        "检索式太长：最多 %(most)d 个字符，现有 %(number)d 个", most=MAX_CHARACTERS, number=number
    )


def too_long_value(name: str) -> Message:
    """The message for a value with an `excess`."""
    return Message(
        "%(name)s 的值太长：最多 %(most)d 个字符，规范化后最多 %(normalised)d 个",
        name=name,
        most=MAX_CHARACTERS,
        normalised=MAX_NORMALISED,
    )


def too_many_values(name: str, number: int) -> Message:
    """The message for a parameter with more than MAX_VALUES values."""
    return Message(
        "%(name)s 的值太多：最多 %(most)d 个，现有 %(number)d 个",
        name=name,
        most=MAX_VALUES,
        number=number,
    )


def too_many_in_all(number: int) -> Message:
    """The message for more than MAX_ALL_VALUES values of all parameters."""
    return Message(
        "参数的值太多：一共最多 %(most)d 个，现有 %(number)d 个", most=MAX_ALL_VALUES, number=number
    )
