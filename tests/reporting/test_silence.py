"""Silence, a bare no, and a heading with nothing under it are three different things."""

from __future__ import annotations

import pytest

from indexer.reporting.silence import standing
from indexer.reports.model import Part


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
def test_says_nothing(text: str) -> None:
    assert standing([part(text)]) == "says_nothing"


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
    assert standing([part(text)]) == "present"


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
    assert standing([part(text)]) == "named_only"


def test_a_section_of_several_parts_stands_as_its_best_part_does() -> None:
    assert standing([part(""), part("无。"), part("学校公开了章程。")]) == "present"
    assert standing([part(""), part("无。")]) == "says_nothing"
