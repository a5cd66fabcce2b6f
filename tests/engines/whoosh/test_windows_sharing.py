"""Windows, where a file in use can be neither replaced nor opened: simulated, never run there."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.locking import retry_on_sharing_violation
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.search.request import SearchRequest


class InUse:
    """An action that Windows refuses some times, as long as someone has the file open."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals

    def __call__(self) -> str:
        if self.refusals:
            self.refusals -= 1
            raise PermissionError(13, "The process cannot access the file")
        return "done"


def test_a_file_in_use_is_tried_again() -> None:
    assert retry_on_sharing_violation(InUse(3), timeout_s=60.0) == "done"


def test_a_file_that_stays_in_use_is_an_error_in_the_end() -> None:
    with pytest.raises(PermissionError):
        retry_on_sharing_violation(InUse(1_000_000), timeout_s=0.02)


def test_where_files_are_shared_a_refusal_is_final() -> None:
    with pytest.raises(PermissionError):
        retry_on_sharing_violation(InUse(1), timeout_s=0.0)


def test_a_commit_waits_for_a_reader_of_the_commit_file_and_a_reader_for_a_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("replace", "read_bytes"):
        refused_first(monkeypatch, name)
    (tmp_path / "a.txt").write_text(
        "某某大学2023年信息公开年度报告\n一、概述\n学校公开了信息。\n", encoding="utf-8"
    )
    place, tuning = tmp_path / "index", WhooshTuning(sharing_timeout_s=60.0)
    archive = Archive(WhooshEngine(place, tuning=tuning), place)
    assert archive.update([tmp_path / "a.txt"], jobs=1).added == 1
    reopened = Archive(WhooshEngine(place, tuning=tuning), place)
    assert reopened.search(SearchRequest("公开")).total


def refused_first(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Every other call of a method of Path on the commit file meets someone who has it open."""
    method = getattr(Path, name)
    calls = iter(range(1_000_000))

    def sometimes(path: Path, *arguments: object) -> object:
        if path.name.startswith("manifest.json") and next(calls) % 2 == 0:
            raise PermissionError(13, "The process cannot access the file")
        return method(path, *arguments)

    monkeypatch.setattr(Path, name, sometimes)
