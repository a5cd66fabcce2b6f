"""Builds the release in dist/ (`make release`): a source archive, a wheel from it, SHA256SUMS.

The same commit gives the same bytes: the dates inside are the commit's (or SOURCE_DATE_EPOCH, if it
is set), and the wheel is built from the source archive, so that both contain the same files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def release(into: Path, epoch: str) -> list[Path]:
    """Build into an empty folder. Returns the files written, SHA256SUMS last."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    source = build(ROOT, "sdist", into, epoch)
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        (unpacked,) = Path(scratch).iterdir()
        wheel = build(unpacked, "wheel", into, epoch)
    sums = into / "SHA256SUMS"
    lines = [
        f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}" for made in (source, wheel)
    ]
    sums.write_text("\n".join(lines) + "\n", encoding="ascii", newline="\n")
    return [source, wheel, sums]


def build(project: Path, target: str, into: Path, epoch: str) -> Path:
    """Build one target with this interpreter's pinned hatchling, without network access."""
    before = {*into.iterdir()}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into],
        check=True,
        cwd=project,
        env={**os.environ, "SOURCE_DATE_EPOCH": epoch},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    (made,) = {*into.iterdir()} - before
    return made


def date_of_commit() -> str:
    """Seconds since 1970 of the commit that is checked out."""
    return subprocess.check_output(
        ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - whichever git the developer has
        cwd=ROOT,
        encoding="ascii",
    ).strip()


if __name__ == "__main__":
    for made in release(ROOT / "dist", os.environ.get("SOURCE_DATE_EPOCH") or date_of_commit()):
        print(made.relative_to(ROOT))
