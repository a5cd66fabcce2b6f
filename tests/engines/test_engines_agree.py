"""Every engine answers as the oracle does: sets, counts, facets, order and scores alike."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.oracle import OracleEngine
from indexer.search import ranking
from indexer.search.engine import EngineResult, IndexReader, Plan
from indexer.search.query import Literal, Node, Or
from indexer.search.request import FACETS, SCOPES
from tests.effort import tries
from tests.engines.conftest import EMBEDDED, MakeEngine
from tests.engines.corpora import FRAGMENTS, IDS, YEARS, Batch, lives, report
from tests.engines.plans import plans, queries, terms

_ASKED_FOR = os.environ.get("XXGK_EXAMPLES")


def examples(quick: int, thorough: int) -> settings:
    """XXGK_EXAMPLES=10000 looks for new examples, so many for each property."""
    number = int(_ASKED_FOR or tries(quick, thorough))
    return settings(max_examples=number, derandomize=not _ASKED_FOR)


others = pytest.mark.parametrize("make", [EMBEDDED[name] for name in EMBEDDED if name != "oracle"])


@contextmanager
def readers_after(
    make: MakeEngine, life: Sequence[Batch]
) -> Iterator[list[tuple[IndexReader, IndexReader]]]:
    """Readers of an engine and of the oracle after each batch of an archive's life."""
    with TemporaryDirectory() as folder:
        engine, oracle = make(Path(folder, "index")), OracleEngine()
        pairs = []
        for batch in life:
            batch.apply(engine)
            batch.apply(oracle)
            pairs.append((engine.reader(), oracle.reader()))
        yield pairs
        for reader, _ in pairs:
            reader.close()


@others
@examples(10, 40)
@given(lives, st.lists(plans, min_size=1, max_size=8), st.sampled_from([1, 2, 4, 100]))
def test_a_search_agrees_with_the_oracle(
    make: MakeEngine, life: list[Batch], asked: list[Plan], depth: int
) -> None:
    """In every generation, also when later ones have been written."""
    with readers_after(make, life) as pairs, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "PROXIMITY_DEPTH", depth)
        for reader, truth in pairs:
            for plan in asked:
                found, meant = reader.search(plan), truth.search(plan)
                assert outline(found) == outline(meant)
                assert found.parts == meant.parts


@others
@examples(8, 25)
@given(lives, st.lists(plans, min_size=1, max_size=4), st.data())
def test_a_cached_search_changes_no_later_one(
    make: MakeEngine, life: list[Batch], asked: list[Plan], data: st.DataObject
) -> None:
    """The same plans again and again, in any order, of one reader."""
    with readers_after(make, life) as pairs:
        reader, truth = pairs[-1]
        for plan in data.draw(st.lists(st.sampled_from(asked), min_size=4, max_size=16)):
            found, meant = reader.search(plan), truth.search(plan)
            assert outline(found) == outline(meant)
            assert found.parts == meant.parts


@others
def test_scores_agree_for_frequent_words(make: MakeEngine) -> None:
    parts = [
        {"heading": "申请，" * 300, "text": "申请。公开" * often} for often in (1, 255, 256, 9_999)
    ]
    life = [Batch((report({"id": "a", "title": "申请，" * 300, "parts": [*parts, "公开"]}),))]
    with readers_after(make, life) as [(reader, truth)]:
        for query in (Literal("申请"), Literal("公开"), Or((Literal("申请"), Literal("公开")))):
            assert outline(reader.search(Plan(query))) == outline(truth.search(Plan(query)))


@others
@examples(10, 40)
@given(lives, st.lists(queries, min_size=1, max_size=8), st.lists(terms, max_size=4))
def test_counts_agree_with_the_oracle(
    make: MakeEngine, life: list[Batch], asked: list[Node], words: list[str]
) -> None:
    with readers_after(make, life) as pairs:
        for reader, truth in pairs:
            for query in asked:
                for scope in SCOPES:
                    assert reader.count(query, scope) == truth.count(query, scope)
            for word in words:
                assert reader.document_frequency(word) == truth.document_frequency(word)


@others
@examples(8, 25)
@given(lives, st.sampled_from(["", *FRAGMENTS]))
def test_the_description_of_an_archive_agrees_with_the_oracle(
    make: MakeEngine, life: list[Batch], prefix: str
) -> None:
    with readers_after(make, life) as pairs:
        for number, (reader, truth) in enumerate(pairs):
            assert reader.generation == reader.statistics().generation
            assert reader.generation == pairs[0][0].generation + number
            assert described(reader) == described(truth)
            for limit in (1, 3, 100):
                assert [*reader.vocabulary(prefix, limit)] == [*truth.vocabulary(prefix, limit)]
                assert [*reader.common_words(limit)] == [*truth.common_words(limit)]


@pytest.mark.parametrize("make", EMBEDDED.values(), ids=EMBEDDED)
@examples(8, 25)
@given(lives, plans)
def test_a_facet_count_is_the_total_after_choosing_that_value_alone(
    make: MakeEngine, life: list[Batch], plan: Plan
) -> None:
    with readers_after(make, life) as pairs:
        reader, _ = pairs[-1]
        asked = Plan(plan.query, plan.filters, plan.scope, figures=plan.figures, since=plan.since)
        facets = reader.search(asked).facets
        for facet in FACETS:
            for value, count in facets[facet].items():
                chosen = {**plan.filters, facet: frozenset({value})}
                assert reader.search(replace(asked, filters=chosen)).total == count


def outline(found: EngineResult) -> dict[str, Any]:
    """A search's answer, short enough to be read where two differ."""
    return {
        "total": found.total,
        "reports": found.reports,
        "spread": found.spread,
        "facets": {facet: dict(counts) for facet, counts in found.facets.items()},
        "facet_reports": {facet: dict(counts) for facet, counts in found.facet_reports.items()},
        "parts": [
            (hit.report.id, hit.part.ordinal, hit.score, hit.in_report) for hit in found.parts
        ],
    }


def described(reader: IndexReader) -> dict[str, Any]:
    sizes = reader.statistics()
    return {
        "sizes": (sizes.reports, sizes.parts, sizes.schools, sizes.years),
        "values": {facet: dict(reader.values(facet)) for facet in FACETS},
        "heads": [*reader.heads()],
        "head": [reader.head(report_id) for report_id in IDS],
        "reports": [reader.report(report_id) for report_id in IDS],
        "sources": dict(reader.sources()),
        "statuses": [reader.section_statuses(year) for year in YEARS],
        "figures": reader.report_figures([*IDS, "never there"]),
        "figure_columns": figure_columns(reader),
    }


def figure_columns(reader: IndexReader) -> list[Any]:
    columns = reader.figures()
    tables = (columns.states, columns.values, columns.qualifiers)
    return [[*columns.heads], *(table.tolist() for table in tables)]
