"""Imports run downward: from each package only to the packages below it, without cycles.

`docs/architecture.md` draws what MAY_IMPORT says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Final

import pytest

from tests import syntax_trees
from tests.syntax_trees import PACKAGES, ROOT

LEAVES: Final = frozenset({"errors", "i18n", "processes", "settings"})
BASE: Final = LEAVES | {"reports", "analysis"}
CORE: Final = BASE | {"search"}

MAY_IMPORT: Final[dict[str, frozenset[str]]] = {
    "errors": frozenset({"i18n"}),
    "i18n": frozenset(),
    "settings": frozenset(),
    "processes": frozenset({"errors", "i18n"}),
    "analysis": LEAVES,
    "reports": LEAVES | {"analysis"},
    "search": BASE,
    "ingest": BASE,
    "engines": CORE,
    "reporting": CORE,
    "archive": CORE | {"ingest", "engines", "reporting"},
    "api": CORE | {"ingest", "engines", "archive", "reporting"},
    "webapp": CORE | {"api", "archive", "reporting"},
    "collector": frozenset({"errors", "i18n", "ingest"}),
    "cli": CORE | {"api", "ingest", "archive", "reporting", "webapp", "collector"},
}
"""Package → the packages it may import from. `api` is `indexer/__init__.py`."""

HEAVY: Final = frozenset(
    {
        "PIL",
        "ahocorasick_rs",
        "cv2",
        "difflib",
        "docx",
        "filelock",
        "jieba",
        "lxml",
        "msgspec",
        "numpy",
        "onnxruntime",
        "openpyxl",
        "opensearchpy",
        "pypdfium2",
        "pypinyin",
        "rapidocr",
        "rich",
        "rjieba",
        "tomllib",
        "waitress",
        "watchfiles",
        "whoosh",
    }
)
"""Libraries that cost so much to import that a function may import them when it needs them."""

PLATFORM_ONLY: Final = frozenset({"fcntl", "resource"})
"""Modules that only some platforms have."""


LOCAL_IMPORTS: Final = frozenset(
    {
        ("api", "*"),
        ("archive", "archive"),
        ("archive", "engines"),
        ("archive", "reporting"),
        ("cli", "cli"),
        ("cli", "collector"),
        ("cli", "reporting"),
        ("cli", "search"),
        ("cli", "webapp"),
        ("engines", "engines"),
    }
)
"""Package → package that a function of it may import, so that a command imports only what it
needs: a search no module that reads files or writes an index, no command but `serve` Flask, and
nobody two engines."""

BY_STRING: Final = frozenset({"import_module", "__import__", "run_module", "run_path"})
"""Functions that import a module by its name in a string, unseen by mypy and by this test."""
STRING_IMPORTS: Final[frozenset[str]] = frozenset()
"""Files that may do so: none."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement for one module."""

    module: str
    file: str
    line: int
    is_local: bool
    """Inside a function."""
    for_typing: bool
    """Below `if TYPE_CHECKING`: not executed."""

    @property
    def importer(self) -> str:
        return package_of(module_of(self.file))

    @property
    def package(self) -> str | None:
        """The package imported from; None for a library."""
        return package_of(self.module) if self.module.split(".")[0] in PACKAGES else None

    @property
    def library(self) -> str:
        return self.module.split(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def module_of(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def package_of(module: str) -> str:
    names = module.split(".")
    if names[0] in {"webapp", "collector"}:
        return names[0]
    return names[1] if len(names) > 1 else "api"


@cache
def trees() -> Mapping[str, ast.Module]:
    """File → its syntax tree."""
    return {file: tree for name in PACKAGES for file, tree in syntax_trees.trees(name).items()}


@cache
def imports() -> tuple[Import, ...]:
    return tuple(found for file, tree in trees().items() for found in imports_of(file, tree))


def imports_of(file: str, tree: ast.Module) -> Iterator[Import]:
    for found in syntax_trees.imports_in(tree):
        match found.node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0, names=names):
                modules = [submodule(module, alias.name) for alias in names]
            case _:
                continue
        for module in dict.fromkeys(modules):
            yield Import(module, file, found.node.lineno, found.is_local, found.for_typing)


def submodule(module: str, name: str) -> str:
    """`from indexer import settings` imports a module, `from indexer import Archive` a name."""
    folder = ROOT.joinpath(*module.split("."))
    is_module = (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
    return f"{module}.{name}" if is_module else module


def dependencies() -> dict[str, set[str]]:
    """Module → modules it imports when it is imported or when one of its functions runs."""
    graph: dict[str, set[str]] = {module_of(file): set() for file in trees()}
    for found in imports():
        importer = module_of(found.file)
        if found.module in graph and found.module != importer and not found.for_typing:
            graph[importer].add(found.module)
    return graph


def cycle_in(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [*map(str, error.args[1])]
    return []


def test_every_package_is_in_the_table() -> None:
    packages = {package_of(module_of(file)) for file in trees()}
    assert packages <= set(MAY_IMPORT)


def test_the_table_has_no_cycle() -> None:
    assert cycle_in({package: {*below} for package, below in MAY_IMPORT.items()}) == []


def test_imports_run_downward_only() -> None:
    upward = [
        str(found)
        for found in imports()
        if found.package is not None
        and found.package != found.importer
        and found.package not in MAY_IMPORT[found.importer]
    ]
    assert upward == []


def test_no_files_import_each_other_in_a_cycle() -> None:
    assert cycle_in(dependencies()) == []


def test_a_cycle_through_a_local_import_is_noticed() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert set(cycle_in(graph)) == {"a", "b", "c"}


def string_imports(file: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in BY_STRING:
                yield f"{file}:{node.lineno} uses {name}"
            case ast.ImportFrom(names=names) if BY_STRING & {alias.name for alias in names}:
                yield f"{file}:{node.lineno} imports {ast.unparse(node)}"


def test_no_module_is_imported_by_a_string() -> None:
    found = {
        file: [*string_imports(file, tree)]
        for file, tree in trees().items()
        if any(string_imports(file, tree))
    }
    assert {file: uses for file, uses in found.items() if file not in STRING_IMPORTS} == {}
    assert found.keys() >= STRING_IMPORTS, "remove what is no longer needed"


@pytest.mark.parametrize(
    "program",
    [
        "from importlib import import_module",
        "import importlib\nimportlib.import_module(name)",
        "__import__('indexer.cli')",
        "from importlib import import_module as load",
        "from runpy import run_module",
    ],
)
def test_every_way_to_import_by_a_string_is_noticed(program: str) -> None:
    assert [*string_imports("example.py", ast.parse(program))] != []


def test_functions_import_only_heavy_libraries_and_what_a_command_may_not_need() -> None:
    local = [
        str(found)
        for found in imports()
        if found.is_local
        and found.library not in HEAVY | PLATFORM_ONLY
        and (found.importer, found.package) not in LOCAL_IMPORTS
        and (found.importer, "*") not in LOCAL_IMPORTS
    ]
    assert local == []


def test_the_web_app_is_imported_by_the_command_line_only_when_it_serves() -> None:
    at_start = [
        str(found)
        for found in imports()
        if found.importer == "cli" and found.package == "webapp" and not found.is_local
    ]
    assert at_start == []


COLLECTOR_USES: Final = frozenset(
    {"indexer.errors", "indexer.i18n", "indexer.ingest.manifest", "indexer.ingest.file_classifier"}
)
"""Modules that `collector` imports from indexer: the report test, the manifest, messages."""


def test_the_collector_uses_the_report_test_and_the_manifest_only() -> None:
    used = {
        found.module
        for found in imports()
        if found.importer == "collector" and found.module.split(".")[0] == "indexer"
    }
    assert used == COLLECTOR_USES


def test_only_the_command_that_collects_imports_the_collector() -> None:
    importers = {
        found.file
        for found in imports()
        if found.package == "collector" and found.importer != "collector"
    }
    assert importers == {"indexer/cli/collect.py"}


@pytest.mark.parametrize(
    ("library", "folders"),
    [
        ("whoosh", ("indexer/engines/whoosh/",)),
        ("opensearchpy", ("indexer/engines/opensearch/",)),
        ("flask", ("webapp/",)),
        ("flask_babel", ("webapp/",)),
        ("click", ("indexer/cli",)),
        ("waitress", ("indexer/cli", "webapp/")),
        ("lxml", ("indexer/ingest/", "collector/")),
        ("mcp", ("indexer/cli/mcp_server.py",)),
        ("mcp_types", ("indexer/cli/mcp_server.py",)),
        ("scrapy", ("collector/",)),
        ("twisted", ("collector/",)),
        ("openpyxl", ("indexer/reporting/", "indexer/ingest/")),
    ],
)
def test_a_library_is_imported_in_one_package(library: str, folders: tuple[str, ...]) -> None:
    elsewhere = [
        str(found)
        for found in imports()
        if found.library == library and not found.file.startswith(folders)
    ]
    assert elsewhere == []


@pytest.mark.parametrize("package", ["errors", "settings", "reports", "analysis", "search"])
def test_the_lower_packages_import_no_engine_and_no_format(package: str) -> None:
    foreign = {"whoosh", "opensearchpy", "flask", "click", "rich", "lxml", "pdfplumber", "docx"}
    assert [
        str(found) for found in imports() if found.importer == package and found.library in foreign
    ] == []


def test_the_library_runs_without_tests_and_benchmarks() -> None:
    assert [str(found) for found in imports() if found.library in {"tests", "bench"}] == []


def test_every_package_states_its_rule() -> None:
    without = [
        file
        for file, tree in trees().items()
        if file.endswith("__init__.py") and "Rule:" not in (ast.get_docstring(tree) or "")
    ]
    assert without == []
