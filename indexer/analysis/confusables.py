"""Characters that look alike, which the recognition of scans takes for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def confusables() -> Mapping[str, str]:
    """A character of normalised text → those it may have been taken for, each once."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    data = resources.files("indexer.analysis").joinpath("data", "confusable.txt")
    for line in data.read_text(encoding="utf-8").splitlines():
        group = line.strip()
        if not group or group.startswith("#"):
            continue
        for char in group:
            found[char].update(dict.fromkeys(group.replace(char, "")))
    return {char: "".join(others) for char, others in found.items()}
