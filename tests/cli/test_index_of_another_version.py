"""The way to a newer program, or back to an older one: docs/guide/operations.md promises it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Command


@pytest.fixture(params=[1, 99, "2"], ids=["older", "newer", "not a number"])
def foreign(request: pytest.FixtureRequest, seeds_index: Path, tmp_path: Path) -> Command:
    """An index whose manifest names another version of the format."""
    index = tmp_path / "index"
    shutil.copytree(seeds_index, index)
    manifest = index / "manifest.json"
    said = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(said | {"version": request.param}), encoding="utf-8")
    return Command(index)


def test_no_command_uses_or_changes_it_and_each_says_how_to_fix_it(foreign: Command) -> None:
    before = files(foreign.index)
    for arguments in (["search", "举报"], ["list"], ["stats"], ["check"]):
        result = foreign(*arguments)
        assert result.exit_code == 3, arguments
        assert "xxgk index PATH --rebuild" in result.output
    assert files(foreign.index) == before


@pytest.mark.parametrize("foreign", [99, "2"], indirect=True)
def test_an_update_leaves_a_newer_or_unknown_index_alone(foreign: Command) -> None:
    before = files(foreign.index)
    result = foreign("index", str(SEEDS))
    assert result.exit_code == 3
    assert "xxgk index PATH --rebuild" in result.output
    assert files(foreign.index) == before


@pytest.mark.parametrize("foreign", [1], indirect=True)
def test_an_update_builds_an_older_index_anew_and_says_so(foreign: Command, xxgk: Command) -> None:
    result = foreign("index", str(SEEDS), "--jobs", "1")
    assert result.exit_code == 0
    assert "重建" in result.stderr
    ids = [[report["id"] for report in command.json("list")] for command in (foreign, xxgk)]
    assert ids[0] == ids[1]
    assert "重建" not in foreign("index", str(SEEDS)).stderr


@pytest.mark.parametrize("foreign", [99], indirect=True)
def test_a_rebuild_takes_its_place_with_the_same_addresses(foreign: Command, xxgk: Command) -> None:
    assert foreign("index", str(SEEDS), "--rebuild", "--jobs", "1").exit_code == 0
    ids = [[report["id"] for report in command.json("list")] for command in (foreign, xxgk)]
    assert ids[0] == ids[1]
    assert foreign("check", "--deep").exit_code == 0


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, the lock aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("write.")
    }
