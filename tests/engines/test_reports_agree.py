"""Over reports as schools write them, every engine gives the oracle's answers.

Where `test_engines_agree.py` draws tiny archives and long lives, this one has texts of real size,
asks for pieces of them, and compares whole answers: helps, snippets, facets.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import generate
from indexer.analysis.normalize import BOUNDARY, normalize
from indexer.engines.oracle import OracleEngine
from indexer.errors import UsageError
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source
from indexer.search.engine import IndexReader, SearchEngine
from indexer.search.execute import search
from indexer.search.request import GROUPS, MATCHES, SCOPES, SORTS, SearchRequest
from tests.effort import tries
from tests.engines.conftest import EMBEDDED
from tests.search.strategies import sentences

_ASKED_FOR = os.environ.get("XXGK_EXAMPLES")
SEEDS = Path(__file__).parents[2] / "seeds"
REPORTS = 30

Pair: TypeAlias = tuple[IndexReader, IndexReader]


def parsed(path: str, text: str) -> Report:
    return parse_report(Extracted(text), Source(path), report_id=path.removesuffix(".txt"))


@cache
def corpus() -> list[Report]:
    seeds = [parsed(file.name, file.read_text("utf-8-sig")) for file in sorted(SEEDS.iterdir())]
    return [*seeds, *(parsed(f"g{one.number}.txt", one.text) for one in generate(REPORTS))]


def write(engine: SearchEngine, reports: Iterable[Report], removed: Sequence[str] = ()) -> None:
    with engine.writer() as writer:
        writer.remove(removed)
        for one in reports:
            writer.put(one)


@pytest.fixture(scope="module", params=[name for name in EMBEDDED if name != "oracle"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A reader of an engine and of the oracle, after a first batch, a second that replaces some
    reports of the first, and a third that removes some of both."""
    reports = corpus()
    engines = (EMBEDDED[request.param](tmp_path_factory.mktemp("agree") / "index"), OracleEngine())
    for engine in engines:
        write(engine, reports[:20])
        write(engine, reports[15:])
        write(engine, (), [one.id for one in reports[::9]])
    return engines[0].reader(), engines[1].reader()


@cache
def lines() -> list[str]:
    return [
        line
        for report in corpus()
        for part in report.parts
        for line in (normalize(part.heading), *normalize(part.text).split(BOUNDARY))
        if line
    ]


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """What a person might copy from a report: a piece of a line, from anywhere to anywhere."""
    line = draw(st.sampled_from(lines()))
    start = draw(st.integers(0, len(line) - 1))
    return line[start : start + draw(st.sampled_from([1, 2, 2, 3, 4, 4, 6, 9, 15, 40]))]


terms = st.one_of(pieces(), pieces(), pieces().map('"{}"'.format), pieces().map("*{}*".format))
questions = st.one_of(
    terms,
    st.builds("{} {}".format, terms, terms),
    st.builds("{} OR {}".format, terms, terms),
    st.builds("{} -{}".format, terms, terms),
    st.builds("{} NEAR/{} {}".format, pieces(), st.sampled_from([2, 10, 60]), pieces()),
    st.builds("{}的{}有多少？".format, pieces(), pieces()),
    st.builds("{} {}".format, st.sampled_from(["安徽机电", "江西工程", "section:举报"]), terms),
    sentences,
)
filters: dict[str, Any] = {
    "section": st.sampled_from([(), (), ("complaints",), ("overview", "unknown")]),
    "year": st.sampled_from([(), (), ("2015..2020",), ("unknown", "2024")]),
    "province": st.sampled_from([(), (), ("安徽",)]),
    "figure": st.sampled_from(
        [(), (), (), ("requests_received>=0",), ("lawsuits=zero", "items_disclosed<2000")]
    ),
}
requests = st.builds(
    SearchRequest,
    questions,
    match=st.sampled_from(MATCHES),
    scope=st.sampled_from(SCOPES),
    group=st.sampled_from(GROUPS),
    sort=st.sampled_from([*SORTS, "relevance", "relevance"]),
    page=st.sampled_from([1, 1, 1, 2, 9]),
    size=st.sampled_from([1, 10, 1_000]),
    facet_size=st.sampled_from([0, 1, 2, 20]),
    **filters,
)


@settings(max_examples=int(_ASKED_FOR or tries(30, 150)), derandomize=not _ASKED_FOR)
@given(request=requests)
def test_a_response_agrees_with_the_oracle(pair: Pair, request: SearchRequest) -> None:
    seen, meant = (outcome(reader, request) for reader in pair)
    assert seen == meant


def outcome(reader: IndexReader, request: SearchRequest) -> dict[str, Any]:
    try:
        return {**search(reader, request).to_dict(), "took_ms": None}
    except UsageError as error:
        return {"error": str(error)}
