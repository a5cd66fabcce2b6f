"""`xxgk index`: what it reads, what it tells, what it writes beside."""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Command
from tests.reading_here import read_in_this_process

REPORT = """青江职业学院{year}年信息公开工作报告

一、信息公开工作概述
学校成立了信息公开工作领导小组。{more}

二、主动公开情况
学校公布了{year}年招生章程。
"""


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    read_in_this_process(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "reports"
    place.mkdir()
    for year in (2023, 2024):
        put(place / f"{year}.txt", year)
    return place


def put(place: Path, year: int, more: str = "") -> None:
    place.write_text(REPORT.format(year=year, more=more), encoding="utf-8")


def read_csv(place: Path) -> list[dict[str, str]]:
    with place.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def test_index_tells_what_it_did(elsewhere: Command, folder: Path) -> None:
    summary = elsewhere.json("index", str(folder))
    assert {name: summary[name] for name in ("added", "updated", "unchanged", "removed")} == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "removed": 0,
    }
    assert (summary["failed"], summary["reports"]) == ([], 2)
    assert summary["parts"] > 2
    assert summary["seconds"] >= 0
    assert "未变 2；现有 2 份报告" in elsewhere("index", str(folder)).stdout


def test_the_index_may_be_named_before_the_command_or_after_it(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    assert elsewhere("--index", str(before), "index", str(folder)).exit_code == 0
    assert elsewhere("index", str(folder), "--index", str(after)).exit_code == 0
    assert elsewhere("--index", str(before), "stats", "--index", str(after)).exit_code == 0
    assert before.is_dir()
    assert after.is_dir()
    assert not elsewhere.index.exists()


def test_the_engine_is_one_that_is_known(elsewhere: Command) -> None:
    assert elsewhere("stats", "--engine", "lucene").exit_code == 2
    assert elsewhere("stats", XXGK_ENGINE="lucene").exit_code == 2


def test_a_file_that_cannot_be_read_is_named_and_the_code_is_4(
    elsewhere: Command, folder: Path
) -> None:
    (folder / "empty.txt").touch()
    result = elsewhere("index", str(folder), "--format", "json")
    assert result.exit_code == 4
    summary = json.loads(result.stdout)
    assert summary["added"] == 2
    assert [*summary["failed"][0]] == ["path", "reason"]
    assert summary["failed"][0]["path"] == "empty.txt"
    result = elsewhere("index", str(folder))
    assert result.exit_code == 4
    assert "empty.txt：" in result.stderr


def test_a_twin_is_named(elsewhere: Command, folder: Path) -> None:
    put(folder / "again.txt", 2024)
    result = elsewhere("index", str(folder))
    assert result.exit_code == 0
    assert "重复：again.txt 与 2024.txt" in result.stderr.replace(
        "2024.txt 与 again.txt", "again.txt 与 2024.txt"
    )


def test_a_path_that_is_not_there_is_2_and_makes_nothing(elsewhere: Command) -> None:
    result = elsewhere("index", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert not elsewhere.index.exists()
    assert elsewhere("index").exit_code == 2


@pytest.mark.parametrize("path", ["", "a" * 5_000], ids=["empty", "long"])
def test_a_path_that_can_be_none_is_2_too(elsewhere: Command, path: str) -> None:
    for command in ("index", "inspect"):
        result = elsewhere(command, path)
        assert result.exit_code == 2
        assert "没有这个文件或文件夹" in result.stderr
        assert not elsewhere.index.exists()


def test_prune_and_rebuild(elsewhere: Command, folder: Path) -> None:
    elsewhere("index", str(folder))
    (folder / "2023.txt").unlink()
    assert elsewhere.json("index", str(folder))["reports"] == 2
    assert elsewhere.json("index", str(folder), "--prune")["removed"] == 1
    assert elsewhere.json("index", str(folder), "--rebuild")["added"] == 1


def test_the_readme_of_the_index_folder_is_never_touched(elsewhere: Command, folder: Path) -> None:
    elsewhere.index.mkdir()
    readme = elsewhere.index / "README.md"
    readme.write_text("kept", encoding="utf-8")
    elsewhere("index", str(folder))
    elsewhere("index", str(folder), "--rebuild")
    assert readme.read_text(encoding="utf-8") == "kept"


def test_a_file_that_is_no_report_is_ignored_named_and_no_failure(
    elsewhere: Command, folder: Path
) -> None:
    (folder / "recipe.txt").write_text("红烧肉\n先切块，再焯水。\n", encoding="utf-8")
    result = elsewhere("index", str(folder), "--format", "json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert (summary["added"], summary["failed"]) == (2, [])
    assert [*summary["ignored"][0]] == ["path", "reason"]
    assert summary["ignored"][0]["path"] == "recipe.txt"
    result = elsewhere("index", str(folder))
    assert result.exit_code == 0
    assert "忽略：recipe.txt：" in result.stderr
    assert "忽略 1" in result.stdout
    inspected = elsewhere("inspect", str(folder / "recipe.txt"))
    assert inspected.exit_code == 0
    assert "忽略：recipe.txt：" in inspected.stderr
    (folder / "manifest.csv").write_text("path,school\nrecipe.txt,青江学院\n", encoding="utf-8")
    assert elsewhere.json("index", str(folder))["ignored"] == []


def test_faults_of_a_manifest_are_counted_apart_from_files(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    (folder / "damaged.pdf").write_text("no pdf", encoding="utf-8")
    (folder / "manifest.csv").write_text(
        "path,school,province,figure:颜色\ndamaged.pdf,青江学院,外星,\nmissing.txt,青江学院,,\n",
        encoding="utf-8",
    )
    account = tmp_path / "account.csv"
    result = elsewhere("index", str(folder), "--report", str(account))
    assert result.exit_code == 4
    assert "1 份读取失败，清单有 3 处没有读取；" in result.stdout
    assert "清单：manifest.csv：第 1 行：没有指标“figure:颜色”" in result.stderr
    assert "清单：manifest.csv：第 2 行：province “外星”" in result.stderr
    assert "读取失败：manifest.csv" not in result.stderr
    assert sorted(row["status"] for row in read_csv(account))[-3:] == ["manifest"] * 3
    result = elsewhere("index", str(folder), "--format", "json")
    assert result.exit_code == 4
    summary = json.loads(result.stdout)
    assert [failure["path"] for failure in summary["failed"]] == ["damaged.pdf"]
    assert [fault["path"] for fault in summary["manifest_faults"]] == ["manifest.csv"] * 3
    (folder / "damaged.pdf").unlink()
    assert elsewhere("index", str(folder)).exit_code == 4
    (folder / "manifest.csv").unlink()
    assert elsewhere("index", str(folder)).exit_code == 0


def test_a_persons_own_columns_of_a_manifest_are_no_fault(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    (folder / "manifest.csv").write_text(
        "path,school,负责人,provnice\n2024.txt,青江学院,张三,安徽\n", encoding="utf-8"
    )
    account = tmp_path / "account.csv"
    result = elsewhere("index", str(folder), "--report", str(account))
    assert result.exit_code == 0
    assert "提示：manifest.csv：没有用到的列（可以保留）：负责人\n" in result.stderr
    assert "提示：manifest.csv：“provnice”这一列没有用到；如果是指 province" in result.stderr
    assert [row["status"] for row in read_csv(account)].count("notice") == 2
    result = elsewhere("index", str(folder), "--format", "json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert summary["manifest_faults"] == []
    assert [notice["path"] for notice in summary["manifest_notices"]] == ["manifest.csv"] * 2
    result = elsewhere("inspect", str(folder))
    assert result.exit_code == 0
    assert "提示：manifest.csv：" in result.stderr
    assert elsewhere("index", str(folder), "--write-manifest").exit_code == 0
    assert "张三" in (folder / "manifest.csv").read_text(encoding="utf-8-sig")


def test_the_account_has_every_file_the_least_certain_first(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    (folder / "empty.txt").touch()
    (folder / "recipe.txt").write_text("红烧肉\n先切块，再焯水。\n", encoding="utf-8")
    (folder / "bare.txt").write_text("一、信息公开工作概述\n学校重视。\n", encoding="utf-8")
    account = tmp_path / "account.csv"
    for statuses in (
        {
            "empty.txt": "failed",
            "recipe.txt": "ignored",
            "bare.txt": "added",
            "2024.txt": "added",
            "2023.txt": "added",
        },
        {
            "empty.txt": "failed",
            "recipe.txt": "ignored",
            "bare.txt": "unchanged",
            "2024.txt": "unchanged",
            "2023.txt": "unchanged",
        },
    ):
        elsewhere("index", str(folder), "--report", str(account))
        rows = read_csv(account)
        assert {row["path"]: row["status"] for row in rows} == statuses
        assert [row["path"] for row in rows[:3]] == ["empty.txt", "recipe.txt", "bare.txt"]
        assert rows[0]["reason"]
        assert rows[1]["reason"]
        assert rows[2]["warnings"]
        assert float(rows[2]["confidence"]) < float(rows[-1]["confidence"])
        assert (rows[-1]["school"], rows[-1]["sections"]) == (
            "青江职业学院",
            "preamble; overview; proactive",
        )


def test_an_unwritable_review_table_is_reported_before_anything_is_done(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    result = elsewhere("index", str(folder), "--report", str(tmp_path / "no" / "account.csv"))
    assert result.exit_code == 2
    assert "account.csv" in result.stderr
    assert not elsewhere.index.exists()


def test_a_dictionary_of_ones_own_stays_with_the_index_until_it_is_dropped(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    words, others = tmp_path / "words.txt", tmp_path / "others.txt"
    words.write_text("青江方略 5000\n校务信箱\n", encoding="utf-8")
    others.write_text("校务信箱\n", encoding="utf-8")
    run = partial(elsewhere, "index", str(folder))
    assert run("--userdict", "nowhere.txt").exit_code == 2
    assert run("--userdict", str(words)).exit_code == 0
    words.write_bytes("校务信箱\n青江方略 5000 n".encode("gb18030"))  # the same, written otherwise
    again = run("--userdict", str(words))
    assert (again.exit_code, again.stderr) == (0, "")
    for other in (str(others), ""):
        refused = run("--userdict", other)
        assert (refused.exit_code, "--rebuild" in refused.stderr) == (2, True)
    kept = run("--rebuild")
    assert (kept.exit_code, "2 个词" in kept.stderr) == (0, True)
    assert run("--userdict", str(words)).exit_code == 0
    assert run("--rebuild", "--userdict", "").exit_code == 0
    assert run("--userdict", "").exit_code == 0
    assert run("--rebuild").stderr == ""
    assert run("--userdict", str(words)).exit_code == 2


def test_a_dictionary_in_the_configuration_file_holds_for_every_run(
    elsewhere: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.txt").write_text("青江方略\n", encoding="utf-8")
    Path("xxgk.toml").write_text('[index]\nuserdict = "words.txt"\n', encoding="utf-8")
    assert [elsewhere("index", str(folder)).exit_code for _ in range(3)] == [0, 0, 0]


def test_a_rebuild_of_a_damaged_index_keeps_its_dictionary(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("青江方略\n", encoding="utf-8")
    elsewhere("index", str(folder), "--userdict", str(words))
    (elsewhere.index / "manifest.json").write_text("{", encoding="utf-8")
    assert "1 个词" in elsewhere("index", str(folder), "--rebuild").stderr
    (kept,) = elsewhere.index.glob("generations/*/user_words.txt")
    kept.write_text("青江万略\n", encoding="utf-8")
    rebuilt = elsewhere("index", str(folder), "--rebuild")
    assert (rebuilt.exit_code, "没有沿用" in rebuilt.stderr) == (0, True)
    assert elsewhere("check").exit_code == 0


def test_ignored_lines_of_a_dictionary_are_named(
    elsewhere: Command, folder: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    lines = ["# 本校", "阳光 校务 500", "OA系统", "", *(f"{n}工程 3 n" for n in range(900, 909))]
    words.write_text("\n".join(lines), encoding="utf-8")
    result = elsewhere("index", str(folder), "--userdict", str(words)).stderr
    assert "10 行没有采用" in result
    assert "第 3 行 OA系统、第 5 行 900工程 3 n、" in result
    assert "904工程" not in result


def test_a_damaged_index_is_refused_and_can_be_rebuilt(elsewhere: Command, folder: Path) -> None:
    elsewhere("index", str(folder))
    (elsewhere.index / "manifest.json").write_text("{", encoding="utf-8")
    for arguments in (("index", str(folder)), ("stats",), ("search", "公开")):
        result = elsewhere(*arguments)
        assert result.exit_code == 3
        assert "--rebuild" in result.stderr
    assert elsewhere("check").exit_code == 3
    assert elsewhere.json("index", str(folder), "--rebuild")["added"] == 2
    assert elsewhere("check").exit_code == 0


def test_a_manifest_can_be_written_corrected_and_fed_back(elsewhere: Command, folder: Path) -> None:
    elsewhere("index", str(folder), "--write-manifest")
    manifest = folder / "manifest.csv"
    rows = read_csv(manifest)
    assert [row["path"] for row in rows] == ["2023.txt", "2024.txt"]
    assert {row["school"] for row in rows} == {"青江职业学院"}
    text = manifest.read_text(encoding="utf-8-sig").replace("青江职业学院", "改正职业学院", 1)
    manifest.write_text(text, encoding="utf-8")
    elsewhere("index", str(folder))
    schools = {report["path"]: report["school"] for report in elsewhere.json("list")}
    assert schools == {"2023.txt": "改正职业学院", "2024.txt": "青江职业学院"}
    elsewhere("index", str(folder), "--write-manifest")
    assert (folder / "manifest.bak.csv").exists()
    assert "改正职业学院" in manifest.read_text(encoding="utf-8-sig")
    assert elsewhere.json("index", str(folder))["reports"] == 2


def test_the_seeds_are_all_read(elsewhere: Command) -> None:
    summary = elsewhere.json("index", str(SEEDS), "--jobs", "1")
    assert (summary["added"], summary["failed"]) == (5, [])
