"""Every engine that is there, behind one fixture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.search.engine import SearchEngine
from tests.engines.servers import opensearch_engine

MakeEngine: TypeAlias = Callable[[Path], SearchEngine]
"""Makes an engine with nothing in it, in a folder that is not there yet."""

EMBEDDED: dict[str, MakeEngine] = {
    "oracle": lambda _folder: OracleEngine(),
    "whoosh": WhooshEngine,
}
"""Those that are quick to make: the property tests make thousands."""
ENGINES: dict[str, MakeEngine] = {**EMBEDDED, "opensearch": opensearch_engine}


@pytest.fixture(params=sorted(ENGINES), scope="session")
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """What makes one engine after the other; a test that asks for it runs on each."""
    return ENGINES[request.param]


@pytest.fixture
def engine(make_engine: MakeEngine, tmp_path: Path) -> SearchEngine:
    """An engine with nothing in it."""
    return make_engine(tmp_path / "index")
