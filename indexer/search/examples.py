"""Examples of searches from the archive in use: each finds something in it, none has operators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Final

from indexer.errors import UsageError
from indexer.reports.schools import short_names
from indexer.search.engine import IndexReader, PerReaderCache
from indexer.search.interpretation import interpretations
from indexer.search.parse import parse_query
from indexer.search.request import SearchRequest
from indexer.search.resolve import name_key, resolve, school_directory

_MOST: Final = 4
_SCHOOLS_TRIED: Final = 5
_SUBJECTS: Final = ("依申请公开", "主动公开", "信息公开", "公开")


@dataclass(frozen=True, slots=True)
class Examples:
    """What pages offer to try."""

    school: str
    """A school and a subject, "" where the archive has neither."""
    questions: tuple[str, ...]
    terms: tuple[str, ...]
    fields: tuple[str, ...] = ()
    """Queries with a field whose value is a school or a province of the archive."""


def examples(reader: IndexReader) -> Examples:
    """The examples of an archive, cached per reader."""
    return _examples.get(reader, None, lambda: _make(reader))


_examples: Final[PerReaderCache[Examples]] = PerReaderCache(1)


def _make(reader: IndexReader) -> Examples:
    found = {
        kind: tuple(islice((q for q in queries if _finds(reader, q)), _MOST))
        for kind, queries in _queries().items()
    }
    school = next((q for q in _about_schools(reader) if _finds(reader, q)), "")
    return Examples(school, found["question"], found["term"], tuple(_with_fields(reader)))


def _about_schools(reader: IndexReader) -> Iterator[str]:
    """A school of a new report by its short name, and a subject."""
    for name in _school_names(reader):
        for subject in _SUBJECTS:
            yield f"{name} {subject}"


def _school_names(reader: IndexReader) -> Iterator[str]:
    """The short names of schools of new reports, and full names where there is none."""
    schools = dict.fromkeys(head.school for head in reader.heads() if head.school)
    for school in islice(schools, _SCHOOLS_TRIED):
        known = school_directory(reader)
        names = (n for n in short_names(school) if known.by_alias(name_key(n)) == {school})
        yield next(names, school)


def _with_fields(reader: IndexReader) -> Iterator[str]:
    """A school's on-request section, and a province's reconsiderations, as a query says them."""
    schools = (f"依申请公开 school:{name}" for name in _school_names(reader))
    provinces = dict.fromkeys(head.province for head in reader.heads() if head.province)
    for queries in (schools, (f"province:{province} 复议" for province in provinces)):
        accepted = next((query for query in queries if _is_accepted(reader, query)), None)
        if accepted is not None:
            yield accepted


def _is_accepted(reader: IndexReader, query: str) -> bool:
    try:
        resolve(parse_query(query), reader)
    except UsageError:
        return False
    return True


def _finds(reader: IndexReader, query: str) -> bool:
    node = resolve(parse_query(query), reader)
    request = SearchRequest(query)
    return any(reader.count(each.query) for each in interpretations(node, request, reader))


@cache
def _queries() -> dict[str, tuple[str, ...]]:
    path = resources.files("indexer.reports").joinpath("data", "example_queries.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {kind: tuple(query for of, query in rows if of == kind) for kind in ("question", "term")}
