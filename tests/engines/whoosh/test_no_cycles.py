"""A search leaves no cycles of objects: what it used is released at once, not when Python looks."""

from __future__ import annotations

import gc

import pytest

from indexer import open_archive
from indexer.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.search.request import SearchRequest
from tests.engines.corpora import report


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("index")
    with WhooshEngine(folder).writer() as writer:
        for number in range(20):
            text = f"信息公开办公室收到申请 {number} 件，没有收费。"
            writer.put(report({"id": f"r{number}", "year": 2024, "parts": [text, "没有收到举报"]}))
    for _ in range(6):  # what is loaded when the hundredth record is read leaves cycles
        reader = WhooshEngine(folder).reader()
        for head in reader.heads():
            assert reader.head(head.id) == head
            assert reader.report(head.id)
    return open_archive(folder)


@pytest.mark.parametrize(
    "query",
    [
        "信息公开",
        "信息公开 申请 -收费",
        "(申请 OR 举报) year:2024..",
        "申请 NEAR/20 公开",
        "哪些学校收到申请",
    ],
)
def test_a_search_leaves_no_cycles(archive: Archive, query: str) -> None:
    request = SearchRequest(query, suggestions=False)
    archive.search(request)  # whatever is made once
    gc.collect()
    gc.disable()
    try:
        archive.search(SearchRequest(query, page=2, sort="newest", suggestions=False))
        assert gc.collect() == 0
    finally:
        gc.enable()
