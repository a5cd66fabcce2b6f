"""For any report and any query, a page has our elements and no others."""

from __future__ import annotations

import re
from functools import cache

import lxml.html
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from indexer.reports.model import Link, Part, Report, Source
from tests.webapp.conftest import a_report, address, archive_of
from webapp import create_app

PIECES = st.sampled_from(
    (
        *"公开 信息 举报 < > & \" ' ` = / \\ { } {{ }} {% %} <!-- --> ]]> &lt; &#60; \n \t".split(
            " "
        ),
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '" onclick="x',
            "' style='x",
        ),
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "</textarea>",
            "</title>",
            "</a>",
        ),
        *(
            "\x00",
            "\x1b",
            "\x9b",
            "\x85",
            "\u2028",
            "\u202e",
            "\u2066",
            "\u200f",
            "\ufeff",
            "\ufffe",
        ),
        *(
            "\U0001f600",
            "e\u0301",
            "\u0301",
            "ﷺ",
            "①",
            "İ",
            "%3Cscript%3E",
            "%00",
            "${7*7}",
            "{{7*7}}",
        ),
    )
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join)
URLS = st.sampled_from(
    (
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "//x",
        ),
        *(
            'http://a.cn/"><script>',
            "https://[::1",
            "http://a.cn/\n",
            " javascript:x",
            "\x01javascript:x",
        ),
    )
)
OURS = {"http", "https"}
SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text = draw(TEXTS) + "公开"
    links = (Link(draw(TEXTS) or "x", draw(URLS)), Link("公开", draw(URLS)))
    parts = (
        Part(1, ("overview",), (), draw(TEXTS), text, links=links),
        Part(
            2, ("complaints",), ("finance",), draw(TEXTS), "甲\t" + draw(TEXTS) + "\n" + draw(TEXTS)
        ),
    )
    return a_report(
        "r1",
        school=draw(TEXTS) or None,
        title=draw(TEXTS),
        province=draw(st.none() | TEXTS.filter(bool)),
        period=draw(st.sampled_from((None, "2023-2024"))),
        source_url=draw(st.none() | URLS),
        source=Source(draw(TEXTS) or "a.txt"),
        parts=parts,
    )


@cache
def _own_scripts() -> list[str]:
    """Those of a page without any report."""
    return _tree(create_app(archive_of(())).test_client().get("/help").get_data()).xpath("//script/@src")  # fmt: skip


def _tree(page: bytes) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(page.decode("utf-8"))


@settings(max_examples=6, phases=[Phase.generate])
@given(report=reports(), query=TEXTS)
def test_a_page_has_our_elements_and_no_others(report: Report, query: str) -> None:
    app = create_app(archive_of([report, a_report("r2", school=report.school)]))
    app.testing = True  # an internal error is raised, not answered
    client = app.test_client()
    for path in (
        "/",
        "/search",
        address("/search", q=query),
        address("/search", q=f'"{query}"', school=report.school or "x"),
        "/search/school",
        address("/reports/r1", q="公开"),
        address("/reports/r1", q=query),
        address("/compare", report=["r1", "r2"], q="公开"),
        address("/coverage", name=query),
        address("/trends", q=query),
    ):
        answer = client.get(path)
        assert answer.status_code in (200, 400), path
        tree = _tree(answer.get_data())
        assert tree.xpath("//script/@src") == _own_scripts()
        assert len(tree.xpath("//script | //style | //iframe | //object | //base")) == 1
        assert tree.xpath("//@style | //@*[starts-with(name(), 'on')]") == []
        assert [src for src in tree.xpath("//img/@src") if not src.startswith("/static/")] == []
        assert {*_schemes(tree)} <= OURS


def _schemes(tree: lxml.html.HtmlElement) -> list[str]:
    """As a browser reads them: without blanks and control characters around and inside."""
    found = tree.xpath("//@href | //@action | //@formaction | //@src")
    links = ("".join(char for char in link if char > " ") for link in found)
    return [named[1].lower() for link in links if (named := SCHEME.match(link))]
