"""The command, run in this process or as a process of its own, over the five seeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.archive import open_archive
from indexer.cli import main

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, indexed once; read only."""
    folder = tmp_path_factory.mktemp("cli") / "index"
    open_archive(folder, create=True).update([SEEDS])
    return folder


@dataclass(frozen=True, slots=True)
class Command:
    """`xxgk` over an index."""

    index: Path

    def __call__(self, *arguments: str, **environment: str) -> Result:
        return CliRunner(env={"XXGK_INDEX": str(self.index), **environment}).invoke(
            main, [*arguments]
        )

    def json(self, command: str, *arguments: str) -> Any:
        """What the command prints as one JSON document; it has to end well."""
        result = self(command, "--format", "json", *arguments)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@pytest.fixture
def xxgk(seeds_index: Path) -> Command:
    """The command over the seeds."""
    return Command(seeds_index)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Command:
    """The command over an index that is not there yet."""
    return Command(tmp_path / "index")


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(seeds_index: Path) -> Start:
    """The command as a process of its own, over the seeds unless the environment says else."""

    def started(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "indexer.cli", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "XXGK_INDEX": str(seeds_index), **environment},
        )

    return started
