"""What was probably meant, where nothing was found: an input method's slips, typing errors.

A term that stands nowhere is replaced by one that sounds the same, is written nearly the same, or
is what its Latin letters spell; or by the school whose name it nearly is. Only a query that finds
something is suggested. (The other script needs no help: normalisation folds it.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product
from typing import Final

from indexer.analysis.normalize import ALNUM_RUN
from indexer.analysis.pinyin import sounds, spells
from indexer.reports.schools import is_abbreviation
from indexer.search.directory import key
from indexer.search.engine import IndexReader
from indexer.search.query import (
    And,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Or,
    positive_literals,
)
from indexer.search.request import Scope
from indexer.search.response import Suggestion
from indexer.search.search_budget import checkpoint
from indexer.search.spelling import Speller, is_one_edit, speller
from indexer.search.unparse import unparse

LIMIT: Final = 3
_LONGEST: Final = 12
"""Characters of a term that is looked at; a longer one is a quotation, not a slip."""
_LONGEST_WORD: Final = 8
_MOST_TRIED: Final = 12
"""Corrections of one term whose parts are counted, and corrections of a whole query."""
_MOST_WRONG: Final = 6
"""Terms that stand nowhere; a query with more of them is no slip."""
_PER_TERM: Final = 3
_SHORTEST_NAME: Final = 4
"""Characters of a school's name, or of its initials."""
_LONGEST_NAME: Final = 40
"""… or of its pinyin."""


@dataclass(frozen=True, slots=True)
class _Correction:
    """What a literal is replaced by: as it is written, and as it is searched."""

    written: Literal
    searched: Literal | FieldIs


def meant(
    reader: IndexReader,
    query: Node,
    typed: str | None = None,
    *,
    scope: Scope = "part",
    limit: int = LIMIT,
) -> tuple[Suggestion, ...]:
    """Queries that were probably meant by one that found nothing, the most probable first.

    `query` is resolved; `typed` is its text, for the terms that stay as they are. `text` and
    `label` of a suggestion are the whole query, corrected.
    """
    terms = dict.fromkeys(positive_literals(query))
    wrong = [*islice((t for t in terms if not _stands_somewhere(reader, t)), _MOST_WRONG + 1)]
    if len(wrong) > _MOST_WRONG:
        return ()
    corrections = [[*islice(_corrections(reader, term), _PER_TERM)] for term in wrong]
    if not wrong or not all(corrections):
        return ()
    found: dict[str, None] = {}
    for choice in islice(product(*corrections), _MOST_TRIED):
        chosen = [*zip(wrong, choice, strict=True)]
        if reader.count(_replaced(query, {term: one.searched for term, one in chosen}), scope):
            text = unparse(_replaced(query, {term: one.written for term, one in chosen}), typed)
            found[text] = None
        if len(found) == limit:
            break
    return tuple(Suggestion("meant", text, text) for text in found)


def _stands_somewhere(reader: IndexReader, term: Literal) -> bool:
    checkpoint()
    if term.open_left or term.open_right:
        return reader.count(term) > 0
    return reader.document_frequency(term.text) > 0


def _corrections(reader: IndexReader, term: Literal) -> Iterator[_Correction]:
    """Corrections of one term that find something, the most probable kind alone."""
    schools = [*_schools(reader, term.text)]
    for school in schools:
        named = FieldIs("school", frozenset({school}))
        yield _Correction(Literal(key(school), plain=term.plain), named)
    if schools or len(term.text) > _LONGEST:
        return
    words = speller(reader)
    for texts in (_sounding(term.text, words), _written_nearly(term.text, words)):
        found = False
        for text in islice(dict.fromkeys(texts), _MOST_TRIED):
            corrected = replace(term, text=text, span=(0, 0))
            if _stands_somewhere(reader, corrected):
                found = True
                yield _Correction(corrected, corrected)
        if found:
            return


def _sounding(text: str, words: Speller) -> Iterator[str]:
    """The term with one word in it put right by its sound, or its two characters swapped."""
    yield from words.spelt(text.replace(" ", ""))
    for start, end in _doubtful(text, words):
        for word in words.sounding_like(text[start:end]):
            yield text[:start] + word + text[end:]
    if len(text) == 2:
        yield text[::-1]


def _written_nearly(text: str, words: Speller) -> Iterator[str]:
    """The term with one character in it put right.

    Two characters inside a longer term are left alone: they are one edit away from nearly
    anything.
    """
    for start, end in _doubtful(text, words):
        if end - start > 2 or end - start == len(text):
            for word in words.one_edit_from(text[start:end]):
                yield text[:start] + word + text[end:]


def _doubtful(text: str, words: Speller) -> Iterator[tuple[int, int]]:
    """Where a misspelt word may stand in a term: the pieces of it that are no words themselves.

    Runs whole, then stretches of other characters, the long ones first.
    """
    runs = [run.span() for run in ALNUM_RUN.finditer(text)]
    stretches = (
        (start, start + length)
        for length in range(min(_LONGEST_WORD, len(text)), 1, -1)
        for start in range(len(text) - length + 1)
        if all(end <= start or start + length <= begin for begin, end in runs)
    )
    return ((start, end) for start, end in (*runs, *stretches) if text[start:end] not in words)


def _schools(reader: IndexReader, text: str) -> Iterator[str]:
    """Schools whose name is one slip away, or whose initials are typed."""
    if not _SHORTEST_NAME <= len(text) <= _LONGEST_NAME:
        return
    heard = {*sounds(text)}
    is_latin = text.isascii() and text.isalpha()
    schools = tuple(filter(None, reader.values("school")))
    for school, name in _keys(schools):
        if is_latin:
            is_meant = spells(text, name)
        elif len(name) == len(text):
            is_meant = is_one_edit(text, name) or not heard.isdisjoint(sounds(name))
        else:
            is_near = abs(len(name) - len(text)) == 1 and is_one_edit(text, name)
            is_meant = is_near or (text[:2] == name[:2] and is_abbreviation(text, name))
        if is_meant:
            yield school


@lru_cache(maxsize=4)
def _keys(schools: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Schools with their keys, in the order of their names, since an engine has its own; made
    once: an archive's schools seldom change."""
    return tuple((school, key(school)) for school in sorted(schools))


def _replaced(node: Node, by: Mapping[Literal, Literal | FieldIs]) -> Node:
    """The query with literals replaced where they are asked for."""
    match node:
        case Literal():
            return by.get(node, node)
        case And(children=children):
            return And(tuple(_replaced(child, by) for child in children))
        case Or(children=children):
            return Or(tuple(_replaced(child, by) for child in children))
        case HeadingLiteral(literal=literal):
            return HeadingLiteral(_literal(literal, by))
        case Near(left=left, right=right, distance=distance):
            return Near(_literal(left, by), _literal(right, by), distance)
        case _:
            return node


def _literal(literal: Literal, by: Mapping[Literal, Literal | FieldIs]) -> Literal:
    """The correction, where a literal has to stand: a school's name counts as written there."""
    correction = by.get(literal, literal)
    return correction if isinstance(correction, Literal) else literal
