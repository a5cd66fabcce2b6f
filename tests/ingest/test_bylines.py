"""The lines in which a page or a report says when it was published."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.ingest.bylines import find_byline_day, find_published, find_signed_day


@pytest.mark.parametrize(
    "line",
    [
        "2024 年 10 月 30 日",
        "2024-10-30",
        "（2024年10月30日）",
        "日期：2024年10月30日",
        "安徽大学 2024年10月30日",
        "二〇二四年十月三十日",
    ],
)
def test_a_signatures_date_is_a_day(line: str) -> None:
    assert find_signed_day(line) == date(2024, 10, 30)


@pytest.mark.parametrize(
    "line",
    [
        "2024年10月",
        "2024年13月30日",
        "学校于2024年10月30日召开会议。",
        "2023年9月1日至2024年8月31日",
        "2023年9月至2024年8月31日",
        "数据统计截至2024年8月31日。",
    ],
)
def test_a_line_that_is_no_date_gives_no_day(line: str) -> None:
    assert find_signed_day(line) is None


@pytest.mark.parametrize(
    "line",
    ["发布时间：2024-10-30 浏览：12", "发布日期:2024年10月30日", "日期:2024-10-30  作者:"],
)
def test_a_page_says_when_it_was_published(line: str) -> None:
    assert find_published(line) == date(2024, 10, 30)


def test_the_end_of_the_statistics_is_no_day_of_publication() -> None:
    assert find_published("统计时间：2023-09-01 至 2024-08-31") is None
    assert find_published("公开时间：2023-09-01 至 2024-08-31") is None


@pytest.mark.parametrize(
    "line",
    [
        "2024-10-30 10:20 来源：校办 点击：33",
        "2024/10/30 10次浏览",
        "[2024-10-30] 字体：【大 中 小】",
        "来源：学校办公室　2024年10月30日　阅读 12",
        "2024-10-30 10:20:33",
        "2024-10-30 10:20  护理学院",
        "党政办公室 2024-10-30 10:20",
    ],
)
def test_a_byline_s_date_has_a_clock_a_counter_or_a_source_beside_it(line: str) -> None:
    assert find_byline_day(line) == date(2024, 10, 30)


@pytest.mark.parametrize(
    "line",
    [
        "今天是2024年10月30日 星期三",
        "2024年10月30日 星期三 10:20:11",
        "上一篇：2022年报告 2024-10-30 10:20",
        "截至2024-10-30 10:20",
        "2024年10月30日召开会议",
        "更新时间：2024-10-30 10:20",
        "2024-10-30 10:20 学校在会议室召开信息公开工作推进会",
    ],
)
def test_a_day_of_anything_else_is_no_byline(line: str) -> None:
    assert find_byline_day(line) is None
