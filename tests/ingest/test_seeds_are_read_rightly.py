"""The five sample reports: every fact, section and topic, and not a sentence lost."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.ingest.reading import SEED_NAMES, SEEDS, read_seed

ALL = ["overview", "proactive", "on_request", "evaluation", "complaints", "improvement"]
ACADEMIC = (date(2023, 9, 1), date(2024, 8, 31))
YEAR_BEFORE = (date(2021, 9, 1), date(2022, 8, 31))

EXPECTED = {
    "000": (
        ("安徽机电职业技术学院", "安徽", "2023-2024", 2024, *ACADEMIC, date(2024, 10, 30)),
        [*ALL[:3], *ALL[4:], "other_matters", "checklist"],
        "basic admissions finance personnel teaching students integrity exchange other",
    ),
    "001": (
        ("湖南机电职业技术学院", "湖南", "2022", 2022, *YEAR_BEFORE, None),
        [*ALL, "other_matters"],
        "admissions finance personnel teaching students other",
    ),
    "002": (
        ("江西工程职业学院", "江西", "2023-2024", 2024, *ACADEMIC, date(2024, 11, 11)),
        ALL,
        "",
    ),
    "003": (
        ("襄阳科技职业学院", "湖北", "2024", 2024, None, None, None),
        ALL,
        "basic personnel admissions finance teaching students finance",
    ),
    "004": (
        ("广西工程职业学院", "广西", "2022", 2022, *YEAR_BEFORE, None),
        ALL,
        "admissions finance",
    ),
}


def squeezed(text: str) -> str:
    """Text without what a reading may change: white space and the format's residue."""
    return re.sub(r"\s|\*\*|\[bookmark:[^\]]*\]|\ufeff", "", text)


@pytest.mark.parametrize("name", SEED_NAMES)
def test_facts_sections_and_topics_are_those_of_the_report(name: str) -> None:
    report = read_seed(name)
    facts, sections, topics = EXPECTED[name[:3]]
    assert (
        report.school,
        report.province,
        report.period,
        report.year,
        report.period_start,
        report.period_end,
        report.published,
    ) == facts
    assert list(report.sections) == ["preamble", *sections]
    assert [topic for part in report.parts for topic in part.topics] == topics.split()


@pytest.mark.parametrize("name", SEED_NAMES)
def test_headings_and_texts_joined_are_the_whole_report(name: str) -> None:
    report = read_seed(name)
    source = (SEEDS / name).read_text(encoding="utf-8-sig")
    assert squeezed(report.text) == squeezed(source)


@pytest.mark.parametrize("name", SEED_NAMES)
def test_nothing_of_the_format_is_left_in_what_is_shown(name: str) -> None:
    for part in read_seed(name).parts:
        assert "**" not in part.heading + part.text
        assert "[bookmark" not in part.text
        assert not re.search(r"[^\S\n\t]\n|\n[^\S\n\t]|\n\n", part.text)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("000", "本学年通过学习强国、中国青年网、全国高校思想政治工作网"),
        (
            "000",
            "招聘信息、毕业生规模、结构、去向落实率、就业流向、就业质量年度报告等信息共计415 条",
        ),
        ("002", "为贯彻落实省委深改委会议精神"),
        ("004", "三好学生、优秀学生干部及奖助学金获得者评选"),
        ("004", "本年度，学校通过门户网站主动公开学校概况"),
    ],
)
def test_a_sentence_that_a_page_break_split_is_whole_again(name: str, sentence: str) -> None:
    seed = next(full for full in SEED_NAMES if full.startswith(name))
    assert sentence in read_seed(seed).text


def test_a_heading_is_not_joined_with_the_paragraph_below_it() -> None:
    report = read_seed(SEED_NAMES[4])
    lines = [line for part in report.parts for line in part.text.split("\n")]
    assert "（二）规范流程，推动工作长效深入" in lines


def test_a_run_in_heading_is_cut_off_its_paragraph() -> None:
    basic = next(part for part in read_seed(SEED_NAMES[3]).parts if part.topics == ("basic",))
    assert basic.heading == "1.基本信息公开。"
    assert basic.text.startswith("学校通过官方网站设置了学校概况")
    assert not basic.opens_section


def test_every_lower_heading_stands_in_the_outline_with_its_place() -> None:
    report = read_seed(SEED_NAMES[3])
    lower = [(entry.level, entry.text) for entry in report.outline if entry.ordinal == 2]
    assert lower == [
        (1, "一、信息公开工作概述"),
        (2, "（一）概述"),
        (3, "1.工作机制"),
        (3, "2.制度建设"),
    ]
    for entry in report.outline:
        part = report.parts[entry.ordinal - 1]
        if entry.paragraph < 0:
            assert part.heading == entry.text
        else:
            assert part.text.split("\n")[entry.paragraph].startswith(entry.text)
