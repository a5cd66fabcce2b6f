"""Interpretations of a query, the strictest first."""

from __future__ import annotations

import pytest

from indexer.search.engine import IndexReader
from indexer.search.interpretation import Interpretation, interpretations, split_school_name
from indexer.search.parse import parse_query
from indexer.search.query import FieldIs
from indexer.search.request import Match, SearchRequest
from indexer.search.unparse import unparse
from tests.search.archives import archive

ANHUI = "安徽机电职业技术学院"
HUNAN = "湖南机电职业技术学院"


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive(
        {
            ANHUI: ["安徽机电职业技术学院编制。", "电子科技资源网站。"],
            HUNAN: ["收到申请。"],
            "湖南工业大学": ["无。"],
            "湖南工业职业技术学院": ["无。"],
            "电子科技大学": ["无。"],
            "华东理工大学": ["无。"],
            "北京大学医学部": ["无。"],
            "中国矿业大学（北京）": ["无。"],
        }
    )


def ways(reader: IndexReader, query: str, match: Match = "auto") -> list[Interpretation]:
    request = SearchRequest(query, match=match)
    return [*interpretations(parse_query(query), request, reader)]


@pytest.mark.parametrize(
    ("term", "schools"),
    [
        (ANHUI, (ANHUI,)),
        ("安徽机电", (ANHUI,)),
        ("安徽机", (ANHUI,)),
        ("皖机电", (ANHUI,)),
        ("华东理工", ("华东理工大学",)),
        ("安徽", ()),  # a place
        ("湖南工业", ()),  # two schools
        ("湖南工业大学", ("湖南工业大学",)),
        ("机电职业", ()),  # no beginning
        ("电子科技", ()),  # said by another school too
        ("北京大学", ()),  # another school, which has no report
        ("中国矿业大学", ()),
        ("北京大学医", ("北京大学医学部",)),
        ("华东", ()),
        ('"安徽机电"', ()),
        ("-安徽机电", ()),
        ("heading:安徽机电", ()),
        ("安徽机电 NEAR/5 申请", ()),
        ("安徽机电 | 湖南机电", ()),
    ],
)
def test_a_term_that_names_a_school_is_read_as_its_filter(
    reader: IndexReader, term: str, schools: tuple[str, ...]
) -> None:
    read_as = ways(reader, f"{term} 申请")[0].read_as
    assert (read_as.school if read_as else ()) == schools


def test_the_term_becomes_a_filter_and_the_rest_is_reported(reader: IndexReader) -> None:
    way = ways(reader, '安徽机电  "依申请公开" -举报')[0]
    assert way.query == parse_query(f'"依申请公开" -举报 school:{ANHUI}')
    assert way.read_as is not None
    assert way.read_as.to_dict() == {
        "terms": ["安徽机电"],
        "school": [ANHUI],
        "query": '"依申请公开" -举报',
    }


def test_several_schools_are_or(reader: IndexReader) -> None:
    way = ways(reader, "安徽机电 湖南机电 申请")[0]
    assert way.read_as is not None
    assert way.read_as.school == (ANHUI, HUNAN)
    assert FieldIs("school", frozenset({ANHUI, HUNAN})) in getattr(way.query, "children", ())


def test_the_whole_query_is_a_school_only_where_no_text_holds_it(reader: IndexReader) -> None:
    assert ways(reader, "安徽机电")[0].read_as is None
    way = ways(reader, "湘机电")[0]
    assert way.query == FieldIs("school", frozenset({HUNAN}))
    assert way.read_as is not None
    assert way.read_as.query == ""


def test_exact_has_one_interpretation(reader: IndexReader) -> None:
    query = "安徽机电 有没有申请"
    assert ways(reader, query, "exact") == [Interpretation(parse_query(query))]


def test_auto_searches_as_typed_before_it_relaxes(reader: IndexReader) -> None:
    first, *others = ways(reader, "收到多少申请 招生")
    assert first == Interpretation(parse_query("收到多少申请 招生"))
    assert [way.relaxed.required for way in others if way.relaxed] == [3, 2]


def test_words_searches_for_words_at_once(reader: IndexReader) -> None:
    first, *_ = ways(reader, "收到的申请", "words")
    assert first.relaxed is not None
    assert first.relaxed.words == ("收到", "申请")


def test_words_searches_as_typed_where_there_are_no_words(reader: IndexReader) -> None:
    assert ways(reader, '"收到的申请"', "words") == [Interpretation(parse_query('"收到的申请"'))]


@pytest.mark.parametrize(
    ("query", "apart"),
    [
        ("安徽机电依申请公开", "安徽机电 依申请公开"),
        ("去年湖南机电职业技术学院收到多少申请", "去年 湖南机电职业技术学院 收到多少申请"),
        ("安徽机电，依申请公开？", "安徽机电 依申请公开"),
        ("-举报 申请情况湘机电", "-举报 申请情况 湘机电"),
        ("安徽机构编制", None),  # the words do not end where the name would
        ("安徽依申请公开", None),
        ("安徽机电", None),
        ('"安徽机电依申请公开"', None),
    ],
)
def test_a_name_typed_without_a_blank_can_be_split_off(
    reader: IndexReader, query: str, apart: str | None
) -> None:
    found = split_school_name(parse_query(query), reader)
    assert (found and unparse(found)) == apart
