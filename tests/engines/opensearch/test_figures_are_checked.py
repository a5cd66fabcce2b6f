"""`check` on OpenSearch: figures that filters use against those that are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from indexer.engines.opensearch import documents
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.reports.figures import Figure, all_figures
from tests.engines.corpora import report
from tests.engines.servers import forget, opensearch_engine


@pytest.fixture
def engine() -> Iterator[OpenSearchEngine]:
    engine = opensearch_engine()
    yield engine
    forget(engine)


def test_a_figure_that_is_not_found_by_its_value_is_named(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(read: Mapping[str, Figure]) -> dict[str, Figure]:
        figures = all_figures(read)
        lawsuits = figures["lawsuits"]
        if lawsuits.value == 2:
            figures["lawsuits"] = replace(lawsuits, value=3)
        return figures

    with monkeypatch.context() as patch, engine.writer() as writer:
        patch.setattr(documents, "all_figures", wrong)
        for number, name in enumerate(("a", "b"), 1):
            figures = {"lawsuits": number, "fees": 0}
            parts = [f"诉讼{number}件。"]
            writer.put(report({"id": name, "parts": parts, "figures": figures}))
    (problem,) = engine.check(deep=True)
    assert problem.where == "b"
    assert "指标" in problem.what
