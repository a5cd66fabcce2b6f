"""Small archives over the oracle, and files to put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.archive import update as update_module
from indexer.engines.oracle import OracleEngine
from indexer.ingest.read import ParseResult, read_report
from indexer.ingest.source_file import SourceFile
from tests.archive.composing import composed


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
def _read_here_and_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: worker processes have tests of their own."""

    def read(inputs: Iterable[SourceFile], *, jobs: int | None = None) -> Iterator[ParseResult]:
        return map(read_report, inputs)

    monkeypatch.setattr(update_module, "read_reports", read)
