"""Conditions on figures, as people write them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UnknownValueError
from indexer.reports.figures import FIGURES, STATES, Figure
from indexer.search.figure_filter import FigureFilter, figure_id, is_expression
from tests.engines.corpora import STATED
from tests.engines.plans import conditions


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("requests_received>0", "requests_received>0"),
        (" Requests_Received >= 10 ", "requests_received>=10"),
        ("lawsuits=0", "lawsuits=0"),
        ("lawsuits==0", "lawsuits=0"),
        ("wechat_items≤100", "wechat_items<=100"),
        ("website_items＞１００", "website_items>100"),
        ("complaints=zero", "complaints=zero"),
        ("complaints=NOT_STATED", "complaints=not_stated"),
        ("举报、投诉=报告写明没有", "complaints=zero"),
        ("诉讼=报告未提及", "lawsuits=not_stated"),
        ("复议=需核对原文", "reconsiderations=unread"),
        ("主动公开信息总数 < 1000", "items_disclosed<1000"),
        ("公众号>0", "wechat_items>0"),
        ("Fees=number", "fees=number"),
        ("requests received=unread", "requests_received=unread"),
        ("items-disclosed>5", "items_disclosed>5"),
        ("lawsuits<1000000000000", "lawsuits<1000000000000"),
    ],
)
def test_a_condition_is_read_as_people_write_it(typed: str, read: str) -> None:
    condition = FigureFilter.parse(typed)
    assert str(condition) == read
    assert FigureFilter.parse(read) == condition
    assert is_expression(typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("requests_recieved>0", "没有指标“requests_recieved”.*requests_received（新收公开申请）"),
        ("起诉>0", "没有指标“起诉”"),
        (">0", "没有指标“”"),
        ("申请>0", "不止指一个指标.*requests_received"),
        ("lawsuits", "“lawsuits”没有条件.*lawsuits>0"),
        ("lawsuits>", "值应是"),
        ("lawsuits>zero", "值应是"),
        ("lawsuits=-1", "值应是"),
        ("lawsuits=1.5", "值应是"),
        ("lawsuits=10000000000000", "不超过 1000000000000"),
        ("lawsuits=text", "值应是"),
        ("lawsuits=1=2", "值应是"),
        ("lawsuits", "没有条件"),
        ("lawsuit$", "没有指标"),
    ],
)
def test_a_wrong_condition_is_refused_with_what_it_should_be(typed: str, message: str) -> None:
    with pytest.raises(UnknownValueError, match=message) as raised:
        FigureFilter.parse(typed)
    assert raised.value.field == "figure"
    assert raised.value.value.strip() == typed
    assert set(raised.value.nearest) <= set(FIGURES)


def test_every_figure_is_named_by_its_id_and_its_names() -> None:
    for kind in FIGURES.values():
        for name in (kind.id, kind.chinese, kind.english, kind.english.upper()):
            assert figure_id(name) == kind.id


@given(conditions, st.lists(st.sampled_from(STATED), min_size=1))
def test_columns_are_filtered_as_figures_are(
    condition: FigureFilter, figures: list[Figure]
) -> None:
    states = np.array([STATES.index(figure.state) for figure in figures], np.uint8)
    values = np.array([figure.value or 0 for figure in figures], np.int64)
    assert condition.passing(states, values).tolist() == [*map(condition.passes, figures)]
