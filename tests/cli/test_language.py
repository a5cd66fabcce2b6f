"""The terminal speaks Chinese, or English where that is wanted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.cli.context import COMMANDS
from tests.cli.conftest import Command
from tests.cli.test_serving_is_guarded import a_free_port

HAN = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile("[“\"'][^”\"']*[”\"']")
EXAMPLE = re.compile(r"^  xxgk [^#\n]*", re.MULTILINE)


@pytest.mark.parametrize(
    ("environment", "is_english"),
    [
        ({"XXGK_LANG": "en"}, True),
        ({"XXGK_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, False),
        ({"XXGK_LANG": "fr", "LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, False),
        ({"LC_MESSAGES": "en_US", "LANG": "zh_CN"}, True),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_the_variable_then_the_locale_choose_the_language(
    xxgk: Command, environment: dict[str, str], is_english: bool
) -> None:
    unset = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "", "XXGK_LANG": ""}
    text = xxgk("stats", **{**unset, **environment}).stdout
    assert ("5 reports" in text) == is_english
    assert ("报告 5" in text) != is_english


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_english_but_for_what_is_chinese(xxgk: Command, command: str) -> None:
    """Queries, names of schools and names of sections stay what they are."""
    text = xxgk(*command.split(), "--help", XXGK_LANG="en").stdout
    assert "Usage: " in text
    assert "Options:" in text
    prose = re.sub("安徽|Chinese\\s+name\\s+\\w+|\\s-举报|“无”", "", EXAMPLE.sub("", text))
    assert not HAN.search(prose), prose


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "(举报"),
        ("search", "举报", "--size", "0"),
        ("search", "举报", "--size", "x"),
        ("search", "举报", "--sort", "best"),
        ("search", "举报", "--facet-size", "-1"),
        ("search", "举报", "--section", "nonsense"),
        ("search", "举报", "--no-such-option"),
        ("search", "-举报"),
        ("search", "--year"),
        ("show",),
        ("show", "000_85b6c2abdc44f796-dd75c101f2eb#99"),
        ("show", "nonsense"),
        ("stats", "more"),
        ("nonsense",),
        ("index", "/no/such/folder"),
        ("index", "seeds", "--userdict", "/no/such/file"),
        ("stats", "--index", "/no/such/folder"),
        ("stats", "--engine", "other"),
        ("completion", "tcsh"),
    ],
    ids=" ".join,
)
def test_errors_are_english_but_for_what_was_typed(
    xxgk: Command, arguments: tuple[str, ...]
) -> None:
    result = xxgk(*arguments, XXGK_LANG="en")
    assert result.exit_code in (1, 2, 3)
    assert "Error: " in result.stderr or "Can't read the query" in result.stderr
    message = re.sub("[(-]举报?|\\w+学院", "", result.stderr)
    assert not HAN.search(QUOTED.sub("", message)), result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "举报", "--size", "1"),
        ("search", "查无此词", "--match", "exact"),
        ("search", "举报", "--page", "99"),
        ("list",),
        ("coverage",),
        ("trends", "举报"),
        ("check",),
        ("suggest", "信息"),
    ],
    ids=" ".join,
)
def test_answers_are_framed_in_english(xxgk: Command, arguments: tuple[str, ...]) -> None:
    text = xxgk(*arguments, XXGK_LANG="en").stdout
    for word in ("部分", "报告：", "没有", "学校  ", "栏目", "打开", "下一页", "迟交"):
        assert not re.search(rf"^\s*{word}", text, re.MULTILINE), text


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (("--cors", "lab.example.cn"), {}, "An origin"),
        ((), {"XXGK_ROSTER": "/none.csv"}, "roster"),
    ],
    ids=["cors", "roster"],
)
def test_invalid_settings_of_the_web_app_are_reported_in_english(
    xxgk: Command, arguments: tuple[str, ...], environment: dict[str, str], expected: str
) -> None:
    result = xxgk("serve", "--port", str(a_free_port()), *arguments, XXGK_LANG="en", **environment)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert not HAN.search(result.stderr)


def test_json_stays_as_it_is(xxgk: Command) -> None:
    found = [
        xxgk("search", "举报", "--format", "json", XXGK_LANG=each).stdout for each in ("zh", "en")
    ]
    one, other = (re.sub(r'"took_ms": [\d.]+', "", text) for text in found)
    assert one == other


def test_indexing_is_reported_in_english(elsewhere: Command, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    result = elsewhere("index", str(tmp_path), XXGK_LANG="en")
    assert "1 failed" in result.stdout
    assert result.stderr.startswith("Not read: empty.txt: ")
