"""Compounds consist of words; a component is a word that jieba would split off."""

from __future__ import annotations

import pytest

from indexer.analysis.tokenizer import get_tokenizer


@pytest.mark.parametrize(
    ("word", "compound"),
    [("公开", "信息公开"), ("公开", "依申请公开"), ("申请", "依申请公开"), ("工作", "工作日"),
     ("工作日", "工作日内"), ("报告", "报告会"), ("诉讼", "行政诉讼"), ("复议", "行政复议")],
)  # fmt: skip
def test_a_compound_has_the_words_it_consists_of_as_components(word: str, compound: str) -> None:
    assert compound in get_tokenizer().compounds(word)
    assert word not in get_tokenizer().compounds(compound)


@pytest.mark.parametrize(("piece", "word"), [("请公", "申请公开"), ("息公", "信息公开")])
def test_a_substring_of_a_word_is_no_component(piece: str, word: str) -> None:
    assert word not in get_tokenizer().compounds(piece)


def test_a_word_is_a_component_of_itself() -> None:
    assert get_tokenizer().compounds("举报") >= {"举报"}
    assert get_tokenizer().compounds("没有这个词") == {"没有这个词"}
