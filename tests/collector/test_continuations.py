"""Which pages belong to one article."""

from __future__ import annotations

import pytest

from collector.continuations import chapters_of, further_pages
from collector.page import Page, read_page

URL = "http://xxgk.a.edu.cn/info/1022/7.htm"


def page_of(body: str) -> Page:
    return read_page(f"<html><body>{body}</body></html>".encode(), URL)


@pytest.mark.parametrize(
    ("first", "other", "number"),
    [
        (URL, "http://xxgk.a.edu.cn/info/1022/7_1.htm", 1),
        (URL, "http://xxgk.a.edu.cn/info/1022/8.htm", None),
        (URL, "http://other.a.edu.cn/info/1022/7_1.htm", None),
        ("http://a.cn/show.asp?id=5", "http://a.cn/show.asp?id=5&page=2", 2),
        ("http://a.cn/show.asp?id=5", "http://a.cn/show.asp?id=6&page=2", None),
        ("http://a.cn/show.asp?id=5", "http://a.cn/show.asp?id=5&page=%C2%B2", None),
    ],
)
def test_a_further_page_has_the_address_of_the_first_with_a_number(
    first: str, other: str, number: int | None
) -> None:
    links = page_of(f"<a href='{other}'>下一页</a>").links
    assert further_pages(first, links) == ({number: other} if number else {})


def test_chapters_are_linked_in_the_order_of_their_numbers() -> None:
    body = "<h1>某学院2014年信息公开年度报告</h1>" + "".join(
        f"<li><a href='7/{n}.htm'>{n}、{name}</a></li>"
        for n, name in ((1, "概述"), (2, "主动公开情况"), (3, "依申请公开情况"))
    )
    assert [*chapters_of(page_of(body)).values()] == [
        f"http://xxgk.a.edu.cn/info/1022/7/{n}.htm" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='1.htm'>1、概述</a><a href='2.htm'>2、主动公开情况</a>",
        "<a href='1.htm'>1.2024年年报</a><a href='2.htm'>2.2023年年报</a><a href='3.htm'>3.2022年年报</a>",
        "<a href='1.pdf'>1、概述</a><a href='2.pdf'>2、主动公开</a><a href='3.pdf'>3、依申请公开</a>",
        "<a href='#1'>一、概述</a><a href='#2'>二、主动公开</a><a href='#3'>三、依申请公开</a>",
        "<p>"
        + "学校公开信息。" * 120
        + "</p><a href='1.htm'>1、概述</a><a href='2.htm'>2、公开</a>"
        "<a href='3.htm'>3、申请</a>",
    ],
)
def test_other_links_with_numbers_are_no_chapters(body: str) -> None:
    assert chapters_of(page_of(body)) == {}
