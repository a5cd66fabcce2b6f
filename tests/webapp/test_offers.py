"""The results page offers other ways to ask, as links with counts."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webapp.conftest import Page, address


def test_each_offer_leads_to_as_many_results_as_it_says(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="湖南 2022 信息公开申请"))
    offers = page.tree.cssselect(".offers a")
    assert len(offers) > 2
    for offer in offers:
        count = offer.cssselect(".count")[0].text_content()
        status = Page(client, offer.get("href")).text("[role=status]")
        assert status.startswith(f"{count} 条结果")


def test_a_missing_year_leads_to_the_years_there_are(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="安徽机电 2022"))
    assert "安徽机电职业技术学院没有 2022 年的报告" in page.text(".missing-year")
    (link,) = page.links(".missing-year a")
    assert Page(client, link).texts(".result h2") == ["安徽机电职业技术学院"]


def test_everything_about_the_search_is_one_notice(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="湖南机电 2024 告"))
    assert len(page.tree.cssselect(".note")) == 1


def test_offers_keep_the_other_filters_and_the_sort(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="三公", sort="newest", province="湖北"))
    for link in page.links(".offers a"):
        assert "sort=newest" in link
