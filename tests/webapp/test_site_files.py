"""What other programs see of the site: titles, descriptions, canonical links, icons, robots.txt,
the sitemap."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.errors import UsageError
from tests.webapp.conftest import Page, a_hostile_report, a_report, address, seed_reports
from webapp import WebSettings, create_app
from webapp.settings import ServerLimits

Serving = Callable[..., FlaskClient]
BASE = "https://xxgk.example.cn/reports-of-all"
LOC = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def content(page: Page, name: str) -> str | None:
    found = page.tree.cssselect(f'meta[name="{name}"], meta[property="{name}"]')
    return found[0].get("content") if found else None


@pytest.mark.parametrize(
    ("path", "title", "description"),
    [
        ("/", "首页", "年度报告"),
        ("/reports/r1", "青江职业学院2023-2024学年信息公开年度报告", "概述、举报"),
        ("/schools/青江职业学院", "青江职业学院", "1 份报告"),
        ("/coverage", "2024 年各校各栏目", "年度报告"),
    ],
)
def test_every_page_has_a_title_and_a_description_for_links_to_it(
    serving: Serving, path: str, title: str, description: str
) -> None:
    page = Page(serving(a_report()), path)
    assert title in page.text("title")
    assert content(page, "og:title") == title
    assert description in (content(page, "description") or "")
    assert content(page, "og:description") == content(page, "description")


def test_quotes_in_a_title_stay_inside_the_attribute(serving: Serving) -> None:
    page = Page(serving(a_hostile_report()), "/reports/hostile")
    assert "<script>alert(1)</script>\"'><img" in (content(page, "og:title") or "")
    assert not page.tree.cssselect("head img, body > img")


class TestBaseUrl:
    def test_gives_canonical_links_without_query_and_language(self, serving: Serving) -> None:
        client = serving(a_report(), base_url=f"{BASE}/")
        page = Page(client, address("/reports/r1", q="公开", lang="en"))
        assert page.links("link[rel=canonical]") == [f"{BASE}/reports/r1"]
        assert content(page, "og:url") == f"{BASE}/reports/r1"
        assert (content(page, "og:image") or "").startswith(f"{BASE}/static/icon-512.png")

    def test_another_page_of_a_list_is_its_own(self, serving: Serving) -> None:
        page = Page(serving(a_report(), base_url=BASE), "/coverage?year=2023&name=青&lang=en")
        assert page.links("link[rel=canonical]") == [f"{BASE}/coverage?year=2023"]

    def test_without_it_nothing_absolute_is_made_from_the_host_header(
        self, serving: Serving
    ) -> None:
        client = serving(a_report())
        for path in ("/", "/reports/r1", "/robots.txt", "/sitemap.xml"):
            answer = client.get(path, headers={"Host": "evil.example"})
            html = answer.get_data(as_text=True).partition("</head>")[0]
            assert "evil.example" not in html, path
            assert "canonical" not in html

    @pytest.mark.parametrize("url", ["xxgk.example.cn", "ftp://x.cn", "https://x.cn/?a", "/a"])
    def test_is_the_address_of_a_site(self, seeds: Archive, url: str) -> None:
        with pytest.raises(UsageError, match="base-url"):
            create_app(seeds, settings=WebSettings(base_url=url))

    def test_comes_from_the_environment(self) -> None:
        assert WebSettings.from_environment({"XXGK_BASE_URL": BASE}).base_url == BASE


class TestRobots:
    def test_forbids_pages_that_can_be_combined_without_end(self, client: FlaskClient) -> None:
        lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
        assert lines[0] == "User-agent: *"
        for path in ("/search", "/compare", "/feed.atom", "/inspect"):
            assert f"Disallow: {path}" in lines
        assert not any(line.startswith("Sitemap") for line in lines)

    def test_names_the_sitemap_where_its_address_is_known(self, serving: Serving) -> None:
        text = serving(a_report(), base_url=BASE).get("/robots.txt").get_data(as_text=True)
        assert f"Sitemap: {BASE}/sitemap.xml" in text

    def test_generated_reports_are_kept_out_of_search_engines(self, serving: Serving) -> None:
        client = serving(a_report(), sample_data=True, base_url=BASE)
        page = Page(client, "/reports/r1")
        assert content(page, "robots") == "noindex"
        assert page.response.headers["X-Robots-Tag"] == "noindex"
        assert "Sitemap" not in client.get("/robots.txt").get_data(as_text=True)


class TestSitemap:
    def test_lists_reports_and_schools(self, serving: Serving) -> None:
        client = serving(a_report(), a_report("r2", school=None), base_url=BASE)
        found = [loc.text for loc in ET.fromstring(client.get("/sitemap.xml").data).iterfind(LOC)]
        assert f"{BASE}/reports/r1" in found
        assert f"{BASE}/reports/r2" in found
        assert f"{BASE}/schools/%E9%9D%92%E6%B1%9F%E8%81%8C%E4%B8%9A%E5%AD%A6%E9%99%A2" in found
        for url in found:
            assert client.get((url or "").removeprefix(BASE)).status_code == 200, url

    def test_more_urls_than_one_may_hold_are_several(self, serving: Serving) -> None:
        one = serving(*seed_reports()).get("/sitemap.xml")
        whole = [loc.text for loc in ET.fromstring(one.data).iterfind(LOC)]
        client = serving(*seed_reports(), limits=ServerLimits(sitemap_urls=4))
        index = ET.fromstring(client.get("/sitemap.xml").data)
        parts = [client.get(str(loc.text)) for loc in index.iterfind(LOC)]
        assert index.tag.endswith("sitemapindex")
        assert [
            loc.text for part in parts for loc in ET.fromstring(part.data).iterfind(LOC)
        ] == whole


def test_icons_are_found_without_reading_a_page(client: FlaskClient) -> None:
    assert client.get("/favicon.ico").mimetype == "image/png"
    (icon,) = Page(client, "/").links("link[rel=apple-touch-icon]")
    assert client.get(icon).data.startswith(b"\x89PNG")
