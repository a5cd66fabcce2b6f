"""What an operator copies names commands that exist, and holds to what the pages say."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path
from typing import Final

import click
import pytest
import yaml

from indexer.cli import main as xxgk

ROOT: Final = Path(__file__).resolve().parents[2]
UNITS: Final = sorted((ROOT / "contrib" / "systemd").iterdir())
CONTAINERFILE: Final = (ROOT / "Containerfile").read_text(encoding="utf-8")


def parsed(command: list[str]) -> None:
    """Raises where `xxgk` would refuse these arguments."""
    name, *rest = command
    found = xxgk.get_command(click.Context(xxgk), name)
    assert found is not None, name
    found.make_context(name, rest)


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists(path: Path) -> None:
    service = unit(path)
    if path.suffix == ".timer":
        assert (path.parent / f"{path.stem}.service").exists()
        return
    program, *command = shlex.split(service["Service"]["ExecStart"])
    assert program == "/opt/xxgk/bin/xxgk"
    parsed(command)


@pytest.mark.parametrize("path", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.name)
def test_a_service_is_not_root_and_may_write_its_own_folder_alone(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "xxgk"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "true"


def test_the_container_is_not_root_and_tells_its_health() -> None:
    steps = re.findall(r"^([A-Z]+) (.*)$", CONTAINERFILE, re.MULTILINE)
    last_stage = steps[max(at for at, (step, _) in enumerate(steps) if step == "FROM") :]
    assert ("USER", "xxgk") in last_stage
    assert "/healthz" in CONTAINERFILE
    assert "HEALTHCHECK" in dict(last_stage)


def test_the_container_runs_a_command_that_exists() -> None:
    (shown,) = re.findall(r"^CMD (\[.*\])$", CONTAINERFILE, re.MULTILINE)
    parsed(yaml.safe_load(shown))


def test_what_the_container_copies_is_there_and_is_sent() -> None:
    sent = (ROOT / ".containerignore").read_text(encoding="utf-8")
    assert sent == (ROOT / ".dockerignore").read_text(encoding="utf-8")
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.*)$", CONTAINERFILE, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {f"!{name}" for name in copied} <= set(sent.splitlines())


def test_the_workflow_runs_files_and_targets_that_exist() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    files = [
        word
        for run in steps
        for word in run.split()
        if re.match(r"(\.ci|release)/|.*\.lock$", word)
    ]
    assert ".ci/run" in files
    assert [name for name in files if not (ROOT / name).exists()] == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [found for run in steps for found in re.findall(r"\bmake ([a-z-]+)", run)]
    assert [name for name in targets if f"\n{name}:" not in makefile] == []
