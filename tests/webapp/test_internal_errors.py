"""An internal error shows an id to report, and no details."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.archive import Archive
from tests.webapp.conftest import address
from webapp import create_app

SECRET = "a secret of the machine"


@pytest.fixture
def client(seeds: Archive, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Of an app as it is served, whose searches all break."""

    def breaks(*_: object) -> None:
        raise RuntimeError(SECRET)

    for way in ("search", "pages"):
        monkeypatch.setattr(Archive, way, breaks)
    return create_app(seeds).test_client()


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
def test_it_is_a_500_with_the_request_id_and_no_details(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.get_data(as_text=True)
    for inside in (SECRET, "RuntimeError", "Traceback", ".py"):
        assert inside not in answer.get_data(as_text=True)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "ETag" not in answer.headers


def test_it_is_logged_once_under_its_id_without_the_query(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get(address("/search", q="某人的秘密"))
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    noted = json.loads(record.getMessage())
    assert noted["id"] == answer.headers["X-Request-Id"]
    assert noted["endpoint"] == "pages.search"
    assert SECRET in noted["fault"]
    assert "秘密" not in record.getMessage()
    assert "%E7" not in record.getMessage()


def test_a_method_that_is_not_allowed_gets_the_allowed_ones(
    client: FlaskClient, app: Flask
) -> None:
    for path in ("/search", "/api/v1/reports/000", "/static/app.js", "/healthz"):
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405
            assert {*answer.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}
        options = client.options(path)
        assert options.status_code == 200
        assert {*options.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}
        assert options.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/healthz", "/api/v1/reports/x"])
def test_a_refused_method_is_answered_in_the_language_of_the_page(
    client: FlaskClient, path: str
) -> None:
    text = client.put(path).get_data(as_text=True)
    assert "不接受其他方法" in text
    assert "The method is not allowed" not in text
    assert "for reading (GET)" in client.put(f"{path}?lang=en").get_data(as_text=True)


def test_the_api_gives_advice_for_programs(client: FlaskClient) -> None:
    unknown = client.get("/api/v1/nosuch").get_json()["error"]
    assert "首页" not in unknown
    assert "/api/docs" in unknown
    for path in ("/api/v1/reports/nosuch", "/reports/nosuch/cite", "/reports/nosuch/pages/1"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "xxgk list" not in answer.get_data(as_text=True)


def test_an_unknown_school_is_called_a_school(client: FlaskClient) -> None:
    text = client.get("/schools/不存在").get_data(as_text=True)
    assert "<h1>没有这所学校</h1>" in text
    assert "没有这份报告" not in text
