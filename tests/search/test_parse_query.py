"""The meaning of queries: each rule of the grammar by example, its invariants by property."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given

from indexer.errors import QueryError
from indexer.search.parse import parse_query
from indexer.search.query import (
    And,
    Everything,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Not,
    Or,
    YearRange,
)
from tests.search.strategies import noise, sentences

A, B, C = Literal("a"), Literal("b"), Literal("c")


def refusal(query: str) -> QueryError | None:
    try:
        parse_query(query)
    except QueryError as error:
        return error
    return None


def phrase(text: str) -> Literal:
    return Literal(text, plain=False)


@pytest.mark.parametrize("query", ["", " ", "\u3000\t\n", "\ufeff\u200b"])
def test_an_empty_query_matches_everything(query: str) -> None:
    assert parse_query(query) == Everything()


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("a b", And((A, B))),
        ("a\u3000b\tc", And((A, B, C))),
        ("a AND b", And((A, B))),
        ("a b OR c", And((A, Or((B, C))))),
        ("(a b) OR c", Or((And((A, B)), C))),
        ("a OR b OR c", Or((A, B, C))),
        ("a OR (b OR c)", Or((A, B, C))),
        ("a (b (c))", And((A, B, C))),
        ("(a OR b(b)) c", And((Or((A, Literal("b(b)"))), C))),
        ("(a b((b)(b))) OR c", Or((And((A, Literal("b((b)(b))"))), C))),
        ("-a b", And((Not(A), B))),
        ("NOT a OR b", Or((Not(A), B))),
        ("NOT NOT a", A),
        ("-(-a)", A),
        ("a OR b NEAR/3 c", Or((A, Near(B, C, 3)))),
        ("-(a NEAR/3 b)", Not(Near(A, B, 3))),
        ("-(a b)", Not(And((A, B)))),
    ],
)
def test_operators_bind_in_the_order_not_near_or_and(query: str, node: Node) -> None:
    assert parse_query(query) == node


@pytest.mark.parametrize(
    ("query", "twin"),
    [
        ("（a OR b） c", "(a OR b) c"),
        ("a|b", "a OR b"),
        ("a｜b", "a OR b"),
        ("a －b", "a -b"),
        ("“a b”", '"a b"'),
        ("＂a b＂", '"a b"'),
        ("”a b“", '"a b"'),
        ('“a b"', '"a b"'),
        ("year：2020..2024", "year:2020..2024"),
        ("a（5）b", "a(5)b"),
        ("year:２０２４", "year:2024"),
        ("NOT（a b）", "NOT (a b)"),
        ("a OR“b c”", 'a OR "b c"'),
    ],
)
def test_characters_of_input_methods_work_like_ascii(query: str, twin: str) -> None:
    assert parse_query(query) == parse_query(twin)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("依申請公開", "依申请公开"),
        ("２０２３", "2023"),
        ("2023—2024", "2023-2024"),
        ("第(5)条", "第(5)条"),
        ("第（5）条", "第(5)条"),
        ("a(b", "a(b"),
        ("-", "-"),
        ("——", "--"),
        ("a-b", "a-b"),
        ('5"', '5"'),
        ("「公开」", '"公开"'),
        ("or", "or"),
        ("not", "not"),
        ("NEAR", "near"),
        ("NOTE", "note"),
        ("http://a.b", "http://a.b"),
        ("School:a", "school:a"),
        ("网址:a", "网址:a"),
        ("＊", "*"),
        ("①2023", "1 2023"),
        ("公\u200b开", "公开"),
        ("\ufeff公开", "公开"),
        ("<script>", "<script>"),
    ],
)
def test_everything_else_is_text(query: str, text: str) -> None:
    assert parse_query(query) == Literal(text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"a OR b"', "a or b"),
        ('"-a (b) | *"', "-a(b)|*"),
        ('"29 号令"', "29号令"),
        ('"a""b"', 'a"b'),
        ('""""', '"'),
        ('"以“公开为常态”为原则"', '以"公开为常态"为原则'),
        ('“以"公开为常态"为原则”', '以"公开为常态"为原则'),
        ('"year:2024"', "year:2024"),
        ('"a\nb"', "a b"),
    ],
)
def test_inside_quotes_all_is_text(query: str, text: str) -> None:
    assert parse_query(query) == phrase(text)


def test_a_term_ends_with_its_closing_quote() -> None:
    assert parse_query('"a"b') == And((phrase("a"), B))
    assert parse_query('"a"-b') == And((phrase("a"), Not(B)))


@pytest.mark.parametrize(
    ("query", "literal"),
    [
        ("*50条", Literal("50条", open_left=True)),
        ("OA*", Literal("oa", open_right=True)),
        ("*a*", Literal("a", open_left=True, open_right=True)),
        ("*公开*", Literal("公开")),
        ("*《a", Literal("《a")),
    ],
)
def test_a_star_opens_only_an_alphanumeric_edge(query: str, literal: Literal) -> None:
    assert parse_query(query) == literal


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("school:安徽机电", FieldIs("school", frozenset({"安徽机电"}))),
        ('school:"a b"', FieldIs("school", frozenset({"a b"}))),
        ("school:甲大学(乙学院)", FieldIs("school", frozenset({"甲大学(乙学院)"}))),
        ("section:complaints", FieldIs("section", frozenset({"complaints"}))),
        ("topic:财务、资产及收费", FieldIs("topic", frozenset({"财务、资产及收费"}))),
        ("province:unknown", FieldIs("province", frozenset({"unknown"}))),
        ("period:2023-2024", FieldIs("period", frozenset({"2023-2024"}))),
        ("year:2024", FieldIs("year", frozenset({"2024"}))),
        ("year:unknown", FieldIs("year", frozenset({"unknown"}))),
        ("year:2020..2024", YearRange(2020, 2024)),
        ("year:2020..", YearRange(2020, None)),
        ("year:..2024", YearRange(None, 2024)),
        ("heading:（一）概述", HeadingLiteral(Literal("(一)概述"))),
        ('heading:"a b"', HeadingLiteral(phrase("a b"))),
        ("heading:OA*", HeadingLiteral(Literal("oa", open_right=True))),
        ("-province:安徽", Not(FieldIs("province", frozenset({"安徽"})))),
        ("(year:2024)", FieldIs("year", frozenset({"2024"}))),
    ],
)
def test_a_field_takes_an_unquoted_or_quoted_value(query: str, node: Node) -> None:
    assert parse_query(query) == node


def test_near_joins_two_literals_unquoted_or_quoted() -> None:
    assert parse_query('申请 NEAR/20 "29 号令"') == Near(Literal("申请"), phrase("29号令"), 20)
    assert parse_query("a NEAR/5“b c”") == Near(A, phrase("b c"), 5)


def test_every_leaf_has_its_span_in_the_query_as_typed() -> None:
    query = ' 举报 OR "a  b" school：某校 heading:*x* a NEAR/2 b'
    tree = parse_query(query)
    assert isinstance(tree, And)
    either, school, heading, near = tree.children
    assert isinstance(either, Or)
    assert isinstance(heading, HeadingLiteral)
    leaves = [*either.children, school, heading, heading.literal, near]
    assert [query[slice(*leaf.span)] for leaf in leaves] == [  # type: ignore[union-attr]
        "举报",
        '"a  b"',
        "school：某校",
        "heading:*x*",
        "*x*",
        "a NEAR/2 b",
    ]


@given(noise)
@example("-" * 999 + "a")
@example("(" * 1000)
@example("NEAR/" + "9" * 900)
@example("year:" + "9" * 900)
def test_any_text_is_parsed_or_refused_with_a_range_in_it(query: str) -> None:
    error = refusal(query)
    if error is not None:
        start, end = error.where
        assert 0 <= start < end <= len(query)
        assert error.message
        assert error.query == query


@given(sentences)
def test_the_tree_is_canonical(query: str) -> None:
    assume(refusal(query) is None)
    _assert_canonical(parse_query(query))


def _assert_canonical(node: Node) -> None:
    match node:
        case And(children=children) | Or(children=children):
            assert len(children) > 1
            assert not any(isinstance(child, type(node) | Everything) for child in children)
            for child in children:
                _assert_canonical(child)
        case Not(child=child):
            assert not isinstance(child, Not | Everything)
            _assert_canonical(child)
        case _:
            pass
