"""Figures in the API, and as filters of pages."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.reports.figures import FIGURES
from indexer.search.request import SearchRequest
from tests.webapp.conftest import Page, address
from tests.webapp.test_api import fetched

STATED = "requests_received>0"


def test_the_api_gives_what_the_library_gives(client: FlaskClient, seeds: Archive) -> None:
    rows = fetched(client, "/api/v1/figures", year="2024", figure=["requests_received>=0"])
    wanted = seeds.figures(SearchRequest(year="2024", figure="requests_received>=0"))
    assert rows == [row.to_dict() for row in wanted]
    assert len(rows) == 3
    assert [*rows[0]] == ["report_id", "school", "province", "period", "year", "figures"]
    assert [*rows[0]["figures"]] == [*FIGURES]


def test_a_given_figure_has_its_sentence_and_where_it_stands(
    client: FlaskClient, seeds: Archive
) -> None:
    (row,) = fetched(client, "/api/v1/figures", figure=STATED)
    figure = row["figures"]["requests_received"]
    assert [*figure] == [
        *("state", "value", "qualifier", "sentence", "ordinal", "span"),
        *("in_heading", "conflict", "others", "corrected"),
    ]
    assert (figure["state"], figure["value"]) == ("number", 1)
    part = seeds.report(row["report_id"]).parts[figure["ordinal"] - 1]
    start, end = figure["span"]
    assert part.text[start:end] == figure["sentence"]
    assert row["figures"]["requests_refused"]["value"] is None


def test_a_figure_without_a_condition_selects_it(client: FlaskClient) -> None:
    rows = fetched(client, "/api/v1/figures", figure=["lawsuits", "举报", "requests_received=0"])
    assert [*{name: None for row in rows for name in row["figures"]}] == ["complaints", "lawsuits"]
    assert len(rows) == 4


def test_the_list_is_read_page_by_page_and_line_by_line(client: FlaskClient) -> None:
    whole = fetched(client, "/api/v1/figures")
    read: list[Any] = []
    url: str | None = address("/api/v1/figures", size=2)
    while url:
        answer = client.get(url)
        assert answer.headers["X-Total-Count"] == "5"
        read += answer.json or ()
        link = answer.headers.get("Link")
        url = link.partition(">")[0].lstrip("<") if link else None
    assert read == whole
    lines = client.get("/api/v1/figures?format=jsonl").get_data(as_text=True)
    assert lines.count("\n") == 5


@pytest.mark.parametrize(
    ("path", "typed", "nearest"),
    [
        ("/api/v1/figures", "requests_recieved", "requests_received"),
        ("/api/v1/figures", "requests_recieved>0", "requests_received"),
        ("/api/v1/search", "lawsuit>0x", None),
        ("/api/v1/reports", "lawsuits", None),
    ],
)
def test_a_wrong_condition_is_a_bad_request(
    client: FlaskClient, path: str, typed: str, nearest: str | None
) -> None:
    answer = client.get(address(path, figure=[STATED, typed]))
    assert answer.status_code == 400
    (fault,) = answer.get_json()["faults"]
    assert (fault["parameter"], fault["value"]) == ("figure", typed)
    assert nearest is None or nearest in fault["message"]


def test_reports_and_searches_are_filtered(client: FlaskClient) -> None:
    (head,) = fetched(client, "/api/v1/reports", figure=STATED)
    found = fetched(client, "/api/v1/search", q="公开", figure=STATED)
    assert {hit["report_id"] for hit in found["hits"]} == {head["id"]}
    assert {value["value"] for value in found["facets"]["school"]} == {head["school"]}
    counted = fetched(client, "/api/v1/facets/school", q="公开", figure=STATED)
    assert [value["value"] for value in counted] == [head["school"]]
    years = fetched(client, "/api/v1/trends", figure=STATED)["years"]
    assert sum(point["reports"] for point in years) == 1


@pytest.mark.parametrize("path", ["/search", "/trends"])
def test_a_condition_is_a_filter_that_can_be_removed(client: FlaskClient, path: str) -> None:
    page = Page(client, address(path, q="公开", figure=[STATED, "lawsuits=zero"]))
    assert page.texts(".chips a")[:2] == [
        "取消 指标 新收公开申请 > 0 ×",
        "取消 指标 行政诉讼：报告写明没有 ×",
    ]
    without = page.links(".chips a")[0]
    assert "figure=lawsuits%3Dzero" in without
    assert "requests_received" not in without
    assert "figure" not in page.links(".chips a.clear")[0]
    english = Page(client, address(path, q="公开", figure="complaints=not_stated", lang="en"))
    assert "Complaints: Not mentioned" in english.text(".chips a")


def test_conditions_are_kept_in_links_and_forms(client: FlaskClient) -> None:
    page = Page(client, address("/search", q="公开", figure=STATED))
    facets = [link for link in page.links("aside a, .facet a") if "/search" in link]
    assert facets
    assert all("figure=requests_received%3E0" in link for link in facets)
    kept = page.tree.cssselect("input[type=hidden][name=figure]")
    assert {field.get("value") for field in kept} == {STATED}
    exported = client.get(address("/export/search.csv", q="公开", figure=STATED))
    schools = {row["school"] for row in csv.DictReader(StringIO(exported.text.lstrip("\ufeff")))}
    assert schools == {"安徽机电职业技术学院"}


def test_a_wrong_condition_is_named_on_the_page(client: FlaskClient) -> None:
    page = Page(client, address("/search", figure="requests_recieved>0"), 400)
    assert "没有指标“requests_recieved”" in page.html


def test_an_archive_without_figures_answers(serving: Callable[..., FlaskClient]) -> None:
    assert fetched(serving(), "/api/v1/figures") == []
