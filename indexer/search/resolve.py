"""From names as people write them to stored values, for query fields and facet filters alike.

A school goes by its full name (which wins over longer names that contain it), a listed short
name, or any piece of a name that only one school has; a section or topic by its id, its name or a
clear piece of it; a province with or without 省; a year by its number or, as a filter, a range.
`unknown` stands for what is not known. What could be asked but is not in the archive (a year, a
province) finds nothing; what names nothing is an UnknownValueError that tells the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Final
from weakref import WeakKeyDictionary

from indexer.errors import Message, UnknownValueError
from indexer.reports.sections import classify_heading
from indexer.reports.tables import provinces
from indexer.reports.taxonomy import SECTIONS, SECTIONS_EN, TOPICS, TOPICS_EN
from indexer.reports.topics import classify_topic
from indexer.search.directory import SchoolDirectory, directory, key
from indexer.search.engine import IndexReader
from indexer.search.query import And, AtLeast, FieldIs, Node, Not, Or
from indexer.search.request import FACETS, SearchRequest

Values = frozenset[str | None]

UNKNOWN: Final = ("unknown", "未知", "不详")
NEAREST: Final = 3
"""So many near values a message names."""

_NAMES: Final = {
    "school": Message("学校"),
    "section": Message("栏目"),
    "topic": Message("主题"),
    "year": Message("年份"),
    "province": Message("省份"),
    "period": Message("统计期间"),
}
_PROVINCE_TAIL: Final = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")
_PERIOD_TAIL: Final = re.compile("学?年度?$")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PERIOD: Final = re.compile(r"(?:19|20)\d\d(?:-(?:19|20)\d\d)?")
_RANGE: Final = re.compile(r"(\d*)\.\.(\d*)")


def resolve(node: Node, reader: IndexReader) -> Node:
    """The query with every field's value turned into stored values. Raises UnknownValueError."""
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
    """The request's facet filters as a Plan takes them. Raises UnknownValueError.

    A range of years stands for those of the archive, so it may come out empty: then nothing
    passes.
    """
    return {
        facet: _union(facet, asked, reader, None)
        for facet in FACETS
        if (asked := getattr(request, facet))
    }


def school_directory(reader: IndexReader) -> SchoolDirectory:
    """The archive's schools, by every name; asked of each generation once."""
    if (known := _directories.get(reader)) is None:
        stored = tuple(sorted(school for school in reader.values("school") if school is not None))
        _directories[reader] = known = directory(stored)
    return known


_directories: WeakKeyDictionary[IndexReader, SchoolDirectory] = WeakKeyDictionary()


def _union(
    field: str,
    asked: Collection[str | None],
    reader: IndexReader,
    where: tuple[int, int] | None,
) -> Values:
    found: set[str | None] = set()
    for value in asked:
        if value is None or key(value) in UNKNOWN:
            found.add(None)
        else:
            found |= _Resolver(field, value, reader, where).values()
    return frozenset(found)


class _Resolver:
    """One value of one field, as typed."""

    def __init__(
        self, field: str, typed: str, reader: IndexReader, where: tuple[int, int] | None
    ) -> None:
        self._field = field
        self._typed = typed
        self._key = key(typed)
        self._reader = reader
        self._where = where

    def values(self) -> Values:
        by_field: Mapping[str, Callable[[], Values]] = {
            "school": self._schools,
            "section": lambda: self._labels(SECTIONS, SECTIONS_EN, classify_heading),
            "topic": lambda: self._labels(TOPICS, TOPICS_EN, classify_topic),
            "province": self._provinces,
            "year": self._years,
            "period": self._periods,
        }
        return by_field[self._field]()

    def _schools(self) -> Values:
        schools = school_directory(self._reader)
        if full := schools.named(self._key):
            return full
        found = schools.called(self._key) or schools.containing(self._key)
        if not found:
            raise self._unknown({school: school for school in self._stored()})
        return self._only(found)

    def _labels(
        self,
        names: Mapping[str, str],
        english: Mapping[str, str],
        classify: Callable[[str], tuple[str, ...]],
    ) -> Values:
        """By id, name, a clear piece of the name, or a title as reports write it."""
        for label, name in names.items():
            if self._key in (label, key(name), key(english[label])):
                return frozenset({label})
        found = frozenset(label for label, name in names.items() if self._key in key(name))
        found = found or frozenset(classify(self._typed))
        if not found:
            spellings = {label: label for label in names}
            raise self._unknown(spellings | {name: label for label, name in names.items()}, names)
        return self._only(found, names)

    def _provinces(self) -> Values:
        short = _PROVINCE_TAIL.sub("", self._key)
        known = {province: province for province in provinces()}
        known |= {_PROVINCE_TAIL.sub("", key(province)): province for province in self._stored()}
        if short in known:
            return frozenset({known[short]})
        found = frozenset(province for name, province in known.items() if self._key in name)
        if not found:
            raise self._unknown(known)
        return self._only(found)

    def _years(self) -> Values:
        known = self._stored()
        written = self._key.removesuffix("年")
        if written in known or _YEAR.fullmatch(written):
            return frozenset({written})
        ends = _RANGE.fullmatch(written)
        if not ends or not (ends[1] or ends[2]):
            raise self._unknown(
                {year: year for year in known}, hint=Message("写成 2024、2020..2024 或 2020..")
            )
        low, high = int(ends[1] or 0), int(ends[2] or 9999)
        if low > high:
            message = Message("年份范围写反了：应为 %(low)d..%(high)d", low=high, high=low)
            raise self._error(message, (f"{high}..{low}",))
        return frozenset(year for year in known if low <= int(year) <= high)

    def _periods(self) -> Values:
        written = _PERIOD_TAIL.sub("", self._key)
        known = {head.period for head in self._reader.heads() if head.period}
        if written in known or _PERIOD.fullmatch(written):
            return frozenset({written})
        raise self._unknown(
            {period: period for period in sorted(known)}, hint=Message("写成 2023-2024 或 2022")
        )

    def _stored(self) -> list[str]:
        return sorted(value for value in self._reader.values(self._field) if value is not None)

    def _only(self, found: Values, names: Mapping[str, str] | None = None) -> Values:
        """The one value found; more are an error, since a piece must be clear."""
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
        spellings: Mapping[str, str],
        names: Mapping[str, str] | None = None,
        hint: Message | None = None,
    ) -> UnknownValueError:
        """Spellings → the value to name."""
        close = get_close_matches(self._key, spellings, n=NEAREST, cutoff=0.0)
        nearest = tuple(dict.fromkeys(spellings[spelling] for spelling in close))
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


def _shown(value: str, names: Mapping[str, str] | None) -> str:
    return Message("%(id)s（%(name)s）", id=value, name=names[value]) if names else value
