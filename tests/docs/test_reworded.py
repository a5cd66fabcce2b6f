"""Sentences that read oddly once and were replaced (`reworded.tsv`) stand nowhere that users read:
not in messages, pages or documentation."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("indexer", "webapp", "collector")
PAGES: Final = (
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "docs" / "guide").glob("*.md"),
    *(ROOT / "webapp" / "templates").glob("*.html"),
    *(ROOT / "webapp" / "static").glob("*.js"),
)
NOT_OURS: Final = ("CHANGELOG.md", "CODE_OF_CONDUCT.md")

with (Path(__file__).parent / "reworded.tsv").open(encoding="utf-8", newline="") as file:
    ROWS: Final = [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@cache
def messages() -> frozenset[str]:
    """Each message of the interfaces, in both languages."""
    return frozenset(_messages())


def _messages() -> Iterator[str]:
    for package in PACKAGES:
        path = ROOT / package / "translations" / "en" / "LC_MESSAGES" / "messages.po"
        with path.open("rb") as catalogue:
            for message in read_po(catalogue):
                for text in (message.id, message.string):
                    yield from [text] if isinstance(text, str) else text


@cache
def pages() -> str:
    """Documentation, templates and scripts, with single spaces."""
    read = (path.read_text(encoding="utf-8") for path in PAGES if path.name not in NOT_OURS)
    return re.sub(r"\s+", " ", "\n".join(read))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["old"])
def test_a_replaced_sentence_is_gone(row: dict[str, str]) -> None:
    old = row["old"]
    if row["how"] == "whole":
        assert old not in messages(), f"write “{row['new']}”"
    else:
        assert [text for text in messages() if old in text] == [], f"write “{row['new']}”"
        assert old not in pages(), f"write “{row['new']}”"


def test_the_table_is_read() -> None:
    assert {row["how"] for row in ROWS} == {"whole", "within"}
    assert all(row["old"] and row["new"] for row in ROWS)
