"""What people would type is answered in the same order on a cluster as on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.judgements import judged_queries, mean
from bench.ranking import RankingBench, bench_archive
from indexer.archive import Archive
from indexer.search.request import SearchRequest
from tests.engines.servers import forget, opensearch_engine

pytestmark = pytest.mark.opensearch

FEW = 24
ENOUGH = 150
"""The rules of every judged query are met by some part of so many reports."""


@contextmanager
def pair(reports: int) -> Iterator[tuple[Archive, Archive]]:
    """The same reports on a cluster and in a folder."""
    engine = opensearch_engine()
    try:
        with bench_archive(reports, engine) as cluster, bench_archive(reports) as folder:
            yield cluster, folder
    finally:
        forget(engine)


@pytest.mark.slow
def test_every_judged_query_has_the_same_hits_with_the_same_scores() -> None:
    with pair(FEW) as archives:
        for judged in judged_queries():
            request = SearchRequest(judged.query, size=20)
            cluster, folder = (
                [(hit.id, hit.score) for hit in archive.search(request).hits]
                for archive in archives
            )
            assert cluster == folder, judged.query


@pytest.mark.nightly
def test_the_mean_reciprocal_rank_is_that_of_the_embedded_engine() -> None:
    """The promise is 0.02; by the test above it is kept to the last digit."""
    with pair(ENOUGH) as archives:
        cluster, folder = (
            mean(judged.rr for judged in RankingBench(archive, 0).judged()) for archive in archives
        )
    assert cluster == pytest.approx(folder, abs=0.02)
    assert folder > 0.8
