"""Completion: schools by every name and spelling, sections, topics, and words of the archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reports.schools import school_names
from indexer.search.engine import IndexReader
from indexer.search.suggest import suggest
from tests.search.archives import archive
from tests.search.strategies import noise

ANHUI, HUNAN, HUAZHONG = "安徽机电职业技术学院", "湖南机电职业技术学院", "华中科技大学"


@pytest.fixture(scope="module")
def reader() -> IndexReader:
    return archive(
        {
            ANHUI: ["学校主动公开招生计划，招生简章", "收到信息公开申请"],
            HUNAN: ["招生工作信息公开"],
            HUAZHONG: ["信息公开工作"],
            "北京大学": ["信息公开"],
        },
        sections=("on_request",),
        topics=("admissions",),
    )


def suggested(reader: IndexReader, text: str, kind: str, limit: int = 10) -> list[str]:
    return [found.text for found in suggest(reader, text, limit) if found.kind == kind]


@pytest.mark.parametrize(
    ("typed", "schools"),
    [
        ("安徽", [ANHUI]),
        ("安徽机电", [ANHUI]),
        ("湘机电", [HUNAN]),
        ("皖机电", [ANHUI]),
        ("北大", ["北京大学"]),
        ("机电", [ANHUI, HUNAN]),
        ("ahjd", [ANHUI]),
        ("AHJD", [ANHUI]),
        ("anhuijidian", [ANHUI]),
        ("an hui ji", [ANHUI]),
        ("hu", [HUAZHONG, HUNAN]),
        ("bd", ["北京大学"]),
        ("华科大", [HUAZHONG]),
        ("湖南機電", [HUNAN]),
        ("清华", []),
        ("qh", []),
    ],
)
def test_a_school_is_completed_from_its_names_and_their_spelling(
    reader: IndexReader, typed: str, schools: list[str]
) -> None:
    assert sorted(suggested(reader, typed, "school")) == sorted(schools)


def test_a_known_school_is_not_suggested_where_the_archive_has_none_of_it(
    reader: IndexReader,
) -> None:
    stored = {ANHUI, HUNAN, HUAZHONG, "北京大学"}
    known = [name for name in school_names() if name not in stored][::100]
    assert {name for typed in known for name in suggested(reader, typed, "school")} <= stored
    assert suggested(reader, "泸州医学院", "school") == []


def test_prefix_matches_come_before_substring_matches() -> None:
    reader = archive({"湖南工业大学": ["a"] * 3, "工业大学": ["a"]})
    assert suggested(reader, "工业", "school") == ["工业大学", "湖南工业大学"]


def test_equal_matches_are_ordered_by_number_of_parts(reader: IndexReader) -> None:
    assert suggested(reader, "机电", "school") == [ANHUI, HUNAN]


@pytest.mark.parametrize(
    "typed", ["依申请", "申请公开", "yishenqing", "ysqgk", "on_req", "Disclosure on"]
)
def test_a_section_is_completed_in_chinese_pinyin_or_english(
    reader: IndexReader, typed: str
) -> None:
    assert suggested(reader, typed, "section") == ["依申请公开"]


@pytest.mark.parametrize("typed", ["招生", "zsks", "admiss", "本专科招生录取"])
def test_a_topic_is_completed_also_from_another_wording(reader: IndexReader, typed: str) -> None:
    assert suggested(reader, typed, "topic") == ["招生考试"]


def test_labels_of_no_part_are_not_suggested(reader: IndexReader) -> None:
    assert suggested(reader, "举报", "section") == []
    assert suggested(reader, "财务", "topic") == []


def test_words_of_the_archive_are_completed_most_frequent_first(reader: IndexReader) -> None:
    assert suggested(reader, "招", "term") == ["招生", "招生简章"]
    assert suggested(reader, "招生", "term") == ["招生简章"]


def test_the_last_of_several_words_is_completed(reader: IndexReader) -> None:
    (found,) = (one for one in suggest(reader, "招生 湘机电") if one.kind == "school")
    assert (found.text, found.label) == (f"招生 {HUNAN}", HUNAN)


def test_no_kind_crowds_out_the_others() -> None:
    reader = archive(
        {f"信息{name}大学": ["信息公开，信息化，信息员"] for name in "甲乙丙丁戊己庚辛"}
    )
    found = suggest(reader, "信息", 6)
    assert len(found) == 6
    assert [one.kind for one in found].count("school") == 4
    assert [one.kind for one in found].count("term") == 2


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\u200b", '"', "*", "不存在的"])
def test_nothing_is_suggested_for_an_empty_text(reader: IndexReader, typed: str) -> None:
    assert suggest(reader, typed) == ()


def test_the_limit_is_kept(reader: IndexReader) -> None:
    assert len(suggest(reader, "h", 1)) == 1
    assert suggest(reader, "h", 0) == ()


@given(noise | st.text("安徽机电华中ahjdxk信息招", min_size=1, max_size=4), st.integers(1, 9))
def test_every_suggested_term_occurs_in_the_archive(
    reader: IndexReader, typed: str, limit: int
) -> None:
    found = suggest(reader, typed, limit)
    assert len(found) <= limit
    assert all(reader.document_frequency(one.label) for one in found if one.kind == "term")
