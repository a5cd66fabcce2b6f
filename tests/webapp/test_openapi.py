"""The OpenAPI document is valid and complete, and describes what the API really accepts and returns."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from tests.webapp.conftest import Page, address
from webapp import coverage
from webapp.api import PAGED
from webapp.requests import COUNTED, SEARCH


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found = client.get("/openapi.json").json
    assert isinstance(found, dict)
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_every_address_of_the_api_is_in_it(app: Flask, document: dict[str, Any]) -> None:
    served = {
        re.sub(r"<(?:any\(.*?\):)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert served == document["paths"].keys()


def test_every_parameter_of_a_search_is_in_it(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/search"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == SEARCH | PAGED | {"lang"}


@pytest.mark.parametrize(
    ("path", "known"), [("coverage", coverage.PARAMETERS), ("trends", COUNTED)]
)
def test_every_parameter_of_a_study_is_in_it(
    document: dict[str, Any], path: str, known: frozenset[str]
) -> None:
    parameters = document["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == known | {"lang"}


def test_every_parameter_is_explained(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        assert all(parameter["description"] for parameter in path["get"]["parameters"])


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/api/v1/search", {}, 200),
        ("/api/v1/search", {"q": "举报 安徽机电", "group": "report"}, 200),
        ("/api/v1/search", {"q": "哪些学校收到了公开申请多少条"}, 200),
        ("/api/v1/search", {"q": "领到小组"}, 200),
        ("/api/v1/search", {"facets": "0"}, 200),
        ("/api/v1/search", {"q": "(", "sort": "x"}, 400),
        ("/api/v1/reports", {}, 200),
        ("/api/v1/reports", {"lacks": "nonsense"}, 400),
        ("/api/v1/reports/000", {}, 200),
        ("/api/v1/reports/none", {}, 404),
        ("/api/v1/facets/topic", {"q": "举报"}, 200),
        ("/api/v1/facets/topic", {"sort": "newest"}, 400),
        ("/api/v1/facets/none", {}, 404),
        ("/api/v1/coverage", {}, 200),
        ("/api/v1/coverage", {"year": "2022", "name": "湖南"}, 200),
        ("/api/v1/coverage", {"state": "maybe"}, 400),
        ("/api/v1/trends", {}, 200),
        ("/api/v1/trends", {"q": "举报 安徽机电"}, 200),
        ("/api/v1/trends", {"q": "("}, 400),
        ("/api/v1/suggest", {"q": "安徽"}, 200),
        ("/api/v1/suggest", {"limit": "0"}, 400),
    ],
)
def test_an_answer_matches_its_schema(
    client: FlaskClient, document: dict[str, Any], path: str, params: dict[str, str], status: int
) -> None:
    answer = client.get(address(path, **params))
    assert answer.status_code == status
    template = re.sub("(?<=/facets/).+", "{name}", re.sub("(?<=/reports/).+", "{report_id}", path))
    responses = document["paths"][template]["get"]["responses"]
    schema = responses[str(status)]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json)


def test_a_line_of_json_lines_matches_its_schema(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    for path in ("/api/v1/search", "/api/v1/reports"):
        kind = document["paths"][path]["get"]["responses"]["200"]["content"]["application/x-ndjson"]
        line = Draft202012Validator({**kind["x-line"], "components": document["components"]})
        for text in client.get(f"{path}?format=jsonl").text.splitlines():
            line.validate(json.loads(text))


def test_the_document_is_available_in_english(client: FlaskClient) -> None:
    english = client.get("/openapi.json?lang=en").json
    assert english is not None
    validate(english)
    words = [path["get"]["summary"] for path in english["paths"].values()]
    words += [
        one["description"]
        for path in english["paths"].values()
        for one in path["get"]["parameters"]
    ]
    assert not [each for each in words if re.search("[\u4e00-\u9fff]", each.replace("“无”", ""))]


def test_the_commands_shown_request_the_examples(client: FlaskClient) -> None:
    page = Page(client, "/api/docs")
    shown = [text for text in page.texts("pre") if text.startswith("curl")]
    assert len(shown) == len(page.links("p a:has(code)")) + 1
    assert "curl -sG http://localhost/api/v1/suggest \\ --data-urlencode 'q=安徽'" in shown


def test_the_document_is_shown_as_a_page(client: FlaskClient, document: dict[str, Any]) -> None:
    page = Page(client, "/api/docs")
    assert page.texts("h2 code") == [f"GET {path}" for path in document["paths"]]
    assert page.texts("h3 code") == [*document["components"]["schemas"]]
    for link in page.links("p a:has(code)"):
        assert client.get(link).status_code == 200
