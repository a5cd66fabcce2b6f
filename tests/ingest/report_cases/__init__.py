"""Texts that are reports on disclosure, and texts that are not, as files a person can add to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One text with its file's name and its page's title."""

    kind: str
    text: str
    file: str = "1039.txt"
    page: str | None = None
    fresh: bool = False
    """Written after the rules were, and not changed to fit them."""

    def __str__(self) -> str:
        return self.kind


def read_cases(name: str) -> list[Case]:
    """The cases of `no_reports.toml` or `reports.toml`."""
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return [
            Case(**{**case, "text": case["text"].strip() + "\n"})
            for case in tomllib.load(file)["text"]
        ]
