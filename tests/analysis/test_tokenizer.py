"""The tokenizer: jieba and rjieba agree, and nothing but punctuation is dropped."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import tokenizer
from indexer.analysis.normalize import normalize
from indexer.analysis.tokenizer import Tokenizer, dictionary_terms, get_tokenizer

CHINESE_WORD = re.compile("[\u4e00-\u9fd5]{2,}")
SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def python_tokenizer() -> Tokenizer:
    return tokenizer.jieba_tokenizer()


@cache
def a_megabyte() -> str:
    """Dictionary words and random characters, Latin runs and punctuation, in a fixed disorder."""
    chance = random.Random(29)
    words = dictionary_terms()
    pieces = []
    for _ in range(125_000):
        kind = chance.random()
        if kind < 0.8:
            pieces.append(chance.choice(words))
        elif kind < 0.9:
            pieces.append(chr(chance.randint(0x3400, 0x9FFF)))
        else:
            pieces.append(chance.choice([" ", "\n", "，", "OA2", "3.5", "T-恤", "①", "—", "ａ"]))
    return normalize("".join(pieces))


@pytest.mark.slow
def test_jieba_and_rjieba_give_the_same_words_on_a_megabyte(python_tokenizer: Tokenizer) -> None:
    pytest.importorskip("rjieba", reason="rjieba 未安装：python -m pip install rjieba")
    text = a_megabyte()
    assert len(text.encode()) > 900_000
    assert get_tokenizer().words(text) == python_tokenizer.words(text)


@given(st.text(st.sampled_from("信息公开依申请a1 ，。\n〇㐀𠀀é々"), max_size=30))
def test_the_words_joined_are_the_text_without_its_punctuation(text: str) -> None:
    text = normalize(text)
    assert "".join(get_tokenizer().words(text)) == "".join(c for c in text if c.isalnum())


def test_the_domains_terms_are_words() -> None:
    words = get_tokenizer().words(normalize("依申请公开和不予公开情况，2023—2024 学年 OA 系统"))
    assert words == ["依申请公开", "和", "不予公开", "情况", "2023", "2024", "学年", "oa", "系统"]


def test_a_user_dictionary_adds_words(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("大江看看\n灯杆旗 500\n", encoding="utf-8")
    assert "大江看看" in get_tokenizer(mine).words("与大江看看联动")
    assert "灯杆旗" in dictionary_terms(mine)
    assert tokenizer.vocabulary_fingerprint(mine) != tokenizer.vocabulary_fingerprint()


def test_every_token_is_a_dictionary_term() -> None:
    words = set(dictionary_terms())
    assert len(words) > 300_000
    cut = {word for word in get_tokenizer().words(a_megabyte()) if CHINESE_WORD.fullmatch(word)}
    assert cut <= words


def test_concurrent_first_uses_share_one_loaded_tokenizer() -> None:
    tokenizer.unload()
    together = Barrier(8)

    def first_words(_number: int) -> list[str]:
        together.wait()
        return get_tokenizer().words("依申请公开和不予公开情况")

    with ThreadPoolExecutor(8) as threads:
        cut = [*threads.map(first_words, range(8))]
    assert cut == [["依申请公开", "和", "不予公开", "情况"]] * 8


def test_a_token_of_a_text_is_one_token_by_itself() -> None:
    cut = {*get_tokenizer().words(a_megabyte())}
    assert [word for word in cut if get_tokenizer().words(word) != [word]] == []


def test_a_term_of_known_words_needs_no_tokenizer() -> None:
    tokenizer.unload()
    term = normalize("依申请公开，2023—2024 年 OA")
    known = tokenizer.words_of_a_term(term, {"依申请公开"}.__contains__)
    assert not tokenizer.is_loaded()
    assert known == get_tokenizer().words(term) == ["依申请公开", "2023", "2024", "年", "oa"]


def test_a_term_of_other_words_is_cut() -> None:
    tokenizer.unload()
    cut = tokenizer.words_of_a_term("依申请公开情况", {"依申请公开"}.__contains__)
    assert cut == ["依申请公开", "情况"]
