"""The directory of schools, the page of a school, and the ways to it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.reports.figures import Figure, all_figures
from indexer.reports.model import Part, Report
from tests.webapp.conftest import Page, a_report, address

Serving = Callable[..., FlaskClient]


@pytest.fixture
def many(serving: Serving) -> FlaskClient:
    """More schools than one page lists."""
    beginnings = ("沈阳", "合肥", "安庆", "长沙")
    provinces = ("辽宁", "安徽", "安徽", "湖南")
    return serving(
        *(
            a_report(f"r{n}", school=f"{beginnings[n % 4]}第{n}学院", province=provinces[n % 4])
            for n in range(900)
        )
    )


def through_the_years() -> list[Report]:
    def parts(words: str) -> tuple[Part, ...]:
        return (
            Part(1, ("overview",), (), "一、概述", "学校公开信息。"),
            Part(2, ("on_request",), (), "二、依申请公开", words),
            Part(3, ("other_matters",), (), "三、其他", "无。"),
        )

    return [
        a_report("y24", parts=parts("收到申请 5 件。"), published=date(2024, 12, 1)),
        a_report("y22", year=2022, period="2021-2022", parts=parts("收到申请 3 件。没有收费。")),
        a_report("else", school="别的学院", year=2020),
    ]


class TestDirectory:
    def test_lists_few_schools_at_once_by_initial(self, client: FlaskClient) -> None:
        page = Page(client, "/schools")
        assert page.texts(".letter") == ["A", "G", "H", "J", "X"]
        assert "安徽机电职业技术学院" in page.texts(".school-names a")

    def test_of_many_schools_it_shows_initials_and_provinces_first(self, many: FlaskClient) -> None:
        page = Page(many, "/schools")
        assert page.texts(".school-names a") == []
        assert page.texts(".letters a") == ["A 225", "C 225", "H 225", "S 225"]
        assert page.texts(".tiles:not(.letters) a") == ["辽宁 225", "安徽 450", "湖南 225"]

    def test_never_sends_all_names_at_once(self, many: FlaskClient) -> None:
        page = Page(many, "/schools?province=安徽")
        assert len(page.texts(".school-names a")) == 200
        assert page.text(".paging span") == "第 1 页，共 3 页"
        assert len(gzip.compress(page.html.encode())) < 40_000
        assert len(Page(many, "/schools?province=安徽&page=3").texts(".school-names a")) == 50

    def test_initial_and_province_narrow_together(self, many: FlaskClient) -> None:
        page = Page(many, "/schools?province=安徽&initial=H")
        assert page.text("[role=status]") == "225 所学校"
        assert page.texts(".directory [aria-current]") == ["H 225", "安徽 450"]
        assert all("合肥" in name for name in page.texts(".school-names a"))

    @pytest.mark.parametrize("find", ["机电", "ahjd"])
    def test_finds_by_name_and_pinyin(self, client: FlaskClient, find: str) -> None:
        assert "安徽机电职业技术学院" in Page(client, f"/schools?find={find}").texts(
            ".school-names a"
        )

    def test_rejects_what_is_no_initial(self, client: FlaskClient) -> None:
        assert client.get("/schools?initial=安").status_code == 400


class TestSchool:
    def test_shows_every_year_of_the_archive(self, serving: Serving) -> None:
        page = Page(serving(*through_the_years()), "/schools/青江职业学院")
        years = page.texts(".strip thead tr:first-child th")[1:]
        assert years == ["2024", "2023", "2022", "2021", "2020"]
        assert page.links(".strip thead a:not(.flag)") == ["/reports/y24", "/reports/y22"]
        days = page.texts(".strip .day")
        assert days[0] == "12-01晚于 10-31"
        assert days[1] == "本库未收录"

    def test_each_cell_says_its_state_and_links_to_the_part(self, serving: Serving) -> None:
        page = Page(serving(*through_the_years()), "/schools/青江职业学院")
        rows = page.tree.cssselect(".strip tbody tr")
        row = next(row for row in rows if "其他事项" in row.text_content())
        assert [cell.get("class").split()[1] for cell in row.cssselect("td")] == [
            "says_nothing",
            "no_report",
            "says_nothing",
            "no_report",
            "no_report",
        ]
        assert row.cssselect("td a")[0].get("href") == "/reports/y24#s3"

    def test_shows_a_section_through_the_years_with_what_changed(self, serving: Serving) -> None:
        page = Page(serving(*through_the_years()), "/schools/青江职业学院")
        assert page.text("#section") == "“依申请公开”历年写法"
        assert page.texts("#y2024 .changed") == ["5"]
        assert page.texts("#y2024 del") == ["没有收费。"]
        assert page.links("#y2024 .about a") == [
            "/compare?report=y22&report=y24&section=on_request"
        ]
        other = Page(serving(*through_the_years()), "/schools/青江职业学院?section=overview")
        assert "文字相同" in other.text("#y2024 .about")

    def test_shows_figures_over_the_years_with_their_sentences(self, serving: Serving) -> None:
        new, old, other = through_the_years()
        five = Figure("number", 5, sentence="收到申请 5 件。", ordinal=2, span=(0, 9))
        none = Figure("zero", 0, sentence="没有收到申请。", ordinal=2, span=(0, 7))
        client = serving(
            replace(new, figures=all_figures({"requests_received": five})),
            replace(old, figures=all_figures({"requests_received": none})),
            other,
        )
        page = Page(client, "/schools/青江职业学院")
        assert page.texts(".strip-figures tbody th") == ["新收公开申请"]
        cells = page.texts(".strip-figures td")
        assert (cells[0], cells[2]) == ("5", "报告写明没有")
        assert page.links(".strip-figures td a")[0] == "/reports/y24?mark=requests_received#marked"

    def test_shows_where_else_the_section_is_worded_alike(self, serving: Serving) -> None:
        words = "学校高度重视依申请公开工作，指定专人负责受理登记。申请人可以当面提交书面材料。"
        part = Part(1, ("on_request",), (), "一、依申请公开", words)
        client = serving(a_report(parts=(part,)), a_report("r2", school="别的学院", parts=(part,)))
        page = Page(client, "/schools/青江职业学院")
        assert page.texts(".nearest-elsewhere a") == ["别的学院 2023-2024"]
        assert "2 句中有 2 句相同" in page.text(".nearest-elsewhere")
        (link,) = page.links(".nearest-elsewhere a")
        assert link == "/compare?report=r1&report=r2&section=on_request"

    def test_links_to_reports_and_their_pages(self, serving: Serving) -> None:
        links = Page(serving(*through_the_years()), "/schools/青江职业学院").links(".originals a")
        assert links[:2] == ["/reports/y24", "https://qj.example.cn/report.htm"]

    def test_another_spelling_leads_to_the_stored_name(self, client: FlaskClient) -> None:
        answer = client.get(address("/schools/安徽 机电职业技术学院", section="overview"))
        assert answer.status_code == 302
        assert client.get(answer.location).status_code == 200

    def test_an_unknown_school_is_404(self, client: FlaskClient) -> None:
        assert "学校目录" in Page(client, "/schools/不存在大学", 404).text("main")

    def test_a_school_of_the_roster_has_a_page(self, serving: Serving, tmp_path: Path) -> None:
        roster = tmp_path / "名册.csv"
        roster.write_text("school\n缺席大学\n", encoding="utf-8")
        client = serving(a_report(), roster=roster)
        assert "不表示学校没有公布" in Page(client, "/schools/缺席大学").text(".nothing")
        assert client.get(Page(client, "/coverage").links("tbody th a")[1]).status_code == 200

    def test_shows_the_newest_reports_first_and_older_ones_on_request(
        self, serving: Serving
    ) -> None:
        reports = [a_report(f"r{year}", year=year) for year in range(2010, 2025)]
        client = serving(*reports)
        page = Page(client, "/schools/青江职业学院?section=overview")
        assert len(page.tree.cssselect(".version")) == 5
        assert page.text(".through-years > .more") == "另有更早的 10 份"
        every = Page(client, page.links(".through-years > .more a")[0].partition("#")[0])
        assert len(every.tree.cssselect(".version")) == 15


class TestWays:
    def test_a_card_opens_the_report_at_its_first_match_and_links_the_school(
        self, client: FlaskClient
    ) -> None:
        page = Page(client, address("/search", q="领导小组"))
        assert all(link.endswith("#h1") for link in page.links(".result h2 a"))
        assert "该校历年报告 安徽机电职业技术学院" in page.texts(".further a")
        without_query = Page(client, "/search?section=overview")
        assert all("#s" in link for link in without_query.links(".result h2 a"))

    @pytest.mark.parametrize("query", ["安徽机电职业技术学院", "安徽机电", "安徽机电 领导小组"])
    def test_a_query_that_names_a_school_shows_it_first(
        self, client: FlaskClient, query: str
    ) -> None:
        card = Page(client, address("/search", q=query)).texts(".school-card a")
        assert card == ["安徽机电职业技术学院"]

    @pytest.mark.parametrize("query", ["", "安徽", "学院", "领导小组", "-安徽机电"])
    def test_no_other_query_does(self, client: FlaskClient, query: str) -> None:
        assert not Page(client, address("/search", q=query)).tree.cssselect(".school-card")

    def test_a_report_links_to_its_school(self, client: FlaskClient) -> None:
        assert Page(client, "/reports/000").links(".facts a")[0].startswith("/schools/")
