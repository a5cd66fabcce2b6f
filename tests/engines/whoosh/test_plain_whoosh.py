"""The index is a Whoosh index: plain Whoosh opens it and answers by its own means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import whoosh.index
from whoosh import query
from whoosh.fields import ID
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Term
from whoosh.query.qcore import QueryError
from whoosh.reading import TermNotFound
from whoosh.sorting import Count, FieldFacet, RangeFacet
from whoosh.writing import AsyncWriter, BufferedWriter, IndexingError

from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.whoosh_codec import XxgkCodec
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
        f"{one.id}#{part.ordinal}": {*get_tokenizer().words(normalize(part.text))}
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


ALL = {"anhui#1", "anhui#2", "anhui#3", "hunan#1", "hunan#2"}
ANHUI = {"anhui#1", "anhui#2", "anhui#3"}


@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (query.And([Term("text", "举报"), Term("text", "不存在")]), set()),
        (query.Or([Term("text", "举报"), Term("text", "不存在")]), {"anhui#2"}),
        (query.AndNot(Term("text", "收到"), Term("text", "举报")), {"hunan#1"}),
        (query.Not(Term("school", "安徽大学")), {"hunan#1", "hunan#2"}),
        (query.Phrase("text", ["没有", "收到", "举报"]), {"anhui#2"}),
        (query.Phrase("text", ["收到", "没有"]), set()),
        (query.Phrase("text", ["没有", "举报"], slop=2), {"anhui#2"}),
        (query.Phrase("heading", ["举报", "情况"]), {"anhui#2"}),
        (query.Phrase("title", ["安徽大学", "信息公开年度报告"]), ANHUI),
        (query.SpanFirst(Term("text", "没有")), {"anhui#2", "hunan#1"}),
        (query.SpanNear2([Term("text", "没有"), Term("text", "举报")], slop=2), {"anhui#2"}),
        (query.FuzzyTerm("text", "重规", maxdist=1, prefixlength=1), {"anhui#1"}),
        (query.FuzzyTerm("school", "湖南大专"), {"hunan#1", "hunan#2"}),
        (query.FuzzyTerm("text", "魑魅魍魉", maxdist=1), set()),
        (query.Prefix("text", "依申"), {"hunan#1"}),
        (query.Wildcard("text", "?报"), {"anhui#2"}),
        (query.Regex("text", "举."), {"anhui#2"}),
        (query.TermRange("year", "2020", "2025"), ANHUI),
        (query.NumericRange("year", 2020, 2025), ANHUI),
        (query.NumericRange("year", 2024, None, startexcl=True), set()),
        (query.NumericRange("year", None, 2024), ANHUI),
        (query.Every("year"), ANHUI),
        (query.Every("topic"), {"anhui#3"}),
    ],
    ids=lambda value: str(value) if isinstance(value, query.Query) else "",
)
def test_whooshs_queries_are_answered(
    tmp_path: Path, asked: query.Query, ids: set[str], batches: int
) -> None:
    engine = WhooshEngine(tmp_path / "index")
    for first in range(batches):
        put(engine, *REPORTS[first::batches])
    assert found(engine, asked) == ids


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("没有收到举报", {"anhui#2"}),
        ('"没有收到举报"', {"anhui#2"}),
        ('"收到没有"', set()),
        ("没有 不存在的词", set()),
        ("year:[2020 TO 2025] 收到", {"anhui#2"}),
        ("year:2024 NOT 举报", {"anhui#1", "anhui#3"}),
        ("heading:举* OR section:complaints", {"anhui#2"}),
        ("*:*", ALL),
        ("没有这个字段:湖南", set()),
    ],
)
def test_whooshs_parser_reads_phrases_ranges_and_fields(
    engine: WhooshEngine, typed: str, ids: set[str]
) -> None:
    assert found(engine, QueryParser("text", opened(engine).schema).parse(typed)) == ids


def opened(engine: WhooshEngine) -> whoosh.index.Index:
    return whoosh.index.open_dir(engine.reader().statistics().whoosh_dir)


def test_an_absent_word_counts_0_and_its_postings_are_not_found(engine: WhooshEngine) -> None:
    with opened(engine).searcher() as searcher:
        reader = searcher.reader()
        assert (reader.frequency("text", "无"), reader.doc_frequency("text", "无")) == (0, 0)
        assert searcher.idf("text", "无") > searcher.idf("text", "没有")
        assert len(searcher.search(Term("text", "无"))) == 0
        with pytest.raises(TermNotFound):
            reader.postings("text", "无")


def test_highlights_stand_in_the_text_as_written(engine: WhooshEngine) -> None:
    put(engine, report({"id": "wide", "parts": ["ＯＡ 系统没有收到舉報，共①件。"]}))
    with opened(engine).searcher() as searcher:
        (hit,) = searcher.search(And([Term("text", "举报"), Term("id", "wide#1")]), terms=True)
        assert '收到<b class="match term0">舉報</b>，共' in hit.highlights("text")
    analyzer = opened(engine).schema["text"].analyzer
    text = "ＯＡ 系统，舉報"
    tokens = analyzer(text, positions=True, chars=True)
    assert [(t.text, t.pos, text[t.startchar : t.endchar]) for t in tokens] == [
        ("oa", 0, "ＯＡ"),
        ("系统", 1, "系统"),
        ("举报", 2, "舉報"),
    ]


def test_words_are_suggested(engine: WhooshEngine) -> None:
    with opened(engine).searcher() as searcher:
        assert searcher.suggest("text", "信息功开") == ["信息公开"]
        assert searcher.reader().corrector("school").suggest("湖南大专") == ["湖南大学"]
        assert [*searcher.reader().terms_within("text", "没友", 1)] == ["没有"]


def test_results_are_sorted_grouped_and_compared(engine: WhooshEngine) -> None:
    with opened(engine).searcher() as searcher:
        everything = query.Every()
        order = searcher.search(everything, limit=None, sortedby=["year", FieldFacet("id", True)])
        assert [hit["id"] for hit in order] == [
            "anhui#3",
            "anhui#2",
            "anhui#1",
            "hunan#2",
            "hunan#1",
        ]
        groups = searcher.search(everything, limit=None, groupedby="school", maptype=Count)
        assert groups.groups() == {"安徽大学": 3, "湖南大学": 2}
        years = {"years": RangeFacet("year", 2020, 2030, 10)}
        assert {*searcher.search(everything, groupedby=years).groups("years")} == {
            None,
            (2020, 2030),
        }
        one = searcher.search(Term("id", "anhui#1"))[0]
        assert "anhui#3" in [hit["id"] for hit in one.more_like_this("text")]
        assert searcher.document(section="complaints")["id"] == "anhui#2"


def test_a_reader_lists_terms_counts_and_postings(engine: WhooshEngine) -> None:
    with opened(engine).reader() as reader:
        assert [*reader.field_terms("school")] == ["安徽大学", "湖南大学"]
        assert "依申请公开".encode() in [*reader.lexicon("text")]
        assert (reader.doc_count(), reader.doc_count_all()) == (5, 5)
        assert [stored["id"] for stored in reader.all_stored_fields()] == sorted(ALL)
        years = {stored["id"]: stored.get("year") for stored in reader.all_stored_fields()}
        assert (years["anhui#1"], years["hunan#1"]) == ("2024", None)
        postings = reader.postings("text", "举报")
        assert (postings.value_as("frequency"), postings.value_as("positions")) == (1, [2])
        cursor = reader.cursor("text")
        assert (cursor.find("没"), cursor.term_info().doc_frequency()) == ("没有", 2)
        assert cursor.first() == cursor.text() == reader.field_terms("text").__next__()


def test_words_are_cut_as_with_the_dictionary_of_the_index(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("没有收到 90000\n", encoding="utf-8")
    engine = WhooshEngine(tmp_path / "index", user_words=words)
    put(engine, *REPORTS)
    parsed = QueryParser("text", opened(engine).schema).parse("没有收到")
    assert parsed == Term("text", "没有收到")
    assert found(engine, parsed) == {"anhui#2", "hunan#1"}
    assert found(engine, query.Phrase("text", ["没有收到", "举报"])) == {"anhui#2"}


def test_a_range_of_dates_is_refused_with_the_query_to_use(engine: WhooshEngine) -> None:
    dates = query.DateRange("year", datetime(2020, 1, 1, tzinfo=UTC), None)
    with pytest.raises(QueryError, match="NumericRange"):
        found(engine, dates)


WRITERS: dict[str, Callable[[whoosh.index.Index], object]] = {
    "writer": lambda index: index.writer(),
    "processes": lambda index: index.writer(procs=2),
    "writer with our codec": lambda index: index.writer(codec=XxgkCodec()),
    "optimize": lambda index: index.optimize(),
    "delete_by_term": lambda index: index.delete_by_term("id", "hunan#1"),
    "delete_by_query": lambda index: index.delete_by_query(query.Every()),
    "add_field": lambda index: index.add_field("more", ID()),
    "remove_field": lambda index: index.remove_field("title"),
    "AsyncWriter": AsyncWriter,
    "BufferedWriter": lambda index: BufferedWriter(index, period=None),
}


@pytest.mark.parametrize("name", WRITERS)
def test_whooshs_own_writers_are_refused(engine: WhooshEngine, name: str) -> None:
    with pytest.raises(IndexingError, match="xxgk index"):
        WRITERS[name](opened(engine))
    assert found(engine, Term("text", "没有")) == {"anhui#2", "hunan#1"}
    assert not engine.check(deep=True)


def test_a_table_of_contents_without_segments_is_not_written_anew(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    put(engine)
    writer = opened(engine).writer()
    writer.add_document(id="x", text="没有")
    with pytest.raises(UsageError, match="xxgk index"):
        writer.commit()
    assert found(engine, query.Every()) == set()


def test_whooshs_own_writer_cannot_write_into_it(engine: WhooshEngine) -> None:
    index = whoosh.index.open_dir(engine.reader().statistics().whoosh_dir)
    segment = index.reader().segment()
    with pytest.raises(UsageError, match="xxgk index"):
        segment.delete_document(0)
    with pytest.raises(UsageError, match="xxgk index"):
        segment.codec().per_document_writer(index.storage, segment)
    assert found(engine, Term("text", "没有")) == {"anhui#2", "hunan#1"}
