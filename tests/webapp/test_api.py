"""The JSON is what the command line prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.errors import IndexMissingError
from indexer.reports.checklist import read_checklist
from indexer.search.request import SearchRequest
from tests.webapp.conftest import a_report, address


def fetched(client: FlaskClient, path: str, **params: Any) -> Any:
    answer = client.get(address(path, **params))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json


def test_search_is_the_answer_of_the_library(client: FlaskClient, seeds: Archive) -> None:
    got = fetched(client, "/api/v1/search", q="举报", section="complaints", size=3, page=2)
    wanted = seeds.search(SearchRequest("举报", section=("complaints",), size=3, page=2)).to_dict()
    assert {**got, "took_ms": 0} == {**wanted, "took_ms": 0}


def test_search_groups_by_part_by_default(client: FlaskClient) -> None:
    assert "in_report" not in fetched(client, "/api/v1/search", q="举报")["hits"][0]
    assert "in_report" in fetched(client, "/api/v1/search", q="举报", group="report")["hits"][0]


def test_facets_can_be_left_out(client: FlaskClient) -> None:
    assert fetched(client, "/api/v1/search", facets="0")["facets"] == {}


def test_labels_stay_chinese_whatever_the_language(client: FlaskClient) -> None:
    facets = fetched(client, "/api/v1/search", lang="en")["facets"]
    assert "概述" in [value["label"] for value in facets["section"]]


def test_reports_are_listed_with_their_sections(client: FlaskClient) -> None:
    heads = fetched(client, "/api/v1/reports")
    assert {one["school"]: one["period"] for one in heads} == {
        "安徽机电职业技术学院": "2023-2024",
        "湖南机电职业技术学院": "2022",
        "江西工程职业学院": "2023-2024",
        "襄阳科技职业学院": "2024",
        "广西工程职业学院": "2022",
    }
    lacking = fetched(client, "/api/v1/reports", lacks="evaluation")
    assert [one["school"] for one in lacking] == ["安徽机电职业技术学院"]


def test_one_report_is_given_whole(client: FlaskClient, seeds: Archive) -> None:
    report = seeds.report("000")
    checklist = [row.to_dict() for row in read_checklist(report)]
    assert fetched(client, "/api/v1/reports/000") == {**report.to_dict(), "checklist": checklist}


def test_suggestions_complete_what_is_typed(client: FlaskClient) -> None:
    found = fetched(client, "/api/v1/suggest", q="安徽")
    assert {
        "kind": "school",
        "text": "安徽机电职业技术学院",
        "label": "安徽机电职业技术学院",
    } in found
    assert len(fetched(client, "/api/v1/suggest", q="信", limit=2)) == 2


def test_healthz_says_what_is_open(client: FlaskClient) -> None:
    assert fetched(client, "/healthz")["reports"] == 5


def test_healthz_is_not_ready_without_an_index(
    serving: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: Archive) -> None:
        raise IndexMissingError("还没有索引：先运行 xxgk index")

    client = serving(a_report())
    monkeypatch.setattr(Archive, "statistics", missing)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "xxgk index" in answer.json["error"]


def test_text_is_readable_in_the_json(client: FlaskClient) -> None:
    assert "安徽" in client.get("/api/v1/reports").get_data(as_text=True)


def test_all_values_of_a_facet_are_available(client: FlaskClient) -> None:
    schools = fetched(client, "/api/v1/facets/school", q="信息公开工作领导小组", year="2024")
    assert {one["value"]: one["count"] for one in schools} == {
        "安徽机电职业技术学院": 2,
        "襄阳科技职业学院": 1,
    }


def test_coverage_gives_each_section_by_its_id(client: FlaskClient) -> None:
    (row,) = fetched(client, "/api/v1/coverage", year="2024", name="安徽机电")["rows"]
    assert row["cells"]["other_matters"] == {"state": "says_nothing", "ordinal": 16}
    assert row["cells"]["evaluation"] == {"state": "absent", "ordinal": None}
    assert row["late"] is False


def test_trends_count_reports_and_parts(client: FlaskClient) -> None:
    found = fetched(client, "/api/v1/trends", q="信息公开工作领导小组")
    assert (found["total"], found["reports"]) == (3, 2)
    assert found["years"][-1] == {
        "value": "2024",
        "parts": 3,
        "reports": 2,
        "of_reports": 3,
        "share": 0.6667,
    }
