"""A small archive's life, command by command, with the files it reads."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexMissingError
from indexer.search.engine import walk_reports
from tests.reading_here import read_in_this_process

_TEXT: Final = """青江职业学院{year}年信息公开工作报告

一、信息公开工作概述
学校成立了信息公开工作领导小组。第{version}稿。

二、举报情况
{year}年没有收到举报。
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """An index that is there, and the command that is about to change it."""

    name: str
    reports: Path
    before: Path
    """The index as it is; to be copied, not to be written."""
    command: tuple[str, ...]

    def copied(self, target: Path) -> Path:
        """The index for one try: the same files under other names."""
        shutil.rmtree(target, ignore_errors=True)
        if self.before.is_dir():
            shutil.copytree(self.before, target, copy_function=os.link)
        return target

    def run(self, index: Path) -> Result:
        """The command over that index, files being read in this process."""
        with pytest.MonkeyPatch.context() as patch:
            read_in_this_process(patch)
            return CliRunner().invoke(main, ["--index", str(index), *self.command])


def put(reports: Path, year: int, version: int = 1) -> None:
    """Write a report's file."""
    reports.mkdir(exist_ok=True)
    (reports / f"{year}.txt").write_text(_TEXT.format(year=year, version=version), "utf-8")


def first_index(place: Path) -> Scene:
    """Nothing is there yet."""
    reports = place / "first"
    for year in (2021, 2022):
        put(reports, year)
    return Scene("first", reports, place / "nothing", ("index", str(reports)))


def update_that_merges(place: Path) -> Scene:
    """Seven segments, words of the user's own, and an update that adds, changes, removes, and makes the eighth."""
    reports, index, words = place / "merged", place / "seven", place / "words.txt"
    words.write_text("大江看看\n", "utf-8")
    for year in range(2011, 2018):
        put(reports, year)
        own_words = () if index.exists() else ("--userdict", str(words))
        scene = Scene("", reports, index, ("index", str(reports), *own_words))
        assert scene.run(index).exit_code == 0
    put(reports, 2018)
    put(reports, 2012, version=2)
    (reports / "2011.txt").unlink()
    return Scene("update", reports, index, ("index", str(reports), "--prune"))


def rebuild(place: Path, updated: Scene) -> Scene:
    """The same files, from nothing, over the index of seven segments."""
    return Scene(
        "rebuild", updated.reports, updated.before, ("index", str(updated.reports), "--rebuild")
    )


def content(index: Path) -> list[dict[str, Any]] | None:
    """Every report whole, but for the time of indexing; None where there is no index. Raises
    UnusableIndexError."""
    try:
        reports = walk_reports(WhooshEngine(index).reader())
        return [{**report.to_dict(), "first_indexed": None} for report in reports]
    except IndexMissingError:
        return None
