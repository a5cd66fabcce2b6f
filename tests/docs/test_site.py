"""The site is whole, and loads nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import lxml.html
import pytest

from tests.docs.building import build_site

LOADED: Final = "//link[@href]/@href | //script[@src]/@src | //img[@src]/@src | //iframe/@src"
"""What a browser fetches by itself; canonical addresses and the like are none of ours."""
FOREIGN: Final = re.compile(r"^(?:https?:)?//")
IN_STYLE: Final = re.compile(r"""(?:url\(|@import\s*)["']?((?:https?:)?//[^"')]+)""")


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_loads_nothing_from_outside(tmp_path: Path) -> None:
    assert build_site(tmp_path) == ""
    pages = [*tmp_path.rglob("*.html")]
    assert len(pages) > 10
    assert [f"{page.name}: {place}" for page in pages for place in loaded(page)] == []
    styles = {style.name: IN_STYLE.findall(read(style)) for style in tmp_path.rglob("*.css")}
    assert {name: found for name, found in styles.items() if found} == {}


def loaded(page: Path) -> list[str]:
    tree = lxml.html.fromstring(read(page).encode())
    return [place for place in tree.xpath(LOADED) if FOREIGN.match(place)]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("依申请公开", ["依", "申", "请", "公", "开", "依申", "申请", "请公", "公开"]),
        ("见 A4 表", ["见", "a4", "表"]),
        ("第29号令", ["第", "29", "号", "令", "号令"]),
    ],
)
def test_a_page_is_found_by_characters_their_pairs_and_other_words(
    text: str, terms: list[str]
) -> None:
    from docs.bigrams import split

    assert split(text) == terms
