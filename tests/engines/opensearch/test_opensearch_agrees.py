"""The properties of the engines, on a real OpenSearch: some examples here, as many as you like by
XXGK_OPENSEARCH_EXAMPLES. A failing one is not made smaller: that would take an hour."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.oracle import OracleEngine
from indexer.search.engine import SearchEngine
from indexer.search.query import Node
from tests.effort import tries
from tests.engines import test_engines_agree as agree
from tests.engines import test_reports_agree as real
from tests.engines.corpora import FRAGMENTS, Batch, lives
from tests.engines.plans import plans, queries, terms
from tests.engines.servers import forget, opensearch_engine

_ASKED_FOR = os.environ.get("XXGK_OPENSEARCH_EXAMPLES")


def examples(number: int) -> settings:
    return settings(
        max_examples=int(_ASKED_FOR or number),
        derandomize=not _ASKED_FOR,
        phases=[Phase.explicit, Phase.generate],
    )


_last: list[OpenSearchEngine] = []


def fresh(_folder: Path) -> SearchEngine:
    """An engine with nothing in it; what the one before left is removed."""
    while _last:
        forget(_last.pop())
    _last.append(opensearch_engine())
    return _last[-1]


@examples(5)
@given(lives, st.lists(plans, min_size=4, max_size=8), st.sampled_from([1, 2, 4, 100]))
def test_a_search_agrees_with_the_oracle(life: list[Batch], asked: list, depth: int) -> None:
    agree.test_a_search_agrees_with_the_oracle.hypothesis.inner_test(fresh, life, asked, depth)


def test_scores_agree_for_frequent_words() -> None:
    agree.test_scores_agree_for_frequent_words(fresh)


@examples(3)
@given(lives, st.lists(queries, min_size=6, max_size=8), st.lists(terms, max_size=4))
def test_counts_agree_with_the_oracle(
    life: list[Batch], asked: list[Node], words: list[str]
) -> None:
    agree.test_counts_agree_with_the_oracle.hypothesis.inner_test(fresh, life, asked, words)


@examples(3)
@given(lives, st.sampled_from(["", *FRAGMENTS]))
def test_the_description_of_an_archive_agrees_with_the_oracle(
    life: list[Batch], prefix: str
) -> None:
    agree.test_the_description_of_an_archive_agrees_with_the_oracle.hypothesis.inner_test(
        fresh, life, prefix
    )


REPORTS: Final = 16


@pytest.fixture(scope="module")
def pair() -> Iterator[real.Pair]:
    """Readers over reports as schools write them, after a batch, one that replaces some and one
    that removes some."""
    reports = [*real.corpus()[:5], *real.corpus()[-REPORTS:]]
    engines: Sequence[SearchEngine] = (opensearch_engine(), OracleEngine())
    for engine in engines:
        real.write(engine, reports[:12])
        real.write(engine, reports[10:])
        real.write(engine, (), [one.id for one in reports[::9]])
    yield engines[0].reader(), engines[1].reader()
    forget(engines[0])


@examples(tries(12, 60))
@given(request=real.requests)
def test_a_response_agrees_with_the_oracle(pair: real.Pair, request: real.SearchRequest) -> None:
    seen, meant = (real.outcome(reader, request) for reader in pair)
    assert seen == meant
