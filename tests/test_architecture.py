"""The arrows between the rooms, held by reading the imports of every module.

`docs/architecture.md` draws what the table below says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("indexer", "webapp")

LEAVES: Final = frozenset({"errors", "i18n", "processes", "settings"})
GROUND: Final = LEAVES | {"reports", "analysis"}
SEAM: Final = GROUND | {"search"}

MAY_IMPORT: Final[dict[str, frozenset[str]]] = {
    "errors": frozenset({"i18n"}),
    "i18n": frozenset(),
    "settings": frozenset(),
    "processes": frozenset({"errors", "i18n"}),
    "analysis": LEAVES,
    "reports": LEAVES | {"analysis"},
    "search": GROUND,
    "ingest": GROUND,
    "engines": SEAM,
    "archive": SEAM | {"ingest", "engines"},
    "reporting": SEAM | {"archive"},
    "door": SEAM | {"ingest", "engines", "archive", "reporting"},
    "webapp": SEAM | {"door", "archive", "reporting"},
    "cli": SEAM | {"door", "ingest", "archive", "reporting", "webapp"},
}
"""Room → the rooms it may import from. `door` is `indexer/__init__.py`."""

HEAVY: Final = frozenset(
    {
        "ahocorasick_rs",
        "difflib",
        "docx",
        "filelock",
        "jieba",
        "lxml",
        "numpy",
        "openpyxl",
        "opensearchpy",
        "pypdfium2",
        "pypinyin",
        "rich",
        "rjieba",
        "tomllib",
        "waitress",
        "watchfiles",
        "whoosh",
    }
)
"""Libraries that cost so much to load that a function may import them where it needs them."""

NOT_EVERYWHERE: Final = frozenset({"fcntl", "resource"})
"""Modules that one platform has and another has not."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, where it is imported, and how."""

    module: str
    file: str
    line: int
    inside_function: bool
    by_name: bool
    """Loaded by a string made at run time, as a room may load its own modules when needed."""

    @property
    def importer(self) -> str:
        return room_of(self.file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))

    @property
    def room(self) -> str | None:
        """The room imported from; None for a library."""
        return room_of(self.module) if self.module.split(".")[0] in PACKAGES else None

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def room_of(module: str) -> str:
    names = module.split(".")
    if names[0] == "webapp":
        return "webapp"
    return names[1] if len(names) > 1 else "door"


def sources() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


@cache
def imports() -> tuple[Import, ...]:
    return tuple(found for path in sources() for found in imports_of(path))


def imports_of(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="import_module"), args=[ast.JoinedStr() as by_name]):
                modules = [ast.unparse(by_name).strip("f'\"").split(".{")[0]]
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0, names=names):
                modules = [submodule(module, alias.name) for alias in names]
            case _:
                continue
        for module in dict.fromkeys(modules):
            yield Import(
                module,
                path.relative_to(ROOT).as_posix(),
                node.lineno,
                inside_function=id(node) in inside,
                by_name=isinstance(node, ast.Call),
            )


def submodule(module: str, name: str) -> str:
    """`from indexer import settings` imports a module, `from indexer import Archive` a name."""
    folder = ROOT.joinpath(*module.split("."))
    is_module = (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
    return f"{module}.{name}" if is_module else module


def test_every_room_is_in_the_table() -> None:
    rooms = {
        room_of(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
        for path in sources()
    } - {"__init__", "__main__"}
    assert rooms <= set(MAY_IMPORT)


def test_the_table_has_no_cycle() -> None:
    settled: set[str] = set()
    while waiting := {room for room, below in MAY_IMPORT.items() if room not in settled}:
        free = {room for room in waiting if MAY_IMPORT[room] <= settled}
        assert free, f"these import each other: {sorted(waiting)}"
        settled |= free


def test_imports_run_downward_only() -> None:
    upward = [
        str(found)
        for found in imports()
        if found.room is not None
        and found.room != found.importer
        and found.room not in MAY_IMPORT[found.importer]
    ]
    assert upward == []


LOCALLY: Final = frozenset(
    {
        ("archive", "engines"),
        ("archive", "archive"),
        ("engines", "engines"),
        ("cli", "webapp"),
    }
)
"""Packages that import inside functions, and what: a search needs no module that reads files or
writes an index, no command but `serve` needs Flask, and nobody needs two engines."""


def test_nothing_is_imported_inside_a_function_but_heavy_libraries() -> None:
    late = [
        str(found)
        for found in imports()
        if found.inside_function
        and not found.by_name
        and found.module.split(".")[0] not in HEAVY | NOT_EVERYWHERE
        and (found.importer, found.room) not in LOCALLY
    ]
    assert late == []


def test_a_room_loads_by_name_only_what_is_its_own() -> None:
    """Late loading saves a command what it does not need; it is no way around the arrows."""
    foreign = [
        str(found)
        for found in imports()
        if found.by_name and found.room is not None and found.room != found.importer
    ]
    assert foreign == []


def test_the_web_app_is_imported_by_the_command_line_only_when_it_serves() -> None:
    early = [
        str(found)
        for found in imports()
        if found.importer == "cli" and found.room == "webapp" and not found.inside_function
    ]
    assert early == []


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("whoosh", ("indexer/engines/whoosh/",)),
        ("opensearchpy", ("indexer/engines/opensearch/",)),
        ("flask", ("webapp/",)),
        ("flask_babel", ("webapp/",)),
        ("click", ("indexer/cli",)),
        ("waitress", ("indexer/cli", "webapp/")),
        ("lxml", ("indexer/ingest/",)),
        ("openpyxl", ("indexer/reporting/", "indexer/ingest/")),
    ],
)
def test_a_library_is_known_in_one_place(library: str, homes: tuple[str, ...]) -> None:
    strays = [
        str(found)
        for found in imports()
        if found.module.split(".")[0] == library and not found.file.startswith(homes)
    ]
    assert strays == []


@pytest.mark.parametrize("room", ["errors", "settings", "reports", "analysis", "search"])
def test_the_lower_rooms_know_no_engine_and_no_format(room: str) -> None:
    foreign = {"whoosh", "opensearchpy", "flask", "click", "rich", "lxml", "pdfplumber", "docx"}
    assert [
        str(found)
        for found in imports()
        if found.importer == room and found.module.split(".")[0] in foreign
    ] == []


def test_the_library_runs_without_tests_and_benchmarks() -> None:
    assert [
        str(found) for found in imports() if found.module.split(".")[0] in {"tests", "bench"}
    ] == []


def test_every_package_states_its_rule() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if path.name == "__init__.py"
        and "Rule:" not in (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")
    ]
    assert silent == []
