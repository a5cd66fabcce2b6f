"""Temporary folders that killed processes leave behind are removed by the next, and no others."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.processes import temp_dirs
from indexer.processes.temp_dirs import LockedTempDir, remove_abandoned
from indexer.processes.worker import TEMP_PREFIX

ROOT = Path(__file__).parents[2]
LONG_AGO = (0, 0)
LEAVES_ONE = """
import os, signal
from indexer.processes.temp_dirs import LockedTempDir
kept = LockedTempDir()
open(kept.name + "/half", "w").close()
os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows 的文件夹不能上锁")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder, before anything was removed from it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(temp_dirs, "remove_abandoned", remove_abandoned.__wrapped__)
    return tmp_path


def left_behind(folder: Path) -> Path:
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", LEAVES_ONE], env=environment, check=False)
    (folder,) = folder.glob(f"{TEMP_PREFIX}*")
    os.utime(folder, LONG_AGO)
    return folder


def test_the_folder_of_a_killed_process_is_removed_by_the_next(folder: Path) -> None:
    left = left_behind(folder)
    mine = LockedTempDir()
    assert not left.exists()
    mine.cleanup()
    assert [*folder.iterdir()] == []


def test_a_folder_in_use_stays_however_old(folder: Path) -> None:
    mine = LockedTempDir()
    os.utime(mine.name, LONG_AGO)
    other = LockedTempDir()
    assert Path(mine.name).is_dir()
    for one in (mine, other):
        one.cleanup()


def test_what_is_not_ours_or_was_made_just_now_stays(folder: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").touch()
    os.utime(theirs, LONG_AGO)
    (folder / f"{TEMP_PREFIX}link").symlink_to(theirs)
    (folder / f"{TEMP_PREFIX}file").touch()
    (folder / f"{TEMP_PREFIX}young").mkdir()
    LockedTempDir().cleanup()
    assert (theirs / "kept").exists()
    assert {path.name for path in folder.glob(f"{TEMP_PREFIX}*")} == {
        f"{TEMP_PREFIX}link",
        f"{TEMP_PREFIX}file",
        f"{TEMP_PREFIX}young",
    }


def test_where_folders_cannot_be_locked_they_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = left_behind(folder)

    def refuses(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", refuses)
    LockedTempDir().cleanup()
    assert left.exists()
