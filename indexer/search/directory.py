"""The schools of an archive, by every name a person may call them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice, takewhile
from typing import Final

from indexer.analysis.normalize import normalize_term
from indexer.reports.schools import short_names
from indexer.reports.tables import schools

MAX_NAME_CACHED: Final = 100
"""Characters of a name whose key is remembered: longer ones are none, only typed."""
_TWO_NAMES: Final = re.compile(r"([^()]+)\(([^()]+)\)")


def key(name: str) -> str:
    """What makes two spellings of a name the same: normalised, without blanks."""
    return _key_of_a_name(name) if len(name) <= MAX_NAME_CACHED else _key(name)


def _key(name: str) -> str:
    return normalize_term(name).replace(" ", "")


_key_of_a_name = lru_cache(maxsize=8_192)(_key)


class SchoolDirectory:
    """Finds stored school names. Every argument is a `key`, every answer stored names."""

    def __init__(self, stored: Iterable[str]) -> None:
        self._full: dict[str, set[str]] = defaultdict(set)
        self._other: dict[str, set[str]] = defaultdict(set)
        self._beginnings: list[tuple[str, str]] = []
        for school in stored:
            whole = key(school)
            self._full[whole].add(school)
            for name in (*_two_names(whole), *_short_names(school, whole)):
                self._other[name].add(school)
            self._beginnings += [(name, school) for name in (whole, *_two_names(whole))]
        self._beginnings.sort()
        self._wholes = [*self._full]
        self._joined = "\n".join(self._wholes)
        """All full names in one text, so that a piece is found in all of them at once."""
        self._starts = [0, *accumulate(len(whole) + 1 for whole in self._wholes)]

    def named(self, name: str) -> frozenset[str]:
        """The school whose full name this is; two where one name is stored in two spellings."""
        return frozenset(self._full.get(name, ()))

    def called(self, name: str) -> frozenset[str]:
        """The schools whose listed short name this is, or the one of their two names."""
        return frozenset(self._other.get(name, ()))

    def beginning(self, name: str) -> frozenset[str]:
        """The schools with a full name that begins so."""
        return frozenset(
            school
            for _, school in takewhile(
                lambda entry: entry[0].startswith(name),
                islice(self._beginnings, bisect_left(self._beginnings, (name, "")), None),
            )
        )

    def containing(self, piece: str) -> frozenset[str]:
        """The schools whose full name holds this piece."""
        found: set[str] = set()
        at = self._joined.find(piece) if piece else -1
        while at >= 0:
            which = bisect_right(self._starts, at) - 1
            found |= self._full[self._wholes[which]]
            at = self._joined.find(piece, self._starts[which + 1])
        return frozenset(found)


def _short_names(school: str, whole: str) -> Iterator[str]:
    """Its short names but those that are made by cutting off the end, as 湖南工业 is: they are
    beginnings like any other, and another school's name may begin so."""
    known = schools().get(school)
    listed = known.short_names if known else ()
    for name in short_names(school):
        if name in listed or not whole.startswith(key(name)):
            yield key(name)


def _two_names(whole: str) -> tuple[str, ...]:
    """Each of two names in one, as in 湖北开放大学(湖北科技职业学院); none where it is one name."""
    found = _TWO_NAMES.fullmatch(whole)
    return (found[1], found[2]) if found else ()


@lru_cache(maxsize=8)
def directory(stored: tuple[str, ...]) -> SchoolDirectory:
    """The directory of these schools, made once: an archive's schools seldom change."""
    return SchoolDirectory(stored)
