"""What killed processes leave in the temporary folder is removed by the next, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.processes import scratch
from indexer.processes.scratch import Scratch, sweep
from indexer.processes.worker import SCRATCH

ROOT = Path(__file__).parents[2]
LONG_AGO = (0, 0)
LEAVES_ONE = """
import os, signal
from indexer.processes.scratch import Scratch
kept = Scratch()
open(kept.name + "/half", "w").close()
os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows 的文件夹不能上锁")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder, in which nobody has swept yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "sweep", sweep.__wrapped__)
    return tmp_path


def left_behind(place: Path) -> Path:
    environment = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", LEAVES_ONE], env=environment, check=False)
    (folder,) = place.glob(f"{SCRATCH}*")
    os.utime(folder, LONG_AGO)
    return folder


def test_what_a_killed_process_left_is_removed_by_the_next(place: Path) -> None:
    left = left_behind(place)
    mine = Scratch()
    assert not left.exists()
    mine.cleanup()
    assert [*place.iterdir()] == []


def test_a_folder_in_use_stays_however_old(place: Path) -> None:
    mine = Scratch()
    os.utime(mine.name, LONG_AGO)
    other = Scratch()
    assert Path(mine.name).is_dir()
    for one in (mine, other):
        one.cleanup()


def test_what_is_not_ours_or_may_just_have_been_made_stays(place: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "kept").touch()
    os.utime(theirs, LONG_AGO)
    (place / f"{SCRATCH}link").symlink_to(theirs)
    (place / f"{SCRATCH}file").touch()
    (place / f"{SCRATCH}young").mkdir()
    Scratch().cleanup()
    assert (theirs / "kept").exists()
    assert {path.name for path in place.glob(f"{SCRATCH}*")} == {
        f"{SCRATCH}link",
        f"{SCRATCH}file",
        f"{SCRATCH}young",
    }


def test_a_system_without_locks_on_folders_keeps_them(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = left_behind(place)

    def refuses(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr("fcntl.flock", refuses)
    Scratch().cleanup()
    assert left.exists()
