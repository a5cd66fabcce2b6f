"""`xxgk figures`, and figures as filters of other commands."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from indexer.reports.figures import FIGURES
from tests.cli.conftest import SEEDS, Command

ANHUI = "安徽机电职业技术学院"
STATED = "requests_received>0"


def test_every_report_has_every_figure(xxgk: Command) -> None:
    rows = xxgk.json("figures")
    assert [row["report_id"] for row in rows] == [head["id"] for head in xxgk.json("list")]
    assert [*rows[0]] == ["report_id", "school", "province", "period", "year", "figures"]
    for row in rows:
        assert [*row["figures"]] == [*FIGURES]
        assert {figure["state"] for figure in row["figures"].values()} <= {
            *("number", "zero", "not_stated", "unread", "text")
        }


def test_a_bare_figure_chooses_columns_and_a_condition_filters_reports(xxgk: Command) -> None:
    (row,) = xxgk.json("figures", "--figure", "诉讼", "--figure", STATED, "--figure", "complaints")
    assert row["school"] == ANHUI
    assert [*row["figures"]] == ["complaints", "lawsuits"]
    assert row["figures"]["lawsuits"]["value"] == 0


def test_only_the_reports_that_the_filters_let_pass_are_shown(xxgk: Command) -> None:
    rows = xxgk.json("figures", "--year", "2024", "--province", "安徽")
    assert [row["school"] for row in rows] == [ANHUI]
    result = xxgk("figures", "--figure", "lawsuits>5", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])


def test_the_text_tells_the_states_apart(xxgk: Command) -> None:
    text = xxgk("figures", "--school", "江西工程").stdout
    assert "新收公开申请        报告写明没有  2023-2024 学年，学校信息公开无依申请公开" in text
    assert "主动公开信息总数    1435 " in text
    assert "网站条数            约 396 " in text
    assert "报告未提及：行政复议、行政诉讼" in text
    assert "共 1 份报告" in text
    assert "需核对原文" in xxgk("figures", "--school", "安徽机电").stdout
    assert "unread" not in text
    english = xxgk("figures", "--school", "江西工程", XXGK_LANG="en").stdout
    assert "Stated as none" in english
    assert "about 396" in english


def test_a_table_has_sentences_and_links(xxgk: Command, tmp_path: Path) -> None:
    chosen = ("--figure", "requests_received", "--figure", STATED)
    printed = xxgk("figures", *chosen, "--format", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(printed))
    assert row["requests_received"] == "1"
    assert row["requests_received_state"] == "number"
    assert "收到公开申请 1 条" in row["requests_received_sentence"]
    assert row["requests_received_url"] == (
        f"/reports/{row['report_id']}?mark=requests_received#marked"
    )
    file = tmp_path / "figures.csv"
    result = xxgk("figures", *chosen, "--output", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [*csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))] == [row]
    assert [*tmp_path.iterdir()] == [file]


def test_lines_are_the_rows(xxgk: Command) -> None:
    lines = xxgk("figures", "--format", "jsonl").stdout.splitlines()
    assert [*map(json.loads, lines)] == xxgk.json("figures")


@pytest.mark.parametrize("command", ["search", "list", "trends", "figures"])
def test_a_condition_filters(xxgk: Command, command: str) -> None:
    answer = xxgk.json(command, "--figure", STATED)
    assert ANHUI in json.dumps(answer, ensure_ascii=False) or command == "trends"
    others = xxgk(command, "--figure", STATED, "--school", "江西工程", "--format", "json")
    assert others.exit_code == 1


@pytest.mark.parametrize("command", ["search", "list", "figures"])
@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("requests_recieved>0", "最接近的是 requests_received（新收公开申请）"),
        ("lawsuits>many", "lawsuits>many"),
        ("申请>0", "不止指一个指标"),
    ],
)
def test_a_wrong_condition_is_2_and_says_what_is_nearest(
    xxgk: Command, command: str, typed: str, named: str
) -> None:
    result = xxgk(command, "--figure", typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr


def test_a_bare_figure_is_no_filter_elsewhere(xxgk: Command) -> None:
    for command in ("search", "list", "trends"):
        result = xxgk(command, "--figure", "lawsuits")
        assert result.exit_code == 2
        assert "lawsuits>0" in result.stderr


def test_an_unknown_column_is_2(xxgk: Command) -> None:
    result = xxgk("figures", "--figure", "lawsuit_count")
    assert result.exit_code == 2
    assert "lawsuits（行政诉讼）" in result.stderr


@pytest.mark.parametrize("command", ["search", "list", "trends", "coverage", "figures"])
def test_every_table_is_written_to_a_file(xxgk: Command, command: str, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    result = xxgk(command, "--output", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.name in result.stderr
    written = [*csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig")))]
    printed = xxgk(command, "--format", "csv").stdout
    assert written == [*csv.reader(io.StringIO(printed))]


def test_a_file_is_csv_only(xxgk: Command, tmp_path: Path) -> None:
    file = str(tmp_path / "figures.json")
    assert xxgk("figures", "--format", "json", "--output", file).exit_code == 2
    missing = str(tmp_path / "no" / "figures.csv")
    result = xxgk("figures", "--output", missing)
    assert result.exit_code != 0
    assert "无法写入" in result.stderr


def test_a_report_is_shown_with_its_figures(xxgk: Command) -> None:
    figures = xxgk.json("show", "安徽机电", "2024")["figures"]
    (row,) = xxgk.json("figures", "--school", ANHUI)
    assert figures == row["figures"]
    assert "  新收公开申请      1  " in xxgk("show", "安徽机电", "2024").stdout
    assert "新收公开申请" not in xxgk("show", "安徽机电", "2024", "--section", "overview").stdout


def test_check_lists_contradictions_with_both_sentences(xxgk: Command, tmp_path: Path) -> None:
    seed = next(path for path in SEEDS.glob("000*.txt")).read_text("utf-8-sig")
    said = "学校信息公开工作办公室收到公开申请 1 条，"
    assert said in seed
    (tmp_path / "now.txt").write_text(seed.replace(said, said + "比上年减少 4 条，"), "utf-8")
    (tmp_path / "before.txt").write_text(seed.replace(said, said.replace("1", "3")), "utf-8")
    rows = f"path,school,period\nnow.txt,{ANHUI},2023-2024\nbefore.txt,{ANHUI},2022-2023\n"
    (tmp_path / "manifest.csv").write_text(rows, "utf-8")
    index = str(tmp_path / "index")
    assert xxgk("index", str(tmp_path), "--index", index).exit_code == 0

    (check,) = xxgk.json("figures", "--check", "--index", index)
    assert (check["kind"], check["figure"]) == ("last_year", "requests_received")
    assert (check["value"], check["other_value"]) == (5, 3)
    assert "比上年减少 4 条" in check["sentence"]
    assert "3 条" in check["others"][0]["sentence"]
    assert check["others"][0]["report_id"] != check["report_id"]

    text = xxgk("figures", "--check", "--index", index).stdout
    assert "所述往年数与该年报告不符" in text
    assert "2 份报告中有 1 处不一致" in text
    lines = xxgk("figures", "--check", "--format", "jsonl", "--index", index).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [check]
    table = xxgk("figures", "--check", "--format", "csv", "--index", index).stdout
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["value"], row["other_value"], row["kind"]) == ("5", "3", "last_year")
    assert xxgk("figures", "--check", "--figure", "诉讼", "--index", index).exit_code == 1


def test_the_samples_contradict_nothing(xxgk: Command) -> None:
    result = xxgk("figures", "--check")
    assert result.exit_code == 1
    assert "5 份报告中没有发现确定的不一致" in result.stdout
