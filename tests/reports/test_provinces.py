"""Provinces: from the name where it is sure, from the authority cited, else unknown."""

from __future__ import annotations

import pytest

from indexer.reports.provinces import find_province, province_of_authorities, province_of_school
from tests.ingest.composing_words import SCHOOLS


@pytest.mark.parametrize(("school", "province", "_authority"), SCHOOLS)
def test_a_name_says_the_right_province_or_none(
    school: str, province: str, _authority: str
) -> None:
    assert province_of_school(school) in {province, None}


@pytest.mark.parametrize(
    ("school", "province"),
    [
        ("襄阳科技职业学院", "湖北"),
        ("朝阳师范高等专科学校", "辽宁"),
        ("吉林大学珠海学院", "广东"),
        ("北京师范大学珠海分校", "广东"),
        ("哈尔滨工业大学（威海）", "山东"),
        ("中国矿业大学", "江苏"),
        ("中国矿业大学（北京）", "北京"),
        ("豫章师范学院", "江西"),
        ("重庆三峡学院", "重庆"),
        ("民办四川天一学院", "四川"),
        ("长江师范学院", "重庆"),
        ("北京交通大学海滨学院", "河北"),
        ("大连医科大学中山学院", "辽宁"),
        ("北京交通大学海风学院", None),
        ("大连海事大学中山学院", None),
        ("泸州医学院", "四川"),
        ("北京吉利学院", "北京"),
        ("吉利学院", "四川"),
        ("电子科技大学中山学院", "广东"),
        ("河海大学文天学院", "安徽"),
        ("北京师范大学-香港浸会大学联合国际学院", "广东"),
        ("求是职业学院", None),
    ],
)
def test_traps_of_names_are_seen(school: str, province: str | None) -> None:
    assert province_of_school(school) == province


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("根据《安徽省教育厅关于做好2024年高校信息公开年度报告工作的通知》", "安徽"),
        ("北京市教委的要求", "北京"),
        ("按照上海市教育委员会部署", "上海"),
        ("广西壮族自治区教育厅", "广西"),
        ("（皖教秘〔2022〕478 号）", "安徽"),
        ("自治区教育厅、省教育厅、市教委", None),
        ("（教办函〔2014〕23号）", None),
        ("赴浙江省教育厅调研学习", None),
        ("根据湖北省教育厅通知，借鉴湖南省教育厅的做法", "湖北"),
        ("江苏省教育厅与浙江省教育厅联合发文", None),
        ("安徽省委教育工委的指导", "安徽"),
    ],
)
def test_the_authority_cited_says_the_province(text: str, province: str | None) -> None:
    assert province_of_authorities(text) == province


def test_the_name_outweighs_other_provinces_in_the_text() -> None:
    text = "根据《湖南省教育厅关于…通知》"
    assert find_province("安徽机电职业技术学院", text) == "安徽"


def test_a_city_and_an_authority_that_disagree_give_no_province() -> None:
    assert find_province("太湖创意学院", "根据安徽省教育厅要求") is None


def test_an_affiliated_college_goes_by_the_authority_before_its_mother() -> None:
    assert find_province("北京交通大学海风学院", "根据河北省教育厅要求") == "河北"
    assert find_province("集美大学诚毅学院", "") == "福建"
    assert find_province("北京交通大学海风学院", "") is None
    assert find_province("电子科技大学海风学院", "") is None


def test_without_school_and_authority_the_province_is_unknown() -> None:
    assert find_province(None, "学校位于美丽的南方") is None


@pytest.mark.parametrize(
    ("title", "province"),
    [
        ("广东省某某考试院2022年政府信息公开年度报告", "广东"),
        ("2021年广西壮族自治区教育厅政府信息公开年度报告", "广西"),
        ("合肥市某某局2022年政府信息公开工作年度报告", "安徽"),
        ("某某县教育局2022年政府信息公开工作年度报告", None),
        ("省教育厅2022年政府信息公开工作年度报告", None),
        ("2022年信息公开工作年度报告", None),
    ],
)
def test_the_title_of_a_body_that_is_no_school_says_the_province(
    title: str, province: str | None
) -> None:
    assert find_province(None, "本报告由办公室编制。", title) == province
    assert find_province(None, "根据四川省教育厅要求编制。", title) == "四川"


@pytest.mark.parametrize(
    ("text", "province"),
    [
        (
            "如对本报告有疑问，请与学校办公室联系（地址：安徽省合肥市某某路96号，邮编：230000）。",
            "安徽",
        ),
        ("如有疑问，请联系党政办公室（地址：广州市番禺区某某路168号；电话：020-0000）。", "广东"),
        ("请与我校联系（通讯地址：广西壮族自治区桂林市某某路1号）。", "广西"),
        (
            "请与我校联系（地址：安徽省某某路1号）。如有疑问联系分校（地址：江苏省某某路2号）。",
            None,
        ),
        ("如对本校不服，请联系教育部（地址：北京市某某街35号）。", None),
        ("学校地址：北京市某某路1号。", None),
        ("请联系学校办公室（地址：某某市学院路1号）。", None),
    ],
)
def test_the_authors_address_says_the_province_where_nothing_else_does(
    text: str, province: str | None
) -> None:
    assert find_province(None, text) == province
    assert find_province("合肥学院", text) == "安徽"
    assert find_province(None, f"根据四川省教育厅要求编制。{text}") == "四川"
