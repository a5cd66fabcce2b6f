"""Invalid queries: the error points at the characters and says how to fix it."""

from __future__ import annotations

import pytest

from indexer.errors import QueryError
from indexer.search.parse import parse_query
from indexer.search.request import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS


@pytest.mark.parametrize(
    ("query", "where", "says"),
    [
        ("a OR", "OR", "后面缺少"),
        ("a | ", "|", "后面缺少"),
        ("OR b", "OR", "左边缺少"),
        ("｜b", "｜", "左边缺少"),
        ("a AND", "AND", "后面缺少"),
        ("AND a", "AND", "左边缺少"),
        ("a AND OR b", "AND", "后面缺少"),
        ("NOT", "NOT", "后面缺少"),
        ("a NOT OR b", "NOT", "后面缺少"),
        ("()", "()", "括号里没有"),
        ("a （　）", "（　）", "括号里没有"),
        ("(a OR)", "OR", "后面缺少"),
        ("x (a", "(", "补上右括号"),
        ("x (", "(", "补上右括号"),
        ("a) x", ")", "多出一个右括号"),
        (")", ")", "多出一个右括号"),
        ("第5）条", "）", "多出一个右括号"),
        ('x "abc', '"', "补上后一个引号"),
        ("x “abc", "“", "补上后一个引号"),
        ('school:"abc', '"', "补上后一个引号"),
        ('x ""', '""', "没有可查的字"),
        ('x " \u200b"', '" \u200b"', "没有可查的字"),
        ("x *", "*", "连着词写"),
        ("x **", "**", "连着词写"),
        ("x **a", "*", "只能写在词的一头"),
        ("x a*b", "*", "只能写在词的一头"),
        ("heading:a*b", "*", "只能写在词的一头"),
        ("school: 某校", "school:", "不要留空格"),
        ("a year:", "year:", "year:2024"),
        ("heading:)", "heading:", "缺少值"),
        ('province:""', '""', "引号里没有值"),
        ("year:去年", "去年", "2020..2024"),
        ("year:2020-2024", "2020-2024", "2020..2024"),
        ("year:2020..x", "2020..x", "2020..2024"),
        ("year:2024..2020", "2024..2020", "year:2020..2024"),
        ("year:..", "..", "至少写一端"),
        ("a NEAR/0 b", "NEAR/0", "1 到 200"),
        ("a NEAR/201 b", "NEAR/201", "1 到 200"),
        ("a NEAR/x b", "NEAR/x", "1 到 200"),
        ("a NEAR/ b", "NEAR/", "1 到 200"),
        ("a NEAR/-1 b", "NEAR/-1", "1 到 200"),
        ("a NEAR/5", "NEAR/5", "后面缺少"),
        ("NEAR/5 b", "NEAR/5", "左边缺少"),
        ("a NEAR/5 OR b", "NEAR/5", "后面缺少"),
        ("a NEAR/5 b NEAR/6 c", "NEAR/6", "不能连用"),
        ("(a) NEAR/5 b", "(a)", "只能各是一个词"),
        ("a NEAR/5 (b c)", "(", "只能各是一个词"),
        ("-a NEAR/5 b", "-a", "只能各是一个词"),
        ("a NEAR/5 -b", "-", "只能各是一个词"),
        ("year:2024 NEAR/5 b", "year:2024", "只能各是一个词"),
        ("a NEAR/5 heading:b", "heading:b", "只能各是一个词"),
        ("a* NEAR/5 b", "*", "不能带 *"),
        ("a NEAR/5 *公开", "*", "不能带 *"),
    ],
)
def test_an_error_points_at_the_characters_and_says_how_to_fix_it(
    query: str, where: str, says: str
) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    start, end = caught.value.where
    assert query[start:end] == where
    assert says in caught.value.message


def test_the_missing_operand_of_the_right_operator_is_named() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("a OR OR b")
    assert caught.value.where == (2, 4)


def test_a_query_over_the_length_limit_points_at_what_is_too_much() -> None:
    parse_query("公" * MAX_CHARACTERS)
    with pytest.raises(QueryError, match="1000 个字符，现有 1001 个") as caught:
        parse_query("公" * (MAX_CHARACTERS + 1))
    assert caught.value.where == (1000, 1001)


def test_the_sixty_fifth_term_is_refused_fields_counted() -> None:
    allowed = " ".join(["a"] * (MAX_TERMS - 1) + ["year:2024"])
    parse_query(allowed)
    with pytest.raises(QueryError, match="最多 64 个，现有 65 个") as caught:
        parse_query(allowed + " b")
    assert caught.value.where == (len(allowed) + 1, len(allowed) + 2)


def test_the_seventeenth_level_of_parentheses_is_refused() -> None:
    parse_query("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    parse_query("(a) " * (MAX_DEPTH + 1))
    with pytest.raises(QueryError, match="最多嵌套 16 层") as caught:
        parse_query("(" * 17 + "a" + ")" * 17)
    assert caught.value.where == (16, 17)
