"""Did you mean: slips of input methods, typing errors, nearly right names."""

from __future__ import annotations

import pytest
from hypothesis import given

from indexer.errors import QueryError
from indexer.search.did_you_mean import did_you_mean, is_one_edit
from indexer.search.engine import IndexReader
from indexer.search.parse import parse_query
from indexer.search.query import FieldIs
from tests.search.archives import archive
from tests.search.strategies import noise, sentences

SCHOOL = "安徽机电职业技术学院"


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive(
        {
            SCHOOL: [
                "信息公开工作领导小组收到信息公开申请 1 件，依申请公开。",
                "通过微信公众号 wechat 公布招生简章，概述如下。投诉、复议均无。",
            ]
        }
    )


def corrected(reader: IndexReader, query: str) -> list[str]:
    return [found.text for found in did_you_mean(reader, parse_query(query), query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("申清", "申请"),
        ("依申清公开", "依申请公开"),
        ("信息公开工作领导小阻", "信息公开工作领导小组"),
        ("招生简漳", "招生简章"),
        ("shenqing", "申请"),
        ("投拆", "投诉"),
        ("信息公天", "信息公开"),
        ("依申公开", "依申请公开"),
        ("依依申请公开", "依申请公开"),
        ("请申", "申请"),
        ("wechta", "wechat"),
        ("wehat", "wechat"),
        ("申清 领导小组", "申请 领导小组"),
        ("申清 OR 复意", "申请 OR 复议"),
        ('"申清"', '"申请"'),
        ("heading:概束", "heading:概述"),
        ("申清 NEAR/9 公开", "申请 NEAR/9 公开"),
        ("申清 -（举报 OR 诉讼）", "申请 -(举报 OR 诉讼)"),
        ("安徽机店职业技术学院", SCHOOL),
        ("安徽机电职业技术学校", SCHOOL),
        ("安徽机电学院", SCHOOL),
        ("ahjd", SCHOOL),
    ],
)
def test_a_slip_is_corrected(reader: IndexReader, query: str, first: str) -> None:
    query_found = corrected(reader, query)
    assert query_found[:1] == [first]
    assert len({*query_found}) == len(query_found)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "申请",  # stands somewhere
        "申请 招生简章",  # both do, only in no part together
        "申清 不存在的词语",  # half a correction finds nothing
        "-申清",
        "150条",  # numbers are no slips
        "year:2024",
        "ox",
        "申清" * 7,  # a quotation
    ],
)
def test_only_slips_are_corrected(reader: IndexReader, query: str) -> None:
    assert corrected(reader, query) == []


def test_the_name_of_another_school_is_no_slip() -> None:
    reader = archive({"南京师范大学": ["收到申请。"]})
    assert corrected(reader, "南京大学") == []
    assert corrected(reader, "南京师范大雪") == ["南京师范大学"]


def test_terms_that_stay_are_written_as_typed(reader: IndexReader) -> None:
    assert corrected(reader, "申清　信息公開") == ["申请 信息公開"]


def test_a_resolved_field_stays(reader: IndexReader) -> None:
    query = parse_query("申清 school:安徽机电")
    named = FieldIs("school", frozenset({SCHOOL}), span=(3, 14))
    assert [found.text for found in did_you_mean(reader, query, "申清 school:安徽机电")] == []
    resolved = type(query)((query.children[0], named))  # type: ignore[call-arg, union-attr]
    (found,) = did_you_mean(reader, resolved, "申清 school:安徽机电")
    assert found.text == "申请 school:安徽机电"


@given(sentences | noise)
def test_whatever_is_suggested_finds_something(reader: IndexReader, query: str) -> None:
    try:
        tree = parse_query(query)
    except QueryError:
        return
    for found in did_you_mean(reader, tree, query):
        assert found.kind == "meant"
        named = found.text == SCHOOL
        assert named or reader.count(parse_query(found.text)) > 0


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("申请", "申清", True),
        ("申请", "请申", True),
        ("申请", "申请", False),
        ("申请", "申请书", False),  # two characters are too few to add to
        ("申请书", "申请", False),
        ("公开栏", "公开专栏", True),
        ("wechat", "wechta", True),
        ("wechat", "wecaht", True),
        ("wechat", "wcehta", False),
        ("abcd", "abdx", False),
        ("abcd", "xbcy", False),
        ("abc", "abcde", False),
    ],
)
def test_one_edit_is_a_deletion_insertion_substitution_or_swap(
    one: str, other: str, apart: bool
) -> None:
    assert is_one_edit(one, other) is apart
    assert is_one_edit(other, one) is apart
