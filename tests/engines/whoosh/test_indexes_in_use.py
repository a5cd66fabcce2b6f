"""An index that other processes use: readers of old generations, a second writer, a dead one, and a folder
that is taken away, made again, or not to be read or written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from indexer.archive import Archive
from indexer.cli import main
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.lexicon import lexicon
from indexer.engines.whoosh.locking import HOLDER_FILE, write_lock
from indexer.engines.whoosh.tuning import WhooshTuning
from indexer.errors import IndexLockedError, IndexMissingError, StorageError, UnusableIndexError
from indexer.search.query import Literal
from indexer.search.request import SearchRequest
from tests.engines.corpora import report

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork 的系统上不能这样试")


def put(engine: WhooshEngine, text: str, identity: str = "r") -> None:
    with engine.writer() as writer:
        writer.put(report({"id": identity, "school": "青江大学", "parts": [text, "无"]}))


def in_a_process(action: Callable[[], object], *, user: int | None = None) -> str:
    """What the action returns or raises in a child process, which runs as `user`."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        try:
            if user is not None and os.geteuid() == 0:
                os.setuid(user)
            os.write(write_end, str(action()).encode())
        except BaseException as error:  # noqa: BLE001 - it is what is asked for
            os.write(write_end, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as outcome:
        return outcome.read()


def test_a_reader_answers_rightly_while_twenty_generations_pass(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("大江看看\n", "utf-8")
    engine = WhooshEngine(tmp_path / "index", user_words=words)
    put(engine, "第0稿，与大江看看联动。")
    opened = engine.reader()  # and asked nothing yet: every block is read after the file is gone
    for number in range(1, 21):
        put(engine, f"第{number}稿")
    assert opened.count(Literal("第0稿")) == 1
    assert opened.count(Literal("第20稿")) == 0
    assert opened.words("大江看看") == ["大江看看"]
    whole = opened.report("r")
    assert whole is not None
    assert whole.parts[0].text == "第0稿，与大江看看联动。"
    assert [head.id for head in opened.heads()] == ["r"]
    assert len([*(tmp_path / "index" / "generations").iterdir()]) == 2
    assert engine.reader().count(Literal("第20稿")) == 1


def test_writers_that_were_killed_leave_nothing_that_grows(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    put(engine, "第0稿")
    generations = tmp_path / "index" / "generations"
    newest = int(max(path.name for path in generations.iterdir()))
    for number in range(1, 4):
        left = generations / f"{newest + number:08d}"
        left.mkdir()
        (left / "MAIN_half.xxgk").write_bytes(b"half")
        with pytest.raises(RuntimeError), engine.writer():
            raise RuntimeError
        assert [int(path.name) for path in generations.iterdir()] == [newest]
    assert engine.reader().count(Literal("第0稿")) == 1


def test_what_a_damaged_manifest_may_have_named_stays_until_the_rebuild(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    for number in range(3):
        put(engine, f"第{number}稿")
    generations = tmp_path / "index" / "generations"
    before = {*generations.iterdir()}
    (tmp_path / "index" / "manifest.json").write_text("{")
    with pytest.raises(RuntimeError), engine.writer(rebuild=True):
        raise RuntimeError
    assert before <= {*generations.iterdir()}
    with engine.writer(rebuild=True) as writer:
        writer.put(report({"id": "r", "parts": ["新"]}))
    assert len([*generations.iterdir()]) == 1


def test_an_interrupt_after_the_rename_leaves_the_new_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    put(engine, "第0稿")
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> None:
        replace(path, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(engine, "第1稿")
    monkeypatch.undo()
    assert engine.reader().count(Literal("第1稿")) == 1
    assert not engine.check(deep=True)


def test_a_second_writer_is_told_who_writes_where_and_since_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient = partial(WhooshEngine, tuning=WhooshTuning(lock_timeout_s=0.1))
    monkeypatch.setattr("indexer.engines.whoosh.engine.WhooshEngine", impatient)
    engine = impatient(tmp_path / "index")
    put(engine, "第0稿")
    with engine.writer() as writer:
        writer.put(report({"id": "r", "parts": ["第1稿"]}))
        with pytest.raises(IndexLockedError) as refused, engine.writer():
            pass
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "a.txt").write_text("信息公开年度报告\n\n一、概述\n公开。\n", "utf-8")
        command = ["--index", str(tmp_path / "index"), "index", str(tmp_path / "new")]
        result = CliRunner().invoke(main, command)
        assert WhooshEngine(tmp_path / "index").reader().count(Literal("第0稿")) == 1
    holder = json.dumps(refused.value.holder, ensure_ascii=False)
    assert f"进程 {os.getpid()}" in holder
    assert "自 20" in holder
    assert (result.exit_code, str(os.getpid()) in result.output) == (3, True)


@forks
def test_the_lock_of_a_writer_that_died_is_taken_over(tmp_path: Path) -> None:
    lexicon()
    engine = WhooshEngine(tmp_path / "index")
    put(engine, "第0稿")

    def die_writing() -> None:
        with engine.writer() as writer:
            writer.put(report({"id": "r", "parts": ["第1稿"]}))
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_a_process(die_writing) == ""
    assert (tmp_path / "index" / HOLDER_FILE).exists()
    put(engine, "第2稿")
    assert engine.reader().count(Literal("第2稿")) == 1
    assert not (tmp_path / "index" / HOLDER_FILE).exists()


def test_a_process_that_outlives_its_writer_does_not_keep_the_lock(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    with engine.writer():
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False
        )
    try:
        with write_lock(tmp_path / "index", timeout_s=0):
            pass
    finally:
        child.communicate(b"\n")


def test_an_index_that_was_removed_is_said_to_be_and_one_made_again_is_taken(
    tmp_path: Path,
) -> None:
    """As under a running server: one archive, for ever."""
    place = tmp_path / "index"
    engine = WhooshEngine(place)
    archive = Archive(WhooshEngine(place), place)
    put(engine, "第0稿")
    assert archive.search(SearchRequest("第0稿", match="exact")).total == 1
    place.rename(tmp_path / "away")
    with pytest.raises(IndexMissingError, match="xxgk index"):
        archive.search(SearchRequest("第0稿", match="exact"))
    put(engine, "第1稿")
    assert archive.search(SearchRequest("第0稿", match="exact")).total == 0
    assert archive.search(SearchRequest("第1稿", match="exact")).total == 1


def test_an_index_made_again_between_two_questions_is_not_taken_for_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, seconds = tmp_path / "index", iter((2_000_000_000, 2_000_000_001))
    clock = SimpleNamespace(time=lambda: next(seconds))  # Whoosh's own clock goes on
    monkeypatch.setattr("indexer.engines.whoosh.store.time", clock)
    archive = Archive(WhooshEngine(place), place)
    put(WhooshEngine(place), "第0稿")
    first = archive.search(SearchRequest("第0稿", match="exact"))
    place.rename(tmp_path / "away")
    put(WhooshEngine(place), "第1稿")
    again = archive.search(SearchRequest("第1稿", match="exact"))
    assert (first.total, again.total) == (1, 1)
    assert again.generation != first.generation


@forks
def test_whom_the_folder_is_closed_to_is_told_so(tmp_path: Path) -> None:
    lexicon()
    nobody, place = 65534, tmp_path / "index"
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(0o755)
    engine = WhooshEngine(place)
    put(engine, "第0稿")
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)

    def read() -> int:
        return WhooshEngine(place).reader().count(Literal("第0稿"))

    def write() -> None:
        put(WhooshEngine(place), "第1稿")

    assert in_a_process(read, user=nobody) == "1"
    refused = in_a_process(write, user=nobody)
    assert refused.startswith(StorageError.__name__)
    assert "权限" in refused
    (place / "manifest.json").chmod(0)
    assert "权限" in in_a_process(read, user=nobody)
    (place / "manifest.json").chmod(0o444)
    segment = next(place.rglob("*.xxgk"))
    segment.chmod(0)
    assert "权限" in in_a_process(read, user=nobody)
    segment.chmod(0o444)
    for closed in (place / "generations", place):
        closed.chmod(0)
        raised = in_a_process(read, user=nobody)
        closed.chmod(0o755)
        assert raised.startswith(("IndexDamagedError", "IndexMissingError")), raised
        assert "请" in raised, raised
    assert issubclass(StorageError, UnusableIndexError)
    for path in (place, *place.rglob("*")):
        path.chmod(0o755)


def test_an_index_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "index").symlink_to(tmp_path / "disk")
    engine = WhooshEngine(tmp_path / "index")
    put(engine, "第0稿")
    put(engine, "第1稿")
    assert engine.reader().count(Literal("第1稿")) == 1
    assert not engine.check(deep=True)
