"""A response without exact matches has suggestions."""

from __future__ import annotations

import pytest

from indexer.search.engine import IndexReader
from indexer.search.execute import search
from indexer.search.request import Match, SearchRequest
from tests.search.archives import archive


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive({"安徽机电职业技术学院": ["收到信息公开申请一件。", "申诉清单"]})


def suggested(reader: IndexReader, query: str, match: Match = "auto") -> list[str]:
    return [found.text for found in search(reader, SearchRequest(query, match=match)).suggestions]


def test_a_relaxed_query_has_suggestions_too(reader: IndexReader) -> None:
    relaxed = search(reader, SearchRequest("收到 申清"))
    assert relaxed.relaxed
    assert relaxed.total == 1
    assert [found.text for found in relaxed.suggestions] == ["收到 申请"]


def test_a_term_read_as_a_school_stays_as_typed(reader: IndexReader) -> None:
    assert suggested(reader, "申清 安徽机电") == ["申请 安徽机电"]


def test_nothing_is_suggested_where_the_query_as_typed_found_something(reader: IndexReader) -> None:
    assert suggested(reader, "申请") == []
    assert suggested(reader, "申请 安徽机电") == []


def test_a_filter_that_leaves_nothing_is_no_slip(reader: IndexReader) -> None:
    found = search(reader, SearchRequest("申请", year=("2001",)))
    assert (found.total, found.suggestions) == (0, ())


def test_exact_queries_get_suggestions_too(reader: IndexReader) -> None:
    assert suggested(reader, "申清", "exact") == ["申请"]


def test_a_school_name_typed_without_a_blank_is_split_off(reader: IndexReader) -> None:
    assert suggested(reader, "安徽机电收到几件申请") == ["安徽机电 收到几件申请"]
    assert suggested(reader, "安徽机电火星") == []
