"""Text that others wrote is shown as text, everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import HOSTILE, Page, a_hostile_report, a_report, address

PAGES = [
    "/",
    "/search",
    "/search?q=公开",
    "/search?q=script",
    "/search/school",
    "/reports/hostile",
    "/reports/hostile?q=公开",
    "/compare?report=hostile&report=r1&q=script",
    "/coverage",
    "/trends?q=公开",
]


@pytest.fixture
def client(serving: Callable[..., FlaskClient]) -> FlaskClient:
    return serving(a_hostile_report(), a_report())


@pytest.mark.parametrize("path", PAGES)
def test_a_hostile_report_adds_no_element_to_a_page(client: FlaskClient, path: str) -> None:
    page = Page(client, path)
    assert [s.get("src") for s in page.tree.cssselect("script")] == page.tree.xpath("//script/@src")
    assert len(page.tree.cssselect("script")) == 1
    assert [i for i in page.tree.cssselect("img") if i.get("src") == "x"] == []
    assert page.tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert page.tree.xpath("//@style") == []
    assert [link for link in page.tree.xpath("//@href") if link.startswith("javascript:")] == []


def test_its_text_is_still_shown(client: FlaskClient) -> None:
    assert HOSTILE in Page(client, "/reports/hostile").text("h1")


@pytest.mark.parametrize("where", ["q", "school", "section", "year", "sort", HOSTILE])
def test_a_hostile_url_is_shown_as_text(client: FlaskClient, where: str) -> None:
    for path in ("/search", "/trends", "/compare", "/coverage", "/reports/r1"):
        answer = client.get(address(path, **{where: f'"{HOSTILE}"\'>'}))
        assert answer.status_code in (200, 400)
        assert HOSTILE not in answer.get_data(as_text=True), path


@pytest.mark.parametrize("name", ["name", "facet", "report_id", "endpoint", "self", "_method"])
def test_an_unknown_parameter_is_rejected_even_if_named_like_a_route_argument(
    client: FlaskClient, name: str
) -> None:
    for path in ("/search/school", "/reports/r1", "/search"):
        page = Page(client, address(path, **{name: "x"}), status=400)
        assert name in page.text(".errors")


def test_no_parameter_can_redirect_a_link(client: FlaskClient) -> None:
    orders = {"_scheme": "javascript", "_external": "1", "_anchor": "x", "_host": "evil.example"}
    page = Page(client, address("/search", **orders), status=400)
    links = [link for link in page.tree.xpath("//@href") if "_scheme" in link]
    assert links
    assert all(link.startswith(("/search?", "/language/en?to=/search?")) for link in links)


def test_every_answer_has_the_security_headers(client: FlaskClient) -> None:
    for path in (*PAGES, "/nope", "/api/v1/search", "/static/app.js", "/search?q=("):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
