"""What is given away: whole, the same whenever it is built, and working where nothing else is."""

from __future__ import annotations

import hashlib
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from release import build, smoke

EPOCH: Final = "1700000000"
SOURCES: Final = ("indexer", "webapp", "collector")


pytestmark = pytest.mark.slow


class Built(NamedTuple):
    source: Path
    wheel: Path
    sums: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(*build.release(tmp_path_factory.mktemp("dist"), EPOCH))


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_sources_give_the_same_bytes(built: Built, tmp_path: Path) -> None:
    again = Built(*build.release(tmp_path / "dist", EPOCH))
    assert again.sums.read_bytes() == built.sums.read_bytes()


def test_a_wheel_from_the_checkout_is_the_one_from_the_source_archive(
    built: Built, tmp_path: Path
) -> None:
    straight = build.build(build.ROOT, "wheel", tmp_path, EPOCH)
    assert members(straight) == members(built.wheel)


def test_the_wheel_holds_every_source_and_data_file_and_nothing_else(built: Built) -> None:
    files = {
        path.relative_to(build.ROOT).as_posix()
        for package in SOURCES
        for path in (build.ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"indexer/py.typed", "webapp/py.typed"} <= files
    inside = {name for name in members(built.wheel) if ".dist-info/" not in name}
    assert inside == files


def test_the_source_archive_can_be_tested_and_documented(built: Built) -> None:
    with tarfile.open(built.source) as archive:
        tops = {Path(name).parts[1] for name in archive.getnames()}
    assert {"seeds", "tests", "docs", "bench", "release", "contrib", "Makefile", ".ci"} <= tops
    assert {
        ".containerignore",
        "pyproject.toml",
        "requirements.lock",
        "README.md",
        "LICENSE",
        "index",
    } <= tops


def test_the_checksums_are_those_of_the_files(built: Built) -> None:
    for line in built.sums.read_text(encoding="ascii").splitlines():
        digest, name = line.split("  ")
        data = (built.sums.parent / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest


@pytest.mark.slow
def test_the_wheel_indexes_and_serves_the_seeds_outside_the_checkout(built: Built) -> None:
    """With this environment's libraries; `.ci/run` does the same with nothing but the locks."""
    smoke.smoke(built.wheel, Path(sysconfig.get_path("purelib")))
