"""Requests have an id and are logged, without query or client."""

from __future__ import annotations

import json
import logging

import pytest
from flask.testing import FlaskClient


def test_a_request_is_logged_under_the_id_of_its_answer(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="xxgk.requests"):
        answer = client.get(
            "/search?q=某人的秘密&school=安徽机电", headers={"User-Agent": "someone"}
        )
    (line,) = [record.getMessage() for record in caplog.records if record.name == "xxgk.requests"]
    noted = json.loads(line)
    assert noted["id"] == answer.headers["X-Request-Id"]
    assert (noted["endpoint"], noted["status"], noted["method"]) == ("pages.search", 200, "GET")
    for private in ("秘密", "安徽", "127.0.0.1", "someone", "%E7"):
        assert private not in line


def test_errors_have_an_id_too(client: FlaskClient) -> None:
    for path in ("/nope", "/search?q=(", "/reports/none", "/api/v1/reports/none"):
        assert client.get(path).headers["X-Request-Id"]


def test_no_two_requests_share_an_id(client: FlaskClient) -> None:
    numbers = {client.get("/healthz").headers["X-Request-Id"] for _ in range(20)}
    assert len(numbers) == 20
