"""Citing a report or a passage, and links to passages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from indexer.reports.model import OutlineEntry, Part
from tests.webapp.conftest import Page, a_hostile_report, a_report, address

Serving = Callable[..., FlaskClient]
BASE = "https://xxgk.example.cn"
PARTS = (
    Part(1, ("overview",), (), "一、概述", "第一段。\n第二段。又一句。\n甲\t乙\n丙\t丁\n末段。"),
    Part(2, ("on_request",), (), "二、依申请公开", "（一）收到。收到 5 件。\n1.制度\n无。"),
)
OUTLINE = (
    OutlineEntry(2, "（一）收到。", "s2-1", 2, 0),
    OutlineEntry(2, "1.制度", "s2-2", 2, 1),
)


@pytest.fixture
def client(serving: Serving) -> FlaskClient:
    return serving(
        a_report(parts=PARTS, outline=OUTLINE),
        a_report("old", year=2023, period="2022-2023", source_url=None),
    )


class TestPassages:
    def test_every_paragraph_and_row_has_an_anchor(self, client: FlaskClient) -> None:
        page = Page(client, "/reports/r1")
        for anchor, text in {
            "s1p1": "第一段。",
            "s1p2": "第二段。又一句。",
            "s1p3": "甲乙",
            "s1p4": "丙丁",
            "s1p5": "末段。",
            "s2p3": "无。",
        }.items():
            assert page.texts(f"#{anchor}") == [text]
        assert page.tree.cssselect("p#s2-1 > #s2p1, h3#s2-2 > #s2p2")
        for link in page.links(".pin"):
            assert len(page.tree.cssselect(link)) == 1, link

    def test_anchors_are_unique(self, client: FlaskClient) -> None:
        ids = Page(client, "/reports/r1?q=段").tree.xpath("//@id")
        assert len(ids) == len(set(ids))

    def test_other_years_open_at_the_same_section(self, client: FlaskClient) -> None:
        page = Page(client, "/reports/r1")
        assert len(page.tree.cssselect("#on_request")) == 1
        assert [link for link in page.links(".part-links a") if "/schools/" in link] == [
            f"/schools/%E9%9D%92%E6%B1%9F%E8%81%8C%E4%B8%9A%E5%AD%A6%E9%99%A2?section={name}#section"
            for name in ("overview", "on_request")
        ]


class TestCitation:
    def test_of_a_report_comes_in_four_forms(self, client: FlaskClient) -> None:
        page = Page(client, Page(client, "/reports/r1").links(".cite a")[0])
        assert page.texts(".ways-to-cite dt") == ["GB/T 7714—2015", "一句话", "BibTeX", "RIS"]
        assert not page.tree.cssselect("blockquote")

    def test_of_a_paragraph_quotes_it_with_its_source(self, client: FlaskClient) -> None:
        page = Page(client, "/reports/r1/cite?at=s1p2")
        quoted = page.text("blockquote")
        assert quoted.startswith("“第二段。又一句。”（青江职业学院《")
        assert "“一、概述”" in quoted
        assert "https://qj.example.cn/report.htm" in quoted
        assert page.texts(".sentences a") == ["第二段。", "又一句。"]
        one = Page(client, page.links(".sentences a")[1])
        assert one.text("blockquote").startswith("“又一句。”")

    def test_of_a_part_offers_its_paragraphs(self, client: FlaskClient) -> None:
        link = next(
            link for link in Page(client, "/reports/r1").links(".part-links a") if "/cite" in link
        )
        page = Page(client, link)
        assert page.texts(".sentences a") == [
            "第一段。",
            "第二段。又一句。",
            "甲 乙",
            "丙 丁",
            "末段。",
        ]
        for each in page.links(".sentences a"):
            assert Page(client, each).tree.cssselect("blockquote")

    def test_is_a_file_for_reference_managers(self, client: FlaskClient) -> None:
        page = Page(client, "/reports/r1/cite?at=s2p1&sentence=2")
        bib, ris = (client.get(link) for link in page.links(".ways-to-cite a"))
        assert bib.mimetype == "application/x-bibtex"
        assert "收到 5 件。" in bib.get_data(as_text=True)
        assert ris.headers["Content-Disposition"] == 'attachment; filename="r1.ris"'
        assert "SE  - 二、依申请公开\r\n" in ris.get_data(as_text=True)

    def test_has_this_sites_address_where_the_schools_is_unknown(self, serving: Serving) -> None:
        report = a_report(source_url=None, parts=PARTS)
        page = Page(serving(report, base_url=BASE), "/reports/r1/cite?at=s1p1")
        assert f"{BASE}/reports/r1#s1p1" in page.text(".ways-to-cite pre")
        assert page.links(".sheet > p > a") == [f"{BASE}/reports/r1#s1p1"]
        nowhere = Page(serving(report), "/reports/r1/cite?at=s1p1")
        assert "[R]." in nowhere.text(".ways-to-cite pre")
        assert "localhost" not in nowhere.text("main .sheet")

    @pytest.mark.parametrize("at", ["s9", "s1p9", "x", "s1p1&sentence=5"])
    def test_of_a_place_that_is_not_there_is_404(self, client: FlaskClient, at: str) -> None:
        assert client.get(f"/reports/r1/cite?at={at}").status_code == 404

    def test_of_hostile_text_is_text(self, serving: Serving) -> None:
        client = serving(a_hostile_report())
        page = Page(client, address("/reports/hostile/cite", at="s1p1"))
        assert "<script>alert(1)</script>" in page.text("blockquote")
        assert not page.tree.cssselect("main script, main img")
