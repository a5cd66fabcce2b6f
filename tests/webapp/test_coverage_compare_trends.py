"""Coverage, trends and comparison as pages, and exports of everything."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from indexer.reports.model import Part
from tests.webapp.conftest import Page, a_report, address


def rows_of(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]


class TestCoverage:
    def test_distinguishes_an_empty_statement_from_a_missing_section_and_a_lost_attachment(
        self, client: FlaskClient
    ) -> None:
        page = Page(client, "/coverage?year=2024&name=安徽机电")
        states = dict(zip(page.texts(".matrix thead th")[2:], self.states(page), strict=True))
        assert states["概述"] == "有内容"
        assert states["评议"] == "无此栏目"
        assert states["其他事项"] == "只写“无”"
        assert states["清单事项"] == "仅有标题"
        assert states["举报、复议、诉讼"] == "有内容"

    def states(self, page: Page) -> list[str]:
        return page.texts(".matrix tbody .cell .visually-hidden")

    def test_lists_schools_without_a_report(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=2022")
        assert "3 所学校本库未收录" in page.text("[role=status]")
        assert self.states(page).count("本库未收录") == 3 * 9

    def test_takes_expected_schools_from_a_roster(
        self, serving: Callable[..., FlaskClient], tmp_path: Path
    ) -> None:
        roster = tmp_path / "名册.csv"
        roster.write_text("学校,省份\n青江职业学院,安徽\n缺席大学,湖北\n", encoding="utf-8-sig")
        page = Page(serving(a_report(), roster=roster), "/coverage")
        assert page.texts(".matrix tbody th")[-1] == "缺席大学 湖北"
        assert "1 所学校本库未收录" in page.text("[role=status]")

    def test_a_year_without_reports_lists_no_school(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=1999")
        assert page.text(".nothing") == "本库没有 1999 年的报告。"
        assert not page.tree.cssselect(".matrix")
        assert page.text("[role=status]") == "0 份报告"

    def test_without_a_roster_no_school_is_reported_as_missing(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=2022")
        assert "不表示学校没有公布" in " ".join(page.texts(".dates"))

    def test_names_the_roster_with_its_date(
        self, serving: Callable[..., FlaskClient], tmp_path: Path
    ) -> None:
        roster = tmp_path / "名册.csv"
        roster.write_text("school\n缺席大学\n", encoding="utf-8")
        os.utime(roster, (1_700_000_000, 1_700_000_000))
        page = Page(serving(a_report(), roster=roster), "/coverage")
        assert "学校名册：名册.csv（2023-11-1" in " ".join(page.texts(".dates"))

    def test_an_optional_section_is_not_marked_as_missing(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=2024")
        demanded = page.tree.cssselect("td.absent:not(.optional)")
        optional = page.tree.cssselect("td.optional")
        assert demanded
        assert len(optional) == len(page.tree.cssselect(".matrix tbody tr"))

    def test_always_shows_three_counts_of_dates(self, serving: Callable[..., FlaskClient]) -> None:
        client = serving(
            a_report("a", school="早学院", published_from="page"),
            a_report("b", school="晚学院", published=date(2024, 11, 1), published_from="signature"),
            a_report("c", school="谜学院", published=None),
        )
        dates = Page(client, "/coverage").texts(".dates")[0]
        assert dates.startswith("日期：1 份不晚于 10 月 31 日，1 份更晚，1 份未找到日期。")
        assert "其中 1 份取自落款" in dates

    def test_every_count_of_dates_opens_its_list(self, serving: Callable[..., FlaskClient]) -> None:
        client = serving(
            a_report("a", school="早学院", published_from="page"),
            a_report("b", school="晚学院", published=date(2024, 11, 1), published_from="signature"),
            a_report("c", school="谜学院", published=None),
            a_report("d", school="旧学院", year=2023),
        )
        links = Page(client, "/coverage").links(".dates a, .status a")
        listed = [Page(client, link).texts(".matrix tbody th a") for link in links]
        assert listed == [["旧学院"], ["早学院"], ["晚学院"], ["谜学院"], ["晚学院"]]
        later = Page(client, links[2])
        assert later.texts("#dated option[selected]") == ["晚于 10 月 31 日"]
        assert client.get("/coverage?dated=soon").status_code == 400

    def test_the_sign_of_every_state_is_in_the_legend(self, client: FlaskClient) -> None:
        assert all(Page(client, "/coverage").texts(".key .cell"))

    def test_shows_which_reports_are_late(self, serving: Callable[..., FlaskClient]) -> None:
        client = serving(
            a_report("a", school="早学院"),
            a_report("b", school="晚学院", published=date(2024, 11, 1)),
            a_report("c", school="谜学院", published=None),
        )
        assert Page(client, "/coverage?late=1").texts(".matrix tbody th a") == ["晚学院"]

    def test_every_total_links_to_its_rows(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=2024")
        links = page.tree.cssselect(".matrix tfoot a")
        assert len(links) > 10
        for link in links:
            narrowed = Page(client, link.get("href"))
            assert len(narrowed.texts(".matrix tbody tr")) == int(link.text_content())

    def test_every_cell_links_to_its_part(self, client: FlaskClient) -> None:
        page = Page(client, "/coverage?year=2024&name=安徽机电")
        assert len(page.links("tbody .cell a")) == 9
        path, _, anchor = page.links("tbody .cell.named_only a")[0].partition("#")
        assert Page(client, path).text(f"#{anchor} h2").startswith("附件")

    def test_is_exported_as_a_file(self, client: FlaskClient) -> None:
        answer = client.get("/export/coverage.csv?year=2024")
        rows = {row["school"]: row for row in rows_of(answer.get_data(as_text=True))}
        assert rows["安徽机电职业技术学院"]["其他事项"] == "只写“无”"
        assert rows["湖南机电职业技术学院"]["概述"] == "本库未收录"
        assert rows["安徽机电职业技术学院"]["url"] == "/reports/000"
        found = client.get("/export/coverage.json?year=2024&section=evaluation&state=absent").json
        assert found is not None
        assert [row["school"] for row in found["coverage"]] == ["安徽机电职业技术学院"]

    @pytest.mark.parametrize("query", ["year=x", "state=maybe", "section=preamble", "foo=1"])
    def test_rejects_unknown_parameters(self, client: FlaskClient, query: str) -> None:
        assert client.get(f"/coverage?{query}").status_code == 400


class TestTrends:
    def test_counts_reports_by_year_and_province(self, client: FlaskClient) -> None:
        page = Page(client, address("/trends", q="信息公开工作领导小组"))
        rows = [
            [cell.text_content().strip() for cell in row]
            for row in page.tree.cssselect("#by-year + div tbody tr")
        ]
        assert rows == [["2022", "0 %", "0 / 2", "0"], ["2024", "67 %", "2 / 3", "3"]]
        assert page.texts("#by-province + div tbody th")[:2] == ["安徽", "湖北"]

    def test_each_count_equals_that_of_the_linked_search(self, client: FlaskClient) -> None:
        page = Page(client, address("/trends", q="举报"))
        for row in page.tree.cssselect(".points tbody tr"):
            cells = [cell.text_content().strip() for cell in row]
            reports, of_reports = cells[2].split(" / ")
            for link in row.cssselect("a:not(.of)"):
                status = Page(client, link.get("href")).text("[role=status]")
                assert status == f"{cells[3]} 条结果，出自 {reports} 份报告"
            (of,) = row.cssselect("a.of")
            status = Page(client, of.get("href")).text("[role=status]")
            assert status.endswith(f"出自 {of_reports} 份报告")

    def test_shows_the_filters_of_its_address_and_how_to_remove_them(
        self, client: FlaskClient
    ) -> None:
        page = Page(client, address("/trends", q="举报", province="安徽", year="2024"))
        assert [text.split()[-2] for text in page.texts(".chips a:not(.clear)")] == ["2024", "安徽"]
        for link in page.links(".chips a"):
            assert len(Page(client, link).texts(".chips a:not(.clear)")) < 2
        assert page.text("h1")

    def test_is_exact_by_default(self, client: FlaskClient) -> None:
        question = "哪些学校收到了公开申请多少条"
        page = Page(client, address("/trends", q=question))
        assert page.text("[role=status]").startswith("0 条结果")
        (link,) = page.links(".note a")
        assert not Page(client, link).text("[role=status]").startswith("0 ")

    def test_says_once_what_a_year_is(self, client: FlaskClient) -> None:
        for path in (
            "/trends?q=举报",
            "/coverage?year=2024",
            "/search?q=举报",
            "/",
            "/search/year",
        ):
            assert len(Page(client, path).texts(".year-note")) == 1, path

    def test_asks_for_a_query_first(self, client: FlaskClient) -> None:
        assert not Page(client, "/trends").tree.cssselect("table")

    def test_is_exported_as_a_file(self, client: FlaskClient) -> None:
        answer = client.get(address("/export/trends.csv", q="信息公开工作领导小组"))
        rows = rows_of(answer.get_data(as_text=True))
        (year,) = [row for row in rows if row["value"] == "2024"]
        assert (year["reports"], year["of_reports"], year["share"]) == ("2", "3", "0.6667")
        assert year["query"] == "信息公开工作领导小组"


class TestComparison:
    def test_shows_one_section_of_several_reports(self, client: FlaskClient) -> None:
        page = Page(
            client,
            address("/compare", report=["000", "001", "003"], section="complaints", q="举报"),
        )
        assert page.texts(".side h2") == [
            "安徽机电职业技术学院",
            "湖南机电职业技术学院",
            "襄阳科技职业学院",
        ]
        assert all("举报" in text for text in page.texts(".side .text"))
        assert set(page.texts("mark")) == {"举报"}

    def test_highlights_the_changes_between_two_years_of_a_school(
        self, serving: Callable[..., FlaskClient]
    ) -> None:
        def year(identity: str, when: int, text: str) -> object:
            return a_report(
                identity, year=when, parts=(Part(1, ("overview",), (), "一、概述", text),)
            )

        client = serving(
            year("old", 2023, "共公开信息 12 条。学校成立领导小组。旧的一句话只在这里。"),
            year("new", 2024, "共公开信息 345 条。学校成立领导小组。"),
        )
        page = Page(client, "/compare?report=old&report=new&q=领导小组")
        assert page.texts(".text .changed") == ["12", "345"]
        assert page.texts(".text .only") == ["旧的一句话只在这里。"]
        assert page.texts("mark") == ["领导小组", "领导小组"]
        for changes, marked in (("&changes=0", False), ("&changes=0&changes=1", True)):
            again = Page(client, f"/compare?report=old&report=new{changes}")
            assert bool(again.tree.cssselect(".text .changed")) == marked

    def test_says_which_report_lacks_the_section(self, client: FlaskClient) -> None:
        page = Page(client, "/compare?report=000&report=001&section=evaluation")
        assert page.texts(".side .absent") == ["这份报告没有这一栏目。"]

    def test_offers_reports_to_select(self, client: FlaskClient) -> None:
        page = Page(client, "/compare?report=000&find=机电")
        assert page.texts(".picks label")[0].startswith("安徽机电")
        assert [one.get("value") for one in page.tree.cssselect(".picks input")] == ["000", "001"]

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            ("&".join(f"report=00{n}" for n in range(5)), 400),
            ("report=nope&report=000", 404),
            ("report=000&report=001&section=nonsense", 400),
            ("report=000&report=001&q=(", 400),
        ],
    )
    def test_rejects_what_it_cannot_show(
        self, client: FlaskClient, query: str, status: int
    ) -> None:
        assert client.get(f"/compare?{query}").status_code == status


class TestExport:
    def test_csv_holds_the_whole_result_with_query_date_and_links(
        self, client: FlaskClient
    ) -> None:
        answer = client.get(address("/export/search.csv", q="信息公开", match="exact"))
        text = answer.get_data(as_text=True)
        assert text.startswith("\ufeffschool,province,period,year,published,sections,topics,")
        rows = rows_of(text)
        total = client.get(address("/api/v1/search", q="信息公开")).json
        assert total is not None
        assert len(rows) == total["total"] == int(rows[0]["total"])
        assert rows[0]["url"].startswith("/reports/")
        assert rows[0]["query"] == "信息公开"
        assert rows[0]["link"].startswith("/search?q=")
        assert answer.headers["Content-Disposition"].startswith("attachment;")

    def test_excel_has_the_same_rows(self, client: FlaskClient) -> None:
        args = {"q": "举报", "section": "complaints"}
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(address("/export/search.xlsx", **args)).data)
        )
        sheet, about = book.worksheets
        plain = rows_of(client.get(address("/export/search.csv", **args)).get_data(as_text=True))
        header, *rows = sheet.iter_rows(values_only=True)
        assert [row[header.index("学校全称")] for row in rows] == [row["school"] for row in plain]
        assert ("检索式", "举报", "query") in [*about.iter_rows(values_only=True)]

    def test_json_has_whole_parts(self, client: FlaskClient) -> None:
        answer = client.get(address("/export/search.json", q="举报", section="complaints"))
        found = json.loads(answer.get_data(as_text=True))
        assert found["query"] == "举报"
        assert len(found["hits"]) == found["total"] == 5
        assert all("举报" in hit["heading"] + hit["text"] for hit in found["hits"])

    @pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
    def test_no_cell_is_a_formula(self, serving: Callable[..., FlaskClient], form: str) -> None:
        evil = '=HYPERLINK("https://x.example","公开")'
        client = serving(
            a_report(
                school=evil, title=evil, parts=(Part(1, ("overview",), (), "+1公开", f"@{evil}"),)
            )
        )
        data = client.get(address(f"/export/search.{form}", q="公开")).data
        if form == "xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        elif form == "csv":
            (row,) = rows_of(data.decode())
            assert all(row[name].startswith("'") for name in ("school", "heading", "text"))
        else:
            assert json.loads(data)["hits"][0]["school"] == evil

    def test_a_long_part_is_cut_for_excel_alone(self, serving: Callable[..., FlaskClient]) -> None:
        client = serving(a_report(parts=(Part(1, ("overview",), (), "", "公开\x0b" * 20_000),)))
        book = openpyxl.load_workbook(io.BytesIO(client.get("/export/search.xlsx?q=公开").data))
        header, row = book.worksheets[0].iter_rows(values_only=True)
        assert len(row[header.index("正文")]) == 32_767
        (whole,) = rows_of(client.get("/export/search.csv?q=公开").get_data(as_text=True))
        assert len(whole["text"]) == 60_000

    def test_an_invalid_query_is_rejected_before_the_file_starts(self, client: FlaskClient) -> None:
        assert client.get(address("/export/search.csv", q="(")).status_code == 400
        assert client.get("/export/search.pdf?q=x").status_code == 404
