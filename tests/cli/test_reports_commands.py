"""`xxgk list`, `show`, `suggest`, `stats`, `check`, `inspect`: what is known of reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Command

ANHUI = "安徽机电职业技术学院"


def test_list_tells_all_reports_newest_first(xxgk: Command) -> None:
    listed = xxgk.json("list")
    assert [*listed[0]] == [
        *("id", "school", "province", "period", "year", "period_start", "period_end"),
        *("published", "title", "source_url", "path", "sections", "published_from"),
        *("first_indexed", "text_source"),
    ]
    assert [report["year"] for report in listed] == [2024, 2024, 2024, 2022, 2022]
    (anhui,) = [report for report in listed if report["school"] == ANHUI]
    assert (anhui["period"], anhui["period_start"]) == ("2023-2024", "2023-09-01")
    assert anhui["sections"][0] == "preamble"
    assert anhui["sections"][-1] == "checklist"


def test_list_tells_who_lacks_a_section(xxgk: Command) -> None:
    (anhui,) = xxgk.json("list", "--lacks", "evaluation")
    assert anhui["school"] == ANHUI
    assert xxgk.json("list", "--lacks", "评议") == [anhui]


def test_an_empty_list_is_1(xxgk: Command) -> None:
    result = xxgk("list", "--lacks", "overview", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
    assert xxgk("list", "--year", "2019").exit_code == 1


def test_list_has_every_format(xxgk: Command) -> None:
    rows = [*csv.DictReader(io.StringIO(xxgk("list", "--format", "csv").stdout))]
    lines = [json.loads(line) for line in xxgk("list", "--format", "jsonl").stdout.splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert lines == xxgk.json("list")
    assert "共 5 份报告" in xxgk("list").stdout


def test_an_unknown_section_of_lacks_is_2(xxgk: Command) -> None:
    result = xxgk("list", "--lacks", "weather")
    assert result.exit_code == 2
    assert "weather" in result.stderr


@pytest.mark.parametrize("words", [("安徽机电", "2024"), ("安徽机电 2023-2024",), (ANHUI,)])
def test_show_takes_a_school_and_a_year(xxgk: Command, words: tuple[str, ...]) -> None:
    assert xxgk.json("show", *words)["school"] == ANHUI


def test_show_gives_the_whole_report(xxgk: Command) -> None:
    (listed,) = [report for report in xxgk.json("list") if report["school"] == ANHUI]
    shown = xxgk.json("show", listed["id"])
    assert {name: shown[name] for name in listed} == listed
    parts = shown["parts"]
    assert [*parts[0]] == [
        *("ordinal", "sections", "topics", "heading", "text", "links", "text_source", "uncertain")
    ]
    assert [part["ordinal"] for part in parts] == [*range(1, len(parts) + 1)]
    text = xxgk("show", listed["id"]).stdout
    markdown = xxgk("show", listed["id"], "--format", "markdown").stdout
    for part in parts:
        assert part["heading"] in text
        assert part["text"] in text
    assert markdown.startswith(f"# {ANHUI}")
    assert "## 三、依申请公开和不予公开情况" in markdown


def test_show_gives_one_section(xxgk: Command) -> None:
    parts = xxgk.json("show", "安徽机电", "--section", "依申请公开")["parts"]
    assert [part["sections"] for part in parts] == [["on_request"]]
    topical = xxgk.json("show", "安徽机电", "--section", "proactive")["parts"]
    assert {topic for part in topical for topic in part["topics"]} >= {"finance", "teaching"}


def test_what_show_does_not_find_is_1(xxgk: Command) -> None:
    for arguments in (("没有这份",), ("安徽机电", "2019"), ("安徽机电", "--section", "评议")):
        result = xxgk("show", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "错误：" in result.stderr


def test_markdown_shows_signs_as_they_are(elsewhere: Command, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(
        "青江职业学院2024年信息公开年度报告\n\n一、信息公开工作概述\n"
        "1. <script>alert(1)</script> 与 a_b_c\n",
        encoding="utf-8",
    )
    elsewhere("index", str(source))
    text = elsewhere("show", "青江", "--format", "markdown").stdout
    assert r"\<script\>" in text
    assert r"a\_b\_c" in text


def test_suggest_completes_schools_and_words(xxgk: Command) -> None:
    assert {"kind": "school", "text": ANHUI, "label": ANHUI} in xxgk.json("suggest", "安徽机电")
    assert "依申请公开" in [found["text"] for found in xxgk.json("suggest", "依申请")]
    assert len(xxgk.json("suggest", "学", "--limit", "2")) == 2
    assert xxgk("suggest", "绝无此词").exit_code == 1


def test_stats_tells_sizes(xxgk: Command) -> None:
    stats = xxgk.json("stats")
    assert [*stats] == [
        *("reports", "parts", "schools", "years", "engine", "generation", "bytes", "whoosh_dir")
    ]
    assert (stats["reports"], stats["schools"], stats["years"]) == (5, 5, [2022, 2024])
    assert Path(stats["whoosh_dir"]).is_dir()
    assert "报告 5" in xxgk("stats").stdout


def test_the_whoosh_folder_is_found_from_anywhere(
    xxgk: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(xxgk.index.parent)
    stats = xxgk.json("stats", "--index", xxgk.index.name)
    assert stats["whoosh_dir"] == xxgk.json("stats")["whoosh_dir"]


def test_check_finds_nothing_wrong_with_a_sound_index(xxgk: Command) -> None:
    assert xxgk.json("check") == {"ok": True, "problems": []}
    assert "完好" in xxgk("check", "--deep").stdout


def test_check_tells_a_file_that_has_changed(elsewhere: Command, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes((SEEDS / "003_cf6dcf5aa17e2594.txt").read_bytes())
    elsewhere("index", str(source))
    source.write_text("别的内容", encoding="utf-8")
    result = elsewhere("check", "--format", "json")
    assert result.exit_code == 4
    answer = json.loads(result.stdout)
    assert answer["ok"] is False
    assert [*answer["problems"][0]] == ["what", "where", "fix"]
    assert answer["problems"][0]["where"] == str(source)


def test_check_tells_a_damaged_index(elsewhere: Command) -> None:
    elsewhere("index", str(SEEDS))
    stored = max(
        (path for path in elsewhere.index.rglob("*") if path.is_file()),
        key=lambda path: path.stat().st_size,
    )
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 0xFF
    stored.write_bytes(data)
    result = elsewhere("check", "--deep")
    assert result.exit_code == 3
    assert "--rebuild" in result.stdout + result.stderr


def test_inspect_shows_the_outline_as_understood(elsewhere: Command) -> None:
    seed = str(SEEDS / "003_cf6dcf5aa17e2594.txt")
    text = elsewhere("inspect", seed).stdout
    assert "襄阳科技职业学院" in text
    assert "三、信息依申请公开情况和不予公开情况  [依申请公开]" in text
    assert "  （一）概述\n" in text
    (report,) = json.loads(elsewhere("inspect", seed, "--format", "json").stdout)
    assert report["outline"][0]["level"] == 1
    assert 0 <= report["confidence"] <= 1
    assert not elsewhere.index.exists()


def test_inspect_lists_the_figures_with_their_sentences(elsewhere: Command) -> None:
    seed = str(SEEDS / "003_cf6dcf5aa17e2594.txt")
    assert "公众号条数  372  在微信公众号发布信息372条" in elsewhere("inspect", seed).stdout
    (report,) = json.loads(elsewhere("inspect", seed, "--format", "json").stdout)
    assert report["figures"]["website_items"]["value"] == 625
    assert report["figures"]["complaints"]["state"] == "zero"


def test_inspect_names_what_cannot_be_read(elsewhere: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = elsewhere("inspect", str(empty))
    assert result.exit_code == 4
    assert "empty.txt" in result.stderr
    assert elsewhere("inspect", str(tmp_path / "nowhere.txt")).exit_code == 2
    picture = tmp_path / "picture.jpg"
    picture.touch()
    result = elsewhere("inspect", str(picture))
    assert result.exit_code == 1
    assert "picture.jpg 不是报告的格式" in result.stderr


def test_help_is_chinese_and_has_an_example(elsewhere: Command) -> None:
    top = elsewhere("--help").stdout
    for command in ("index", "search", "list", "show", "suggest", "inspect", "check", "stats"):
        assert f"  {command} " in top
        text = elsewhere(command, "--help").stdout
        assert "用法：" in text
        assert "例：" in text
        assert f"xxgk {command}" in text
        assert "Options" not in text


def test_without_a_command_the_help_is_shown(elsewhere: Command) -> None:
    result = elsewhere()
    assert (result.exit_code, "用法：" in result.stdout) == (0, True)


def test_every_command_but_index_needs_an_index(elsewhere: Command) -> None:
    elsewhere.index.mkdir()
    (elsewhere.index / "README.md").write_text("where the index will be", encoding="utf-8")
    for arguments in (
        ("search", "公开"),
        ("list",),
        ("show", "安徽机电"),
        ("suggest", "安"),
        ("check",),
        ("stats",),
    ):
        result = elsewhere(*arguments)
        assert (result.exit_code, result.stdout) == (3, "")
        assert "xxgk index" in result.stderr


def test_list_tells_what_is_copied_from_the_year_before(xxgk: Command, tmp_path: Path) -> None:
    seed = next(path for path in SEEDS.glob("000*.txt"))
    text = seed.read_text("utf-8-sig")
    (tmp_path / "2024.txt").write_text(text, "utf-8")
    before = text.replace("2024", "2023").replace("2023-2024", "2022-2023")
    (tmp_path / "2023.txt").write_text(before.replace("信息公开", "政务信息"), "utf-8")
    index = str(tmp_path / "index")
    rows = [
        ["path", "school", "period"],
        *([f"{y}.txt", ANHUI, f"{y - 1}-{y}"] for y in (2023, 2024)),
    ]
    (tmp_path / "manifest.csv").write_text("\n".join(map(",".join, rows)), "utf-8")
    assert xxgk("index", str(tmp_path), "--index", index).exit_code == 0
    (some,) = xxgk.json("list", "--copied", "10", "--index", index)
    assert some["period"] == "2023-2024"
    assert xxgk("list", "--copied", "95", "--index", index).exit_code == 1
    assert xxgk("list", "--copied", "0", "--index", index).exit_code == 2


def test_show_lists_what_the_checklist_states(xxgk: Command) -> None:
    """The first report names eleven items of which the school has nothing."""
    shown = xxgk.json("show", "安徽机电", "2024")
    assert [row["official"] for row in shown["checklist"]] == [
        *(8, 11, 12, 13, 14, 17),
        *(43, 44, 45, 46, 47),
    ]
    assert {row["status"] for row in shown["checklist"]} == {"not_applicable"}
    assert "清单事项 11 条" in xxgk("show", "安徽机电", "2024").stdout
    assert xxgk.json("show", "湖南机电")["checklist"] == []
