"""Relaxation of plain terms to all of their words, then to most."""

from __future__ import annotations

import pytest

from indexer.analysis.tokenizer import get_tokenizer
from indexer.search.interpretation import relaxations
from indexer.search.parse import parse_query
from indexer.search.query import And, AtLeast, Literal, Near, Node, Not, Or, Word


def relaxed(query: str) -> list[tuple[Node, tuple[str, ...], int]]:
    found = relaxations(parse_query(query), get_tokenizer())
    return [(node, how.words, how.required) for node, how in found]


def word(text: str) -> Word:
    return Word(text, get_tokenizer().compounds(text), get_tokenizer().words)


def words(query: str) -> tuple[str, ...]:
    return relaxed(query)[0][1] if relaxed(query) else ()


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("哪些学校收到了依申请公开的申请？", ("收到", "依申请公开", "申请")),
        ("有没有举报？", ("举报",)),
        ("2023年收到多少条申请", ("收到", "申请")),
        ("如何申请信息公开", ("申请", "信息公开")),
        ("学校的招生计划", ("学校", "招生", "计划")),
        ("哪里可以下载申请表", ("下载", "申请表")),
        ("决算什么时候公开", ("决算", "公开")),
        ("为什么", ()),
        ("“收到的申请”", ()),
        ("section:举报", ()),
    ],
)
def test_question_and_function_words_are_dropped(question: str, kept: tuple[str, ...]) -> None:
    assert words(question) == kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("15个工作日", ("工作日",)),
        ("三百人次申请", ("申请",)),
        ("有没有人告学校", ()),  # of 告 and 学校 the one is too short and the other too common
        ("申清公开", ()),
        ("谁罚了学院", ()),
        ("2023年公开情况", ("公开", "情况")),  # nothing was lost but a number
        ("1435", ()),
        ("告", ()),
        ("学校伙食", ("学校", "伙食")),
    ],
)
def test_words_of_every_report_do_not_suffice(question: str, kept: tuple[str, ...]) -> None:
    assert words(question) == kept


def test_dropped_words_are_reported() -> None:
    (_, how), *_ = relaxations(parse_query("哪些学校的举报"), get_tokenizer())
    assert how.dropped == ("哪些", "学校", "的")


@pytest.mark.parametrize(("count", "most"), [(3, 2), (4, 3), (5, 4), (6, 4), (7, 5)])
def test_most_is_two_thirds_rounded_up(count: int, most: int) -> None:
    terms = ["招生", "财务", "人事", "教学", "学风", "举报", "诉讼"][:count]
    (every, *_), (some, words, required) = relaxed(" ".join(terms))
    assert every == And(tuple(map(word, terms)))
    assert some == AtLeast(most, tuple(map(word, terms)))
    assert (words, required) == (tuple(terms), most)


@pytest.mark.parametrize("query", ["举报", "举报 诉讼"])
def test_most_of_one_or_two_words_is_all_of_them(query: str) -> None:
    assert len(relaxed(query)) == 1


def test_quotes_fields_negations_and_near_stay_as_they_are() -> None:
    query = '"收到的" section:举报 -诉讼的 甲 NEAR/5 乙的 heading:概述的 有没有申请'
    ((node, words, _),) = relaxed(query)
    assert isinstance(node, And)
    kept = parse_query('"收到的" section:举报 -诉讼的 甲 NEAR/5 乙的 heading:概述的')
    assert isinstance(kept, And)
    assert node.children == (*kept.children, word("申请"))
    assert words == ("申请",)


def test_the_words_of_all_plain_terms_count_together() -> None:
    _, (most, _, required) = relaxed("招生的计划 财务的预算")
    assert required == 3
    assert isinstance(most, AtLeast)
    assert len(most.children) == 4


def test_each_side_of_or_is_relaxed_separately() -> None:
    (every, _, required), *_ = relaxed("(收到的申请 | 哪些 | 举报)")
    assert every == Or((And((word("收到"), word("申请"))), word("举报")))
    assert required == 1


def test_an_open_edge_stays_open() -> None:
    ((node, *_),) = relaxed("*OA公示的")
    assert node == And((Literal("oa", open_left=True), word("公示")))


def test_a_query_is_never_relaxed_to_everything() -> None:
    for query in ("哪些 什么", "-举报", "section:举报 哪些", "(哪些 | 什么)", ""):
        assert relaxed(query) == []


def test_negations_are_not_relaxed() -> None:
    ((node, *_),) = relaxed("有没有申请 -(举报的情况 | 甲 NEAR/3 乙)")
    assert isinstance(node, And)
    assert Not(Or((Literal("举报的情况"), Near(Literal("甲"), Literal("乙"), 3)))) in node.children
