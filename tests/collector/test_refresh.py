"""Where a page goes on: a meta element and a `Refresh` header are read by one rule."""

from __future__ import annotations

import pytest

from collector.page import read_page
from collector.refresh import refresh_target

CASES = [
    ("0; url=list.htm", "list.htm"),
    ("3;URL='/xxgk/list.htm?a=1;b=2'", "/xxgk/list.htm?a=1;b=2"),
    ('0.5 , url = "list.htm" ', "list.htm"),
    ("0;list.htm", "list.htm"),
    ("url=list.htm", "list.htm"),
    ("5", ""),
    ("5;url=", ""),
    ("", ""),
]


@pytest.mark.parametrize(("content", "target"), CASES)
def test_the_address_of_a_refresh_is_read(content: str, target: str) -> None:
    assert refresh_target(content) == target


@pytest.mark.parametrize(("content", "target"), CASES)
def test_a_meta_element_goes_on_as_it_says(content: str, target: str) -> None:
    quoted = content.replace('"', "&quot;")
    page = read_page(
        f'<meta http-equiv=Refresh content="{quoted}">'.encode(), "http://a.edu.cn/xxgk/"
    )
    leads_to = {"list.htm": "http://a.edu.cn/xxgk/list.htm", "": None}
    assert page.goes_on_to == leads_to.get(target, f"http://a.edu.cn{target}")


@pytest.mark.parametrize(("seconds", "target"), [("10", "a.htm"), ("600", ""), ("9" * 999, "")])
def test_a_page_that_stays_long_enough_is_not_left(seconds: str, target: str) -> None:
    assert refresh_target(f"{seconds};url=a.htm", most_seconds=99) == target
