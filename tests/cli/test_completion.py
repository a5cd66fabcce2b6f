"""What a shell is offered, and the scripts that make it ask."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def offered(xxgk: Command, *words: str) -> list[str]:
    """What completes the last of the words, as bash asks for it."""
    asked = xxgk(
        COMP_WORDS=" ".join(["xxgk", *words]),
        COMP_CWORD=str(len(words)),
        _XXGK_COMPLETE="bash_complete",
    )
    assert asked.stderr == ""
    return [line.removeprefix("plain,") for line in asked.stdout.splitlines() if line]


def test_commands_and_options_are_offered(xxgk: Command) -> None:
    assert offered(xxgk, "se") == ["search", "serve"]
    assert offered(xxgk, "search", "--ma") == ["--match"]
    assert offered(xxgk, "search", "--match", "e") == ["exact"]


def test_schools_are_offered_by_any_piece_of_their_name_and_by_pinyin(xxgk: Command) -> None:
    for typed in ("湖南", "湖南机电职业技术学院", "hnjd"):
        assert offered(xxgk, "search", "--school", typed) == ["湖南机电职业技术学院"]
    assert len(offered(xxgk, "search", "--school", "机电")) == 2
    assert len(offered(xxgk, "list", "--school", "")) == 5
    assert offered(xxgk, "list", "--school", "查无此校") == []


def test_sections_and_topics_are_offered_by_id_and_by_name(xxgk: Command) -> None:
    assert offered(xxgk, "list", "--lacks", "o") == ["on_request", "other_matters", "overview"]
    assert offered(xxgk, "search", "--section", "举") == ["举报、复议、诉讼"]
    assert offered(xxgk, "search", "--topic", "fin") == ["finance"]


def test_provinces_and_years_are_those_of_the_index(xxgk: Command) -> None:
    assert offered(xxgk, "search", "--province", "湖") == ["湖北", "湖南"]
    assert offered(xxgk, "search", "--year", "20") == ["2022", "2024"]


def test_reports_are_offered_by_id_and_by_school(xxgk: Command) -> None:
    (only,) = offered(xxgk, "show", "003")
    assert only.startswith("003_")
    assert offered(xxgk, "show", "襄阳") == ["襄阳科技职业学院"]


def test_queries_are_completed_like_on_the_page(xxgk: Command) -> None:
    assert "信息公开" in offered(xxgk, "search", "信息公")


def test_where_there_is_no_index_nothing_is_offered_and_nothing_said(
    elsewhere: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered(elsewhere, "search", "--school", "") == []
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xxgk.toml").write_text("nonsense", encoding="utf-8")
    assert offered(elsewhere, "search", "--school", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(xxgk: Command, shell: str, tmp_path: Path) -> None:
    script = xxgk("completion", shell).stdout
    assert f"_XXGK_COMPLETE={shell}_complete" in script
    program = shutil.which(shell)
    if program is None:
        return  # what it prints is looked at by that shell where there is one
    place = tmp_path / "script"
    place.write_text(script, encoding="utf-8")
    assert subprocess.run([program, "-n", str(place)], check=False).returncode == 0
