"""Resolve names as people write them to stored values, for query fields and facet filters alike.

A school is named by its full name (which wins over longer names that contain it), a listed short
name, or a substring that only one school has; a section or topic by its id, its name or an
unambiguous part of it; a province with or without 省; a year by its number or a range.
`unknown` means null. A valid value that the archive does not have (a year, a province) matches
nothing; an unknown name is an UnknownValueError with the nearest names.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache, lru_cache
from heapq import nlargest
from itertools import accumulate, islice, takewhile
from typing import Final, NamedTuple

from indexer.analysis.normalize import normalize_term
from indexer.errors import UnknownValueError
from indexer.i18n import Message
from indexer.reports.schools import provinces, schools, short_names
from indexer.reports.sections import classify_heading
from indexer.reports.taxonomy import (
    SECTIONS,
    SECTIONS_EN,
    TEXT_SOURCES,
    TEXT_SOURCES_EN,
    TOPICS,
    TOPICS_EN,
)
from indexer.reports.topics import classify_topic
from indexer.search.engine import IndexReader, PerReaderCache
from indexer.search.figure_filter import FigureFilter
from indexer.search.query import And, AtLeast, FieldIs, Node, Not, Or
from indexer.search.request import FACETS, LONGEST_NAME, SearchRequest

Values = frozenset[str | None]

UNKNOWN: Final = ("unknown", "未知", "不详")
NEAREST: Final = 3
"""Nearest values in a message."""
_EXPLAINED: Final = 5
"""Unknown values of one request for which the nearest known ones are computed."""
_COMPARED: Final = 60
"""Known names compared with an unknown one: those with most characters in common."""

_NAMES: Final = {
    "school": Message("学校"),
    "section": Message("栏目"),
    "topic": Message("清单类别"),
    "year": Message("年份"),
    "province": Message("省份"),
    "text_source": Message("文字来源"),
    "period": Message("统计期间"),
}
_PROVINCE_TAIL: Final = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")
_PERIOD_TAIL: Final = re.compile("学?年度?$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PERIOD: Final = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)\d\d)?")
_RANGE: Final = re.compile(r"(\d*)\.\.(\d*)")


def resolve(node: Node, reader: IndexReader) -> Node:
    """The query with the values of its fields resolved. Raises UnknownValueError."""
    match node:
        case FieldIs(name=name, values=values):
            return replace(node, values=_union(name, values, reader, node.span))
        case And(children=children) | Or(children=children) | AtLeast(children=children):
            return replace(node, children=tuple(resolve(child, reader) for child in children))
        case Not(child=child):
            return Not(resolve(child, reader))
        case _:
            return node


def resolve_filters(request: SearchRequest, reader: IndexReader) -> Mapping[str, Values]:
    """The request's facet filters, resolved for a Plan. Raises UnknownValueError.

    A range of years becomes the years of the archive in it, perhaps none: then nothing matches.
    """
    return {
        facet: _union(facet, typed, reader, None)
        for facet in FACETS
        if (typed := getattr(request, facet))
    }


def resolve_figures(request: SearchRequest) -> tuple[FigureFilter, ...]:
    """The request's conditions on figures, for a Plan. Raises UnknownValueError."""
    return tuple(dict.fromkeys(map(FigureFilter.parse, request.figure)))


def resolve_since(request: SearchRequest) -> int | None:
    """The first second of the request's last `since`, for a Plan. Raises UnknownValueError."""
    return max(map(_first_second, request.since), default=None)


def _first_second(day: str) -> int:
    try:
        start = datetime.strptime(normalize_term(day), "%Y-%m-%d")  # noqa: DTZ007 - below
    except ValueError as error:
        message = Message("since 应是日期，例如 2024-11-01，而不是 “%(day)s”", day=day)
        raise UnknownValueError(message, field="since", value=day, nearest=()) from error
    return int(start.replace(tzinfo=UTC).timestamp())


class RefusedValue(NamedTuple):
    """A filter's value that names nothing, and why."""

    facet: str
    value: str
    error: UnknownValueError


def refused_values(request: SearchRequest, reader: IndexReader) -> Iterator[RefusedValue]:
    """Every value of the request's filters that names nothing; the nearest names are computed for
    the first few."""
    refused = 0
    for facet in FACETS:
        for value in getattr(request, facet):
            try:
                _values(facet, value, reader, None, seeks_nearest=refused < _EXPLAINED)
            except UnknownValueError as error:
                refused += 1
                yield RefusedValue(facet, value, error)
    for value in request.figure:
        try:
            FigureFilter.parse(value)
        except UnknownValueError as error:
            yield RefusedValue("figure", value, error)
    for value in request.since:
        try:
            _first_second(value)
        except UnknownValueError as error:
            yield RefusedValue("since", value, error)


def school_directory(reader: IndexReader) -> SchoolDirectory:
    """The archive's schools by every name, cached per reader."""

    def make() -> SchoolDirectory:
        stored = tuple(sorted(school for school in reader.values("school") if school is not None))
        return _directory_of(stored)

    return _directories.get(reader, None, make)


_directories: Final[PerReaderCache[SchoolDirectory]] = PerReaderCache(1)


def _union(
    field: str,
    typed: Collection[str | None],
    reader: IndexReader,
    where: tuple[int, int] | None,
) -> Values:
    found: set[str | None] = set()
    for value in typed:
        found |= _values(field, value, reader, where)
    return frozenset(found)


def _values(
    field: str,
    typed: str | None,
    reader: IndexReader,
    where: tuple[int, int] | None,
    *,
    seeks_nearest: bool = True,
) -> Values:
    if typed is None or name_key(typed) in UNKNOWN:
        return frozenset({None})
    return _Resolver(field, typed, reader, where, seeks_nearest).values()


_stored: Final[PerReaderCache[tuple[str, ...]]] = PerReaderCache(8)
_provinces_by_key: Final[PerReaderCache[Mapping[str, str]]] = PerReaderCache(1)


class _Resolver:
    """One value of one field, as typed."""

    def __init__(
        self,
        field: str,
        typed: str,
        reader: IndexReader,
        where: tuple[int, int] | None,
        seeks_nearest: bool,
    ) -> None:
        self._field = field
        self._typed = typed
        self._key = name_key(typed)
        self._reader = reader
        self._where = where
        self._seeks_nearest = seeks_nearest

    def values(self) -> Values:
        by_field: Mapping[str, Callable[[], Values]] = {
            "school": self._schools,
            "section": lambda: self._labels(SECTIONS, SECTIONS_EN, classify_heading),
            "topic": lambda: self._labels(TOPICS, TOPICS_EN, classify_topic),
            "province": self._provinces,
            "text_source": lambda: self._labels(TEXT_SOURCES, TEXT_SOURCES_EN, lambda _: ()),
            "year": self._years,
            "period": self._periods,
        }
        return by_field[self._field]()

    def _schools(self) -> Values:
        schools = school_directory(self._reader)
        if full := schools.by_full_name(self._key):
            return full
        found = schools.by_alias(self._key) or schools.by_substring(self._key)
        if not found:
            raise self._unknown(lambda: {school: school for school in self._stored()})
        return self._only(found)

    def _labels(
        self,
        names: Mapping[str, str],
        english: Mapping[str, str],
        classify: Callable[[str], tuple[str, ...]],
    ) -> Values:
        """By id, name, an unambiguous part of the name, or a heading as reports write it."""
        for label, name in names.items():
            if self._key in (label, name_key(name), name_key(english[label])):
                return frozenset({label})
        found = frozenset(label for label, name in names.items() if self._key in name_key(name))
        found = found or frozenset(classify(self._typed))
        if not found:
            spellings = {label: label for label in names}
            spellings |= {name: label for label, name in names.items()}
            raise self._unknown(lambda: spellings, names)
        return self._only(found, names)

    def _provinces(self) -> Values:
        short = _PROVINCE_TAIL.sub("", self._key)
        known = _provinces_by_key.get(self._reader, None, self._known_provinces)
        if short in known:
            return frozenset({known[short]})
        found = frozenset(province for name, province in known.items() if self._key in name)
        if not found:
            raise self._unknown(lambda: known)
        return self._only(found)

    def _known_provinces(self) -> Mapping[str, str]:
        known = {province: province for province in provinces()}
        return known | {
            _PROVINCE_TAIL.sub("", name_key(stored)): stored for stored in self._stored()
        }

    def _years(self) -> Values:
        known = self._stored()
        written = self._key.removesuffix("年")
        if written in known or _YEAR.fullmatch(written):
            return frozenset({written})
        ends = _RANGE.fullmatch(written)
        if not ends or not (ends[1] or ends[2]):
            raise self._unknown(
                lambda: {year: year for year in known},
                hint=Message("写成 2024、2020..2024 或 2020.."),
            )
        low, high = int(ends[1] or 0), int(ends[2] or 9999)
        if low > high:
            message = Message("年份范围写反了：应为 %(low)d..%(high)d", low=high, high=low)
            raise self._error(message, (f"{high}..{low}",))
        return frozenset(year for year in known if low <= int(year) <= high)

    def _periods(self) -> Values:
        written = _PERIOD_TAIL.sub("", self._key)
        known = _stored.get(self._reader, self._field, self._stored_periods)
        if written in known or _PERIOD.fullmatch(written):
            return frozenset({written})
        raise self._unknown(
            lambda: {period: period for period in known}, hint=Message("写成 2023-2024 或 2022")
        )

    def _stored_periods(self) -> tuple[str, ...]:
        return tuple(sorted({head.period for head in self._reader.heads() if head.period}))

    def _stored(self) -> tuple[str, ...]:
        """The field's values in the archive, sorted."""
        reader, field = self._reader, self._field
        return _stored.get(
            reader, field, lambda: tuple(sorted(v for v in reader.values(field) if v is not None))
        )

    def _only(self, found: Values, names: Mapping[str, str] | None = None) -> Values:
        """The only value found; several are an error: the name is ambiguous."""
        if len(found) == 1:
            return found
        values = sorted(value for value in found if value is not None)
        shown: object = tuple(_shown(value, names) for value in values[:NEAREST])
        if len(values) > NEAREST:
            shown = Message("%(shown)s等 %(number)d 个", shown=shown, number=len(values))
        message = Message(
            "“%(typed)s”不止指一个%(field)s：%(shown)s，请写全",
            typed=self._typed,
            field=_NAMES[self._field],
            shown=shown,
        )
        raise self._error(message, tuple(values))

    def _unknown(
        self,
        spellings: Callable[[], Mapping[str, str]],
        names: Mapping[str, str] | None = None,
        hint: Message | None = None,
    ) -> UnknownValueError:
        """`spellings` maps spellings to the values to suggest."""
        nearest = _nearest(self._key, spellings()) if self._seeks_nearest else ()
        message = Message("没有%(field)s“%(typed)s”", field=_NAMES[self._field], typed=self._typed)
        if nearest:
            shown = tuple(_shown(value, names) for value in nearest)
            message = Message("%(fault)s；最接近的是 %(shown)s", fault=message, shown=shown)
        if hint:
            message = Message("%(fault)s；%(hint)s", fault=message, hint=hint)
        return self._error(message, nearest)

    def _error(self, message: Message, nearest: tuple[str, ...]) -> UnknownValueError:
        return UnknownValueError(
            message, field=self._field, value=self._typed, nearest=nearest, where=self._where
        )


def _nearest(typed: str, spellings: Mapping[str, str]) -> tuple[str, ...]:
    """The values with the nearest spellings; none for texts longer than any name."""
    if len(typed) > LONGEST_NAME:
        return ()
    characters = frozenset(typed)

    def in_common(spelling: str) -> float:
        return len(characters.intersection(spelling)) / (len(characters) + len(spelling))

    candidates = nlargest(_COMPARED, spellings, key=in_common)
    close = get_close_matches(typed, candidates, n=NEAREST, cutoff=0.0)
    return tuple(dict.fromkeys(spellings[spelling] for spelling in close))


def _shown(value: str, names: Mapping[str, str] | None) -> str:
    return Message("%(id)s（%(name)s）", id=value, name=names[value]) if names else value


MAX_NAME_CACHED: Final = 100
"""Longest name whose key is cached; longer texts are never names."""
_TWO_NAMES: Final = re.compile(r"([^()]+)\(([^()]+(?:大学|学院|学校))\)")


def name_key(name: str) -> str:
    """Equal for spellings of the same name: normalised, without blanks."""
    return _cached_key(name) if len(name) <= MAX_NAME_CACHED else _key(name)


def _key(name: str) -> str:
    return normalize_term(name).replace(" ", "")


_cached_key = lru_cache(maxsize=8_192)(_key)


@cache
def known_name_keys() -> frozenset[str]:
    """The keys of the complete names of known schools, whether the archive has reports or not:
    such a name means no other school that begins with it."""
    return frozenset(map(_key, schools()))


class SchoolDirectory:
    """Finds stored school names. Arguments are `name_key`s, results are stored names."""

    def __init__(self, stored: Iterable[str]) -> None:
        self._by_full_name: dict[str, set[str]] = defaultdict(set)
        self._by_alias: dict[str, set[str]] = defaultdict(set)
        self._prefixes: list[tuple[str, str]] = []
        self.keys: list[tuple[str, str]] = []
        """Stored names with their keys, in the given order."""
        for school in stored:
            whole = name_key(school)
            self.keys.append((school, whole))
            self._by_full_name[whole].add(school)
            for name in (*_two_names(whole), *_short_names(school, whole)):
                self._by_alias[name].add(school)
            self._prefixes += [(name, school) for name in (whole, *_two_names(whole))]
        self._prefixes.sort()
        self._full_names = [*self._by_full_name]
        self._joined = "\n".join(self._full_names)
        """All full names in one string, for substring searches."""
        self._starts = [0, *accumulate(len(whole) + 1 for whole in self._full_names)]

    def by_full_name(self, name: str) -> frozenset[str]:
        """The school with this full name; two where a name is stored in two spellings."""
        return frozenset(self._by_full_name.get(name, ()))

    def by_alias(self, name: str) -> frozenset[str]:
        """The schools with this listed short name, or with this as one of two names."""
        return frozenset(self._by_alias.get(name, ()))

    def by_prefix(self, name: str) -> frozenset[str]:
        """The schools whose full name begins with this."""
        return frozenset(
            school
            for _, school in takewhile(
                lambda entry: entry[0].startswith(name),
                islice(self._prefixes, bisect_left(self._prefixes, (name, "")), None),
            )
        )

    def by_substring(self, piece: str) -> frozenset[str]:
        """The schools whose full name contains this."""
        found: set[str] = set()
        at = self._joined.find(piece) if piece else -1
        while at >= 0:
            which = bisect_right(self._starts, at) - 1
            found |= self._by_full_name[self._full_names[which]]
            at = self._joined.find(piece, self._starts[which + 1])
        return frozenset(found)


def _short_names(school: str, whole: str) -> Iterator[str]:
    """Its short names, except those made by cutting off the end (湖南工业): these are prefixes like
    any other, and another school's name may begin with them."""
    known = schools().get(school)
    listed = known.short_names if known else ()
    for name in short_names(school):
        if name in listed or not whole.startswith(name_key(name)):
            yield name_key(name)


def _two_names(whole: str) -> tuple[str, ...]:
    """Both names of a double name such as 湖北开放大学(湖北科技职业学院); () for a single name,
    as is 中国矿业大学(北京)."""
    found = _TWO_NAMES.fullmatch(whole)
    return (found[1], found[2]) if found else ()


@lru_cache(maxsize=8)
def _directory_of(stored: tuple[str, ...]) -> SchoolDirectory:
    """Cached: an archive's schools seldom change."""
    return SchoolDirectory(stored)
