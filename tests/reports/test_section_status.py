"""A section has content, states only "无", or is a heading with nothing under it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.reports.model import Part
from indexer.reports.section_status import section_entries, section_status


def part(text: str) -> Part:
    return Part(1, ("other_matters",), (), "七、其他需要报告的事项", text)


@pytest.mark.parametrize(
    "text",
    [
        "无。",
        "无",
        "没有。",
        "暂无。",
        "本学年无。",
        "我校无其他需要报告的事项。",
        "2023—2024 学年，学校暂无其他需要报告的事项。",
        "没有需要特别说明的情况。",
        "不涉及。",
        "无。\n安徽机电职业技术学院\n2024 年 10 月 30 日",
    ],
)
def test_a_section_without_content_says_nothing(text: str) -> None:
    assert section_status(part(text)) == "says_nothing"


@pytest.mark.parametrize(
    "text",
    [
        "2023—2024 学年，学校没有因为信息公开工作收到举报、复议、诉讼的情况。",
        "没有收到师生和公众的信息公开申请。",
        "本学年无人申请公开信息。",
        "无锡校区已公开。",
        "无纸化办公全面推行。",
        "收到公开申请 1 条。",
    ],
)
def test_zero_is_a_statement_not_silence(text: str) -> None:
    assert section_status(part(text)) == "present"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "安徽机电职业技术学院\n2024 年 10 月 30 日",
        "湖北开放大学（湖北科技职业学院）\n二〇二四年十月三十日",
        "某某学院信息公开工作办公室2023年11月",
    ],
)
def test_is_named_only_where_nothing_but_a_signature_follows(text: str) -> None:
    assert section_status(part(text)) == "named_only"


def test_a_section_of_several_parts_has_the_status_of_its_best_part() -> None:
    assert statuses("", "无。", "学校公开了章程。") == ("present", 1)
    assert statuses("", "无。") == ("says_nothing", 1)
    assert statuses("无。", "") == ("says_nothing", 1)


def test_a_part_with_two_labels_gives_both_sections_its_status() -> None:
    first = Part(1, ("overview",), (), "一、概述", "学校公开信息。")
    second = Part(2, ("evaluation", "complaints"), (), "二、评议及举报情况", "无。")
    assert section_entries([first, second]) == {
        "overview": ("present", 1),
        "evaluation": ("says_nothing", 2),
        "complaints": ("says_nothing", 2),
    }


def test_a_long_list_of_units_is_no_signature() -> None:
    units = "\n".join(f"第{number}临床医学院" for number in range(60))
    assert section_status(part(units)) == "present"


def statuses(*texts: str) -> tuple[str, int]:
    parts = [replace(part(text), ordinal=n) for n, text in enumerate(texts, start=1)]
    return section_entries(parts)["other_matters"]
