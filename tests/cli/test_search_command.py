"""`xxgk search`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

COLUMNS = [
    *("school", "province", "period", "year", "published", "sections", "topics", "heading"),
    *("snippet", "text", "url", "source_url", "path", "text_source"),
]


def table(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text))]


def test_a_literal_is_found_where_it_stands_and_nowhere_else(xxgk: Command) -> None:
    found = xxgk.json("search", "信息公开工作领导小组")
    assert {hit["school"] for hit in found["hits"]} == {
        "安徽机电职业技术学院",
        "襄阳科技职业学院",
    }


def test_json_is_the_answer_of_the_contract(xxgk: Command) -> None:
    found = xxgk.json("search", "举报", "--section", "complaints", "--school", "湖南机电")
    assert (found["total"], found["reports"], found["page"], found["size"]) == (1, 1, 1, 10)
    (hit,) = found["hits"]
    assert hit["school"] == "湖南机电职业技术学院"
    assert hit["sections"] == ["complaints"]
    assert hit["id"] == f"{hit['report_id']}#{hit['ordinal']}"
    assert hit["url"] == f"/reports/{hit['report_id']}#s{hit['ordinal']}"
    assert [*found["facets"]] == [
        *("school", "section", "topic", "year", "province", "text_source")
    ]
    assert (found["read_as"], found["relaxed"], found["spread"]) == (None, None, 0)


def test_words_of_several_arguments_are_one_query(xxgk: Command) -> None:
    assert xxgk.json("search", "申请", "公开")["query"] == "申请 公开"


def test_text_is_grouped_by_report_and_says_how_to_open_it(xxgk: Command) -> None:
    text = xxgk("search", "信息公开工作领导小组").stdout
    assert "出自 2 份报告" in text
    assert text.count("襄阳科技职业学院  2024 · 湖北") == 1
    assert "打开：xxgk show 003_" in text
    assert "\x1b" not in text


def test_a_school_in_the_query_is_reported_with_the_option_that_undoes_it(xxgk: Command) -> None:
    text = xxgk("search", "安徽机电", "依申请公开").stdout
    assert "当作学校：安徽机电职业技术学院" in text
    assert "--match exact" in text


def test_a_relaxed_query_is_reported_with_the_option_that_undoes_it(xxgk: Command) -> None:
    text = xxgk("search", "哪些学校收到了依申请公开的申请？").stdout
    assert "已改为分词匹配" in text
    assert "--match exact" in text


def test_did_you_mean_is_shown_before_the_hits(xxgk: Command) -> None:
    lines = xxgk("search", "依申清公开").stdout.splitlines()
    assert "是否要找：依申请公开" in lines[:4]


def test_nothing_found_is_1(xxgk: Command) -> None:
    result = xxgk("search", "--match", "exact", "不存在的词语")
    assert result.exit_code == 1
    assert "没有找到" in result.stdout


def test_nothing_found_is_still_json_and_csv(xxgk: Command) -> None:
    for form in ("json", "jsonl", "csv"):
        assert xxgk("search", "--match", "exact", "不存在的词语", "--format", form).exit_code == 1
    empty = xxgk("search", "--match", "exact", "不存在的词语", "--format", "csv").stdout
    assert empty.strip().split(",") == COLUMNS


def test_an_unreadable_query_is_2_and_points_at_the_character(xxgk: Command) -> None:
    result = xxgk("search", "招生 AND (就业")
    assert (result.exit_code, result.stdout) == (2, "")
    query, caret = result.stderr.splitlines()[-2:]
    assert query == "招生 AND (就业"
    assert caret == " " * 9 + "^"  # a Chinese character takes two columns


def test_an_unknown_name_in_the_query_is_2_and_pointed_at(xxgk: Command) -> None:
    result = xxgk("search", "举报 section:食堂")
    assert (result.exit_code, result.stdout) == (2, "")
    query, caret = result.stderr.splitlines()[-2:]
    assert query == "举报 section:食堂"
    assert caret == " " * 5 + "^" * len("section:") + "^" * 4


def test_an_unknown_filter_value_is_2_and_names_the_nearest(xxgk: Command) -> None:
    result = xxgk("search", "的", "--school", "安徽机械职业技术学院")
    assert result.exit_code == 2
    assert "安徽机电职业技术学院" in result.stderr
    assert xxgk("search", "的", "--section", "complaint").exit_code in (0, 2)
    assert xxgk("search", "的", "--year", "twenty").exit_code == 2


def test_a_filter_given_twice_finds_either(xxgk: Command) -> None:
    found = xxgk.json("search", "的", "--school", "湖南机电", "--school", "襄阳", "--size", "100")
    assert {hit["school"] for hit in found["hits"]} == {
        "湖南机电职业技术学院",
        "襄阳科技职业学院",
    }
    years = xxgk.json("search", "的", "--year", "2023..2030", "--size", "100")
    assert {hit["year"] for hit in years["hits"]} == {2024}


def test_a_query_may_begin_with_a_minus(xxgk: Command) -> None:
    everything = xxgk.json("search")["total"]
    without = xxgk.json("search", "--no-facets", "--", "-举报")
    assert without["facets"] == {}
    assert 0 < without["total"] == everything - xxgk.json("search", "举报")["total"]
    hint = xxgk("search", "-举报")
    assert hint.exit_code == 2
    assert "xxgk search -- -举报" in hint.stderr


def test_an_empty_query_is_everything_newest_first(xxgk: Command) -> None:
    found = xxgk.json("search", "--size", "1000")
    assert found["total"] == len(found["hits"]) == xxgk.json("stats")["parts"]
    years = [hit["year"] for hit in found["hits"]]
    assert years == sorted(years, reverse=True)


def test_a_page_past_the_end_is_0_without_hits(xxgk: Command) -> None:
    found = xxgk.json("search", "举报", "--page", "99")
    assert found["hits"] == []
    assert found["total"] > 0
    assert "最后一页" in xxgk("search", "举报", "--page", "99").stdout


def test_csv_is_the_whole_result(xxgk: Command) -> None:
    total = xxgk.json("search", "公开")["total"]
    result = xxgk("search", "公开", "--format", "csv")
    rows = table(result.stdout)
    assert [*rows[0]] == COLUMNS
    assert len(rows) == total > 10
    assert all("公开" in row["text"] + row["heading"] for row in rows)
    assert {"complaints"} <= {row["sections"] for row in rows}


def test_csv_of_a_page_is_that_page(xxgk: Command) -> None:
    arguments = ("search", "公开", "--page", "2", "--size", "3")
    rows = table(xxgk(*arguments, "--format", "csv").stdout)
    assert [row["url"] for row in rows] == [hit["url"] for hit in xxgk.json(*arguments)["hits"]]


def test_csv_gives_no_formula_to_a_spreadsheet(elsewhere: Command, tmp_path) -> None:  # type: ignore[no-untyped-def]
    source = tmp_path / "=1+1.txt"
    source.write_text(
        "青江职业学院2024年信息公开年度报告\n\n一、信息公开工作概述\n=HYPERLINK(1)\n",
        encoding="utf-8",
    )
    assert elsewhere("index", str(source)).exit_code == 0
    rows = table(elsewhere("search", "--format", "csv").stdout)
    cells = [cell for row in rows for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert "'=1+1.txt" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_jsonl_is_the_whole_result_line_by_line(xxgk: Command) -> None:
    lines = xxgk("search", "公开", "--format", "jsonl").stdout.splitlines()
    hits = [json.loads(line) for line in lines]
    assert len({hit["id"] for hit in hits}) == len(hits) == xxgk.json("search", "公开")["total"]
    assert all(hit["text"] for hit in hits if not hit["heading"])


def test_an_export_is_whole_however_it_is_grouped(xxgk: Command) -> None:
    total = xxgk.json("search", "公开")["total"]
    for form in ("csv", "jsonl"):
        result = xxgk("search", "公开", "--group", "report", "--format", form)
        count = len(table(result.stdout)) if form == "csv" else len(result.stdout.splitlines())
        assert count == total


def test_an_export_says_on_stderr_how_the_query_was_read(xxgk: Command) -> None:
    result = xxgk("search", "安徽机电", "依申请公开", "--format", "jsonl")
    assert "当作学校" in result.stderr
    assert "当作学校" not in result.stdout


def test_group_counts_reports(xxgk: Command) -> None:
    found = xxgk.json("search", "公开", "--group", "report", "--size", "2")
    assert len({hit["report_id"] for hit in found["hits"]}) == 2
    assert all(hit["in_report"] >= 1 for hit in found["hits"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--sort", "best"),
        ("--match", "fuzzy"),
        ("--page", "0"),
        ("--size", "1001"),
        ("--size", "many"),
        ("--format", "xml"),
        ("--year",),
        ("--no-such-option",),
    ],
)
def test_wrong_usage_is_2_and_is_reported_in_chinese(
    xxgk: Command, arguments: tuple[str, ...]
) -> None:
    result = xxgk("search", "公开", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "错误：" in result.stderr
    assert "--help" in result.stderr
    assert arguments[0] in result.stderr


def test_text_offers_filters_as_commands_and_says_which_years_a_school_has(xxgk: Command) -> None:
    text = xxgk("search", "湖南 2022 申请").stdout
    assert "一并筛选：xxgk search --province 湖南 --year 2022 --section on_request" in text
    assert "没有 2022 年的报告；有 2024 年的" in xxgk("search", "安徽机电", "2022").stdout


def test_json_has_the_offers_beside_the_suggestions(xxgk: Command) -> None:
    found = xxgk.json("search", "学费多少钱")
    assert [*found["offers"]] == ["filters", "all", "missing", "words"]
    assert "收费标准" in {offer["text"] for offer in found["offers"]["words"]}


@pytest.mark.parametrize(
    "command",
    [
        ("search", "举报"),
        ("trends", "举报"),
        ("trends", "举报", "--cross"),
        ("list",),
        ("coverage", "--year", "2024"),
    ],
)
def test_output_writes_csv_that_excel_reads(
    xxgk: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    plain = xxgk(*command, "--format", "csv").stdout
    written = tmp_path / "rows.csv"
    assert xxgk(*command, "--output", str(written)).stdout == ""
    assert written.read_bytes().startswith(b"\xef\xbb\xbf")
    assert table(written.read_text("utf-8-sig")) == table(plain)


def test_links_of_a_table_are_absolute_where_the_site_is_known(xxgk: Command) -> None:
    rows = table(xxgk("search", "举报", "--format", "csv", "--base-url", "https://x.cn/").stdout)
    assert all(row["url"].startswith("https://x.cn/reports/") for row in rows)


def test_trends_are_also_year_by_province(xxgk: Command) -> None:
    rows = table(xxgk("trends", "举报", "--cross", "--format", "csv").stdout)
    assert [*rows[0]] == ["year", "province", "parts", "reports", "of_reports", "share"]
    assert {"2022", "2024"} == {row["year"] for row in rows}


def test_since_takes_a_day(xxgk: Command) -> None:
    everything = xxgk.json("search", "公开")["total"]
    assert xxgk.json("search", "公开", "--since", "2020-01-01")["total"] == everything
    assert xxgk("search", "公开", "--since", "2999-01-01").exit_code == 1
    assert xxgk("list", "--since", "2999-01-01").exit_code == 1
    answer = xxgk("search", "公开", "--since", "gestern")
    assert answer.exit_code == 2
    assert "since 应是日期" in answer.stderr
