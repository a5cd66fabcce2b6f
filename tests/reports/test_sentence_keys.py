"""Which sentences of two reports count as the same one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.normalize import normalize
from indexer.reports.sentence_keys import (
    HASH_BITS,
    key_hash,
    report_keys,
    sentence_keys,
    sentence_spans,
)

SCHOOL = "青江职业技术学院"
SENTENCE = "学校通过门户网站主动公开各类信息，接受师生和社会监督。"


def sentences(text: str) -> list[str]:
    normalised = normalize(text)
    return [normalised[start:end] for start, end in sentence_spans(normalised)]


def key(text: str, school: str | None = SCHOOL) -> str:
    (found,) = sentence_keys(sentences(text), school)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年，学校通过网站公开信息1435条。", "2024年，学校通过网站公开信息８６条。"),
        ("本学年共召开专题会议三次研究公开工作。", "本学年共召开专题会议12次研究公开工作。"),
        ("2022-2023学年学校公开了招生信息与章程。", "2023—2024学年学校公开了招生信息与章程。"),
        ("（一）加强组织领导，健全工作机制和制度。", "1.加强组织领导，健全工作机制和制度。"),
        ("一、加强组织领导，健全工作机制和制度。", "②加强组织领导，健全工作机制和制度；"),
        ("“加强组织领导，健全工作机制和制度。”", "加强组织领导，健全工作机制和制度！"),
        ("公开率为99.5%，比上年有了明显的提高。", "公开率为100%，比上年有了明显的提高。"),
        ("信息公開網設有專欄，方便師生查閱信息。", "信息公开网设有专栏，方便师生查阅信息。"),
    ],
)
def test_numbers_markers_and_spelling_make_no_difference(one: str, other: str) -> None:
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SENTENCE, SENTENCE.replace("师生", "学生")),
        (SENTENCE, SENTENCE.replace("主动", "")),
        (SENTENCE, SENTENCE.replace("学校", "学院")),
        ("共收到信息公开申请N件。" * 2, "共收到信息公开申请N条。" * 2),
    ],
)
def test_a_sentence_that_differs_in_a_word_is_another(one: str, other: str) -> None:
    assert sentence_keys(sentences(one), SCHOOL) != sentence_keys(sentences(other), SCHOOL)


def test_the_school_s_own_names_are_masked_and_those_of_known_schools() -> None:
    template = "{}党委高度重视信息公开工作，并列入议程。"
    names = {
        "青江职业技术学院": "青江职业技术学院",
        "安徽机电职业技术学院": "安徽机电",  # a short name of its own
        "湖南大学": "湖南大学",
        "某不在表中的大学": "某不在表中的大学",
    }
    assert len({key(template.format(name), school) for school, name in names.items()}) == 1
    # Another school than the report's: only where its name is known.
    assert key(template.format("湖南大学")) == key(template.format(SCHOOL))
    assert key(template.format("某不在表中的大学")) != key(template.format(SCHOOL))


@pytest.mark.parametrize(
    "text",
    [
        "无。",
        "没有收到申请。",
        "2023年1月1日至2023年12月31日。",
        "三、依申请公开信息情况和不予公开情况",
        "办学规模、校级领导班子简介及分工\t学校概况\t已公开",
        "",
        "。。。",
        "……”",
    ],
)
def test_headings_cells_and_what_is_too_short_have_no_key(text: str) -> None:
    assert not report_keys([normalize(text)], SCHOOL)


def test_a_sentence_ends_at_its_stop_or_with_its_line() -> None:
    text = f"一、概述\n{SENTENCE}{SENTENCE}\n加强队伍建设；完善制度；\n见http://a.cn/x?id=3页面。"
    assert sentences(text) == [
        normalize(SENTENCE),
        normalize(SENTENCE),
        "加强队伍建设;完善制度;",
        "见http://a.cn/x?id=3页面。",
    ]


def test_hashes_stay_the_same_from_version_to_version() -> None:
    """They are stored in the index."""
    assert key_hash(key(SENTENCE)) == 378562608264
    assert key_hash("\ud800") < 1 << HASH_BITS


@given(
    st.lists(st.text("我们公开12一。？?!；\n\t()”a安徽大学\ud800"), max_size=5),
    st.sampled_from([SCHOOL, None, ""]),
)
def test_every_text_has_keys(texts: list[str], school: str | None) -> None:
    for text in texts:
        normalised = normalize(text)
        spans = [*sentence_spans(normalised)]
        found = [normalised[start:end] for start, end in spans]
        assert len(sentence_keys(found, school)) == len(spans)
        assert all("\n" not in sentence for sentence in found)
