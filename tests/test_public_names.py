"""`import indexer`: every public name, each loaded when it is used."""

from __future__ import annotations

import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import indexer

ROOT = Path(__file__).resolve().parent.parent
PRIVATE_NAME = re.compile(
    r"""(?<![\w.])(?!self\b|cls\b|os\._exit|paragraph\._p\b)[\w.]+\._[a-zA-Z]  # an attribute
    | \bimport\b .* \b_[a-zA-Z]
    | setattr\( [^)]* ["']_[a-zA-Z]  # by monkeypatch
    | ["'][\w.]+\._[a-zA-Z]""",
    re.VERBOSE,
)
"""In a line of a test. The attributes that are allowed are those of libraries."""


def test_tests_use_no_private_name() -> None:
    """So that a redesign which keeps the behaviour does not break them."""
    lines = (
        (path.relative_to(ROOT).as_posix(), number, line)
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    )
    assert [each for each in lines if PRIVATE_NAME.search(each[2])] == []


@pytest.mark.parametrize(
    "line",
    [
        "assert engine._store.commits == 1",
        "from indexer.cli.collect import COLUMNS, _progress_bar",
        'monkeypatch.setattr(documents, "_fields", wrong)',
        'monkeypatch.setattr("webapp.page_images._WAIT_S", 0.01)',
    ],
)
def test_a_private_name_in_a_test_is_noticed(line: str) -> None:
    assert PRIVATE_NAME.search(line)


def test_every_public_name_is_defined() -> None:
    for name in indexer.__all__:
        assert getattr(indexer, name) is not None
    assert set(indexer.__all__) <= set(dir(indexer))


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(indexer, "no_such_name")


def test_importing_the_package_loads_no_module_of_it() -> None:
    code = "import sys, indexer; print(*(m for m in sys.modules if m.startswith('indexer.')))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == ""


def test_a_search_loads_nothing_that_reads_files() -> None:
    code = (
        "import sys, indexer; indexer.open_archive;"
        "print(*(m for m in sys.modules if m.startswith('indexer.ingest')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert loaded.stdout.strip() == ""


def test_classify_heading_is_public() -> None:
    assert indexer.classify_heading("对信息公开的评议及举报情况") == ("evaluation", "complaints")
    assert indexer.classify_heading("一是加强领导") == ()


def test_the_type_of_everything_in_a_response_is_public() -> None:
    """So that a program can annotate what it receives."""
    answer = typing.get_type_hints(indexer.SearchResponse)
    held = {kind for hint in answer.values() for kind in (hint, *flattened(hint))}
    ours = {kind for kind in held if getattr(kind, "__module__", "").startswith("indexer.")}
    assert {kind.__name__ for kind in ours} <= set(indexer.__all__)
    assert indexer.Hit in ours


def test_the_types_of_figures_are_public() -> None:
    row = typing.get_type_hints(indexer.FigureRow)
    assert row["head"] is indexer.ReportHead
    assert indexer.Figure in flattened(row["figures"])
    assert indexer.Statement in flattened(typing.get_type_hints(indexer.Figure)["others"])


def flattened(hint: object) -> list[object]:
    inner = typing.get_args(hint)
    return [*inner, *(deeper for each in inner for deeper in flattened(each))]


def test_a_filter_takes_one_text_or_several() -> None:
    one, several = indexer.SearchRequest(year="2024"), indexer.SearchRequest(year=["2024"])
    assert one == several
    assert one.year == ("2024",)


def test_all_hits_can_be_iterated(tmp_path: Path) -> None:
    archive = indexer.open_archive(tmp_path / "index", create=True)
    archive.update([ROOT / "seeds"])
    request = indexer.SearchRequest("公开", sort="newest", size=2, group="report")
    ids = [hit.id for hit in archive.hits(request) if hit.ordinal == hit.part.ordinal]
    assert len(set(ids)) == len(ids) == archive.search(request).total > 10
