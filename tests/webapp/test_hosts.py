"""Under which names the app answers, and what a Host header may be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import a_report

Serving = Callable[..., FlaskClient]
NAMES = (
    "localhost",
    "localhost:8000",
    "127.0.0.1:80",
    "[::1]",
    "[::1]:8000",
    "LOCALHOST",
    "localhost.",
)


@pytest.mark.parametrize("host", [*NAMES, "search.example.cn", "a_b-c.internal:8000", ""])
def test_without_names_of_its_own_it_answers_to_any(serving: Serving, host: str) -> None:
    assert serving(a_report()).get("/search", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "..",
        "a b",
        "a,b",
        "a@b",
        'a"><script>',
        "例.cn",
        "a:",
        "a:999999",
        "a:65536",
        "-",
        ".",
        "a..b",
        "a" * 300,
    ],
)
@pytest.mark.parametrize("path", ["/search", "/opensearch.xml", "/nope", "/api/v1/search"])
def test_a_host_that_is_none_is_refused_in_strict_headers(
    serving: Serving, host: str, path: str
) -> None:
    answer = serving(a_report()).get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]
    assert host not in answer.get_data(as_text=True) or len(host) < 2
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_with_names_of_its_own_it_answers_to_them_alone(serving: Serving) -> None:
    client = serving(
        a_report(), hosts=("localhost", "127.0.0.1", "[::1]", "xxgk.example.cn", ".below.cn")
    )
    for host in (*NAMES, "XXGK.example.cn:443", "a.below.cn", "b.a.below.cn"):
        assert client.get("/search", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "localhost.evil.example", "below.cn", "xbelow.cn", "127.0.0.2"):
        assert client.get("/search", headers={"Host": host}).status_code == 400, host


def test_behind_a_proxy_the_name_it_was_asked_under_counts(serving: Serving) -> None:
    client = serving(a_report(), hosts=("xxgk.example.cn",), proxies=1)
    headers = {"Host": "127.0.0.1:8000", "X-Forwarded-Host": "xxgk.example.cn"}
    assert client.get("/search", headers=headers).status_code == 200
    headers["X-Forwarded-Host"] = "evil.example"
    assert client.get("/search", headers=headers).status_code == 400
