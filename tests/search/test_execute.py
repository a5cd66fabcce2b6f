"""Requests and their responses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from indexer.engines.oracle import OracleEngine
from indexer.errors import QueryError, UnknownValueError
from indexer.search.engine import IndexReader
from indexer.search.execute import search
from indexer.search.request import SearchRequest
from tests.search.archives import archive, report

ANHUI = "安徽机电职业技术学院"


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    engine = OracleEngine()
    with engine.writer() as writer:
        writer.put(report("a", "收到 申请 12 件。", "无。", school=ANHUI, topics=("finance",)))
        writer.put(report("b", "没有收到申请。", sections=("on_request", "complaints")))
    return engine.reader()


def test_the_answer_has_the_shape_of_the_contract(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("收到申请", school=(ANHUI,))).to_dict()
    assert found["took_ms"] >= 0
    assert {name: found[name] for name in ("total", "reports", "page", "size", "spread")} == {
        "total": 1,
        "reports": 1,
        "page": 1,
        "size": 10,
        "spread": 0,
    }
    (hit,) = found["hits"]
    assert hit["id"] == "a#1"
    assert hit["url"] == "/reports/a#s1"
    assert hit["snippets"] == [{"text": "收到 申请 12 件。", "marks": [[0, 5]]}]
    assert hit["score"] == round(hit["score"], 4) > 0
    assert "in_report" not in hit


def test_facet_values_carry_the_name_shown(reader: IndexReader) -> None:
    facets = search(reader, SearchRequest("申请", section=("评议",))).to_dict()["facets"]
    assert facets["school"] == []
    assert facets["section"] == [
        {"value": "complaints", "label": "举报、复议、诉讼", "count": 1, "selected": False},
        {"value": "on_request", "label": "依申请公开", "count": 1, "selected": False},
        {"value": "overview", "label": "概述", "count": 1, "selected": False},
        {"value": "evaluation", "label": "评议", "count": 0, "selected": True},
    ]
    everything = search(reader, SearchRequest()).to_dict()["facets"]
    assert everything["topic"] == [
        {"value": "finance", "label": "财务、资产及收费", "count": 2, "selected": False},
        {"value": "unknown", "label": "未知", "count": 1, "selected": False},
    ]


def test_an_empty_query_shows_the_beginning_of_each_part(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("  "))
    assert [hit.snippets[0].text for hit in found.hits] == [
        "收到 申请 12 件。",
        "无。",
        "没有收到申请。",
    ]
    assert {hit.score for hit in found.hits} == {0}


def test_the_heading_is_marked_too(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("heading:概述 12"))
    assert found.hits[0].heading_marks == ((2, 4),)


def test_a_page_past_the_end_has_no_hits(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("申请", page=7))
    assert (found.total, found.hits) == (2, ())


def test_pages_joined_are_the_whole_result(reader: IndexReader) -> None:
    request = SearchRequest("", size=1)
    pages = [search(reader, replace(request, page=page)).hits for page in (1, 2, 3)]
    assert [hit.id for hits in pages for hit in hits] == ["a#1", "a#2", "b#1"]


def test_twenty_values_come_and_more_on_demand() -> None:
    many = archive({f"第{number:02}大学": ["无。"] for number in range(30)})
    assert len(search(many, SearchRequest()).facets["school"]) == 20
    assert len(search(many, SearchRequest(facet_size=1_000)).facets["school"]) == 30
    chosen = search(many, SearchRequest(school=("第29大学",), facet_size=1)).facets["school"]
    assert [(value.value, value.count) for value in chosen] == [("第00大学", 1), ("第29大学", 1)]


def test_values_count_reports_too_where_the_request_asks_for_it(reader: IndexReader) -> None:
    found = search(reader, SearchRequest(report_counts=("topic",)))
    counts = [(value.value, value.count, value.reports) for value in found.facets["topic"]]
    assert counts == [("finance", 2, 1), ("unknown", 1, 1)]
    assert {value.reports for value in found.facets["year"]} == {None}


def test_a_hit_says_where_its_date_was_found() -> None:
    dated = replace(report("a", "申请"), published=date(2024, 10, 30), published_from="signature")
    engine = OracleEngine()
    with engine.writer() as writer:
        writer.put(dated)
    (hit,) = search(engine.reader(), SearchRequest("申请")).to_dict()["hits"]
    assert (hit["published"], hit["published_from"]) == ("2024-10-30", "signature")


def test_filters_that_leave_nothing_do_not_relax_the_query(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("没有收到申请", school=(ANHUI,)))
    assert (found.total, found.relaxed) == (0, None)


def test_invalid_requests_raise(reader: IndexReader) -> None:
    with pytest.raises(QueryError):
        search(reader, SearchRequest("(申请"))
    with pytest.raises(UnknownValueError) as in_query:
        search(reader, SearchRequest("申请 school:没有的大学"))
    assert in_query.value.where == (3, 15)
    with pytest.raises(UnknownValueError) as in_filter:
        search(reader, SearchRequest("申请", topic=("没有的主题",)))
    assert in_filter.value.where is None
