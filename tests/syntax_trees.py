"""The source of our packages as syntax trees, parsed once for all tests of a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("indexer", "webapp", "collector")


@cache
def trees(package: str) -> Mapping[str, ast.Module]:
    """File → its syntax tree."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / package).rglob("*.py"))
    }


@cache
def nodes(package: str) -> tuple[tuple[str, ast.AST], ...]:
    """Every node of the trees, with its file."""
    return tuple((file, node) for file, tree in trees(package).items() for node in ast.walk(tree))


def nodes_of(*packages: str) -> Iterator[tuple[str, ast.AST]]:
    for package in packages:
        yield from nodes(package)
