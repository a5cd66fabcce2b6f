"""A writer killed at any moment: the index opens, and nothing acknowledged is missing or half."""

from __future__ import annotations

import os
import random
import signal
import time
from itertools import count
from pathlib import Path
from typing import Final, NoReturn

import pytest

from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.lexicon import lexicon
from indexer.errors import StorageError
from indexer.search.query import Everything, FieldIs, Literal
from tests.engines.corpora import report

KILLS: Final = int(os.environ.get("XXGK_KILLS", "10"))
"""XXGK_KILLS=300 is the long run."""
LATEST_KILL_S: Final = 0.4

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="没有 fork 的系统上不能这样中断写入；在 Linux 或 macOS 上运行"
)


def write_forever(folder: Path, first: int, acknowledged: int) -> NoReturn:
    """Commit after commit: a new report, the one before it changed, an old one removed; each
    number is reported when its commit has returned."""
    engine = WhooshEngine(folder)
    for number in count(first):
        with engine.writer() as writer:
            writer.put(report({"id": f"r{number}", "parts": [f"第{number}号", "新"]}))
            if number:
                before = {"id": f"r{number - 1}", "parts": [f"第{number - 1}号", "旧"]}
                writer.put(report(before))
            writer.remove([f"r{number - 20}"])
        os.write(acknowledged, f"{number}\n".encode())
    raise AssertionError


def killed_at_random(
    folder: Path, first: int, chance: random.Random, *, after_a_commit: bool
) -> int:
    """The last number acknowledged before the writer was killed, or the one before `first`.

    With `after_a_commit` it finishes one commit first, however slow the machine is.
    """
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        try:
            write_forever(folder, first, write_end)
        finally:
            os._exit(1)
    os.close(write_end)
    first_number = os.read(read_end, 16) if after_a_commit else b""
    time.sleep(chance.uniform(0, LATEST_KILL_S))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as acknowledgements:
        acknowledged = first_number.decode() + acknowledgements.read()
        return int([str(first - 1), *acknowledged.split()][-1])


def test_a_killed_writer_leaves_every_acknowledged_report_whole(tmp_path: Path) -> None:
    lexicon()  # before the fork, so that the children begin to write at once
    chance = random.Random(20)
    engine = WhooshEngine(tmp_path / "index")
    with engine.writer() as writer:
        writer.put(report({"id": "r0", "parts": ["第0号", "新"]}))
    last = 0
    for kill in range(KILLS):
        last = killed_at_random(tmp_path / "index", last + 1, chance, after_a_commit=kill % 4 == 0)
        reader = engine.reader()
        there = {head.id for head in reader.heads()}
        newest = max(int(one[1:]) for one in there)
        # The kill may have come between a commit and its acknowledgement, never the other way.
        assert newest in (last, last + 1)
        assert there == {f"r{number}" for number in range(max(0, newest - 19), newest + 1)}
        assert reader.count(FieldIs("section", frozenset({"overview"}))) == 2 * len(there)
        assert reader.count(Literal("新")) == 1
        assert not engine.check(deep=True)
        last = newest
    assert last > 0


def commit_with_files_up_to(folder: Path, limit: int, number: int) -> str:
    """What became of a commit in a process whose files may not grow beyond `limit` bytes."""
    import resource

    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            with WhooshEngine(folder).writer() as writer:
                writer.put(report({"id": "r", "parts": [f"第{number}次 没有收到举报"]}))
            os.write(write_end, b"committed")
        except StorageError:
            os.write(write_end, b"refused")
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as outcome:
        return outcome.read()


def test_a_disk_that_refuses_at_any_size_leaves_the_old_index_intact(tmp_path: Path) -> None:
    lexicon()
    folder = tmp_path / "index"
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        writer.put(report({"id": "r", "parts": ["第0次 没有收到举报"]}))
    held, outcomes = 0, []
    for number, limit in enumerate([0, 1, 64, 200, *range(400, 12_000, 400), 10_000_000], start=1):
        outcome = commit_with_files_up_to(folder, limit, number)
        outcomes.append(outcome)
        held = number if outcome == "committed" else held
        assert outcome in ("committed", "refused")
        assert engine.reader().count(Literal(f"第{held}次")) == 1
        assert engine.reader().count(Everything()) == 1
        assert not engine.check(deep=True)
    assert outcomes[0] == "refused"
    assert outcomes[-1] == "committed"
