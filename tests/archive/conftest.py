"""Small archives over the oracle, and files to put into them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from tests.archive.composing import composed
from tests.reading_here import read_in_this_process


@pytest.fixture
def archive() -> Archive:
    return Archive(OracleEngine(), create=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "reports"
    place.mkdir()
    return place


@pytest.fixture
def put(folder: Path) -> Callable[..., Path]:
    """Write a file below `folder`: its text, or a composed report."""

    def write(name: str, text: str | None = None, **about: object) -> Path:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(composed(**about) if text is None else text, encoding="utf-8")  # type: ignore[arg-type]
        return place

    return write


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)
