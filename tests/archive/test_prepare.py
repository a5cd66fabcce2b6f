"""A server notices new generations in the background, and has them prepared."""

from __future__ import annotations

from pathlib import Path
from queue import SimpleQueue

import pytest

from indexer import open_archive
from indexer.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import UnusableIndexError
from tests.engines.corpora import bring_to, report

FIRST, SECOND = (
    report({"id": name, "parts": [{"text": f"信息公开{name}。"}]}) for name in ("one", "two")
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive of one report."""
    bring_to(WhooshEngine(tmp_path), [FIRST], {"one"})
    return open_archive(tmp_path)


def add_another(folder: Path) -> None:
    bring_to(WhooshEngine(folder), [FIRST, SECOND], {"one", "two"})


def test_every_generation_is_prepared_once(archive: Archive, tmp_path: Path) -> None:
    prepared: SimpleQueue[int] = SimpleQueue()
    stop = archive.prepare_generations(
        lambda pinned: prepared.put(pinned.statistics().reports), every_s=0.01
    )
    assert prepared.get(timeout=60) == 1
    add_another(tmp_path)
    assert prepared.get(timeout=60) == 2
    stop()
    assert archive.statistics().reports == 2
    assert prepared.empty()


def test_who_comes_before_it_is_prepared_sees_the_new_generation(
    archive: Archive, tmp_path: Path
) -> None:
    seen: SimpleQueue[int] = SimpleQueue()
    stop = archive.prepare_generations(
        lambda _: seen.put(archive.statistics().reports), every_s=0.01
    )
    add_another(tmp_path)
    assert 2 in iter(lambda: seen.get(timeout=60), None)
    stop()


def test_an_index_that_cannot_be_read_is_an_error_at_once(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(UnusableIndexError):
        archive.prepare_generations(lambda _: None)
