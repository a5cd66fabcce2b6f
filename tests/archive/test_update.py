"""Files against the archive: what is new, changed, unchanged, gone, or told twice."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.archive import Archive, Progress
from indexer.engines.oracle import OracleEngine
from indexer.errors import IndexLockedError, UsageError
from tests.archive.composing import composed

Put = Callable[..., Path]


def ids(archive: Archive) -> dict[str, str]:
    """Path → id of every report."""
    return {head.path: head.id for head in archive.reports()}


def test_new_files_are_added_in_one_generation(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt", school="青江职业学院")
    put("b.txt", school="白河师范学院")
    summary = archive.update([folder])
    assert (summary.added, summary.reports, summary.generation) == (2, 2, 1)
    assert summary.parts == archive.statistics().parts
    assert {head.school for head in archive.reports()} == {"青江职业学院", "白河师范学院"}


def test_an_update_without_changes_makes_no_generation(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt")
    archive.update([folder])
    again = archive.update([folder])
    assert (again.added, again.updated, again.unchanged, again.generation) == (0, 0, 1, 1)


def test_an_update_without_changes_needs_no_lock(folder: Path, put: Put) -> None:
    class Locked(OracleEngine):
        locked = False

        def writer(self, **how):  # type: ignore[no-untyped-def]
            if self.locked:
                raise IndexLockedError("another process writes")
            return super().writer(**how)

    engine = Locked()
    archive = Archive(engine)
    put("a.txt")
    archive.update([folder])
    engine.locked = True
    assert archive.update([folder]).unchanged == 1


def test_a_changed_file_replaces_its_report_under_the_same_id(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", more="旧的一句。")
    archive.update([folder])
    before = ids(archive)
    put("a.txt", more="新的一句。")
    summary = archive.update([folder])
    assert (summary.added, summary.updated, summary.reports) == (0, 1, 1)
    assert ids(archive) == before
    assert "新的一句" in archive.report(before["a.txt"]).text


def test_a_touched_file_is_unchanged(archive: Archive, folder: Path, put: Put) -> None:
    place = put("a.txt")
    archive.update([folder])
    os.utime(place, (1, 1))
    assert archive.update([folder]).unchanged == 1


def test_two_files_with_one_text_are_one_report(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    put("b.txt", composed().replace("2024", "２０２４"))  # the same, normalised
    summary = archive.update([folder])
    assert (summary.added, summary.reports) == (1, 1)
    assert [(twin.path, twin.of) for twin in summary.duplicates] == [("b.txt", "a.txt")]


def test_of_two_files_with_one_text_the_first_stays(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("b.txt")
    archive.update([folder])
    put("a.txt")  # comes first by name, but b.txt was there
    summary = archive.update([folder])
    assert [(twin.path, twin.of) for twin in summary.duplicates] == [("a.txt", "b.txt")]
    assert [*ids(archive)] == ["b.txt"]


def test_an_unchanged_duplicate_is_reported_again_without_a_new_generation(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt")
    put("b.txt")
    archive.update([folder])
    again = archive.update([folder])
    assert (again.unchanged, len(again.duplicates), again.generation) == (1, 1, 1)


def test_a_file_that_becomes_a_duplicate_loses_its_own_report(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", year=2023)
    put("b.txt", year=2024)
    archive.update([folder])
    put("b.txt", year=2023)
    summary = archive.update([folder])
    assert [twin.path for twin in summary.duplicates] == ["b.txt"]
    assert [*ids(archive)] == ["a.txt"]


def test_two_files_may_change_places(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt", year=2023)
    put("b.txt", year=2024)
    archive.update([folder])
    before = ids(archive)
    put("a.txt", year=2024)
    put("b.txt", year=2023)
    summary = archive.update([folder])
    assert (summary.updated, summary.duplicates) == (2, ())
    assert {head.id: head.year for head in archive.reports()} == {
        before["a.txt"]: 2024,
        before["b.txt"]: 2023,
    }


def test_a_deleted_file_keeps_its_report_until_pruned(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt", year=2023)
    put("b.txt", year=2024).unlink()
    put("b.txt", year=2024)
    archive.update([folder])
    (folder / "b.txt").unlink()
    assert archive.update([folder]).reports == 2
    summary = archive.update([folder], prune=True)
    assert (summary.removed, summary.reports) == (1, 1)
    assert [*ids(archive)] == ["a.txt"]


def test_pruning_looks_below_the_given_paths_only(archive: Archive, folder: Path, put: Put) -> None:
    put("here/a.txt", year=2023)
    put("there/b.txt", year=2024)
    archive.update([folder])
    shutil.rmtree(folder / "there")
    assert archive.update([folder / "here"], prune=True).removed == 0
    assert archive.update([folder], prune=True).removed == 1


def test_pruning_lets_a_renamed_file_in(archive: Archive, folder: Path, put: Put) -> None:
    place = put("a.txt")
    archive.update([folder])
    place.rename(folder / "b.txt")
    summary = archive.update([folder], prune=True)
    assert (summary.added, summary.removed, summary.duplicates) == (1, 1, ())
    assert [*ids(archive)] == ["b.txt"]


def test_a_moved_folder_keeps_its_ids(archive: Archive, folder: Path, put: Put) -> None:
    put("2024/a.txt")
    archive.update([folder])
    before = ids(archive)
    moved = folder.rename(folder.with_name("moved"))
    assert archive.update([moved]).updated == 1
    assert ids(archive) == before
    assert archive.update([moved]).unchanged == 1
    assert [*archive.stale_sources()] == []


def test_a_file_that_cannot_be_read_now_keeps_its_report(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt")
    archive.update([folder])
    put("a.txt", "")
    summary = archive.update([folder], prune=True)
    assert [failure.path for failure in summary.failed] == ["a.txt"]
    assert summary.failed[0].reason
    assert (summary.reports, summary.generation) == (1, 1)


def test_an_unreadable_file_does_not_affect_the_others(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt")
    put("b.txt", "")
    put("c.txt", "一篇与报告无关的文章。")
    summary = archive.update([folder])
    assert summary.added == 1
    assert [failure.path for failure in summary.failed] == ["b.txt"]
    assert [file.path for file in summary.ignored] == ["c.txt"]
    assert summary.ignored[0].reason


def test_a_file_that_is_no_longer_a_report_loses_its_report(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("a.txt")
    put("b.txt", school="青江职业学院")
    archive.update([folder])
    put("a.txt", "一篇与报告无关的文章。")
    summary = archive.update([folder])
    assert [file.path for file in summary.ignored] == ["a.txt"]
    assert [head.path for head in archive.reports()] == ["b.txt"]


def test_one_file_named_alone_is_the_file_of_its_folder(
    archive: Archive, folder: Path, put: Put
) -> None:
    place = put("2024/a.txt", more="旧的一句。")
    archive.update([folder])
    before = ids(archive)
    put("2024/a.txt", more="新的一句。")
    assert archive.update([place]).updated == 1
    assert ids(archive) == before


def test_files_of_one_name_in_two_folders_have_two_ids(
    archive: Archive, folder: Path, put: Put
) -> None:
    put("one/a.txt", year=2023)
    put("two/a.txt", year=2024)
    archive.update([folder / "one"])
    archive.update([folder / "two"])
    before = {head.year: head.id for head in archive.reports()}
    assert len({*before.values()}) == 2
    archive.update([folder / "one", folder / "two"], rebuild=True)
    assert {head.year: head.id for head in archive.reports()} == before


def test_a_rebuild_starts_from_nothing(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt", year=2023)
    put("b.txt", year=2024)
    archive.update([folder])
    before = ids(archive)
    (folder / "b.txt").unlink()
    summary = archive.update([folder], rebuild=True)
    assert (summary.added, summary.reports, summary.generation) == (1, 1, 2)
    assert ids(archive) == {"a.txt": before["a.txt"]}


def test_a_row_of_the_manifest_makes_a_file_new(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    archive.update([folder])
    put("manifest.csv", "path,school\na.txt,改正职业学院\n")
    assert archive.update([folder]).updated == 1
    assert [head.school for head in archive.reports()] == ["改正职业学院"]
    assert archive.update([folder]).unchanged == 1
    (folder / "manifest.csv").unlink()
    assert archive.update([folder]).updated == 1
    assert [head.school for head in archive.reports()] == ["青江职业学院"]


def test_members_of_a_zip_are_files(archive: Archive, folder: Path) -> None:
    place = folder / "all.zip"
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("a.txt", composed(year=2023))
        packed.writestr("b.txt", composed(year=2024))
    assert archive.update([folder]).added == 2
    assert archive.update([folder]).unchanged == 2
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("a.txt", composed(year=2023))
    summary = archive.update([folder], prune=True)
    assert (summary.unchanged, summary.removed) == (1, 1)


def test_a_zip_that_cannot_be_opened_is_not_pruned(archive: Archive, folder: Path) -> None:
    place = folder / "all.zip"
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("a.txt", composed())
    archive.update([folder])
    place.write_bytes(place.read_bytes()[:40])
    summary = archive.update([folder], prune=True)
    assert [failure.path for failure in summary.failed] == ["all.zip"]
    assert summary.reports == 1


def test_the_index_is_no_source(folder: Path, put: Put) -> None:
    put("a.txt")
    put("index/notes.txt", year=2020)
    archive = Archive(OracleEngine(), folder / "index")
    assert archive.update([folder]).added == 1


def test_a_missing_path_is_refused_and_nothing_is_created(archive: Archive, folder: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        archive.update([folder / "nowhere"])
    assert not archive.engine.exists()


def test_one_path_need_not_be_a_list(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    assert archive.update(folder).added == 1
    assert archive.update(str(folder)).unchanged == 1


def test_an_empty_folder_makes_an_empty_archive(archive: Archive, folder: Path) -> None:
    assert archive.update([folder]).reports == 0
    assert archive.engine.exists()


def test_progress_is_reported_for_every_file(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt", year=2023)
    put("b.txt", year=2024)
    put("c.txt", "")
    steps: list[Progress] = []
    archive.update([folder], progress=steps.append)
    *files, saving = steps
    assert [(step.done, step.total) for step in files] == [(1, 3), (2, 3), (3, 3)]
    assert saving == Progress(3, 3, None)
    outcomes = {step.outcome.path: step.outcome for step in files if step.outcome}
    assert outcomes["a.txt"].status == "added"
    assert outcomes["a.txt"].report is not None
    assert outcomes["c.txt"].status == "failed"
