"""Every command that the documentation shows does what is shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT, Command, blocks, pages
from tests.docs.typing_along import prepare, type_along

ANYTHING: Final = "…"
WITH_COMMANDS: Final = [
    page
    for page in pages()
    # It shows the same as README.md: test_readmes.py holds them together.
    if page.name != "README.zh-CN.md" and any(block.runs for block in blocks(page))
]

TYPED: Final = re.compile(r"^(?:\$ )?(?:xxgk|make|python|pip|curl) ", re.MULTILINE)
INDENTED: Final = re.compile(r"^    (?:xxgk|make|python|pip|curl) .*", re.MULTILINE)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def as_shown(shown: str, said: str) -> bool:
    """Whether an answer is the one shown, where `…` stands for anything."""
    pattern = ".*".join(re.escape(piece) for piece in tidy(shown).split(ANYTHING))
    return re.fullmatch(pattern, tidy(said), re.DOTALL) is not None


def tidy(text: str) -> str:
    """Without blanks at the ends of lines, and blank lines at either end."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.skipif(
    not all(map(shutil.which, ("bash", "curl"))), reason="no bash or no curl: the pages use them"
)
@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
def test_every_command_of_a_page_does_what_is_shown(page: Path, tmp_path: Path) -> None:
    prepare(tmp_path)
    faults = []
    for run in type_along([*blocks(page)], tmp_path):
        wanted = run.command.exit_code
        if run.exit_code != wanted:
            faults.append(
                f"{told(page, run.command)}: exit {run.exit_code}, not {wanted}\n{run.output}"
            )
        elif run.command.output and not as_shown(run.command.output, run.output):
            faults.append(f"{told(page, run.command)}: answers\n{run.output}")
    assert not faults, "\n\n".join(faults)


def told(page: Path, command: Command) -> str:
    return f"{name(page)}:{command.line}: {command.text}"


def test_every_command_stands_in_a_block_that_is_run_or_says_why_not() -> None:
    """An indented block, or one in another language, would escape."""
    escaped = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        escaped += [f"{name(page)}: {line}" for line in INDENTED.findall(text)]
        escaped += [
            f"{name(page)}:{block.line}"
            for block in blocks(page)
            if not block.runs and block.reason is None and TYPED.search(block.body)
        ]
    assert escaped == []
