"""Names as people write them, resolved to stored values."""

from __future__ import annotations

import pytest

from indexer.errors import UnknownValueError
from indexer.search.engine import IndexReader
from indexer.search.parse import parse_query
from indexer.search.query import FieldIs
from indexer.search.request import SearchRequest
from indexer.search.resolve import resolve, resolve_filters
from tests.search.archives import archive

SCHOOLS = (
    "安徽大学",
    "安徽大学艺术学院",
    "安徽机电职业技术学院",
    "湖南机电职业技术学院",
    "北京大学",
    "湖北开放大学（湖北科技职业学院）",
)


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive({school: ["无。"] for school in SCHOOLS})


def value(reader: IndexReader, field: str, typed: str) -> str | None:
    """The one stored value that a field's value stands for, in a query."""
    node = resolve(FieldIs(field, frozenset({typed})), reader)
    assert isinstance(node, FieldIs)
    (found,) = node.values
    return found


@pytest.mark.parametrize(
    ("typed", "school"),
    [
        ("安徽大学", "安徽大学"),  # the full name wins over the longer one that contains it
        ("安徽大学艺术", "安徽大学艺术学院"),
        ("安徽机电", "安徽机电职业技术学院"),
        ("皖机电", "安徽机电职业技术学院"),
        ("北大", "北京大学"),
        ("北京 大学", "北京大学"),
        ("湖北开放大学(湖北科技职业学院)", "湖北开放大学（湖北科技职业学院）"),
        ("湖北科技职业学院", "湖北开放大学（湖北科技职业学院）"),
        ("開放大學", "湖北开放大学（湖北科技职业学院）"),
    ],
)
def test_a_school_is_resolved_from_any_unambiguous_name(
    reader: IndexReader, typed: str, school: str
) -> None:
    assert value(reader, "school", typed) == school


@pytest.mark.parametrize("typed", ["机电", "大学", "职业技术学院"])
def test_an_ambiguous_name_is_refused_with_the_candidates(reader: IndexReader, typed: str) -> None:
    with pytest.raises(UnknownValueError, match="不止指一个学校") as raised:
        value(reader, "school", typed)
    assert len(raised.value.nearest) > 1
    assert all(typed in name for name in raised.value.nearest)


def test_an_unknown_school_names_the_nearest(reader: IndexReader) -> None:
    with pytest.raises(UnknownValueError, match="湖南机电职业技术学院") as raised:
        value(reader, "school", "湖南机店职业技术学院")
    assert raised.value.nearest[0] == "湖南机电职业技术学院"
    assert raised.value.field == "school"


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        ("section", "complaints", "complaints"),
        ("section", "Complaints", "complaints"),
        ("section", "举报、复议、诉讼", "complaints"),
        ("section", "诉讼", "complaints"),
        ("section", "依申请公开和不予公开情况", "on_request"),
        ("section", "Disclosure on request", "on_request"),
        ("topic", "招生", "admissions"),
        ("topic", "其他", "other"),
        ("topic", "学位、学科", "degrees"),
        ("province", "内蒙古自治区", "内蒙古"),
        ("province", "新疆维吾尔自治区", "新疆"),
        ("province", "北京市", "北京"),
        ("year", "2024", "2024"),
        ("year", "1998", "1998"),
        ("period", "2023—2024学年", "2023-2024"),
        ("period", "2022年度", "2022"),
    ],
)
def test_labels_are_resolved_from_id_name_and_unambiguous_part(
    reader: IndexReader, field: str, typed: str, meant: str
) -> None:
    assert value(reader, field, typed) == meant


@pytest.mark.parametrize("field", ["school", "section", "topic", "year", "province", "period"])
@pytest.mark.parametrize("typed", ["unknown", "Unknown", "未知"])
def test_unknown_means_null(reader: IndexReader, field: str, typed: str) -> None:
    assert value(reader, field, typed) is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("section", "食堂饭菜"),
        ("section", "公开"),
        ("topic", "天气"),
        ("province", "火星"),
        ("province", "河"),
        ("year", "去年"),
        ("year", "3024"),
        ("period", "上学年"),
    ],
)
def test_an_unknown_value_is_refused_with_its_range(
    reader: IndexReader, field: str, typed: str
) -> None:
    query = FieldIs(field, frozenset({typed}), span=(2, 9))
    with pytest.raises(UnknownValueError) as raised:
        resolve(query, reader)
    assert raised.value.where == (2, 9)
    assert raised.value.value == typed


def test_fields_are_resolved_anywhere_in_the_tree(reader: IndexReader) -> None:
    resolved = resolve(parse_query("-(section:举报 | school:北大) province:安徽省"), reader)
    assert resolved == parse_query("-(section:complaints | school:北京大学) province:安徽")


def test_filters_take_the_same_names_and_more_than_one(reader: IndexReader) -> None:
    request = SearchRequest(school=("北大", "皖机电"), section=("unknown",), year=("2020..",))
    assert resolve_filters(request, reader) == {
        "school": {"北京大学", "安徽机电职业技术学院"},
        "section": {None},
        "year": {"2024"},
    }


def test_a_range_without_a_year_of_the_archive_is_empty_not_absent(reader: IndexReader) -> None:
    assert resolve_filters(SearchRequest(year=("2010..2012",)), reader) == {"year": frozenset()}


@pytest.mark.parametrize("typed", ["2024..2020", "..", "2020..abc", "2020-2024"])
def test_an_invalid_range_is_refused(reader: IndexReader, typed: str) -> None:
    with pytest.raises(UnknownValueError) as raised:
        resolve_filters(SearchRequest(year=(typed,)), reader)
    assert raised.value.where is None
