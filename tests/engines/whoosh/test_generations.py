"""Generations: all there or not there, and a reader keeps the one it opened."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.engines.whoosh.commit_file import read_commit
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.locking import write_lock
from indexer.engines.whoosh.tuning import DEFAULT_TUNING
from indexer.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMissingError,
    IndexVersionError,
    StorageError,
)
from indexer.search.query import Everything, Literal
from tests.engines.corpora import report


def put(engine: WhooshEngine, *ids: str, text: str = "没有收到举报") -> None:
    with engine.writer() as writer:
        for one in ids:
            writer.put(report({"id": one, "parts": [text]}))


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    put(engine, "a", "b")
    return engine


def test_a_reader_keeps_its_generation(engine: WhooshEngine) -> None:
    before = engine.reader()
    for number in range(4):
        put(engine, f"c{number}")
    assert before.count(Everything()) == 2
    assert engine.reader().count(Everything()) == 6
    assert engine.reader().generation == before.generation + 4


def test_a_batch_that_fails_leaves_the_old_generation_and_no_trace(
    engine: WhooshEngine, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with suppress(RuntimeError), engine.writer() as writer:
        writer.put(report({"id": "c", "parts": ["新"]}))
        writer.remove(["a"])
        raise RuntimeError
    assert sorted(tmp_path.rglob("*")) == before
    assert engine.reader().count(Everything()) == 2


@pytest.mark.parametrize("year", [1970, 2025, 2095, 2300])
def test_an_index_made_again_is_another_one_whatever_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    seconds = datetime(year, 1, 2, tzinfo=UTC).timestamp()
    numbers = []
    for later in (0, 1):
        monkeypatch.setattr("time.time", lambda later=later: seconds + later)
        folder = tmp_path / str(later)
        put(WhooshEngine(folder), "a")
        assert WhooshEngine(folder).reader().count(Everything()) == 1
        numbers.append(WhooshEngine(folder).generation())
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize("name", ["999999999999999999", "4294967296", "00000000000000000001"])
def test_a_folder_with_a_number_that_is_not_ours_changes_nothing(
    engine: WhooshEngine, tmp_path: Path, name: str
) -> None:
    before = engine.generation()
    foreign = tmp_path / "index" / "generations" / name
    foreign.mkdir()
    put(engine, "c")
    assert engine.generation() == before + 1
    assert foreign.is_dir()


@pytest.mark.parametrize("target", ["file", "nowhere"])
def test_what_cannot_become_the_index_folder_is_named(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    folder = tmp_path / "index"
    folder.symlink_to(tmp_path / target)
    with pytest.raises(StorageError, match="--index"):
        put(WhooshEngine(folder), "a")


def test_a_rebuild_starts_from_nothing(engine: WhooshEngine) -> None:
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "c", "parts": ["新"]}))
    assert [head.id for head in engine.reader().heads()] == ["c"]


def test_a_rebuild_mends_a_damaged_index(engine: WhooshEngine, tmp_path: Path) -> None:
    (tmp_path / "index" / "manifest.json").write_text("{}")
    with pytest.raises(IndexDamagedError, match="--rebuild"):
        engine.reader()
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "c", "parts": ["新"]}))
    assert engine.reader().count(Everything()) == 1


def test_nothing_but_its_own_files_is_ever_removed(engine: WhooshEngine, tmp_path: Path) -> None:
    readme = tmp_path / "index" / "README.md"
    readme.write_text("mine")
    put(engine, "c")
    with engine.writer(rebuild=True):
        pass
    assert readme.read_text() == "mine"


def test_many_small_updates_stay_few_segments(engine: WhooshEngine, tmp_path: Path) -> None:
    for number in range(30):
        put(engine, f"c{number}", text=f"第{number}次 没有收到")
        put(engine, "a", text=f"改了{number}次")
    reader = engine.reader()
    assert reader.count(Everything()) == 32
    assert reader.count(Literal("没有收到")) == 31
    assert reader.count(Literal("改了29次")) == 1
    assert reader.count(Literal("改了28次")) == 0
    assert len(read_commit(tmp_path / "index").segments) < 3 * DEFAULT_TUNING.merge_factor
    assert not engine.check(deep=True)


def test_a_second_writer_is_told_who_writes(engine: WhooshEngine, tmp_path: Path) -> None:
    with (
        write_lock(tmp_path / "index"),
        pytest.raises(IndexLockedError, match=r"进程 \d+"),
        write_lock(tmp_path / "index", timeout_s=0),
    ):
        pass
    put(engine, "c")


def test_a_missing_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        engine = WhooshEngine(folder)
        assert not engine.exists()
        with pytest.raises(IndexMissingError, match="xxgk index"):
            engine.reader()
        with pytest.raises(IndexMissingError):
            engine.check()


@pytest.mark.parametrize("spoil", ["truncated", "missing", "flipped"])
def test_a_damaged_segment_is_refused_or_found(
    engine: WhooshEngine, tmp_path: Path, spoil: str
) -> None:
    segment = next((tmp_path / "index").rglob("*.xxgk"))
    data = bytearray(segment.read_bytes())
    if spoil == "missing":
        segment.unlink()
    else:
        data[len(data) // 2] ^= 255
        segment.write_bytes(data[:-1] if spoil == "truncated" else data)
    assert engine.check()
    if spoil != "flipped":
        with pytest.raises(IndexDamagedError, match="--rebuild"):
            engine.reader()


def test_a_manifest_with_a_changed_value_is_refused(engine: WhooshEngine, tmp_path: Path) -> None:
    manifest = tmp_path / "index" / "manifest.json"
    body = json.loads(manifest.read_text())
    body["segments"][0]["deleted"] = [0]
    manifest.write_text(json.dumps(body))
    with pytest.raises(IndexDamagedError):
        engine.reader()
    assert engine.check()


def test_an_index_of_another_version_is_refused(engine: WhooshEngine, tmp_path: Path) -> None:
    manifest = tmp_path / "index" / "manifest.json"
    body = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(body | {"version": 99}))
    with pytest.raises(IndexVersionError, match="99"):
        engine.reader()


def test_another_dictionary_needs_a_rebuild_and_then_stays_with_the_index(tmp_path: Path) -> None:
    words = tmp_path / "mine.txt"
    words.write_text("大江看看\n", encoding="utf-8")
    put(WhooshEngine(tmp_path / "index"), "a", text="与大江看看联动")
    mine = WhooshEngine(tmp_path / "index", user_words=words)
    with pytest.raises(IndexVersionError, match="--rebuild"):
        put(mine, "b")
    with mine.writer(rebuild=True) as writer:
        writer.put(report({"id": "a", "parts": ["与大江看看联动"]}))
    words.unlink()
    put(WhooshEngine(tmp_path / "index"), "b", text="大江看看")
    assert dict(WhooshEngine(tmp_path / "index").reader().vocabulary("大江", 5)) == {"大江看看": 2}


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "generations").symlink_to(tmp_path / "file")
    with pytest.raises(StorageError, match="权限"):
        put(WhooshEngine(tmp_path / "index"), "a")
