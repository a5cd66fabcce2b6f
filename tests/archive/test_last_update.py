"""What the last update found, kept beside the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.store import NOTE_FILE
from indexer.i18n import Message, from_json, to_json

Put = Callable[..., Path]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    index = tmp_path / "index"
    archive = Archive(WhooshEngine(index), index, create=True)
    yield archive
    archive.close()


def test_it_names_the_files_that_could_not_be_read(kept: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    put("b.pdf", "no pdf at all")
    put("c.txt", "会议通知。请各学院按时参加。")
    summary = kept.update([folder])
    last = kept.last_update()
    assert last is not None
    assert (last.files, last.added, last.failed, last.ignored) == (
        3,
        1,
        summary.failed,
        summary.ignored,
    )
    assert [each.path for each in last.failed] == ["b.pdf"]
    reason = last.failed[0].reason
    assert not isinstance(reason, Message) or reason.translated(lambda text: text) == reason


def test_it_names_what_is_not_read_in_a_manifest(kept: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    put("manifest.csv", "path,province\na.txt,外星\n")
    summary = kept.update([folder])
    last = kept.last_update()
    assert last is not None
    assert (last.files, last.failed) == (1, ())
    assert last.manifest_faults == summary.manifest_faults
    assert [each.path for each in last.manifest_faults] == ["manifest.csv"]


def test_a_run_without_changes_is_recorded_too(kept: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    kept.update([folder])
    kept.update([folder])
    last = kept.last_update()
    assert last is not None
    assert (last.files, last.added) == (1, 0)


@pytest.mark.parametrize("content", [None, "", "{}", "[1]", '{"format": "x", "at": "y"}'])
def test_without_a_readable_record_it_is_unknown(
    kept: Archive, folder: Path, put: Put, content: str | None
) -> None:
    put("a.txt")
    kept.update([folder])
    assert kept.folder is not None
    place = kept.folder / NOTE_FILE
    if content is None:
        place.unlink()
    else:
        place.write_text(content, encoding="utf-8")
    assert kept.last_update() is None
    assert not kept.check()


def test_an_archive_without_a_folder_has_it_too(archive: Archive, folder: Path, put: Put) -> None:
    put("a.txt")
    put("b.pdf", "no pdf at all")
    archive.update([folder])
    last = archive.last_update()
    assert last is not None
    assert [each.path for each in last.failed] == ["b.pdf"]


def test_a_message_survives_being_stored() -> None:
    inner = Message("%(size)d 字节", size=3)
    message = Message("%(a)s：%(b)s", a=("甲", inner), b=None)
    stored = from_json(to_json(message))
    assert stored == message
    assert isinstance(stored, Message)
    assert stored.translated(str.strip) == message.translated(str.strip)
