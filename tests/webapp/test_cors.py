"""Scripts of other sites read the API only if configured, and never a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from indexer.errors import UsageError
from tests.webapp.conftest import a_report

Serving = Callable[..., FlaskClient]
THEIRS = "https://lab.example.cn"
ALLOWED = "Access-Control-Allow-Origin"


def test_no_origin_may_read_the_api_by_default(serving: Serving) -> None:
    answer = serving(a_report()).get("/api/v1/reports", headers={"Origin": THEIRS})
    assert ALLOWED not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/api/v1/search?q=公开", "/api/v1/reports/none", "/openapi.json"])
def test_a_named_origin_may(serving: Serving, path: str) -> None:
    client = serving(a_report(), cors=(THEIRS, "http://127.0.0.1:5173"))
    answer = client.get(path, headers={"Origin": THEIRS})
    assert answer.headers[ALLOWED] == THEIRS
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    other = client.get(path, headers={"Origin": "https://other.example"})
    assert ALLOWED not in other.headers
    assert "Origin" in other.headers["Vary"]


def test_any_origin_may_read_the_api_if_configured(serving: Serving) -> None:
    answer = serving(a_report(), cors=("*",)).get("/api/v1/reports")
    assert answer.headers[ALLOWED] == "*"
    assert "Origin" not in answer.headers["Vary"]


def test_a_conditional_request_may_be_made(serving: Serving) -> None:
    asking = {"Origin": THEIRS, "Access-Control-Request-Method": "GET"}
    answer = serving(a_report(), cors=(THEIRS,)).options("/api/v1/search", headers=asking)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("path", ["/", "/search?q=公开", "/reports/r1", "/export/search.json"])
def test_pages_are_open_to_no_origin(serving: Serving, path: str) -> None:
    answer = serving(a_report(), cors=("*",)).get(path, headers={"Origin": THEIRS})
    assert ALLOWED not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("origin", ["lab.example.cn", "https://lab.example.cn/", "null", "ftp://x"])
def test_an_invalid_origin_is_reported_at_start(serving: Serving, origin: str) -> None:
    with pytest.raises(UsageError, match="跨域来源"):
        serving(a_report(), cors=(origin,))
