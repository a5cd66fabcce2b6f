"""The table of everyday words: what people type → the terms that reports use for it.

The table is a data file, so that people can add to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Everyday word, normalised → terms of the reports, the nearest first."""
    path = resources.files("indexer.reports").joinpath("data", "synonyms.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return MappingProxyType(
        {word: tuple(terms.split(" ")) for words, terms in rows for word in words.split(" ")}
    )
