"""Numbers open their lists; words and dates lead to the rule or the sentence they come from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from indexer.reporting.date_line import signature_spans
from indexer.reports.model import Part, Report
from tests.webapp.conftest import Page, a_report

Serving = Callable[..., FlaskClient]

LINE = "2024年10月30日"


def signed(text: str) -> Report:
    return a_report(
        "s", parts=(Part(1, ("overview",), (), "一、概述", text),), published_from="signature"
    )


def rule(client: FlaskClient, link: str) -> str:
    """The text of the rule that a link names."""
    path, _, anchor = link.partition("#")
    return Page(client, path).text(f"#{anchor} + dd")


@pytest.mark.parametrize(
    "path", ["/coverage?year=2024", "/coverage/years", "/schools/安徽机电职业技术学院"]
)
def test_each_sign_of_coverage_leads_to_its_rule(client: FlaskClient, path: str) -> None:
    page = Page(client, path)
    links = dict(zip(page.texts(".key a"), page.links(".key a"), strict=True))
    assert "无此栏目" in links
    quotes = str.maketrans("", "", "“”‘’")
    for name, link in links.items():
        assert name.translate(quotes) in rule(client, link).translate(quotes)


def test_a_figure_that_is_not_stated_leads_to_its_rule(client: FlaskClient) -> None:
    page = Page(client, "/reports/000")
    links = page.links(".fact.not_stated dd > a")
    assert links
    assert all("未提及" in rule(client, link) for link in links)


@pytest.mark.parametrize(
    "text", [f"公开 12 条。\n青江职业学院\n{LINE}", f"公开指南\n{LINE}\n附件：清单"]
)
def test_a_date_leads_to_the_line_that_gives_it(serving: Serving, text: str) -> None:
    client = serving(signed(text))
    links = [
        *Page(client, "/coverage").links("td.day a:not(.flag)"),
        *Page(client, "/schools/青江职业学院").links(".strip .day a:not(.flag)"),
        *Page(client, "/reports/s").links(".facts dd > a[href*=mark]"),
        *Page(client, "/search?q=公开").links(".result .about a"),
    ]
    assert len(links) == 4
    for link in links:
        assert link.endswith("#marked")
        assert Page(client, link).text(".text #marked") == LINE


def test_a_year_on_a_line_of_its_own_belongs_to_the_date() -> None:
    report = signed("公开。\n二〇二四年\n十月三十日")
    (spans,) = signature_spans(report).values()
    assert [report.parts[0].text[start:end] for start, end in spans] == ["二〇二四年", "十月三十日"]


def test_a_date_of_the_page_leads_to_its_rule(serving: Serving) -> None:
    for report in (
        a_report("p", published_from="page"),
        a_report("p", published=None),
    ):
        client = serving(report)
        page = Page(client, "/reports/p")
        (link,) = page.links(".facts a[href*='rule-dates']")
        assert "发布日期" in rule(client, link)
        assert Page(client, "/reports/p?mark=published").tree.cssselect(".facts#marked")


def test_a_late_report_leads_to_the_deadline(serving: Serving) -> None:
    client = serving(a_report(published=date(2024, 11, 5)))
    (link,) = Page(client, "/coverage").links("a.flag")
    assert "10 月 31 日" in rule(client, link)


def test_the_numbers_of_the_home_page_open_their_lists(client: FlaskClient) -> None:
    page = Page(client, "/")
    reports, schools, years = page.links(".lede a")
    assert Page(client, reports).text("[role=status]").endswith("出自 5 份报告")
    assert Page(client, schools).text("[role=status]") == "共 5 所学校"
    assert page.tree.cssselect(years)


def test_the_numbers_of_the_about_page_open_their_lists(serving: Serving) -> None:
    client = serving(
        a_report("a"), a_report("b", school=None), a_report("c", province=None, published=None)
    )
    page = Page(client, "/about")
    by_facet = [link for link in page.links("main p a") if "unknown" in link]
    assert [Page(client, link).text("[role=status]")[-5:] for link in by_facet] == ["1 份报告"] * 2
    assert page.links("#undated + ul a") == ["/reports/c"]
