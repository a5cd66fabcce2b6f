"""`xxgk coverage`, `xxgk trends` and `xxgk compare`: what the web's studies show."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from indexer.archive import open_archive
from tests.cli.conftest import Command
from webapp import create_app


def test_the_json_is_that_of_the_api(xxgk: Command, seeds_index: Path) -> None:
    client = create_app(open_archive(seeds_index)).test_client()
    assert xxgk.json("coverage") == client.get("/api/v1/coverage").json
    assert (
        xxgk.json("coverage", "--year", "2024", "--section", "评议", "--state", "absent")
        == client.get("/api/v1/coverage?year=2024&section=evaluation&state=absent").json
    )
    assert xxgk.json("trends", "举报 安徽机电") == client.get("/api/v1/trends?q=举报 安徽机电").json


def test_coverage_names_what_a_school_left_out(xxgk: Command) -> None:
    text = xxgk("coverage", "--year", "2024", "--name", "安徽机电").stdout
    assert "2024 年：1 份报告" in text
    assert "只写“无”：其他事项" in text
    assert "无此栏目：评议" in text


def test_coverage_as_lines_and_as_a_table(xxgk: Command) -> None:
    lines = xxgk("coverage", "--format", "jsonl").stdout.splitlines()
    rows = [*csv.DictReader(io.StringIO(xxgk("coverage", "--format", "csv").stdout))]
    assert [json.loads(line)["school"] for line in lines] == [row["school"] for row in rows]
    assert {row["evaluation"] for row in rows} <= {"present", "absent", "no_report"}


def test_schools_of_a_roster_are_missed(xxgk: Command, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("学校,省份\n青江职业学院,安徽\n", encoding="utf-8")
    text = xxgk("coverage", "--roster", str(roster), "--state", "no_report").stdout
    assert "青江职业学院  安徽\n  本库未收录" in text


def test_nothing_to_show_is_1_and_a_wrong_name_2(xxgk: Command) -> None:
    assert xxgk("coverage", "--name", "查无此校").exit_code == 1
    assert xxgk("coverage", "--section", "前言").exit_code == 2
    assert xxgk("trends", "查无此词", "--match", "exact").exit_code == 1
    assert xxgk("trends", "(").exit_code == 2


def test_trends_count_by_year_and_by_province(xxgk: Command) -> None:
    assert "2024  2/3   67%" in xxgk("trends", "信息公开工作领导小组").stdout
    rows = [*csv.DictReader(io.StringIO(xxgk("trends", "举报", "--format", "csv").stdout))]
    assert {row["facet"] for row in rows} == {"year", "province"}


TWO = ("湖南机电 2022", "安徽机电 2024")


def test_a_comparison_marks_what_the_other_report_does_not_say(xxgk: Command) -> None:
    lines = xxgk("compare", *TWO, "--section", "依申请公开").stdout.splitlines()
    assert lines[:2] == [
        "[-湖南机电职业技术学院  2022-]",
        "{+安徽机电职业技术学院  2023-2024+}",
    ]
    assert "  [-本年度学校没有收到师生和公众的信息公开申请。-]" in lines
    assert lines.count("  三、依申请公开和不予公开情况") == 2


def test_a_comparison_as_json_has_texts_and_places(xxgk: Command) -> None:
    result = xxgk.json("compare", *TWO)
    assert [each["section"] for each in result][:2] == ["preamble", "overview"]
    for each in result:
        one, other = each["sides"]
        for change in one["changes"]:
            piece = one["text"][change["start"] : change["end"]]
            assert change["kind"] == "changed" or piece not in other["text"]


def test_the_same_report_does_not_differ_from_itself(xxgk: Command) -> None:
    text = xxgk("compare", TWO[0], TWO[0]).stdout
    assert text.count("[-") == text.count("{+") == 1


def test_reports_with_nothing_in_common_cannot_be_compared(xxgk: Command) -> None:
    assert xxgk("compare", *TWO, "--section", "checklist").exit_code == 1
    assert xxgk("compare", TWO[0]).exit_code == 2
    assert xxgk("compare", TWO[0], "nonsense").exit_code == 1
