"""The words by which figures are recognised, from the tables in `data`.

A row is a name and the words it stands for, set apart by blanks. A word may be a regular
expression; `<name>` in it stands for the words of another row of the same table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex

UNIT: Final = "(?:人次|条次|篇次|[条件篇项次期则份宗起例])"
"""Units of counts."""
_REFERENCE: Final = re.compile("<([a-z_]+)>")


@cache
def table(name: str) -> Mapping[str, str]:
    """Name → a regular expression that matches any of its words, in the order of the table."""
    text = files("indexer.ingest.figures").joinpath("data", f"{name}.tsv").read_text("utf-8")
    rows: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            row, words = line.split("\t")
            alternatives = "|".join(words.split())
            form = _REFERENCE.sub(lambda found: f"(?:{rows[found[1]]})", alternatives)
            rows[row] = f"{rows[row]}|{form}" if row in rows else form
    return rows


def pattern(name: str) -> re.Pattern[str]:
    """The pattern of a row, named table.row."""
    source, row = name.split(".")
    return lazy_regex(table(source)[row])
