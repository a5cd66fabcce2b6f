"""The search page: results, filters and links."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import Page, a_report, address


def search(client: FlaskClient, **params: object) -> Page:
    return Page(client, address("/search", **params))


def test_finds_the_sentence_in_two_schools_and_nowhere_else(client: FlaskClient) -> None:
    page = search(client, q="信息公开工作领导小组")
    assert sorted(page.texts(".result h2")) == ["安徽机电职业技术学院", "襄阳科技职业学院"]


def test_highlights_only_the_query(client: FlaskClient) -> None:
    page = search(client, q="信息公开工作领导小组")
    assert set(page.texts(".snippet mark")) == {"信息公开工作领导小组"}


def test_shows_the_count_in_a_status_and_in_the_title(client: FlaskClient) -> None:
    page = search(client, q="信息公开工作领导小组")
    assert page.text("[role=status]") == "3 条结果，出自 2 份报告"
    assert page.text("title").startswith("信息公开工作领导小组 · 3 条结果")


def test_a_hit_links_to_its_part_of_the_report_with_the_term_highlighted(
    client: FlaskClient,
) -> None:
    link = search(client, q="信息公开工作领导小组", school="襄阳科技").links(".hit h3 a")[0]
    path, _, anchor = link.partition("#")
    page = Page(client, path)
    assert page.texts(f"#{anchor} mark") == ["信息公开工作领导小组"]


def test_hits_are_listed_below_their_report(client: FlaskClient) -> None:
    page = search(client, q="信息公开", school="安徽机电")
    assert len(page.texts(".result")) == 1
    assert len(page.texts(".result .hit")) == 3
    assert "条结果" in page.text(".further a")


def test_an_empty_query_lists_every_report(client: FlaskClient) -> None:
    assert len(search(client).texts(".result")) == 5


@pytest.mark.parametrize("params", [{"q": "信息公开"}, {"q": "举报", "year": "2024"}, {}])
def test_every_facet_count_is_the_total_after_choosing_that_value_alone(
    client: FlaskClient, params: dict[str, str]
) -> None:
    page = search(client, **params)
    for value in page.tree.cssselect(".value:not(.selected)"):
        facet = value.getparent().getparent().getparent().get("aria-labelledby")
        if facet == "facet-year" and "year" in params:
            continue  # a second year is added to the first
        count = value.cssselect(".count")[0].text_content()
        status = Page(client, value.get("href")).text("[role=status]")
        assert status.startswith(f"{count} 条结果"), (facet, value.text_content())


def test_a_selected_value_is_removed_by_its_own_link_and_by_its_chip(client: FlaskClient) -> None:
    page = search(client, q="举报", section="complaints")
    assert page.texts(".value.selected .label") == ["举报、复议、诉讼"]
    back = {*page.links(".value.selected"), *page.links(".chips a")}
    assert len(back) == 1
    assert "section" not in back.pop()


def test_values_of_one_facet_are_alternatives(client: FlaskClient) -> None:
    both = search(client, section=["complaints", "evaluation"])
    assert both.text("[role=status]").startswith("9 条结果")
    assert len(both.texts(".chips li")) == 3  # two, and one that clears both


def test_a_range_of_years_shows_its_years_as_selected(client: FlaskClient) -> None:
    page = search(client, year="2020..2022")
    assert page.texts("#facet-year + ul .selected .label") == ["2022"]
    assert page.texts(".bars .selected .year") == ["2022"]


def test_a_bar_of_the_histogram_selects_its_year(client: FlaskClient) -> None:
    page = search(client, q="信息公开")
    (link,) = [
        bar.get("href") for bar in page.tree.cssselect(".bars a") if "2022" in bar.text_content()
    ]
    assert Page(client, link).texts(".chips a") == ["取消 年份 2022 ×"]


def test_the_histogram_is_also_a_table(client: FlaskClient) -> None:
    page = search(client, q="信息公开")
    assert page.texts(".twin tbody th") == ["2022", "2023", "2024"]


def test_a_school_in_the_query_is_reported_with_a_link_that_undoes_it(client: FlaskClient) -> None:
    page = search(client, q="举报 安徽机电")
    assert "安徽机电职业技术学院" in page.text(".note")
    assert page.links(".note a") == [
        "/search?q=%E4%B8%BE%E6%8A%A5+%E5%AE%89%E5%BE%BD%E6%9C%BA%E7%94%B5&match=exact"
    ]


def test_a_relaxed_query_is_reported_with_a_link_that_undoes_it(client: FlaskClient) -> None:
    page = search(client, q="哪些学校收到了公开申请多少条")
    assert "分词匹配" in page.text(".note")
    assert "match=exact" in page.links(".note a")[0]


def test_reports_with_the_terms_in_different_parts_are_counted_and_linked(
    client: FlaskClient,
) -> None:
    page = search(client, q="僵尸 心理健康", match="exact")
    assert "分散在不同的栏目" in page.text(".note")
    assert "scope=report" in page.links(".note a")[0]


def test_an_empty_result_says_so_and_offers_alternatives(client: FlaskClient) -> None:
    page = search(client, q="不存在的词语", match="exact")
    assert page.text("[role=status]") == "没有找到“不存在的词语”"
    assert page.text("main").count("没有找到") == 1
    assert page.links(".advice a")


def test_a_page_past_the_end_says_so(client: FlaskClient) -> None:
    page = search(client, q="举报", page="900")
    assert "这一页之后没有结果了" in page.text(".note")


def test_pages_follow_each_other(serving: Callable[..., FlaskClient]) -> None:
    client = serving(*(a_report(f"r{n}", school=f"第{n}学院") for n in range(23)))
    page = search(client, q="公开")
    assert len(page.texts(".result")) == 10
    assert page.texts(".paging [aria-current]") == ["1"]
    third = Page(client, Page(client, page.links(".paging [rel=next]")[0]).links("[rel=next]")[0])
    assert len(third.texts(".result")) == 3
    assert third.tree.cssselect(".result-list")[0].get("start") == "21"


def test_a_facet_with_many_values_leads_to_all_of_them(serving: Callable[..., FlaskClient]) -> None:
    client = serving(*(a_report(f"r{n}", school=f"第{n}学院") for n in range(70)))
    more = search(client, q="公开").links("#facet-school ~ .more a")[0]
    page = Page(client, more)
    assert len(page.texts(".value")) == 70
    assert Page(client, f"{more}&find=第7学院").texts(".value .label") == ["第7学院"]
    chosen = Page(client, page.links(".value")[0])
    assert len(chosen.texts(".result")) == 1


def test_sorting_keeps_the_rest_of_the_url(client: FlaskClient) -> None:
    page = search(client, q="举报", section="complaints", match="exact")
    (form,) = page.tree.cssselect("form.choose")
    form.fields["sort"] = "newest"
    newest = address("/search", **dict(form.form_values()))
    for kept in ("section=complaints", "match=exact"):
        assert kept in newest


def test_the_form_keeps_the_filters(client: FlaskClient) -> None:
    page = search(client, q="举报", section="complaints")
    hidden = page.tree.cssselect(".masthead form input[type=hidden]")
    assert [(one.get("name"), one.get("value")) for one in hidden] == [("section", "complaints")]


def test_sample_data_is_marked_on_every_page(serving: Callable[..., FlaskClient]) -> None:
    client = serving(a_report(), sample_data=True)
    for path in ("/", "/search", "/reports/r1", "/coverage", "/trends", "/compare", "/help", "/no"):
        html = client.get(path).get_data(as_text=True)
        assert "生成的示例数据" in html, path


def test_an_archive_without_reports_is_not_an_error(serving: Callable[..., FlaskClient]) -> None:
    client = serving()
    for path in ("/", "/search", "/coverage", "/trends?q=举报", "/compare"):
        assert client.get(path).status_code == 200, path


def test_a_spelling_suggestion_is_shown_above_the_results(client: FlaskClient) -> None:
    page = search(client, q="收到 申清")
    assert page.tree.cssselect(".result")
    assert "收到 申请" in page.text(".note .meant")
    assert page.links(".note .meant a")


@pytest.mark.parametrize(
    ("origin", "shown"), [("signature", "落款 2024-10-30"), ("page", "2024-10-30 发布")]
)
def test_a_signature_date_is_not_called_the_date_of_publication(
    serving: Callable[..., FlaskClient], origin: str, shown: str
) -> None:
    dated = a_report(published_from=origin)
    assert shown in search(serving(dated)).text(".about")


def test_the_page_of_a_very_long_query_stays_small(client: FlaskClient) -> None:
    """Each link repeats the query: filters are a form, and years have no links."""
    other = "".join(chr(0x4E00 + 23 * at) for at in range(300))
    query = " OR ".join(["公开", *(other[at : at + 100] for at in range(0, 300, 100))])
    page = Page(client, address("/search", q=query))
    assert page.tree.cssselect(".result")
    assert page.tree.cssselect(".check input")
    assert page.tree.cssselect(".facet a.value") == page.tree.cssselect(".bars a") == []
    assert len(gzip.compress(page.response.data)) < 40_000
    short = Page(client, address("/search", q="公开"))
    assert short.tree.cssselect(".facet a.value")
    assert short.tree.cssselect(".bars a")
