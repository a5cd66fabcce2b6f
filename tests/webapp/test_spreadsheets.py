"""Workbooks and CSV for evaluators: typed cells, clickable links, keys to join by."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.workbook import Workbook

from tests.webapp.conftest import Page, a_report, address, archive_of, seed_reports
from webapp import WebSettings, create_app

BASE = "https://xxgk.example.cn"


@pytest.fixture(scope="module")
def public() -> FlaskClient:
    """The app where it is known by which address others reach it."""
    return create_app(
        archive_of([*seed_reports(), a_report()]), settings=WebSettings(base_url=BASE)
    ).test_client()


def book(client: FlaskClient, url: str) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(url).data))


def column(workbook: Workbook, title: str) -> list[object]:
    header, *rows = workbook.worksheets[0].iter_rows(values_only=True)
    return [row[header.index(title)] for row in rows]


def test_headings_are_chinese_and_the_ids_are_on_another_sheet(public: FlaskClient) -> None:
    workbook = book(public, address("/export/search.xlsx", q="举报"))
    assert [cell.value for cell in workbook.worksheets[0][1]][:4] == [
        *("学校全称", "省份", "统计期间", "年份")
    ]
    ids = {row[0]: row[1] for row in workbook["说明"].iter_rows(values_only=True)}
    assert (ids["学校全称"], ids["年份"], ids["正文"]) == ("school", "year", "text")


def test_numbers_and_dates_are_typed(public: FlaskClient) -> None:
    workbook = book(public, address("/export/search.xlsx", q="公开", school="青江职业学院"))
    assert set(column(workbook, "年份")) == {2024}
    assert set(column(workbook, "发布日期")) == {datetime.fromisoformat("2024-10-30")}
    shares = column(book(public, address("/export/trends.xlsx", q="举报")), "提及比例")
    assert all(isinstance(share, float | int) for share in shares)


def test_sections_have_their_names(public: FlaskClient) -> None:
    workbook = book(public, address("/export/search.xlsx", q="举报", section="complaints"))
    assert all("举报、复议、诉讼" in str(names) for names in column(workbook, "栏目"))


def test_links_are_absolute_and_can_be_clicked(public: FlaskClient) -> None:
    sheet = book(public, address("/export/search.xlsx", q="举报")).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, header.index("链接") + 1)
    assert cell.hyperlink.target.startswith(f"{BASE}/reports/")
    assert cell.value == cell.hyperlink.target


def test_links_never_come_from_the_host_header(client: FlaskClient) -> None:
    answer = client.get("/export/search.csv?q=举报", headers={"Host": "evil.example"})
    assert "evil.example" not in answer.get_data(as_text=True)


def test_rows_can_be_filtered_and_columns_read(public: FlaskClient) -> None:
    sheet = book(public, "/export/coverage.xlsx?year=2024").worksheets[0]
    assert (
        sheet.auto_filter.ref
        == f"A1:{sheet.cell(1, sheet.max_column).coordinate[:-1]}{sheet.max_row}"
    )
    assert sheet.freeze_panes == "B2"
    assert sheet.column_dimensions["A"].width > 20


def test_coverage_has_the_full_name_and_the_year_as_keys(public: FlaskClient) -> None:
    workbook = book(public, "/export/coverage.xlsx?year=2024")
    assert set(column(workbook, "年份")) == {2024}
    assert "安徽机电职业技术学院" in column(workbook, "学校全称")
    assert "只写“无”" in column(workbook, "其他事项")
    assert set(column(workbook, "晚于10月31日")) <= {"是", "否", None}


def test_trends_are_also_year_by_province(public: FlaskClient) -> None:
    workbook = book(public, address("/export/trends.xlsx", q="举报"))
    header, *rows = workbook["年份×省份"].iter_rows(values_only=True)
    assert header == ("年份", "省份", "结果数", "提及报告数", "报告总数", "提及比例")
    assert len({row[:2] for row in rows}) == len(rows) > 2
    text = public.get(address("/export/by_year_and_province.csv", q="举报")).get_data(as_text=True)
    plain = [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    assert [(int(row["year"]), row["province"]) for row in plain] == [row[:2] for row in rows]
    found = public.get(address("/export/trends.json", q="举报")).json
    assert found is not None
    assert len(found["by_year_and_province"]) == len(rows)


def test_a_comparison_is_exported_section_by_section(public: FlaskClient) -> None:
    url = address("/export/compare.xlsx", report=["000", "003"], section="complaints")
    workbook = book(public, url)
    assert column(workbook, "学校全称") == ["安徽机电职业技术学院", "襄阳科技职业学院"]
    assert column(workbook, "栏目") == ["举报、复议、诉讼"] * 2
    page = Page(public, address("/compare", report=["000", "003"]))
    assert len(page.links(".menu a")) == 3
    for link in page.links(".menu a"):
        assert public.get(link).status_code == 200


def test_an_export_of_a_missing_report_is_not_found(
    serving: Callable[..., FlaskClient],
) -> None:
    assert serving(a_report()).get("/export/compare.csv?report=nowhere").status_code == 404


def test_codes_are_words_in_a_workbook(serving: Callable[..., FlaskClient]) -> None:
    client = serving(a_report(), a_report("two", province=None))
    trends = book(client, address("/export/trends.xlsx", q="公开"))
    assert {*column(trends, "统计口径")} == {"年份", "省份"}
    assert "unknown" not in column(trends, "年份或省份")
    found = book(client, address("/export/search.xlsx", q="公开"))
    assert {*column(found, "文字来源")} == {"原文文字"}


@pytest.mark.parametrize("path", ["search", "figures", "coverage"])
def test_without_an_address_of_the_site_a_workbook_says_that_its_links_are_paths(
    client: FlaskClient, public: FlaskClient, path: str
) -> None:
    def notes(of: FlaskClient) -> str:
        rows = book(of, f"/export/{path}.xlsx")["说明"].iter_rows(values_only=True)
        return " ".join(str(cell) for row in rows for cell in row if cell)

    assert "--base-url" in notes(client)
    assert "--base-url" not in notes(public)
