"""When a report entered the archive: kept by updates and rebuilds, which announce nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.archive import update as update_module
from indexer.engines.oracle import OracleEngine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexVersionError
from indexer.search.request import SearchRequest

Put = Callable[..., Path]
MONDAY = "2024-11-04T08:00:00Z"
TUESDAY = "2024-11-05T08:00:00Z"


@pytest.fixture(autouse=True)
def _a_day_passes_between_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update asks for the time twice: for the reports it adds, and when it has ended."""
    monday = datetime(2024, 11, 4, 8, tzinfo=UTC)
    times = (monday + timedelta(days=day) for day in range(20) for _ in range(2))
    monkeypatch.setattr(update_module, "utc_now", lambda: next(times))


@pytest.fixture(params=["oracle", "whoosh"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    engine = OracleEngine() if request.param == "oracle" else WhooshEngine(tmp_path / "index")
    archive = Archive(engine, create=True)
    yield archive
    archive.close()


def times(archive: Archive) -> dict[str, str | None]:
    return {head.path: head.first_indexed for head in archive.reports()}


def test_a_report_has_the_time_of_the_run_that_added_it(
    kept: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", school="青江职业学院")
    kept.update([folder])
    put("b.txt", school="白河师范学院")
    kept.update([folder])
    assert times(kept) == {"a.txt": MONDAY, "b.txt": TUESDAY}
    newest = kept.search(SearchRequest(sort="added", group="report"))
    assert newest.hits[0].path == "b.txt"


def test_a_changed_file_and_a_rebuild_keep_it(kept: Archive, folder: Path, put: Put) -> None:
    put("a.txt", more="旧的一句。")
    put("b.txt", school="白河师范学院")
    kept.update([folder])
    put("a.txt", more="新的一句。")
    kept.update([folder])
    kept.update([folder], rebuild=True)
    assert times(kept) == {"a.txt": MONDAY, "b.txt": MONDAY}


def test_a_rebuild_with_a_new_file_announces_that_one_alone(
    kept: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", school="青江职业学院")
    kept.update([folder])
    put("b.txt", school="白河师范学院")
    kept.update([folder], rebuild=True)
    assert times(kept) == {"a.txt": MONDAY, "b.txt": TUESDAY}


def test_a_moved_folder_keeps_it(kept: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    kept.update([folder])
    moved = folder.rename(folder.with_name("moved"))
    kept.update([moved])
    assert [*times(kept).values()] == [MONDAY]


def test_a_rebuild_of_an_index_that_cannot_be_read_announces_nothing(
    folder: Path, put: Put
) -> None:
    class Older(OracleEngine):
        is_older = False

        def reader(self):  # type: ignore[no-untyped-def]
            if self.is_older:
                raise IndexVersionError("an older version", is_older=True)
            return super().reader()

        def writer(self, **how):  # type: ignore[no-untyped-def]
            return super().writer(**how)

    engine = Older()
    archive = Archive(engine, create=True)
    put("a.txt")
    archive.update([folder])
    engine.is_older = True
    known = update_module.FirstIndexed(engine)
    assert known.of("a") is None
