"""Queries that ask for what a figure holds are recognised."""

from __future__ import annotations

import pytest

from indexer.reports.figure_questions import figures_asked, triggers
from indexer.reports.figures import FIGURES


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("收到 申请", "requests_received"),
        ("收到申请", "requests_received"),
        ("哪些学校收到了信息公开申请", "requests_received"),
        ("申请 多少件", "requests_received"),
        ("依申请公开", "requests_received"),
        ("不予公开", "requests_refused"),
        ("举报", "complaints"),
        ("有没有人投诉", "complaints"),
        ("行政复议", "reconsiderations"),
        ("诉讼", "lawsuits"),
        ("有没有人告学校", "lawsuits"),
        ("打官司", "lawsuits"),
        ("举报 复议 诉讼", "complaints reconsiderations lawsuits"),
        ("公众号 多少条", "wechat_items"),
        ("官网发了多少条", "website_items"),
        ("主动公开了多少信息", "items_disclosed"),
        ("公开申请多少件", "requests_received"),
        ("信息公开工作领导小组", ""),
        ("年度报告 学校", ""),
        ("奖学金申请", ""),
        ("招标", ""),
        ("学费多少钱", ""),
    ],
)
def test_the_figures_that_a_query_asks_for(query: str, expected: str) -> None:
    assert " ".join(figures_asked(query.split())) == expected


def test_every_line_of_the_table_names_a_figure_and_words() -> None:
    assert all(trigger.figure in FIGURES and trigger.words for trigger in triggers())
    assert len({*triggers()}) == len(triggers())
