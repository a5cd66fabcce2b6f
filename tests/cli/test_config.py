"""`xxgk.toml` and `xxgk config`: what is in force, and where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command

Write = Callable[[str], Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes `xxgk.toml` into the working folder, which is empty but for it."""
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    return lambda text: _written(working / "xxgk.toml", text)


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes it into the user's configuration folder."""
    home = tmp_path / "home" / "xxgk"
    home.mkdir(parents=True)
    monkeypatch.setattr("click.get_app_dir", lambda _name: str(home))
    return lambda text: _written(home / "xxgk.toml", text)


def _written(place: Path, text: str) -> Path:
    place.write_text(text, encoding="utf-8")
    return place


def in_force(xxgk: Command, table: str, key: str, *arguments: str) -> dict[str, Any]:
    settings = xxgk.json("config", *arguments)
    (found,) = [each for each in settings if (each["table"], each["key"]) == (table, key)]
    return {"value": found["value"], "source": found["source"]}


def test_an_option_of_a_file_is_as_if_it_had_been_typed(xxgk: Command, here: Write) -> None:
    here('[search]\nsize = 2\nschool = "安徽机电"\nno-facets = true\nsort = "newest"\n')
    found = xxgk.json("search", "公开")
    assert (found["size"], found["sort"], found["facets"]) == (2, "newest", {})
    assert {hit["school"] for hit in found["hits"]} == {"安徽机电职业技术学院"}


def test_the_command_line_goes_before_a_file(xxgk: Command, here: Write) -> None:
    here('[search]\nsize = 2\nschool = ["安徽机电", "襄阳"]\n')
    found = xxgk.json("search", "公开", "--size", "3", "--school", "湖南机电")
    assert found["size"] == 3
    assert {hit["school"] for hit in found["hits"]} == {"湖南机电职业技术学院"}


def test_the_working_folder_goes_before_the_users_key_by_key(
    xxgk: Command, here: Write, at_home: Write
) -> None:
    here("[search]\nsize = 2\n")
    at_home('[search]\nsize = 7\nsort = "oldest"\n[list]\nyear = [2022]\n')
    found = xxgk.json("search", "公开")
    assert (found["size"], found["sort"]) == (2, "oldest")
    assert in_force(xxgk, "search", "size") == {"value": 2, "source": "xxgk.toml"}
    assert in_force(xxgk, "search", "sort") == {"value": "oldest", "source": "xxgk.toml"}
    assert {head["year"] for head in xxgk.json("list")} == {2022}


def test_the_environment_goes_before_a_file_and_an_option_before_both(
    xxgk: Command, here: Write
) -> None:
    here('[xxgk]\nindex = "elsewhere"\n')
    assert in_force(xxgk, "xxgk", "index") == {"value": str(xxgk.index), "source": "XXGK_INDEX"}
    typed = in_force(xxgk, "xxgk", "index", "--index", "there")
    assert typed == {"value": "there", "source": "command line"}
    without = Command(Path())
    listed = without("config", XXGK_INDEX="").stdout.splitlines()
    assert 'xxgk.index = "elsewhere"  # xxgk.toml' in listed


def test_what_nobody_set_is_a_default(xxgk: Command, here: Write) -> None:
    assert in_force(xxgk, "search", "match") == {"value": "auto", "source": "default"}
    assert in_force(xxgk, "serve", "port") == {"value": 8000, "source": "default"}


def test_the_listing_names_the_files_and_has_one_option_a_line(
    xxgk: Command, here: Write, at_home: Write
) -> None:
    near = here("[search]\nno-facets = true\n")
    lines = xxgk("config").stdout.splitlines()
    assert lines[0] == f"# {near}  已找到"
    assert lines[1].startswith("# ")
    assert lines[1].endswith("xxgk.toml  未找到")
    assert "search.no-facets = true  # xxgk.toml" in lines
    assert 'search.match = "auto"  # 默认' in lines
    assert "# xxgk.opensearch-url =  # 默认" in lines
    assert len(lines) - 2 == len(xxgk.json("config"))


def test_what_is_shown_is_a_configuration_file_again(xxgk: Command, here: Write) -> None:
    here('[search]\nsize = 3\nschool = ["安徽机电", "a\\"b"]\n')
    shown = xxgk("config").stdout
    again = tomllib.loads(shown)
    assert again["search"]["size"] == 3
    assert again["search"]["school"] == ["安徽机电", 'a"b']
    here(shown)
    assert xxgk("config").exit_code == 0


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ('[xxgk]\nindx = "x"', ("stats",), ("[xxgk] indx", "index")),
        ('index = "x"', ("stats",), ("index", "[xxgk]")),
        ("[serch]\nsize = 1", ("stats",), ("[serch]", "search")),
        ("[search]\nsiz = 1", ("search",), ("[search] siz", "size")),
        ("[search]\nno_facets = true", ("search",), ("no_facets", "no-facets")),
        ("[search]\nsize = 0", ("search",), ("--size", "1 到 1000")),
        ('[search]\nsort = "best"', ("search",), ("--sort", "relevance")),
        ("[search]\nsize = [1]", ("search",), ("size", "[1]")),
        ("[search]\nno-facets = 1", ("search",), ("no-facets",)),
        ('[xxgk]\npager = "less"', ("search",), ("pager", "true、false")),
        ('[xxgk]\nlang = "fr"', ("search",), ("lang", "zh")),
        ("index = ", ("stats",), ("无法读取",)),
    ],
)
def test_what_cannot_be_taken_names_the_file_and_the_nearest(
    xxgk: Command, here: Write, text: str, arguments: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    here(text)
    result = xxgk(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    for piece in ("xxgk.toml", *expected):
        assert piece in result.stderr


def test_a_file_may_choose_the_language(xxgk: Command, here: Write) -> None:
    here('[xxgk]\nlang = "en"\n')
    assert "5 reports" in xxgk("stats").stdout
    assert "报告 5" in xxgk("stats", XXGK_LANG="zh").stdout
