"""Requests that are too long are refused with a message, before they cost anything."""

from __future__ import annotations

import pytest

from indexer.errors import QueryError, UsageError
from indexer.search.engine import IndexReader
from indexer.search.interpretation import split_school_name
from indexer.search.parse import parse_query
from indexer.search.query import Literal
from indexer.search.request import (
    MAX_ALL_VALUES,
    MAX_CHARACTERS,
    MAX_NORMALISED,
    MAX_VALUES,
    SearchRequest,
)
from indexer.search.resolve import refused_values
from indexer.search.suggest import suggest
from tests.search.archives import archive

LIGATURE = "\ufdfa"
"""Eighteen characters, normalised."""


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive({"安徽机电职业技术学院": ["公开申请。"], "北京大学": ["无。"]})


def test_a_query_may_be_4000_characters_once_normalised_and_no_more() -> None:
    parse_query(LIGATURE * (MAX_NORMALISED // 18))
    with pytest.raises(QueryError, match="规范化后最多 4000") as raised:
        parse_query("公" + LIGATURE * (MAX_NORMALISED // 18 + 1))
    assert raised.value.where == (MAX_NORMALISED // 18 + 1, MAX_NORMALISED // 18 + 2)


@pytest.mark.parametrize("text", ["公" * (MAX_CHARACTERS + 1), LIGATURE * 500])
def test_nothing_is_suggested_for_too_long_a_text(reader: IndexReader, text: str) -> None:
    with pytest.raises(QueryError, match="太长"):
        suggest(reader, text)


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"school": ["某校"] * (MAX_VALUES + 1)}, "school 的值太多：最多 100 个，现有 101 个"),
        (
            {name: ["x"] * 76 for name in ("school", "section", "topic", "province")},
            f"一共最多 {MAX_ALL_VALUES} 个，现有 304 个",
        ),
        ({"year": ["2" * (MAX_CHARACTERS + 1)]}, "year 的值太长"),
        ({"province": [LIGATURE * 999]}, "province 的值太长"),
    ],
)
def test_filters_have_limits(filters: dict[str, list[str]], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        SearchRequest(**filters)  # type: ignore[arg-type]


def test_every_unknown_value_is_reported_and_the_first_few_with_the_nearest(
    reader: IndexReader,
) -> None:
    asked = SearchRequest(school=[f"某某{number}大学" for number in range(MAX_VALUES)])
    refused = [*refused_values(asked, reader)]
    assert [one.value for one in refused] == [*asked.school]
    named = [bool(one.error.nearest) for one in refused]
    assert named == sorted(named, reverse=True)
    assert 0 < sum(named) < 10


def test_a_school_name_is_split_off_a_long_term_too(reader: IndexReader) -> None:
    (term,) = (Literal("公开申请" * 60 + "''''" * 750 + "安徽机电职业技术学院乙"),)
    apart = split_school_name(term, reader)
    assert apart is not None
    assert Literal("安徽机电职业技术学院") in apart.children  # type: ignore[union-attr]


def test_texts_longer_than_any_name_are_no_names(reader: IndexReader) -> None:
    assert split_school_name(Literal("a" * 4_000), reader) is None
