"""Normalisation: each rule of the contract by example, and the rules of the map by property."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.matching import contains, is_near, occurrences
from indexer.analysis.normalize import (
    ALNUM_RUN,
    is_alnum,
    normalize,
    normalize_term,
    normalize_with_map,
)

ODD = (
    "¹²₃½⅐㎞㎏㋀⒈⻓⺠⼀○〇〔］【·•∙∶⋯⸺∽\U000e0101\x00"
    "①⑳㈱㎡…½ｶﾞΣİß《》“”‘’「」『』‐—~～－ "
    "\u3000\u200b\ufeff\u00ad\u0301e\u1100\u1161薴乾後A9０\n\t。，"
    "\ufdd0\ufdd1"
)
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=40)


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("２０２３ 年 9 月", "2023年9月"),
        ("①2023", "1 2023"),
        ("2023 — 2024", "2023-2024"),
        ("2023～2024", "2023-2024"),
        ("依申請公開", "依申请公开"),
        ("“公开”「为」常态", '"公开""为"常态'),
        ("OA 系统 A4 纸", "oa系统a4纸"),
        ("Office  Word", "office word"),
        ("A\u200bB 信\u200b息", "a b信息"),
        ("一\n二\t三", "一\n二\n三"),
        ("附件 1\n2 号", "附件1\n2号"),
        ("1.5 万", "1.5万"),
        ("全文……完", "全文......完"),
        ("1435¹件", "1435 1件"),
        ("脚注1435¹²件", "脚注1435 12件"),
        ("12₃4⁵", "12 3 4 5"),
        ("m² CO₂", "m2 co2"),
        ("12000㎡", "12000 m2"),
        ("15㎞ 5㎏3", "15 km 5 kg3"),
        ("9㎡8", "9 m2 8"),
        ("面积㎡", "面积m2"),
        ("1½", "1 1⁄2"),
        ("2023①", "2023 1"),
        ("①②", "1 2"),
        ("12㋀", "12 1月"),
        ("校⻓ ⺠主 ⻔户", "校长民主门户"),
        ("⼀⽅⾯", "一方面"),
        ("⻑⻅", "长见"),
        ("二○二二年 二◯二二年", "二〇二二年二〇二二年"),
        ("〔2014〕［2014］【2014】[2014](2014)（2014）", "(2014)" * 6),
        ("甲·乙•丙‧丁・戊･己∙庚⋅辛．壬", "甲·乙·丙·丁·戊·己·庚·辛.壬"),
        ("9∶30 9：30", "9:30 9:30"),
        ("完⋯", "完..."),
        ("1⸺2⁃3˗4〜5∼6⁓7∽8", "1-2-3-4-5-6-7-8"),
        ("信\U000e0101息\ufe00公\x00开\U000e0020", "信息公开"),
        ("A\U000e0101B", "a b"),
    ],
)
def test_text_is_normalised(written: str, normalised: str) -> None:
    assert normalize(written) == normalised


def test_a_newline_in_a_query_term_is_white_space() -> None:
    assert normalize_term("依申请\n公开") == "依申请公开"
    assert normalize_term("a\tb") == "a b"


@given(texts)
@example("ｶﾞ①a")
@example("e\u0301\u0301")
@example("각")
def test_the_map_gives_the_same_text(text: str) -> None:
    assert normalize_with_map(text).text == normalize(text)


def test_a_long_text_is_normalised_like_its_characters_alone() -> None:
    tail = "\n" + "某" * 100  # long texts go another way
    for first in range(0, 0x30000, 128):
        lines = "\n".join(chr(point) for point in range(first, first + 128))
        alone = "\n".join(normalize(chr(point)) for point in range(first, first + 128))
        assert normalize(lines + tail) == alone + tail


@given(texts)
@example("a\t\u0301")
def test_every_boundary_stays_in_its_position(text: str) -> None:
    pieces = text.replace("\t", "\n").split("\n")
    assert normalize(text).split("\n") == [normalize(piece) for piece in pieces]


@given(texts, st.data())
def test_a_source_range_normalises_to_the_matched_text(text: str, data: st.DataObject) -> None:
    normalised = normalize_with_map(text)
    start = data.draw(st.integers(0, len(normalised.text)))
    end = data.draw(st.integers(start, len(normalised.text)))
    origin = normalised.origin(start, end)
    piece = normalised.text[start:end]
    if origin is not None and piece.strip(" \n") == piece:
        assert normalize(text[slice(*origin)]).strip(" ") == piece


@given(texts)
def test_blanks_occur_only_between_alphanumeric_characters(text: str) -> None:
    normalised = normalize(text)
    for at, char in enumerate(normalised):
        if char.isspace() and char != "\n":
            assert is_alnum(normalised[at - 1])
            assert is_alnum(normalised[at + 1])


def test_runs_are_letters_and_digits_outside_the_chinese_script() -> None:
    assert ALNUM_RUN.findall("共1,435条OA2系统，见a.com〇々é") == [
        "1",
        "435",
        "oa2".upper(),
        "a",
        "com",
        "é",
    ]


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("发布150条", "50条", False),
        ("发布 50 条", "50条", True),
        ("boarda2", "oa", False),
        ("见oa系统", "oa", True),
        ("oa 2", "oa", True),
        ("9月", "9月", True),
        ("19月", "9月", False),
    ],
)
def test_a_closed_edge_does_not_continue_a_run(text: str, term: str, found: bool) -> None:
    assert contains(normalize(text), normalize_term(term)) is found


def test_an_open_edge_continues_a_run() -> None:
    assert contains("发布150条", "50条", open_left=True)
    assert contains("oa2", "oa", open_right=True)
    assert not contains("board", "oa", open_right=True)


def test_occurrences_may_overlap() -> None:
    assert [*occurrences("公公公", "公公")] == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("text", "distance", "near"),
    [
        ("申请一二公开", 2, True),
        ("申请一二公开", 1, False),
        ("公开一申请", 1, True),
        ("申请2023公开", 1, True),
        ("申请\n公开", 9, False),
        ("申请公开", 1, True),
    ],
)
def test_nearness_counts_characters_between_and_a_run_as_one(
    text: str, distance: int, near: bool
) -> None:
    assert is_near(text, "申请", "公开", distance) is near


def test_a_literal_is_not_near_itself_unless_it_occurs_twice() -> None:
    assert not is_near("公公", "公公", "公", 5)
    assert is_near("公开与公开", "公开", "公开", 1)
    assert not is_near("公开", "公开", "公开", 5)


def test_a_sequence_of_combining_marks_is_folded_in_pieces() -> None:
    marks = "e" + "\u0301\u0316" * 20
    assert normalize(marks * 2) == normalize(marks) * 2
    text = "公" + "\u0301\u0316" * 50_000 + "开"
    normalised = normalize(text)
    assert normalize_with_map(text).text == normalised
    assert normalised[0] == "公"
    assert normalised[-1] == "开"
