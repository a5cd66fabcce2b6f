"""Finding: the way back, the search box, filters, empty results, and links between pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import Page, a_report, address


def many(serving: Callable[..., FlaskClient]) -> FlaskClient:
    return serving(*(a_report(f"r{n}", school=f"第{n}学院") for n in range(23)))


def test_the_way_back_from_a_report_keeps_filters_sort_and_page(
    serving: Callable[..., FlaskClient],
) -> None:
    client = many(serving)
    start = address("/search", q="公开", section="overview", sort="oldest", page="2")
    report = Page(client, Page(client, start).links(".hit h3 a")[0].partition("#")[0])
    (back,) = report.links(".back a")
    assert Page(client, back).texts(".result h2") == Page(client, start).texts(".result h2")


def test_the_search_box_of_a_report_keeps_filters_and_sort(client: FlaskClient) -> None:
    start = address("/search", q="举报", province="湖南", sort="newest")
    page = Page(client, Page(client, start).links(".hit h3 a")[0].partition("#")[0])
    box = {i.get("name"): i.get("value") for i in page.tree.cssselect(".masthead input")}
    assert (box["q"], box["province"], box["sort"]) == ("举报", "湖南", "newest")
    assert "page" not in box


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/search", "/reports/000", "/coverage", "/trends", "/compare", "/schools", "/help"),
        *("/api/docs", "/search/school", "/search?sort=best", "/reports/nowhere"),
    ],
)
def test_every_page_has_one_box_that_searches_all_reports(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    boxes = Page(client, path, status=answer.status_code).tree.cssselect(
        'form[action="/search"] input[name="q"][type="search"]'
    )
    assert len(boxes) == 1


def test_the_first_result_is_three_tabs_away(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="举报"))
    links = page.tree.cssselect("body a")
    assert [link.get("href") for link in links[:2]] == ["#main", "#r1"]
    (target,) = page.tree.cssselect("#r1")
    assert target.cssselect("a")[0] == target.cssselect("a, button, input")[0]


def test_filters_of_a_phone_are_one_form(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="公开", sort="newest", year="2024"))
    (form,) = page.tree.cssselect("form.filters-body")
    fields = form.form_values()
    assert ("q", "公开") in fields
    assert ("sort", "newest") in fields
    assert [value for name, value in fields if name == "year"] == ["2024"]
    names = {box.get("name") for box in form.cssselect("input[type=checkbox]")}
    assert names >= {"section", "year", "province", "school"}


def test_a_selected_filter_is_said_to_be_selected(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="公开", year="2024"))
    assert page.text(".value.selected").startswith("已选")


def test_nothing_found_has_one_heading_and_offers_that_find_something(
    client: FlaskClient,
) -> None:
    page = Page(client, address("/search", q="举报", province="安徽", year="2022"))
    assert page.texts("h1") == ["没有找到“举报”"]
    assert len(page.tree.cssselect("h1, .results h2")) == 1
    links = [link for link in page.links(".advice a") if link.startswith("/search")]
    assert links
    for link in links:
        assert Page(client, link).tree.cssselect(".result")


def test_provinces_stand_in_their_usual_order(serving: Callable[..., FlaskClient]) -> None:
    client = serving(
        *(
            a_report(f"r{n}", province=province)
            for n, province in enumerate(["新疆", "安徽", "安徽", "北京", "河北", "天津"])
        )
    )
    usual = ["北京", "天津", "河北", "安徽", "新疆"]
    assert Page(client, "/search/province").texts(".value .label") == usual
    by_name = Page(client, address("/trends", q="公开", provinces_by="value"))
    assert by_name.texts("table.points")[1].split()[-1]
    names = by_name.tree.cssselect("table.points")[1].cssselect("tbody th")
    assert [name.text_content() for name in names] == usual


def test_headings_of_tables_sort_by_a_link_and_say_so(client: FlaskClient) -> None:
    page = Page(client, address("/trends", q="举报"))
    link = page.tree.cssselect("table.points")[0].cssselect("th a.sort")[2]
    table = Page(client, link.get("href")).tree.cssselect("table.points")[0]
    cells = [row.cssselect("td")[1].text_content() for row in table.cssselect("tbody tr")]
    counts = [int(cell.split(" / ")[0]) for cell in cells]
    assert counts == sorted(counts, reverse=True)
    (sorted_by,) = table.cssselect("th[aria-sort]")
    assert sorted_by.get("aria-sort") == "descending"
    again = Page(client, sorted_by.cssselect("a")[0].get("href")).tree.cssselect("table.points")[0]
    assert again.cssselect("th[aria-sort]")[0].get("aria-sort") == "ascending"


def test_results_trends_and_coverage_of_a_search_link_to_each_other(client: FlaskClient) -> None:
    start = Page(client, address("/search", q="举报", province="湖南", year="2022"))
    _, trends, coverage, *_ = ["", *start.links(".related a")]
    assert "province=%E6%B9%96%E5%8D%97" in coverage
    assert "year=2022" in coverage
    page = Page(client, trends)
    back = page.links(".related a")[0]
    assert Page(client, back).text("[role=status]") == start.text("[role=status]")


def test_thousands_are_separated(serving: Callable[..., FlaskClient]) -> None:
    from webapp.labels import counted

    client = serving(a_report())
    with client.application.test_request_context("/"):  # type: ignore[attr-defined]
        assert counted("%(num)s 条结果", "%(num)s 条结果", 12345) == "12,345 条结果"


def test_selected_reports_stay_through_pages_and_searches(
    serving: Callable[..., FlaskClient],
) -> None:
    client = many(serving)
    page = Page(client, address("/search", q="公开", section="overview"))
    page = Page(client, page.links("a.pick")[0])
    assert "已选 1/4 份" in page.text(".selection")
    page = Page(client, page.links(".paging a[rel=next]")[0])
    page = Page(client, page.links("a.pick")[0])
    assert "已选 2/4 份" in page.text(".selection")
    hidden = [box.get("value") for box in page.tree.cssselect('.masthead input[name="pick"]')]
    assert len(hidden) == 2
    other = Page(client, address("/search", q="举报", pick=hidden))
    assert "已选 2/4 份" in other.text(".selection")
    compared = Page(client, page.links(".selection .button")[0])
    assert len(compared.tree.cssselect(".side")) == 2
    (chosen,) = compared.tree.cssselect("#section option[selected]")
    assert chosen.get("value") == "overview"


def test_the_fifth_box_is_disabled(serving: Callable[..., FlaskClient]) -> None:
    client = many(serving)
    page = Page(client, address("/search", q="公开", pick=["r1", "r2", "r3", "r4"]))
    assert all("selected" in link.get("class") for link in page.tree.cssselect("a.pick"))
    assert page.tree.cssselect("span.pick.full")
    assert "已选 4/4 份" in page.text(".selection")


def test_a_selected_report_that_is_gone_is_left_out(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="公开", pick=["nowhere", "000"]))
    assert "已选 1/4 份" in page.text(".selection")


def test_coverage_jumps_to_a_province_in_the_usual_order(
    serving: Callable[..., FlaskClient],
) -> None:
    client = serving(
        *(
            a_report(f"r{n}", school=f"第{n:03}学院", province=province)
            for n, province in enumerate(["新疆", "北京", *["安徽"] * 120, "天津"])
        )
    )
    page = Page(client, "/coverage?year=2024")
    assert page.texts(".jumps a") == ["北京", "天津", "安徽", "新疆"]
    names = page.texts("select#province option")
    assert names[1:] == ["北京", "天津", "安徽", "新疆"]
    for link in page.links(".jumps a"):
        path, _, anchor = link.partition("#")
        (row,) = Page(client, path).tree.cssselect(f'tr[id="{anchor}"]')
        assert anchor in row.text_content()


def test_coverage_is_sorted_by_its_headings(client: FlaskClient) -> None:
    page = Page(client, "/coverage?year=2024")
    links = {a.text_content().strip(): a.get("href") for a in page.tree.cssselect("thead th a")}
    by_section = Page(client, links["其他事项"])
    states = [row.cssselect("td")[7].get("class") for row in by_section.tree.cssselect("tbody tr")]
    order = ["present", "says_nothing", "named_only", "absent", "no_report"]
    ranks = [order.index(state.split()[1]) for state in states]
    assert ranks == sorted(ranks)
    assert by_section.tree.cssselect('th[aria-sort="ascending"]')
    assert "by=" in page.links("thead th a")[1]


def test_coverage_links_to_the_results_of_its_filters(client: FlaskClient) -> None:
    page = Page(client, address("/coverage", year="2024", section="complaints", province="湖北"))
    results, trends = page.links(".related a")[:2]
    assert Page(client, results).texts(".chips a")
    assert "section=complaints" in trends


def test_coverage_of_one_section_is_school_by_year(client: FlaskClient) -> None:
    (link,) = Page(client, "/coverage?year=2024&section=evaluation").links(".years-of a")
    page = Page(client, link)
    assert page.texts("thead th")[1:] == ["2024", "2022"]
    rows = {row[0]: row[1:] for row in _cells(page, "tbody")}
    assert set(rows) == {"安徽机电职业技术学院", "湖南机电职业技术学院", *rows}
    assert rows["湖南机电职业技术学院"][0] == "本库未收录"
    for number in page.tree.cssselect("tfoot a"):
        narrowed = Page(client, number.get("href"))
        assert len(narrowed.texts(".matrix tbody tr")) == int(number.text_content())


def _cells(page: Page, part: str) -> list[list[str]]:
    return [
        [row.cssselect("th a")[0].text_content()]
        + [cell.cssselect(".visually-hidden")[0].text_content() for cell in row.cssselect("td")]
        for row in page.tree.cssselect(f".matrix {part} tr")
    ]


def test_reports_added_since_a_day_can_be_asked_for(serving: Callable[..., FlaskClient]) -> None:
    old, new = datetime(2024, 10, 1, tzinfo=UTC), datetime(2024, 11, 2, tzinfo=UTC)
    client = serving(
        a_report("old", first_indexed=old),
        a_report("new", school="青山大学", first_indexed=new),
        a_report("unknown", school="青水大学"),
    )
    page = Page(client, "/search?since=2024-11-01")
    assert page.texts(".result h2") == ["青山大学"]
    (chip,) = page.tree.cssselect(".chips a:not(.clear)")
    assert "2024-11-01 起" in chip.text_content()
    assert len(Page(client, chip.get("href")).texts(".result h2")) == 3
    (box,) = page.tree.cssselect('input[type="date"]')
    assert (box.get("name"), box.get("value")) == ("since", "2024-11-01")
    assert all("since=2024-11-01" in link for link in page.links(".facet a.value"))
    feed = client.get("/feed.atom?since=2024-11-01").get_data(as_text=True)
    assert feed.count("<entry>") == 1
    assert [hit["id"] for hit in client.get("/api/v1/reports?since=2024-11-01").json or ()] == [
        "new"
    ]
    assert client.get("/search?since=yesterday").status_code == 400


def test_an_empty_box_for_the_day_is_no_filter(client: FlaskClient) -> None:
    page = Page(client, "/search?q=公开&since=")
    assert page.tree.cssselect(".result")
    assert not page.tree.cssselect(".chips")
