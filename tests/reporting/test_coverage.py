"""The coverage matrix: states of sections, missing reports, late reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer.errors import UsageError
from indexer.reporting.coverage import COLUMNS, CoverageRequest, coverage, matrix, totals, years
from indexer.reporting.roster import Expected, read_roster
from indexer.search.engine import IndexReader
from tests.reporting.conftest import make_report

OpenReader = Callable[..., IndexReader]


def test_a_heading_with_two_labels_fills_both_columns(open_reader: OpenReader) -> None:
    (row,) = coverage(open_reader(make_report("r")), 2024).rows
    states = dict(zip(COLUMNS, row.cells, strict=True))
    assert states["evaluation"].state == states["complaints"].state == "present"
    assert states["evaluation"].ordinal == 2
    assert states["checklist"].state == "absent"


def test_a_school_of_the_archive_without_a_report_for_the_year_has_a_row(
    open_reader: OpenReader,
) -> None:
    reader = open_reader(make_report("a"), make_report("b", school="别的学院", year=2023))
    rows = coverage(reader, 2024).rows
    assert [(row.school, row.report is None) for row in rows] == [
        ("青江职业学院", False),
        ("别的学院", True),
    ]


def test_the_roster_adds_schools_by_any_spelling_once(open_reader: OpenReader) -> None:
    roster = (Expected("青江 职业学院", "安徽"), Expected("缺席大学", None))
    rows = coverage(open_reader(make_report("a")), 2024, roster).rows
    assert [row.school for row in rows] == ["青江职业学院", "缺席大学"]


def test_reports_of_an_unknown_school_or_year_have_rows(open_reader: OpenReader) -> None:
    reader = open_reader(make_report("a", school=None), make_report("b", year=None, period=None))
    assert [row.school for row in coverage(reader, 2024).rows if row.report] == [None]
    assert [row.school for row in coverage(reader, None).rows if row.report] == ["青江职业学院"]
    assert years(reader) == [2024]


def test_totals_count_every_row_once(open_reader: OpenReader) -> None:
    reader = open_reader(make_report("a"), make_report("b", school="别的学院", year=2023))
    for counts in totals(coverage(reader, 2024).rows):
        assert sum(counts.values()) == 2
        assert counts["no_report"] == 1


@pytest.mark.parametrize(
    ("about", "late"),
    [
        ({"published": date(2024, 10, 31)}, False),
        ({"published": date(2024, 11, 1)}, True),
        ({"published": None}, None),
        ({"published": date(2024, 11, 1), "period_end": None}, True),
        ({"published": date(2024, 11, 1), "period_end": None, "period": "2024"}, None),
        ({"published": date(2025, 1, 15), "period_end": date(2024, 12, 31)}, False),
        ({"published": date(2025, 11, 1), "period_end": date(2024, 12, 31)}, True),
        ({"published": date(2023, 10, 30), "period_end": date(2023, 8, 31)}, None),
        ({"published": date(2023, 10, 30)}, None),
    ],
)
def test_late_is_after_the_october_that_follows_the_period(
    open_reader: OpenReader, about: dict[str, date | None], late: bool | None
) -> None:
    (row,) = coverage(open_reader(make_report("r", **about)), 2024).rows
    assert row.late is late


class TestRoster:
    def test_accepts_chinese_and_english_headers(self, tmp_path: Path) -> None:
        for header in ("school,province", "\ufeff学校名称,省份", "序号,院校,省"):
            path = tmp_path / "r.csv"
            first = "1," if header.startswith("序号") else ""
            path.write_text(f"{header}\n{first}甲大学,安徽\n{first}甲大学,\n", encoding="utf-8")
            assert [one.school for one in read_roster(path)] == ["甲大学"]

    @pytest.mark.parametrize("content", [b"", b"name\nx\n", "学校\n".encode("gbk")])
    def test_reports_what_is_wrong_with_the_file(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "名册.csv"
        path.write_bytes(content)
        with pytest.raises(UsageError, match="名册"):
            read_roster(path)

    def test_reports_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="无法读取"):
            read_roster(tmp_path / "none.csv")


def test_the_table_of_known_schools_expects_no_report(open_reader: OpenReader) -> None:
    """It recognises names; a school is expected where the archive or the roster has it."""
    reader = open_reader(make_report("a", school="安徽大学"))
    assert [row.school for row in coverage(reader, 2024).rows] == ["安徽大学"]


def test_a_year_without_reports_has_no_rows(open_reader: OpenReader) -> None:
    """It says nothing of any school, whatever the roster expects."""
    reader = open_reader(make_report("a", school="安徽大学"))
    assert coverage(reader, 1999, [Expected("安徽大学", None)]).rows == ()


def test_every_report_is_counted_under_its_date(open_reader: OpenReader) -> None:
    reader = open_reader(
        make_report("a", published=date(2024, 10, 31), published_from="page"),
        make_report("b", published=date(2024, 11, 1), published_from="signature"),
        make_report("c", published=None),
        make_report("d", published=date(2024, 11, 1), period_end=None, period="2024"),
    )
    dates = matrix(coverage(reader, 2024), CoverageRequest()).dates
    told = (dates.by_deadline, dates.later, dates.unjudged, dates.undated, dates.signed)
    assert told == (1, 1, 1, 1, 1)


def test_a_table_of_what_was_collected_says_for_whom_nothing_was_found(tmp_path: Path) -> None:
    table = tmp_path / "collected.csv"
    table.write_text(
        "school,province,reports,years_found,reason,explanation\n"
        "甲大学,安徽,0,,needs a browser,列表由脚本生成\n乙大学,安徽,3,2020 2021,,\n",
        encoding="utf-8",
    )
    assert [one.nothing_found for one in read_roster(table)] == ["列表由脚本生成", ""]
    plain = tmp_path / "roster.csv"
    plain.write_text("school,province\n甲大学,安徽\n", encoding="utf-8")
    assert [one.nothing_found for one in read_roster(plain)] == [None]
