"""Pinyin of texts, and texts for typed letters."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from indexer.analysis.pinyin import first_letters, name_order, sounds, spells


@pytest.mark.parametrize("text", ["安徽", "申请", "概述", "投诉", "绿色", "信息公开"])
def test_a_text_has_the_pinyin_of_the_library(text: str) -> None:
    assert "".join(lazy_pinyin(text, v_to_u=False)) in sounds(text)


def test_a_text_may_have_several_pinyin() -> None:
    assert {"chongqing", "zhongqing"} <= {*sounds("重庆")}
    assert {*sounds("申清")} & {*sounds("申请")}


@pytest.mark.parametrize("text", ["OA", "公开2", "，"])
def test_text_that_is_not_chinese_has_no_pinyin(text: str) -> None:
    assert [*sounds(text)] == []


def test_the_pinyin_of_a_long_ambiguous_text_are_limited() -> None:
    assert len([*sounds("重行" * 30)]) == 16


@pytest.mark.parametrize(
    "letters",
    [
        "a",
        "an",
        "anh",
        "ah",
        "ahjd",
        "anhuijidian",
        "ahuijd",
        "anhjdian",
        "ahjdzyjsxy",
        "ahjdzhyjshxy",
    ],
)
def test_syllables_and_initials_spell_the_beginning_of_a_name(letters: str) -> None:
    assert spells(letters, "安徽机电职业技术学院")
    assert letters[0] in first_letters("安徽机电职业技术学院")


@pytest.mark.parametrize("letters", ["b", "ax", "ahdj", "jd", "anhuijidianzhiyejishuxueyuanx"])
def test_other_letters_do_not(letters: str) -> None:
    assert not spells(letters, "安徽机电职业技术学院")


def test_latin_letters_in_a_name_spell_themselves() -> None:
    assert spells("oax", "oa系统")
    assert first_letters("") == frozenset()


@pytest.mark.parametrize(("name", "first"), [("合肥", "he"), ("沈阳", "shen"), ("南昌", "nan")])
def test_a_name_is_sorted_by_the_reading_it_has_as_a_name(name: str, first: str) -> None:
    assert name_order(name)[0] == first
    assert name_order(f"中{name}")[0] == "zhong"
