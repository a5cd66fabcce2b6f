"""What is imported is declared, what is declared is imported, and the locks hold for everyone."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from typing import Final

import pytest

from tests.syntax_trees import ROOT, imports_in, trees

PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")

DISTRIBUTION: Final = {
    "babel": "flask-babel",  # the libraries below come with these, and are part of their API
    "anyio": "mcp",
    "jsonschema": "openapi-spec-validator",
    "jinja2": "flask",
    "markupsafe": "flask",
    "mcp_types": "mcp",
    "protego": "scrapy",
    "twisted": "scrapy",
    "zope": "scrapy",
    "PIL": "rapidocr",
    "cv2": "rapidocr",
    "_pytest": "pytest",
    "werkzeug": "flask",
    "docx": "python-docx",
    "opensearchpy": "opensearch-py",
    "whoosh": "whoosh3",
    "yaml": "myst-parser",
}
"""Import name → distribution, where they differ."""
OUR_FOLDERS: Final = frozenset(
    {"bench", "collector", "docs", "indexer", "release", "tests", "webapp"}
)
LOADED_BY_NAME: Final = frozenset({"jieba", "rjieba"})


def declared(requirements: list[str]) -> set[str]:
    return {_canonical(re.split("[<>=!~ ;[]", requirement)[0]) for requirement in requirements}


def pinned(lock: str) -> dict[str, set[str]]:
    """Distribution → versions; a lock may hold one for each of several Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(_canonical(name), set()).add(version)
    return found


def imported(*packages: str) -> set[str]:
    """Distributions of the third-party libraries that these folders import."""
    names = {
        name.split(".")[0]
        for package in packages
        for tree in trees(package).values()
        for found in imports_in(tree)
        for name in _imported_by(found.node)
    }
    libraries = names - sys.stdlib_module_names - OUR_FOLDERS - {"_typeshed"}  # mypy's own
    return {_canonical(DISTRIBUTION.get(name, name)) for name in libraries | LOADED_BY_NAME}


def _imported_by(node: ast.Import | ast.ImportFrom) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []


def _canonical(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    extras = PROJECT["optional-dependencies"]
    optional = declared(extras["opensearch"] + extras["collect"] + extras["ocr"] + extras["mcp"])
    found = imported("indexer", "webapp", "collector")
    assert found - optional == declared(PROJECT["dependencies"])


def test_tests_and_benchmarks_import_only_what_is_declared() -> None:
    extras = PROJECT["optional-dependencies"]
    known = declared(PROJECT["dependencies"] + extras["dev"] + extras["ocr"])
    assert imported("tests", "bench") - known == set()


def test_whoosh_is_pinned_exactly() -> None:
    assert "whoosh3==3.54.0" in PROJECT["dependencies"]


def test_the_locks_hold_what_is_declared() -> None:
    assert declared(PROJECT["dependencies"]) <= set(pinned("requirements.lock"))
    tools = declared(PROJECT["optional-dependencies"]["dev"])
    assert tools <= set(pinned("requirements-dev.lock"))


def test_the_locks_agree_with_each_other() -> None:
    run_time, tools, build = map(pinned, LOCKS)
    assert {name: tools.get(name) for name in run_time} == run_time
    assert {name: build[name] for name in build.keys() & tools.keys()} == {
        name: tools[name] for name in build.keys() & tools.keys()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_version_has_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert [
        requirement.splitlines()[0]
        for requirement in requirements
        if "--hash=sha256:" not in requirement
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_machine(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    foreign = re.compile(r"^\s*--(?!hash=)|^\s*-[ef] |file:|https?:| @ ")
    assert [line for line in lines if foreign.search(line)] == []
