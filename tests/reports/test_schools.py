"""Schools' names in running text, and their short forms."""

from __future__ import annotations

import pytest

from indexer.reports.school_names import NameKind, find_schools, read_name
from indexer.reports.schools import is_abbreviation, place_name, short_names
from tests.ingest.composing_words import SCHOOLS

NAMES = [school for school, _, _ in SCHOOLS] + [
    "三江学院",
    "天津体育学院运动与文化艺术学院",
    "新乡医学院三全学院",
    "杭州万向职业技术学院",
    "中国科学院大学",
    "中国石油大学（北京）",
    "北京师范大学（珠海校区）",
    "黎明职业大学",
    "桐城师范高等专科学校",
    "北京师范大学-香港浸会大学联合国际学院",
    "北京大学医学部",
]


@pytest.mark.parametrize("name", [*NAMES, "江苏样本大学"])
def test_a_name_is_found_whatever_surrounds_it(name: str) -> None:
    for sentence in (
        f"{name}2023—2024学年信息公开年度报告",
        f"2022年{name}信息公开工作报告",
        f"关于报送{name}2023年信息公开年度报告的函",
        f"根据省教育厅通知要求，现编制{name}2023—2024学年报告",
        f"本报告由{name}编制。",
        f"《{name}信息公开实施细则》",
        f"中国共产党{name}委员会",
    ):
        assert find_schools(sentence)[0] == name


def test_an_unknown_name_without_a_place_is_read_only_between_known_bounds() -> None:
    name = read_name("求是职业学院")
    assert name is not None
    assert (name.text, name.kind) == ("求是职业学院", NameKind.UNPLACED)
    assert find_schools("学校与求是职业学院交流") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "根据《高等学校信息公开办法》编制",
        "各学院、各部门负责人为成员",
        "我校成立领导小组，二级学院配备信息员",
        "省属职业学校、技工院校资源优化整合",
        "建设一流大学",
        "第四部分 因学校信息公开工作受到举报的情况",
        "马克思主义学院和继续教育学院",
        "大学生就业指导中心",
    ],
)
def test_a_kind_of_school_is_no_schools_name(sentence: str) -> None:
    assert find_schools(sentence) == []


def test_two_names_at_once_come_in_their_order() -> None:
    found = find_schools("湖北开放大学(湖北科技职业学院)2022—2023学年信息公开年度报告")
    assert found == ["湖北开放大学", "湖北科技职业学院"]


def test_traditional_characters_and_brackets_are_made_one_spelling() -> None:
    assert find_schools("安徽機電職業技術學院信息公開") == ["安徽机电职业技术学院"]
    assert find_schools("哈尔滨工业大学(威海)2022年") == ["哈尔滨工业大学（威海）"]


@pytest.mark.parametrize(
    ("school", "expected"),
    [
        ("安徽机电职业技术学院", ("安徽机电", "皖机电")),
        ("湖南机电职业技术学院", ("湖南机电", "湘机电")),
        ("襄阳科技职业学院", ("襄阳科技",)),
        ("北京大学", ("北大",)),
        ("中国科学技术大学", ("中科大", "中国科大")),
        ("安徽工业大学", ()),
        ("芜湖职业技术学院", ()),
    ],
)
def test_short_names_are_listed_or_drawn_from_the_name(
    school: str, expected: tuple[str, ...]
) -> None:
    assert short_names(school) == expected


@pytest.mark.parametrize(
    ("school", "place"),
    [
        ("安徽机电职业技术学院", "安徽"),
        ("襄阳科技职业学院", "襄阳"),
        ("中国矿业大学", "中国"),
        ("华东师范大学", "华东"),
        ("清华大学", ""),
        ("内蒙古工业大学", "内蒙古"),
        ("石家庄铁道大学", "石家庄"),
    ],
)
def test_a_name_begins_with_its_place(school: str, place: str) -> None:
    assert place_name(school) == place


def test_a_short_name_abbreviates_a_longer_one_with_the_same_ends() -> None:
    assert is_abbreviation("安徽机电学院", "安徽机电职业技术学院")
    assert not is_abbreviation("安徽大学", "安徽机电职业技术学院")
    assert not is_abbreviation("安徽机电职业技术学院", "安徽机电学院")
