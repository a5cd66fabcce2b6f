"""Offers beside a result: a school, province, year, section or topic typed as plain words, as a
filter; an everyday word in the terms that the reports use. None is applied: each says how much it
would find, and its link or option is for the reader to choose.

`湖南 2022 申请` offers the province, the year and the section, and all three together. Where a
school has no report of a year that was asked for, the years it has are given instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any, Final

from indexer.reports.schools import leading_place, place_name, places
from indexer.reports.sections import classify_heading
from indexer.reports.synonyms import synonyms
from indexer.reports.taxonomy import label
from indexer.reports.topics import classify_topic
from indexer.search.engine import IndexReader, PerReaderCache
from indexer.search.interpretation import (
    FUNCTION_WORDS,
    NOUNS_ASKED_FOR,
    QUESTION_WORDS,
    word_ranges,
)
from indexer.search.query import And, Literal, Node, all_of, is_bare
from indexer.search.request import LONGEST_NAME, SearchRequest
from indexer.search.resolve import Values, name_key, school_directory
from indexer.search.response import (
    FilterOffer,
    FiltersOffer,
    MissingYear,
    Offers,
    ReadAs,
    SynonymOffer,
)
from indexer.search.search_budget import checkpoint
from indexer.search.unparse import unparse
from indexer.search.year_expressions import parse_years, years_inside

Count = Callable[[SearchRequest], tuple[int, int]]
"""The parts and the reports that a request finds."""

_MOST_TERMS: Final = 8
"""A query of more terms is a quotation: nothing is recognised in it."""
_LONGEST_LABEL: Final = 12
"""Characters of a section or topic as a word of a query."""
_MOST_SCHOOLS: Final = 4
"""A beginning that more schools share is offered as none of them."""
_MOST_OF_A_CITY: Final = 30
"""A city after which more schools are named is offered as its province only."""
_MOST_WORDS: Final = 4
"""Terms offered instead of an everyday word."""
_MOST_YEARS: Final = 12
"""Years given of a school."""
_OF_REPORTS: Final = ("school", "province", "year")
_ORDER: Final = ("school", "province", "year", "section", "topic")
_PLACE: Final = (
    r"({names})(?:省|市|地区|(?:壮族|回族|维吾尔)?自治区|自治州)?"
    r"(?:(?:各|的)?(?:高等学校|高校|院校))?"
)
_AFTER_A_PLACE: Final = (
    "(?=$|[0-9]|的|各|哪|有|去年|今年|前年|上年|近|最近|过去|学校|大学生|本科|大专|高职)"
)
_NO_CONTENT: Final = QUESTION_WORDS | FUNCTION_WORDS | NOUNS_ASKED_FOR
_PUNCTUATION: Final = " ,，.。?？!！、;；:："


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the query that can be read as a filter."""

    facet: str
    values: tuple[str, ...]
    term: int
    """The position of its term in the query."""
    span: tuple[int, int]
    """Where it stands in the normalised term."""
    typed: str
    is_applied: bool = False
    """Whether the search has read it as this filter already."""


def find_offers(
    reader: IndexReader,
    request: SearchRequest,
    query: Node,
    filters: Mapping[str, Values],
    read_as: ReadAs | None,
    count: Count,
) -> Offers:
    """The offers for a resolved query; `filters` are the request's, resolved."""
    today = datetime.now().astimezone().year
    key = (replace(request, page=1, sort="relevance"), today)
    return _offers.get(
        reader,
        key,
        lambda: _Finder(reader, request, query, filters, read_as, count, today).offers(),
    )


_offers: Final[PerReaderCache[Offers]] = PerReaderCache(500)


class _Finder:
    """The offers for one request."""

    def __init__(
        self,
        reader: IndexReader,
        request: SearchRequest,
        query: Node,
        filters: Mapping[str, Values],
        read_as: ReadAs | None,
        count: Count,
        today: int,
    ) -> None:
        self._reader = reader
        self._request = request
        self._filters = filters
        self._read_as = read_as
        self._count = count
        self._today = today
        self._terms = query.children if isinstance(query, And) else (query,)

    def offers(self) -> Offers:
        if len(self._terms) > _MOST_TERMS:
            return Offers()
        pieces = [*self._pieces()]
        free = [p for p in pieces if not (p.is_applied or self._filters.get(p.facet))]
        offered = [offer for piece in free if (offer := self._filter(piece))]
        return Offers(
            filters=tuple(sorted(offered, key=lambda offer: _ORDER.index(offer.facet))),
            all=self._together(free) or self._together([p for p in free if p.facet in _OF_REPORTS]),
            missing=tuple(self._missing(pieces)),
            words=tuple(self._words()),
        )

    # What the query says.

    def _pieces(self) -> Iterator[_Piece]:
        for position, term in enumerate(self._terms):
            checkpoint()
            if not is_bare(term) or len(term.text) > LONGEST_NAME:
                continue
            typed = self._request.query[slice(*term.span)]
            name, whole = name_key(term.text), (0, len(term.text))
            if self._read_as and name in map(name_key, self._read_as.terms):
                yield _Piece("school", self._read_as.school, position, whole, typed, True)
                continue
            named = [*self._named(name)]
            for facet, values in named:
                yield _Piece(facet, values, position, whole, typed)
            if not named and len(term.text) > 3 and not self._occurs(term):
                yield from self._inside(term.text, position)

    def _named(self, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a whole term names: each facet with its values."""
        if years := parse_years(name, today=self._today, newest=self._newest):
            yield "year", (years.value,)
        elif place := _places().fullmatch(name):
            yield from self._at(place[1])
        elif schools := self._schools(name):
            yield from (("school", (school,)) for school in schools)
        elif 1 < len(name) <= _LONGEST_LABEL:
            if sections := classify_heading(name):
                yield "section", sections
            if topics := classify_topic(name):
                yield "topic", topics

    def _at(self, place: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """A province; or the schools named after a city, and its province."""
        province = places()[place]
        if place != province:
            schools = _schools_by_place(self._reader).get(place, ())
            if not schools:
                return
            if len(schools) <= _MOST_OF_A_CITY:
                yield "school", schools
        yield "province", (province,)

    def _schools(self, name: str) -> tuple[str, ...]:
        """The schools that a name can mean, where these are few."""
        schools = school_directory(self._reader)
        found = schools.by_full_name(name) or schools.by_alias(name)
        if not found and len(name) > 2:
            found = frozenset(
                school
                for school in schools.by_prefix(name)
                if len(name) > len(name_key(place_name(school)))
            )
        return tuple(sorted(found)) if len(found) <= _MOST_SCHOOLS else ()

    def _occurs(self, term: Literal) -> bool:
        return self._reader.document_frequency(term.text) > 0

    def _inside(self, text: str, position: int) -> Iterator[_Piece]:
        """A year and a place in a term typed without blanks."""
        if years := years_inside(text, today=self._today, newest=self._newest):
            span = years.span
            yield _Piece("year", (years.value,), position, span, text[slice(*span)])
        if place := _places_inside().search(text):
            for facet, values in self._at(place[1]):
                yield _Piece(facet, values, position, place.span(), place[0])

    @property
    def _newest(self) -> int | None:
        return next(iter(_years(self._reader).get(None, ())), None)

    # What is offered.

    def _filter(self, piece: _Piece) -> FilterOffer | None:
        """None where it finds nothing."""
        query = self._without([piece])
        total, reports = self._counted(query, {piece.facet: piece.values})
        if not total:
            return None
        labels = tuple(label(piece.facet, value) for value in piece.values)
        return FilterOffer(piece.facet, piece.values, labels, piece.typed, query, total, reports)

    def _together(self, pieces: Sequence[_Piece]) -> FiltersOffer | None:
        """One filter for each piece of the query at once, where there are several."""
        chosen: dict[tuple[int, tuple[int, int]], _Piece] = {}
        for piece in pieces:
            chosen.setdefault((piece.term, piece.span), piece)
        filters: dict[str, tuple[str, ...]] = {}
        for piece in chosen.values():
            filters[piece.facet] = (*filters.get(piece.facet, ()), *piece.values)
        if len(chosen) < 2:
            return None
        query = self._without([*chosen.values()])
        total, reports = self._counted(query, filters)
        return FiltersOffer(filters, query, total, reports) if total else None

    def _missing(self, pieces: Sequence[_Piece]) -> Iterator[MissingYear]:
        """The years asked for of which a school, or else the archive, has no report."""
        years = [piece for piece in pieces if piece.facet == "year"]
        named = [piece for piece in pieces if piece.facet == "school"]
        schools = [school for school in self._filters.get("school", ()) if school]
        schools += named[0].values if len({piece.values for piece in named}) == 1 else ()
        query = self._without([*years, *(named if schools else ())])
        asked: Sequence[str | None] = [*dict.fromkeys(schools)][:_MOST_SCHOOLS] or [None]
        of_school = _years(self._reader)
        for year in dict.fromkeys([*(piece.values[0] for piece in years), *self._request.year]):
            for school in asked:
                known = of_school.get(school, ())
                if known and not any(_is_in(year, each) for each in known):
                    yield MissingYear(school, year, known[:_MOST_YEARS], query)

    def _words(self) -> Iterator[SynonymOffer]:
        """The reports' own terms for the first everyday word of the query."""
        table = synonyms()
        for position, term in enumerate(self._terms):
            if not is_bare(term) or len(term.text) > LONGEST_NAME:
                continue
            words = [term.text]
            if term.text not in table and not self._occurs(term):
                ranges = word_ranges(term.text, self._reader.words(term.text))
                words = [term.text[start:end] for start, end in ranges]
            for word in words:
                offers = [*self._instead(word, table.get(word, ()), position)]
                if offers:
                    yield from sorted(offers, key=lambda offer: -offer.total)[:_MOST_WORDS]
                    return

    def _instead(self, word: str, terms: Sequence[str], position: int) -> Iterator[SynonymOffer]:
        for text in terms:
            query = self._rewritten({position: (Literal(name_key(text)),)})
            total, reports = self._counted(query, {})
            if total and query != self._request.query:
                yield SynonymOffer(word, text, query, total, reports)

    def _counted(self, query: str, filters: Mapping[str, Any]) -> tuple[int, int]:
        checkpoint()
        return self._count(replace(self._request, query=query, **filters))

    def _without(self, pieces: Sequence[_Piece]) -> str:
        """The query without these pieces."""
        spans: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for piece in pieces:
            spans[piece.term].append(piece.span)
        return self._rewritten({term: self._rest(term, cut) for term, cut in spans.items()})

    def _rest(self, position: int, cut: Sequence[tuple[int, int]]) -> tuple[Literal, ...]:
        """What a term says beside the spans."""
        term = self._terms[position]
        assert isinstance(term, Literal)
        edges = [0, *(edge for span in sorted(cut) for edge in span), len(term.text)]
        sides = [term.text[a:b].strip(_PUNCTUATION) for a, b in [*pairwise(edges)][::2]]
        return tuple(Literal(side) for side in sides if side and self._says_something(side))

    def _says_something(self, text: str) -> bool:
        """Whether it is more than 的 or 哪些学校."""
        return any(word not in _NO_CONTENT for word in self._reader.words(text))

    def _rewritten(self, terms: Mapping[int, tuple[Literal, ...]]) -> str:
        nodes = [
            node
            for position, term in enumerate(self._terms)
            for node in terms.get(position, (term,))
        ]
        return unparse(all_of(nodes), self._request.query)


def _is_in(value: str, year: int) -> bool:
    """Whether a year passes a filter as typed; other values than years pass all."""
    found = _YEAR_FILTER.fullmatch(value.removesuffix("年"))
    if not found:
        return True
    low, is_range, high = found.groups()
    if not is_range:
        return not low or int(low) == year
    return int(low or 0) <= year <= int(high or 9999)


_YEAR_FILTER: Final = re.compile(r"(\d*)(\.\.)?(\d*)")


def _years(reader: IndexReader) -> Mapping[str | None, tuple[int, ...]]:
    """School → the years of its reports, newest first; None → those of the archive."""

    def make() -> Mapping[str | None, tuple[int, ...]]:
        found: defaultdict[str | None, set[int]] = defaultdict(set)
        for head in reader.heads():
            if head.year is not None:
                found[None].add(head.year)
                if head.school is not None:
                    found[head.school].add(head.year)
        return {school: tuple(sorted(years, reverse=True)) for school, years in found.items()}

    return _years_known.get(reader, None, make)


_years_known: Final[PerReaderCache[Mapping[str | None, tuple[int, ...]]]] = PerReaderCache(1)


def _schools_by_place(reader: IndexReader) -> Mapping[str, tuple[str, ...]]:
    """Place → the schools whose names begin with it."""

    def make() -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for school in filter(None, reader.values("school")):
            found[leading_place(school)].append(school)
        return {place: tuple(sorted(schools)) for place, schools in found.items()}

    return _known_places.get(reader, None, make)


_known_places: Final[PerReaderCache[Mapping[str, tuple[str, ...]]]] = PerReaderCache(1)


@cache
def _places() -> re.Pattern[str]:
    return re.compile(_PLACE.format(names="|".join(sorted(places(), key=len, reverse=True))))


@cache
def _places_inside() -> re.Pattern[str]:
    return re.compile(_places().pattern + _AFTER_A_PLACE)
