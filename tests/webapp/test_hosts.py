"""Which Host headers are accepted."""

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
def test_without_configured_hosts_any_is_accepted(serving: Serving, host: str) -> None:
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
def test_an_invalid_host_is_rejected_with_security_headers(
    serving: Serving, host: str, path: str
) -> None:
    answer = serving(a_report()).get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]
    assert host not in answer.get_data(as_text=True) or len(host) < 2
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_with_configured_hosts_only_they_are_accepted(serving: Serving) -> None:
    client = serving(
        a_report(), hosts=("localhost", "127.0.0.1", "[::1]", "xxgk.example.cn", ".below.cn")
    )
    for host in (*NAMES, "XXGK.example.cn:443", "a.below.cn", "b.a.below.cn"):
        assert client.get("/search", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "localhost.evil.example", "below.cn", "xbelow.cn", "127.0.0.2"):
        assert client.get("/search", headers={"Host": host}).status_code == 400, host


def test_behind_a_proxy_the_forwarded_host_is_checked(serving: Serving) -> None:
    client = serving(a_report(), hosts=("xxgk.example.cn",), proxies=1)
    headers = {"Host": "127.0.0.1:8000", "X-Forwarded-Host": "xxgk.example.cn"}
    assert client.get("/search", headers=headers).status_code == 200
    headers["X-Forwarded-Host"] = "evil.example"
    assert client.get("/search", headers=headers).status_code == 400
