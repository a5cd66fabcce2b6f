"""The index is a Whoosh index: plain Whoosh opens it and answers by its own means."""

from __future__ import annotations

from pathlib import Path

import pytest
import whoosh.index
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Term

from indexer.analysis.normalize import normalize
from indexer.analysis.segment import segmenter
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import UsageError
from indexer.reports.model import Report
from tests.engines.corpora import report

REPORTS = (
    report(
        {
            "id": "anhui",
            "school": "安徽大学",
            "province": "安徽",
            "year": 2024,
            "title": "安徽大学信息公开年度报告",
            "parts": [
                {"heading": "一、概述", "text": "学校重视信息公开工作。", "sections": ["overview"]},
                {
                    "heading": "五、举报情况",
                    "text": "没有收到举报，OA 系统发布 150 条。",
                    "sections": ["evaluation", "complaints"],
                },
                {"text": "财务信息公开。", "sections": ["proactive"], "topics": ["finance"]},
            ],
        }
    ),
    report({"id": "hunan", "school": "湖南大学", "parts": ["没有收到依申请公开。", ""]}),
)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    put(engine, *REPORTS)
    return engine


def put(engine: WhooshEngine, *reports: Report) -> None:
    with engine.writer() as writer:
        for one in reports:
            writer.put(one)


def found(engine: WhooshEngine, query: object) -> set[str]:
    folder = engine.reader().statistics().whoosh_dir
    with whoosh.index.open_dir(folder).searcher() as searcher:
        return {hit["id"] for hit in searcher.search(query, limit=None)}


@pytest.mark.parametrize(
    ("field", "term", "ids"),
    [
        ("section", "complaints", {"anhui#2"}),
        ("section", "evaluation", {"anhui#2"}),
        ("topic", "finance", {"anhui#3"}),
        ("school", "湖南大学", {"hunan#1", "hunan#2"}),
        ("province", "安徽", {"anhui#1", "anhui#2", "anhui#3"}),
        ("year", "2024", {"anhui#1", "anhui#2", "anhui#3"}),
        ("heading", "举报", {"anhui#2"}),
        ("text", "150", {"anhui#2"}),
        ("id", "hunan#2", {"hunan#2"}),
        ("text", "不存在", set()),
    ],
)
def test_a_term_finds_its_parts(engine: WhooshEngine, field: str, term: str, ids: set[str]) -> None:
    assert found(engine, Term(field, term)) == ids


def test_a_text_term_finds_exactly_the_parts_whose_words_contain_it(engine: WhooshEngine) -> None:
    cut = {
        f"{one.id}#{part.ordinal}": {*segmenter().words(normalize(part.text))}
        for one in REPORTS
        for part in one.parts
    }
    words = set().union(*cut.values()) | {"公开", "信息", "申请", "依"}
    for word in words:
        assert found(engine, Term("text", word)) == {i for i, held in cut.items() if word in held}


def test_whooshs_own_parser_and_queries_work(engine: WhooshEngine) -> None:
    schema = whoosh.index.open_dir(engine.reader().statistics().whoosh_dir).schema
    parsed = QueryParser("text", schema).parse("收到 举报")
    assert found(engine, parsed) == {"anhui#2"}
    assert found(engine, And([Every(), Term("text", "没有")])) == {"anhui#2", "hunan#1"}


def test_deleted_reports_are_gone_for_whoosh_too(engine: WhooshEngine) -> None:
    with engine.writer() as writer:
        writer.remove(["anhui"])
        writer.put(report({"id": "new", "parts": ["没有收到举报"]}))
    assert found(engine, Term("text", "没有")) == {"hunan#1", "new#1"}


def test_whooshs_own_writer_cannot_write_into_it(engine: WhooshEngine) -> None:
    index = whoosh.index.open_dir(engine.reader().statistics().whoosh_dir)
    segment = index.reader().segment()
    with pytest.raises(UsageError, match="xxgk index"):
        segment.delete_document(0)
    with pytest.raises(UsageError, match="xxgk index"):
        segment.codec().per_document_writer(index.storage, segment)
    assert found(engine, Term("text", "没有")) == {"anhui#2", "hunan#1"}
