"""The examples of the help page work, and a browser can add the site as a search engine."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from indexer.reports.taxonomy import SECTIONS, TOPICS
from tests.webapp.conftest import Page, a_report

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_every_example_can_be_searched(client: FlaskClient) -> None:
    links = Page(client, "/help").links(".examples a")
    assert len(links) >= 15
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("school", ["复旦大学", None])
def test_every_example_can_be_searched_in_an_archive_of_another_province(
    serving: Callable[..., FlaskClient], school: str | None
) -> None:
    province = "上海" if school else None
    client = serving(a_report("one", school=school, province=province, year=2015, period="2015"))
    page = Page(client, "/help")
    for link in page.links(".examples a"):
        assert client.get(link).status_code == 200, link
    assert ("province:上海 复议" in page.texts(".examples code")) == bool(school)
    assert any("school:" in text for text in page.texts(".examples code")) == bool(school)


def test_every_id_is_explained(client: FlaskClient) -> None:
    assert {*Page(client, "/help").texts(".ids code")} == SECTIONS.keys() | TOPICS.keys()


@pytest.mark.parametrize("path", ["/", "/trends"])
def test_every_query_to_try_can_be_searched(client: FlaskClient, path: str) -> None:
    links = Page(client, path).links(".tries a")
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_every_entry_point_is_answered(client: FlaskClient) -> None:
    page = Page(client, "/")
    links = page.links("main a")
    assert len(links) > 15
    for link in links:
        if link.startswith("#"):
            assert page.tree.cssselect(link), link
        else:
            assert client.get(link).status_code == 200, link


def test_a_browser_can_add_the_site(client: FlaskClient) -> None:
    page = Page(client, "/")
    (link,) = page.links("link[rel=search]")
    answer = client.get(link)
    assert answer.mimetype == "application/opensearchdescription+xml"
    tree = ET.fromstring(answer.data)
    url = tree.find(f"{OPENSEARCH}Url[@type='text/html']")
    assert url is not None
    template = url.get("template") or ""
    found = client.get(template.removeprefix("http://localhost").replace("{searchTerms}", "举报"))
    assert "举报" in found.get_data(as_text=True)
    assert len(tree.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
