"""Feeds of searches: valid Atom, ordered by when reports entered the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from indexer.reports.model import Part, Report
from tests.webapp.conftest import Page, a_hostile_report, a_report, address

Serving = Callable[..., FlaskClient]
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://xxgk.example.cn"


def added(identity: str, day: int, **about: object) -> Report:
    return a_report(identity, first_indexed=datetime(2024, 11, day, 8, tzinfo=UTC), **about)


def feed(client: FlaskClient, url: str) -> ET.Element:
    answer = client.get(url)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.mimetype == "application/atom+xml"
    return ET.fromstring(answer.data)


def texts(tree: ET.Element, path: str) -> list[str | None]:
    return [found.text for found in tree.iterfind(path.replace("@", ATOM))]


@pytest.fixture
def client(serving: Serving) -> FlaskClient:
    return serving(
        added("old", 4, year=2024),
        added("new", 6, year=2019, period="2018-2019"),
        a_report("unknown", year=2025),
        added("other", 7, parts=(Part(1, ("overview",), (), "一、概述", "别的。"),)),
    )


def test_what_entered_last_comes_first(client: FlaskClient) -> None:
    tree = feed(client, address("/feed.atom", q="公开信息"))
    assert texts(tree, "@entry/@id") == [
        "urn:xxgk:report:new",
        "urn:xxgk:report:old",
        "urn:xxgk:report:unknown",
    ]
    assert texts(tree, "@updated") == ["2024-11-06T08:00:00Z"]
    assert texts(tree, "@entry/@updated")[-1] == "1970-01-01T00:00:00Z"
    assert texts(tree, "@entry/@published")[0] == "2024-10-30T00:00:00+08:00"


def test_every_element_that_atom_demands_is_there(client: FlaskClient) -> None:
    tree = feed(client, "/feed.atom")
    for where in (tree, *tree.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(texts(where, f"@{name}")) == 1, name
            assert texts(where, f"@{name}")[0]
    assert texts(tree, "@author/@name")
    assert {link.get("rel") for link in tree.iterfind(f"{ATOM}link")} == {"self", "alternate"}
    ids = texts(tree, "@entry/@id")
    assert len(ids) == len(set(ids)) == 4


def test_the_feed_of_any_search_address_is_the_same_whatever_its_order_and_page(
    client: FlaskClient,
) -> None:
    one = feed(client, address("/feed.atom", q="公开信息", sort="oldest", page=3, group="part"))
    other = feed(client, address("/feed.atom", q="公开信息"))
    assert texts(one, "@id") == texts(other, "@id")
    assert texts(one, "@entry/@id") == texts(other, "@entry/@id")
    assert texts(one, "@id") != texts(feed(client, "/feed.atom?year=2019"), "@id")


def test_filters_are_those_of_the_search(client: FlaskClient) -> None:
    tree = feed(client, "/feed.atom?year=2019")
    assert texts(tree, "@entry/@id") == ["urn:xxgk:report:new"]
    assert "年份 2019" in str(texts(tree, "@title")[0])


def test_what_is_merely_similar_is_no_news(client: FlaskClient) -> None:
    assert not texts(feed(client, address("/feed.atom", q="哪些学校公开了领导小组")), "@entry")
    assert texts(feed(client, address("/feed.atom", q="公开 小组", match="words")), "@entry/@id")


def test_addresses_are_absolute_only_where_the_base_url_is_known(serving: Serving) -> None:
    def links(client: FlaskClient) -> list[str]:
        tree = feed(client, "/feed.atom?q=公开信息")
        return [str(link.get("href")) for link in tree.iter(f"{ATOM}link")]

    for link in links(serving(added("r", 4))):
        assert link.startswith("/")
    known = serving(added("r", 4), base_url=BASE)
    assert all(link.startswith(f"{BASE}/") for link in links(known))
    assert links(known)[-1] == f"{BASE}/reports/r?q=%E5%85%AC%E5%BC%80%E4%BF%A1%E6%81%AF#h1"


def test_text_of_reports_is_never_markup(serving: Serving) -> None:
    report = a_hostile_report()
    bell = Part(2, ("overview",), (), "二、\x07铃", "响\x00了。")
    client = serving(report, a_report("odd", parts=(bell,)))
    tree = feed(client, "/feed.atom")
    assert "<script>" in str(texts(tree, "@entry/@title"))
    assert {element.tag for element in tree.iter()} == {
        ATOM + name
        for name in "feed id title updated author name link entry published category summary".split()
    }


def test_an_unreadable_query_is_400(client: FlaskClient) -> None:
    assert client.get("/feed.atom?q=(").status_code == 400
    assert client.get("/feed.atom?foo=1").status_code == 400


def test_a_feed_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/feed.atom")
    assert (
        client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 304
    )


def test_results_and_schools_link_to_their_feeds(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="公开信息", year="2019"))
    assert page.links("link[type='application/atom+xml']") == page.links(".tools > a")
    assert texts(feed(client, page.links(".tools > a")[0]), "@entry/@id") == ["urn:xxgk:report:new"]
    school = Page(client, "/schools/青江职业学院")
    assert (
        len(texts(feed(client, school.links("link[type='application/atom+xml']")[0]), "@entry/@id"))
        == 4
    )
    assert "/feed.atom" in Page(client, "/search?q=没有的东西").html


def test_results_can_be_sorted_by_when_they_entered(client: FlaskClient) -> None:
    page = Page(client, "/search?sort=added")
    days = [about for about in page.texts(".result .about") if "收录" in about]
    assert days == ["2024-11-07 收录", "2024-11-06 收录", "2024-11-04 收录", "收录日期不详"]
