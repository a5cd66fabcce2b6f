"""Confidence tells readings that are wrong from those that are right, and says why."""

from __future__ import annotations

from typing import get_args

import pytest

from indexer.ingest.parse import Overrides
from indexer.reports.warnings import Concern, ReadingWarning
from tests.ingest.measuring_confidence import ComposedReading, auc, certain_but_wrong, read
from tests.ingest.reading import read_seeds, read_text

# The weights were chosen on reports 0 to 1,199; these are others.
FIRST, REPORTS, MANY_REPORTS = 1_200, 200, 2_000
REPORT = """某某大学2021—2022学年信息公开年度报告
本报告由某某大学编制，统计期限为2021年9月1日至2022年8月31日。
一、概述
学校修订了制度。
二、主动公开情况
全年公开信息三百条。
三、依申请公开情况
没有收到申请。
四、存在的问题和改进措施
更新不够及时。
"""
TITLED = REPORT.replace("某某大学", "安徽大学")


def hold(readings: list[ComposedReading], least: float) -> None:
    """The promise: an AUC of nine tenths, less the spread of a small sample, and no certain error.

    At most one in a hundred is taken for no report: some are spoilt beyond recognition.
    """
    assert sum(reading.report is None for reading in readings) <= len(readings) / 100
    assert sum(bool(reading.wrong) for reading in readings) >= len(readings) / 20
    assert auc(readings) >= least
    assert not certain_but_wrong(readings)


def test_a_wrong_reading_has_less_confidence_and_none_is_certain() -> None:
    hold([read(seed) for seed in range(FIRST, FIRST + REPORTS)], 0.87)


@pytest.mark.nightly
def test_many_wrong_readings_have_less_confidence_and_none_is_certain() -> None:
    hold([read(seed) for seed in range(FIRST, FIRST + MANY_REPORTS)], 0.9)


def test_a_report_that_says_everything_twice_is_certain() -> None:
    report = read_text(TITLED)
    assert (report.confidence, report.warnings) == (1.0, ())


def test_the_samples_are_all_but_certain() -> None:
    assert min(report.confidence for report in read_seeds()) >= 0.9


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        ("安徽大学", "我校", ReadingWarning.SCHOOL_MISSING),
        ("安徽大学2021", "武汉大学2021", ReadingWarning.OTHER_SCHOOLS_NAMED),
        ("安徽大学", "安微大学", ReadingWarning.SCHOOL_NAME_UNKNOWN),
        ("2021—2022学年", "2018—2019学年", ReadingWarning.PERIOD_CONFLICT),
        ("2021—2022", "2O21—2O22", ReadingWarning.PERIOD_FROM_DAMAGED_DATE),
        ("三、依申请公开情况\n", "", ReadingWarning.NUMBERS_IN_DISORDER),
        ("三、依申请公开情况", "三、有人来问的时候", ReadingWarning.HEADING_UNCLASSIFIED),
        ("三、依申请公开情况", "三、其他需要说明的事项", ReadingWarning.CORE_SECTION_MISSING),
        ("四、存在", "三、存在", ReadingWarning.NUMBERS_IN_DISORDER),
        (
            "三、依申请公开情况\n没有收到申请。\n四、",
            "（三）依申请公开情况\n没有收到申请。\n（四）",
            ReadingWarning.HEADING_UNREAD,
        ),
        ("2021—2022学年", "2021—2021学年", ReadingWarning.PERIOD_CONFLICT),
        ("三、依申请公开情况", "三、主动公开情况", ReadingWarning.SECTION_REPEATED),
    ],
)
def test_what_is_wrong_with_a_report_lowers_its_confidence(
    old: str, new: str, warning: ReadingWarning
) -> None:
    text = TITLED.replace(old, new)
    assert text != TITLED
    report = read_text(text)
    kinds = {getattr(each, "kind", each) for each in report.warnings}
    assert warning in kinds, report.warnings
    assert report.confidence < 1


TABLE = """没有收到申请。
办理结果\t予以公开\t件数
予以公开
办理结果\t部分公开
不予公开
答复\t其他处理\t0
无法提供
不予公开
合计"""


def unread_headings(text: str) -> list[str]:
    return [str(each.message) for each in read_text(text).warnings if "像标题" in each.message]


@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_row_of_a_table_is_no_unread_heading(blank: str) -> None:
    assert not unread_headings(TITLED)
    table = TABLE.replace("\n", f"\n{blank}")
    assert not unread_headings(TITLED.replace("没有收到申请。", table))


@pytest.mark.parametrize("heading", ["（四）评议情况", "因信息公开受到举报情况"])
def test_a_heading_below_a_table_is_no_row_of_it(heading: str) -> None:
    text = TITLED.replace("没有收到申请。", f"{TABLE}\n{heading}\n没有。")
    assert unread_headings(text) == [f"正文里有像标题的行，没有认作标题：{heading}"]


def test_the_first_line_that_may_be_an_unread_heading_is_named() -> None:
    text = TITLED.replace("三、依申请公开情况\n", "（三）依申请公开情况\n")
    assert unread_headings(text.replace("四、", "（四）")) == [
        "正文里有像标题的行，没有认作标题：（四）存在的问题和改进措施"
    ]


def test_nothing_is_uncertain_about_what_the_manifest_states() -> None:
    bare = "\n".join(REPORT.replace("某某大学", "我校").split("\n")[2:])
    uncertain = {warning.concern for warning in read_text(bare).warnings}
    assert {"school", "period"} <= uncertain
    stated = read_text(bare, overrides=Overrides(school="安徽大学", period="2021-2022"))
    assert not {"school", "period"} & {warning.concern for warning in stated.warnings}
    assert stated.confidence > read_text(bare).confidence


def test_two_years_in_one_file_have_the_lowest_confidence() -> None:
    twice = TITLED + TITLED.replace("2021", "2020").replace("2022", "2021")
    report = read_text(twice)
    assert ReadingWarning.SEVERAL_YEARS in report.warnings
    assert report.confidence == 0.1


def test_every_warning_says_what_it_is_about() -> None:
    for warning in ReadingWarning:
        assert warning.concern in get_args(Concern)
        assert warning.message
