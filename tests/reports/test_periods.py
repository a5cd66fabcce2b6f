"""Period, first and last day, day of publication: four separate facts."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.reports.periods import (
    find_damaged_label,
    find_label,
    find_span,
    parse_label,
    without_citations,
)

YEAR = (date(2022, 9, 1), date(2023, 8, 31))


@pytest.mark.parametrize("dash", ["—", "-", "–", "~", "～", "至", " — ", "－", "", "年-", "/"])
@pytest.mark.parametrize("unit", ["学年", "学年度", "年度", "年"])
def test_an_academic_year_is_read_in_every_spelling(dash: str, unit: str) -> None:
    assert find_label(f"安徽大学2023{dash}2024{unit}信息公开年度报告") == "2023-2024"


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("安徽大学2022年信息公开年度报告", "2022"),
        ("安徽大学2022 年度信息公开报告", "2022"),
        ("安徽大学２０２２年信息公开年报", "2022"),
        ("安徽大学二〇二二年信息公开年度报告", "2022"),
        ("安徽大学二○二二—二○二三学年信息公开年度报告", "2022-2023"),
        ("安徽大学信息公开年度报告（2022年）", "2022"),
        ("安徽大学2023—24学年信息公开年报", "2023-2024"),
        ("2010年9月-2011年8月安徽大学信息公开年度报告", "2010-2011"),
        ("安徽大学信息公开年度报告", None),
        ("安徽大学2019级学生名单", None),
    ],
)
def test_a_title_names_its_period(title: str, label: str | None) -> None:
    assert find_label(title) == label


def test_a_file_name_may_give_a_bare_year_but_no_date() -> None:
    assert find_label("2023信息公开年报", loose=True) == "2023"
    assert find_label("t20231030_12345", loose=True) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "统计期限为2022年9月1日至2023年8月31日。",
        "统计期限自 2022 年 9 月 1 日起，至 2023 年 8 月 31 日止。",
        "统计时间为2022年9月1日至次年8月31日",
        "数据统计时间2022.9.1-2023.8.31",
        "统计时段从2022年9月1日到2023年8月31日",
        "（2022年9月1日—2023年8月31日，下同）",
        "统计期限：二〇二二年九月一日至二〇二三年八月三十一日",
        "统计期限为２０２２年９月１日至２０２３年８月３１日",
        "统计时间为2022年9月至2023年8月",
    ],
)
def test_first_and_last_day_are_read_in_every_spelling(sentence: str) -> None:
    span = find_span(sentence, anywhere=True)
    assert (span.start, span.end) == YEAR
    assert span.label == "2022-2023"


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("统计期限自202191日至2022831日", None, None),
        ("自2021年9月1日至2022831日", date(2021, 9, 1), None),
        ("数据统计期限为2021年9月31日至2022年8月31日", None, date(2022, 8, 31)),
        ("2022年9月1日至9月15日开展宣传月活动", None, None),
        ("本学年共公开信息三百条", None, None),
    ],
)
def test_a_damaged_date_gives_none_and_a_short_range_is_no_period(
    sentence: str, start: date | None, end: date | None
) -> None:
    span = find_span(sentence, anywhere=True)
    assert (span.start, span.end) == (start, end)


def test_in_the_body_only_a_range_called_statistical_counts() -> None:
    plain = "2021年9月1日至2022年8月31日学校新建了图书馆。"
    assert find_span(plain, anywhere=False).start is None
    assert find_span("本报告数据统计期限为" + plain, anywhere=False).start == date(2021, 9, 1)
    behind = "2021年9月1日至2022年8月31日为统计周期。"
    assert find_span(behind, anywhere=False).start == date(2021, 9, 1)


def test_a_calendar_year_is_labelled_by_itself() -> None:
    assert find_span("统计期限为2021年1月1日至12月31日", anywhere=True).label == "2021"


def test_a_damaged_range_still_says_its_academic_year() -> None:
    assert find_damaged_label("统计期限自201491日至2015831日") == "2014-2015"
    assert find_damaged_label("统计期限自2014年9月1日至2015年8月31日") is None


def test_the_year_of_a_cited_notice_is_not_the_reports_own() -> None:
    sentence = "根据《关于做好2024年高校信息公开年度报告工作的通知》（皖教秘〔2024〕302号）编制"
    assert find_label(without_citations(sentence)) is None


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("2022年7月1日至2023年6月30日", "2022-2023"),
        ("2022年6月1日至2023年5月31日", None),
        ("2022年11月1日至2023年10月31日", "2022-2023"),
        ("2022年12月1日至2023年11月30日", None),
        ("统计期限为2022年9月1日至2023年1月31日", None),
        ("统计期限为2022年1月1日至2022年5月31日", None),
        ("统计期限为2022年1月1日至2022年7月31日", "2022"),
    ],
)
def test_a_year_is_named_by_a_span_that_begins_with_a_school_or_calendar_year(
    sentence: str, label: str | None
) -> None:
    assert find_span(sentence, anywhere=True).label == label


def test_five_months_are_a_period_only_if_the_text_says_so() -> None:
    months = "2022年9月1日至2023年1月31日"
    assert find_span(months, anywhere=True).start is None
    assert find_span("本报告统计期限为" + months, anywhere=True).start == date(2022, 9, 1)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2022", "2022"),
        ("2022年", "2022"),
        ("2022年度", "2022"),
        ("２０２２", "2022"),
        ("2022-2023", "2022-2023"),
        ("2022—2023学年", "2022-2023"),
        ("2022 至 2023 学年", "2022-2023"),
        ("（2022—2023学年）", "2022-2023"),
        ("2022-2024", None),
        ("2022-09-01", None),
        ("2022年信息公开", None),
        ("去年", None),
        ("", None),
    ],
)
def test_a_text_that_is_a_period_and_nothing_else_is_read(text: str, label: str | None) -> None:
    assert parse_label(text, loose=True) == label
