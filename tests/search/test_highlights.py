"""Highlights: the query's terms as written in the report, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.matching import occurrences
from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import get_tokenizer
from indexer.search.highlights import BLANKS, STEADY, highlight, highlight_heading
from indexer.search.parse import parse_query
from indexer.search.query import Literal, Span, Word, positive_leaves


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in highlight(text, positive_leaves(parse_query(query)))]


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("教育部第 29 号令", "29号令", ["29 号令"]),
        ("２０２３ 年", "2023年", ["２０２３ 年"]),
        ("依申請公開的申請", "申请", ["申請", "申請"]),
        ("2023 — 2024 学年", "2023-2024", ["2023 — 2024"]),
        ("以“公开为常态”", '以"公开', ["以“公开"]),
        ("公开\u200b信息 公开", "公开信息公开", ["公开\u200b信息 公开"]),
        ("①概述 ②公开", "1", ["①"]),
        ("㎡ m2", "m2", ["㎡", "m2"]),
        ("全文……完", "...", ["…", "…"]),
        ("全文……完", "......", ["……"]),
        ("全文…完", ".", []),
        ("150条，50条", "50条", ["50条"]),
        ("150条，50条", "*50条", ["50条", "50条"]),
        ("OA OA2 BOARD", "OA", ["OA"]),
        ("OA OA2 BOARD", "OA*", ["OA", "OA"]),
        ("举报和投诉", "举报 -投诉", ["举报"]),
        ("举报和投诉", "举报 NOT (投诉 OR 复议)", ["举报"]),
        ("举报和投诉", "heading:举报", []),
        ("举报和投诉", "year:2024", []),
        ("申请\n公开\t申请公开", "申请公开", ["申请公开"]),
        ("<b>公开</b>", "<b>", ["<b>"]),
    ],
)
def test_a_term_is_highlighted_as_the_report_writes_it(
    text: str, query: str, pieces: list[str]
) -> None:
    assert marked(text, query) == pieces


def test_of_overlapping_terms_the_longest_is_highlighted_and_neighbours_are_separate() -> None:
    assert marked("信息公开工作", "公开 信息公开 公开工作") == ["信息公开"]
    assert marked("信息公开", "信息 公开") == ["信息", "公开"]
    assert marked("了了了", '"了了"') == ["了了"]


def test_near_highlights_its_operands_only_near_each_other() -> None:
    text = "申请很多很多很多很多很多公开。申请的公开\n公开\n申请"
    leaves = [*positive_leaves(parse_query("申请 NEAR/3 公开"))]
    assert highlight(text, leaves) == ((12, 14), (15, 17), (18, 20))


def test_heading_terms_and_other_terms_are_highlighted_in_headings() -> None:
    leaves = [*positive_leaves(parse_query("heading:概述 公开"))]
    assert highlight_heading("一、 公开概述", leaves) == ((3, 5), (5, 7))
    assert highlight("公开概述", leaves) == ((0, 2),)


texts = st.text("公开信息 a1.—\n\t，", max_size=60)
terms = st.text("公开信息a1.-，", min_size=1, max_size=4).map(normalize).filter(bool)


@given(texts, terms, st.booleans(), st.booleans())
def test_every_match_of_a_term_is_highlighted(
    text: str, term: str, open_left: bool, open_right: bool
) -> None:
    normalised, free, places = normalize(text), 0, 0
    for start, end in occurrences(normalised, term, open_left, open_right):
        if start >= free:
            free, places = end, places + 1
    assert len(highlight(text, [Literal(term, open_left, open_right)])) == places


def test_a_steady_character_normalises_to_one_in_any_context() -> None:
    is_steady = re.compile(f"[{STEADY}]").fullmatch
    steady = "".join(filter(is_steady, map(chr, range(0x10000))))
    assert len(steady) > 27_000
    alone = [normalize(char) for char in steady]
    assert {len(char) for char in alone} == {1}
    assert " " not in alone
    assert normalize(steady) == "".join(alone)
    assert normalize(steady[::-1]) == "".join(alone[::-1])
    assert [*map(normalize, BLANKS)] == [""] * len(BLANKS)


def test_a_word_is_highlighted_where_the_tokenizer_finds_it() -> None:
    cut = get_tokenizer()
    text = "日常工作日益重要。工作日常有报告;15 个工作 日内,工作日内公开。"

    def marked(word: str) -> list[Span]:
        return [*highlight(text, [Word(word, cut.compounds(word), cut.words)])]

    assert [text[slice(*found)] for found in marked("工作日")] == ["工作 日", "工作日"]
    assert [text[slice(*found)] for found in marked("公开")] == ["公开"]
    assert marked("告") == []
