"""The source of our packages as syntax trees, parsed once for all tests of a process."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ImportStatement:
    """An import and where it stands."""

    node: ast.Import | ast.ImportFrom
    is_local: bool
    """Inside a function."""
    for_typing: bool
    """Below `if TYPE_CHECKING`: not executed."""


_BLOCKS: Final = ("body", "orelse", "handlers", "finalbody", "cases")
"""The fields of a statement that hold statements."""


def imports_in(
    block: ast.AST, is_local: bool = False, for_typing: bool = False
) -> Iterator[ImportStatement]:
    """The imports of a module. Expressions, most of a tree, hold none and are not visited."""
    for field in _BLOCKS:
        for statement in getattr(block, field, ()):
            match statement:
                case ast.Import() | ast.ImportFrom():
                    yield ImportStatement(statement, is_local, for_typing)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    yield from imports_in(statement, True, for_typing)
                case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                    yield from imports_in(statement, is_local, True)
                case _:
                    yield from imports_in(statement, is_local, for_typing)


def nodes_of(*packages: str) -> Iterator[tuple[str, ast.AST]]:
    for package in packages:
        yield from nodes(package)
