"""What a query means, case by case, on every engine.

The cases are data: `cases/*.toml`. A file holds reports, options for all of its cases, and cases:
what is asked (`query` and the fields of a SearchRequest) and what must come out. What a case does
not mention is not looked at, but for the helps: unless it tells of them, none may be given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indexer import errors
from indexer.search.engine import IndexReader, SearchEngine
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from indexer.search.response import SearchResponse
from tests.engines.corpora import report

CASES = Path(__file__).parent / "cases"

Case = dict[str, Any]
ReaderOf = Callable[[str], IndexReader]


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def cases(*, failing: bool) -> list[Any]:
    return [*_cases(failing)]


def _cases(failing: bool) -> Iterator[Any]:
    for name in sorted(path.stem for path in CASES.glob("*.toml")):
        for number, case in enumerate(read(name)["case"], 1):
            if ("error" in case) == failing:
                asked = read(name).get("options", {}) | case
                yield pytest.param(name, asked, id=f"{name}-{number}-{case['query']}")


@pytest.fixture(scope="session")
def reader_of(
    make_engine: Callable[[Path], SearchEngine], tmp_path_factory: pytest.TempPathFactory
) -> ReaderOf:
    """Name of a file of cases → a reader of its reports, indexed once for all its cases."""

    @cache
    def reader_of(name: str) -> IndexReader:
        engine = make_engine(tmp_path_factory.mktemp(name) / "index")
        with engine.writer() as writer:
            for described in read(name)["report"]:
                writer.put(report(described))
        return engine.reader()

    return reader_of


def ask(reader: IndexReader, case: Case) -> SearchResponse:
    options = {one.name: case[one.name] for one in fields(SearchRequest) if one.name in case}
    return search(reader, SearchRequest(**{"size": 100, **options}))


@pytest.mark.parametrize(("name", "case"), cases(failing=False))
def test_a_query_finds_what_the_case_says(name: str, case: Case, reader_of: ReaderOf) -> None:
    found = ask(reader_of(name), case)
    for key, seen in SEEN.items():
        if key in case:
            assert seen(found) == case[key], case["says"]
    if "counts" in case:
        assert mentioned(counts(found), case["counts"]) == case["counts"], case["says"]
    assert helps(found) == {
        help_: case[help_] for help_ in ("read_as", "relaxed") if help_ in case
    }, case["says"]
    assert len(found.hits) == found.total or {"page", "group"} & case.keys()


@pytest.mark.parametrize(("name", "case"), cases(failing=True))
def test_a_wrong_query_is_told_with_its_place(name: str, case: Case, reader_of: ReaderOf) -> None:
    with pytest.raises(getattr(errors, case["error"])) as raised:
        ask(reader_of(name), case)
    if "where" in case:
        assert [*raised.value.where] == case["where"], case["says"]
    if "nearest" in case:
        assert case["nearest"] in raised.value.nearest
        assert case["nearest"] in str(raised.value)


def helps(found: SearchResponse) -> dict[str, Any]:
    told = {"read_as": found.read_as, "relaxed": found.relaxed}
    return {name: given.to_dict() for name, given in told.items() if given}


def marked(found: SearchResponse) -> list[str]:
    """The marked pieces of all snippets and headings, each once."""
    pieces = {
        snippet.text[start:end]
        for hit in found.hits
        for snippet in hit.snippets
        for start, end in snippet.marks
    }
    pieces |= {hit.heading[start:end] for hit in found.hits for start, end in hit.heading_marks}
    return sorted(pieces)


def counts(found: SearchResponse) -> dict[str, dict[str, int]]:
    return {
        facet: {value.value: value.count for value in values}
        for facet, values in found.facets.items()
    }


def mentioned(seen: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The facets that a case speaks of; all of them where it says that there are none."""
    return {facet: seen[facet] for facet in seen if facet in expected or not expected}


SEEN: dict[str, Callable[[SearchResponse], Any]] = {
    "finds": lambda found: sorted(hit.id for hit in found.hits),
    "in_order": lambda found: [hit.id for hit in found.hits],
    "in_report": lambda found: {hit.report_id: hit.in_report for hit in found.hits},
    "total": lambda found: found.total,
    "reports": lambda found: found.reports,
    "spread": lambda found: found.spread,
    "marks": marked,
    "possible": lambda found: (
        sorted(hit.id for hit in found.possible.hits) if found.possible else []
    ),
}
