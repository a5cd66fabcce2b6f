"""The two READMEs say the same, and what the documents show exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT, blocks, pages

ENGLISH: Final = ROOT / "README.md"
CHINESE: Final = ROOT / "README.zh-CN.md"

_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
_TARGET: Final = re.compile(r"^([a-z-]+):", re.MULTILINE)
_MAKE: Final = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def shown(document: Path, *languages: str) -> Iterator[str]:
    """The lines of a page's blocks in these languages, without their comments."""
    for block in blocks(document):
        if block.language in languages:
            yield from (re.sub(r"\s+# .*", "", line) for line in block.body.splitlines())


def test_each_readme_begins_with_a_link_to_the_other() -> None:
    assert text(ENGLISH).splitlines()[0] == "[中文说明](README.zh-CN.md)"
    assert text(CHINESE).splitlines()[0] == "[English](README.md)"


@pytest.mark.parametrize("languages", [("sh", "console"), ("python",)])
def test_both_readmes_show_the_same(languages: tuple[str, ...]) -> None:
    assert [*shown(ENGLISH, *languages)] == [*shown(CHINESE, *languages)]


def test_both_readmes_link_to_the_same_files() -> None:
    english, chinese = (set(_LINK.findall(text(readme))) for readme in (ENGLISH, CHINESE))
    assert english - {"README.zh-CN.md"} == chinese - {"README.md"}


def test_both_readmes_have_the_same_chapters() -> None:
    english, chinese = (
        [line.split()[0] for line in text(readme).splitlines() if line.startswith("#")]
        for readme in (ENGLISH, CHINESE)
    )
    assert english == chinese


def test_every_link_leads_to_a_file() -> None:
    missing = [
        f"{page.name}: {target}"
        for page in pages()
        for target in _LINK.findall(text(page))
        if not (page.parent / target).exists()
    ]
    assert missing == []


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(_TARGET.findall(text(ROOT / "Makefile")))
    assert {name for page in pages() for name in _MAKE.findall(text(page))} - targets == set()
