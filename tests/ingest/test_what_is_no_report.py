"""The test of what a report is, on texts as they stand side by side on disclosure sites."""

from __future__ import annotations

import pytest

from indexer.errors import NotAReportError
from indexer.ingest.parse import Overrides
from indexer.reports.warnings import ReadingWarning
from tests.ingest.reading import read_text
from tests.ingest.report_cases import Case, read_cases


@pytest.mark.parametrize("case", read_cases("no_reports"), ids=str)
def test_what_stands_beside_the_reports_is_none(case: Case) -> None:
    with pytest.raises(NotAReportError, match="不是信息公开年度报告：") as refused:
        read_text(case.text, case.file, own_title=case.page)
    assert "manifest.csv" in refused.value.reason
    forced = Overrides(period="2022")
    assert read_text(case.text, case.file, own_title=case.page, overrides=forced).year == 2022


@pytest.mark.parametrize("case", read_cases("reports"), ids=str)
def test_no_report_is_refused(case: Case) -> None:
    assert read_text(case.text, case.file, own_title=case.page).parts


@pytest.mark.parametrize(
    "text",
    [
        "信息公开年度报告",
        "某某大学2022-2023学年信息公开工作年度报告\n",
        "某某大学2022年信息公开年度报告\n发布日期：2023-10-30　浏览次数：125\n来源：校办公室\n",
        "河东学院\n2021年度信息公开工作报告\n二〇二一年十月\n",
    ],
)
def test_a_title_without_text_is_no_report(text: str) -> None:
    with pytest.raises(NotAReportError, match="标题之下没有正文"):
        read_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "某某大学2022年信息公开年度报告\n一、概述\n略。\n",
        "某某大学2022年信息公开年度报告\n全年未收到信息公开申请。\n",
        "某某大学2022年信息公开年度报告\n公开学校各类事项，保障师生知情、参与、表达和监督。\n",
    ],
)
def test_a_short_text_below_a_title_is_a_report(text: str) -> None:
    assert read_text(text).parts


def test_the_reason_names_the_document() -> None:
    with pytest.raises(NotAReportError, match="看来是指南"):
        read_text("某某大学信息公开指南\n一、主动公开\n学校在网站公开信息。\n")


def test_a_report_that_no_title_names_is_an_uncertain_one() -> None:
    body = "一、概述\n学校修订了制度。\n二、主动公开情况\n全年公开信息300条。\n"
    untitled = read_text(body)
    titled = read_text("安徽大学2022年信息公开年度报告\n" + body)
    assert ReadingWarning.REPORT_UNCERTAIN in untitled.warnings
    assert ReadingWarning.REPORT_UNCERTAIN not in titled.warnings
    assert untitled.confidence < titled.confidence


def test_where_the_beginning_is_cut_makes_no_report_news() -> None:
    opening = "本校编制2023—2024学年信息公开工作报告，统计时间为2023年9月1日至2024年8月31日。"
    body = "如对本报告有疑问，请联系学校办公室。\n一、概述\n学校修订了制度。\n"
    for length in range(288, 302):
        filler = "学校坚持公开为常态，" * 40
        text = opening + filler[: length - len(opening)] + body
        assert read_text(text).period == "2023-2024"
