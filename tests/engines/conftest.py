"""Every engine that is there, behind one fixture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.search.engine import SearchEngine

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {
    "oracle": lambda folder: OracleEngine(),
}
"""Name → what makes an engine with nothing in it, in a folder that is not there yet."""


@pytest.fixture(params=sorted(ENGINES), scope="session")
def make_engine(request: pytest.FixtureRequest) -> Callable[[Path], SearchEngine]:
    """What makes one engine after the other; a test that asks for it runs on each."""
    return ENGINES[request.param]


@pytest.fixture
def engine(make_engine: Callable[[Path], SearchEngine], tmp_path: Path) -> SearchEngine:
    """An engine with nothing in it."""
    return make_engine(tmp_path / "index")
