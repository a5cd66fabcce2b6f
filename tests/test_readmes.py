"""The two READMEs say the same, and what the documents show exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

import click
import pytest
from _pytest.mark import ParameterSet

from indexer.cli.root import main as xxgk

ROOT: Final = Path(__file__).resolve().parent.parent
ENGLISH: Final = ROOT / "README.md"
CHINESE: Final = ROOT / "README.zh-CN.md"
DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_BLOCK: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK: Final = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_TARGET: Final = re.compile(r"^([a-z]+):", re.MULTILINE)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def shell_lines(document: Path) -> list[str]:
    """Every line of a shell block, without its comment."""
    return [
        re.sub(r"\s+# .*", "", line)
        for language, block in _BLOCK.findall(text(document))
        if language == "sh"
        for line in block.splitlines()
    ]


def commands(program: str) -> list[ParameterSet]:
    return [
        pytest.param(shlex.split(line)[1:], id=f"{document.name}: {line}")
        for document in DOCUMENTS
        for line in shell_lines(document)
        if shlex.split(line)[0] == program
    ]


def test_each_readme_begins_with_a_link_to_the_other() -> None:
    assert text(ENGLISH).splitlines()[0] == "[中文说明](README.zh-CN.md)"
    assert text(CHINESE).splitlines()[0] == "[English](README.md)"


def test_both_readmes_show_the_same_commands() -> None:
    assert shell_lines(ENGLISH) == shell_lines(CHINESE)


def test_both_readmes_show_the_same_python() -> None:
    english, chinese = (
        [block for language, block in _BLOCK.findall(text(readme)) if language == "python"]
        for readme in (ENGLISH, CHINESE)
    )
    assert english == chinese


def test_both_readmes_link_to_the_same_files() -> None:
    english, chinese = (set(_LINK.findall(text(readme))) for readme in (ENGLISH, CHINESE))
    assert english - {"README.zh-CN.md"} == chinese - {"README.md"}


def test_both_readmes_have_the_same_chapters() -> None:
    english, chinese = (
        [line.split()[0] for line in text(readme).splitlines() if line.startswith("#")]
        for readme in (ENGLISH, CHINESE)
    )
    assert english == chinese


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_file(document: Path) -> None:
    missing = [
        target
        for target in _LINK.findall(text(document))
        if not (document.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("arguments", commands("make"))
def test_a_make_target_that_is_shown_exists(arguments: list[str]) -> None:
    targets = set(_TARGET.findall(text(ROOT / "Makefile")))
    assert {word for word in arguments if "=" not in word} <= targets


@pytest.mark.parametrize("arguments", commands("xxgk"))
def test_a_command_that_is_shown_can_be_parsed(arguments: list[str]) -> None:
    name, *rest = arguments
    command = xxgk.get_command(click.Context(xxgk), name)
    assert command is not None
    command.make_context(name, rest)
