"""How a query may be read: as typed, and with the two helps of `match=auto`.

A school's name among the terms is read as that school's filter, since a section does not repeat
its school's name; and a query that finds nothing as typed is relaxed to its words. Each help is
told in the answer; `match=exact` does neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

from indexer.reports.schools import place_name
from indexer.search.directory import SchoolDirectory, key
from indexer.search.engine import IndexReader
from indexer.search.limits import LONGEST_NAME
from indexer.search.query import And, Everything, FieldIs, Literal, Node, Not, all_of
from indexer.search.relax import has_plain_term, relaxations
from indexer.search.request import SearchRequest
from indexer.search.resolve import school_directory
from indexer.search.response import ReadAs, Relaxed
from indexer.search.search_budget import checkpoint
from indexer.search.unparse import unparse

_WORDS_OF_A_NAME: Final = 8
_SIGN: Final = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read a query, and what was done to it."""

    query: Node
    read_as: ReadAs | None = None
    relaxed: Relaxed | None = None


def interpretations(
    query: Node, request: SearchRequest, reader: IndexReader
) -> Iterator[Interpretation]:
    """The ways to read a resolved query, the strictest first; at least one.

    The first that finds a part before the facet filters is the one meant; where none does, the
    first of all.
    """
    if request.match == "exact":
        yield Interpretation(query)
        return
    read, read_as = _with_schools_read(query, request.query, reader)
    relaxed = (Interpretation(node, read_as, told) for node, told in relaxations(read, reader))
    if request.match == "words":
        if strictest := next(relaxed, None):
            yield strictest
        else:
            yield Interpretation(Not(Everything()) if has_plain_term(read) else read, read_as)
    else:
        yield Interpretation(read, read_as)
        if read_as:  # another school's text may name this one
            yield Interpretation(query)
    yield from relaxed


def _with_schools_read(query: Node, typed: str, reader: IndexReader) -> tuple[Node, ReadAs | None]:
    """The query with the terms that name a school turned into one clause, and what was turned."""
    terms = query.children if isinstance(query, And) else (query,)
    plain = [term for term in terms if _can_name(term)]
    if not plain:
        return query, None
    schools = school_directory(reader)
    named = {term: found for term in plain if (found := _school_named(term, schools, reader))}
    is_whole_query = len(named) == 1 and named.keys() == {*terms}
    if not named or (is_whole_query and reader.count(query) > 0):
        return query, None
    rest = [term for term in terms if term not in named]
    found = frozenset(school for each in named.values() for school in each)
    told = ReadAs(
        terms=tuple(typed[slice(*term.span)] for term in named),
        school=tuple(sorted(found)),
        query=unparse(all_of(rest), typed),
    )
    # A query written from the tree again then says the name as typed.
    span = next(iter(named)).span if len(named) == 1 else (0, 0)
    return all_of([*rest, FieldIs("school", found, span)]), told


def _can_name(term: Node) -> TypeGuard[Literal]:
    return isinstance(term, Literal) and term.plain and not (term.open_left or term.open_right)


def _school_named(term: Literal, schools: SchoolDirectory, reader: IndexReader) -> frozenset[str]:
    """The school that a term names: by its full name, a listed short name, or a beginning of its
    name that says more than where it is."""
    if len(term.text) > LONGEST_NAME:
        return frozenset()
    name = key(term.text)
    if found := schools.named(name) or schools.called(name):
        return found if len(found) == 1 or found == schools.named(name) else frozenset()
    found = schools.beginning(name)
    if len(found) != 1:
        return frozenset()
    (school,) = found
    place = key(place_name(school))
    if not place:
        return found if _is_its_own(term, school, reader) else frozenset()
    return found if len(name) > len(place) else frozenset()


def _is_its_own(term: Literal, school: str, reader: IndexReader) -> bool:
    """Whether a beginning such as 清华 is said of this school alone: a name that begins with no
    place begins with a common word (电子科技大学), which others write too."""
    elsewhere = And((term, Not(FieldIs("school", frozenset({school})))))
    return len(term.text) > 1 and reader.count(elsewhere) == 0


def with_school_apart(query: Node, reader: IndexReader) -> Node | None:
    """The query with a blank around a school's name that was typed in one with other words.

    安徽机电依申请公开 becomes 安徽机电 依申请公开, which reads as a school and a term. None where
    no plain term holds a name among other words.
    """
    schools = school_directory(reader)
    terms = query.children if isinstance(query, And) else (query,)
    for place, term in enumerate(terms):
        if not _can_name(term):
            continue
        tried: set[str] = set()
        for start, end in _word_ranges(term.text, reader.words(term.text)):
            name = Literal(term.text[start:end])
            if name.text in tried:
                continue
            tried.add(name.text)
            checkpoint()
            if not _school_named(name, schools, reader):
                continue
            sides = (_trimmed(term.text[:start]), _trimmed(term.text[end:]))
            if any(sides):
                before, behind = (() if not side else (Literal(side),) for side in sides)
                return all_of((*terms[:place], *before, name, *behind, *terms[place + 1 :]))
    return None


def _trimmed(text: str) -> str:
    """Without the signs at its ends."""
    start, end = 0, len(text)
    while start < end and _SIGN.match(text, start):
        start += 1
    while start < end and _SIGN.match(text, end - 1):
        end -= 1
    return text[start:end]


def _word_ranges(text: str, cut: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of whole words that could be a name, from left to right, the longest first; nothing
    longer than a name."""
    words: list[tuple[int, int]] = []
    for word in cut:
        start = text.index(word, words[-1][1] if words else 0)
        words.append((start, start + len(word)))
    for first, (start, _) in enumerate(words):
        for _, end in reversed(words[first : first + _WORDS_OF_A_NAME]):
            if end - start <= LONGEST_NAME:
                yield start, end
