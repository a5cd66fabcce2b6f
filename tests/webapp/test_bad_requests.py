"""Invalid input is a 400 that reports every error at once, with its position."""

from __future__ import annotations

from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.errors import BusyError, SearchTimeoutError, XxgkError
from tests.webapp.conftest import Page, address


def test_all_errors_of_a_url_are_reported_together(client: FlaskClient) -> None:
    url = address("/search", q="(举报", foo="1", sort="best", page="x", year="abc", school="机电")
    messages = Page(client, url, status=400).texts(".errors > li > p:first-child")
    assert len(messages) == 6
    for piece in ("foo", "best", "page", "括号", "机电", "abc"):
        assert any(piece in message for message in messages), piece


def test_the_page_points_at_the_error_in_the_query(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="举报 (申请"), status=400)
    assert page.text(".pointed") == "举报 (申请"
    assert page.text(".pointed .here") == "("


def test_the_nearest_values_are_links_that_correct_the_url(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="举报", school="机电"), status=400)
    links = page.links(".nearest a")
    assert len(links) == 2
    assert Page(client, links[0]).texts(".result")


@pytest.mark.parametrize(
    "params",
    [
        {"size": "1001"},
        {"size": "0"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "９"},
        {"match": "fuzzy"},
        {"unknown": "1"},
        {"section": "nonsense"},
        {"year": "2024..2020"},
        {"q": "x" * 1001},
        {"q": "字" * 1001},
        {"q": " ".join(f"词{n}" for n in range(65))},
    ],
)
def test_invalid_input_is_rejected_by_page_and_json_alike(
    client: FlaskClient, params: dict[str, str]
) -> None:
    Page(client, address("/search", **params), status=400)
    answer = client.get(address("/api/v1/search", **params))
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]


def test_the_json_gives_the_position(client: FlaskClient) -> None:
    answer = client.get(address("/api/v1/search", q="举报 (申请"))
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["where"] == [3, 4]
    assert "括号" in answer.json["error"]


def test_an_invalid_parameter_has_no_position(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?size=5000")
    assert answer.json is not None
    assert answer.json["where"] is None
    assert "size" in answer.json["error"]


def test_a_parameter_with_two_values_is_rejected(client: FlaskClient) -> None:
    assert client.get("/search?q=a&q=b").status_code == 400


def test_the_largest_page_of_results_is_accepted(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?size=1000").status_code == 200


@pytest.mark.parametrize("path", ["/reports/nope", "/nope", "/api/v1/reports/nope", "/api/v1/nope"])
def test_a_missing_page_or_report_is_a_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.is_json == path.startswith("/api/")


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
def test_nothing_can_be_posted(client: FlaskClient, path: str) -> None:
    assert client.post(path, data={"q": "x"}).status_code == 405


@pytest.mark.parametrize(
    ("error", "status"),
    [(SearchTimeoutError("检索超过 10 秒"), 400), (BusyError("请稍后再试"), 503)],
    ids=["too long", "no place"],
)
@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/export/search.csv"])
def test_a_search_that_times_out_is_a_400_a_busy_server_a_503(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, error: XxgkError, status: int
) -> None:
    def refuses(*_: object) -> NoReturn:
        raise error

    for way in ("search", "pages"):
        monkeypatch.setattr(Archive, way, refuses)
    answer = client.get(address(path, q="举报"))
    assert answer.status_code == status
    assert str(error) in answer.get_data(as_text=True)
    assert ("Retry-After" in answer.headers) == (status == 503)
