"""The schools of an archive, by every name a person may call them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, takewhile
from typing import Final

from indexer.analysis.normalize import normalize_term
from indexer.reports.schools import short_names
from indexer.reports.tables import schools

_TWO_NAMES: Final = re.compile(r"([^()]+)\(([^()]+)\)")


def key(name: str) -> str:
    """What makes two spellings of a name the same: normalised, without blanks."""
    return normalize_term(name).replace(" ", "")


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
        return frozenset(
            school for whole, named in self._full.items() if piece in whole for school in named
        )


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
