"""`check` on OpenSearch: figures that filters use against those that are stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from indexer.engines.opensearch import documents
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.reports.model import Report
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
    plain = documents._figure_fields

    def wrong(stored: Report) -> dict[str, Any]:
        fields = plain(stored)
        if stored.id == "b":
            fields["figure_values"]["lawsuits"] += 1
        return fields

    monkeypatch.setattr(documents, "_figure_fields", wrong)
    with engine.writer() as writer:
        for name in ("a", "b"):
            described = {"id": name, "parts": ["诉讼1件。"], "figures": {"lawsuits": 1, "fees": 0}}
            writer.put(report(described))
    (problem,) = engine.check(deep=True)
    assert problem.where == "b"
    assert "指标" in problem.what
