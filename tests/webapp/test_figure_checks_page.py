"""The page that lists contradictory figures with both sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.reporting.test_figure_checks import a_report
from tests.webapp.conftest import Page

NOW = "本学年收到信息公开申请15件，比上年增加3件。"
BEFORE = "本学年收到信息公开申请9件。"
PARTS = "学校共收到信息公开申请12件，其中予以公开8件，部分公开3件，不予公开2件。"


@pytest.fixture
def served(serving: Callable[..., FlaskClient]) -> FlaskClient:
    other = a_report(PARTS, school="乙江大学", name="other")
    return serving(a_report(NOW), a_report(BEFORE, year=2023), other)


def test_both_sentences_lead_to_their_places(served: FlaskClient) -> None:
    page = Page(served, "/figures/checks")
    assert "2 份报告中有 2 处不一致" in page.text("[role=status]")
    cards = [" ".join(card.text_content().split()) for card in page.tree.cssselect(".checks li")]
    (last_year,) = [card for card in cards if "所述上年数与上年报告不符" in card]
    assert NOW in last_year
    assert BEFORE in last_year
    assert any("各项之和 13" in card for card in cards)
    for link in page.links(".checks dd a"):
        marked = Page(served, link)
        assert marked.tree.cssselect("#marked"), link


def test_filters_apply_and_the_figures_link_here(served: FlaskClient) -> None:
    page = Page(served, "/figures/checks?year=2023")
    assert "1 份报告中没有发现确定的不一致" in page.text("[role=status]")
    assert "乙江大学" not in Page(served, "/figures/checks?name=青江").text("main")
    assert served.get("/figures/checks?year=x").status_code == 400
    links = Page(served, "/figures?year=2024").links(".tools a")
    assert any(link.startswith("/figures/checks") for link in links)
