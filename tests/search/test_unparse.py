"""A tree written as a query parses to the same tree."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given

from indexer.errors import QueryError
from indexer.search.parse import parse_query
from indexer.search.query import And, AtLeast, Everything, FieldIs, Literal, Node
from indexer.search.unparse import unparse
from tests.search.strategies import noise, sentences


def read(query: str) -> Node:
    try:
        return parse_query(query)
    except QueryError:
        assume(False)
        raise


@given(sentences | noise)
@example("①2023 「公开」 ——a ＊ year﹕2024 ⁽a a⁾b")
@example("e\u200b\u0301")
@example("-(a b(c )")
@example("-(a NEAR/3 b(c ) d")
@example('"year:2024" "NOT" "a""b" -"-"')
@example("－(a NEAR/3 b) --- (a OR -(b c))")
def test_an_unparsed_query_parses_to_the_same_tree(query: str) -> None:
    tree = read(query)
    assert parse_query(unparse(tree)) == tree
    assert parse_query(unparse(tree, typed=query)) == tree


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("", ""),
        ("招生｜就业   -（湖南 OR 湖北）", "招生 OR 就业 -(湖南 OR 湖北)"),
        ("(a b) OR c", "(a b) OR c"),
        ("NOT (a NEAR/3 b)", "-(a NEAR/3 b)"),
        ("year：..2024 OA* 第（5）条", "year:..2024 oa* 第(5)条"),
        ("“以「公开」为”", '"以""公开""为"'),
    ],
)
def test_queries_are_written_in_plain_form(query: str, written: str) -> None:
    assert unparse(parse_query(query)) == written


def test_terms_are_written_as_typed_where_the_query_is_given() -> None:
    query = "OA系統 2023—2024 school：甲校"
    tree = parse_query(query)
    assert isinstance(tree, And)
    assert unparse(And(tree.children[:2]), typed=query) == "OA系統 2023—2024"


def test_a_resolved_field_is_written_as_a_choice_of_its_values() -> None:
    node = FieldIs("province", frozenset({"安徽", None}))
    assert unparse(node) == '(province:"unknown" OR province:"安徽")'


@pytest.mark.parametrize("node", [AtLeast(1, (Literal("a"),)), And((Everything(), Literal("a")))])
def test_nodes_that_no_query_has_are_refused(node: Node) -> None:
    with pytest.raises(ValueError, match="no query has"):
        unparse(node)
