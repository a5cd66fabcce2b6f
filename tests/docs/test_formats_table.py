"""The tables of `docs/guide/formats.md` are the code's own table of formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest

from indexer.ingest.readers.formats import FORMATS, Format, format_of
from tests.docs.pages import ROOT

PAGE: Final = ROOT / "docs" / "guide" / "formats.md"
READ: Final = [one for one in FORMATS if one.how in {"read", "converted", "picture", "unpacked"}]
NOT_READ: Final = [one for one in FORMATS if one.how == "named"]


def table(head: str, formats: Iterable[Format]) -> str:
    rows = [
        f"| {one.name} | {' '.join(f'`{suffix}`' for suffix in one.suffixes)} | {one.gets} |"
        for one in formats
    ]
    return "\n".join([f"| 格式 | 后缀 | {head} |", "|---|---|---|", *rows])


@pytest.mark.parametrize(("head", "formats"), [("读出什么", READ), ("怎么办", NOT_READ)])
def test_the_page_has_the_table_that_the_code_has(head: str, formats: list[Format]) -> None:
    wanted = table(head, formats)
    assert wanted in PAGE.read_text("utf-8"), f"put this into {PAGE.name}:\n{wanted}"


def test_a_suffix_stands_for_one_format() -> None:
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(format_of(suffix) is not None for suffix in suffixes)
    assert format_of(".unheard-of") is None


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_name_every_document_that_is_read(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    for suffix in (".docx", ".odt", ".ofd", ".xlsx", ".doc", ".rtf", ".7z", ".rar"):
        assert f"`{suffix}`" in text
