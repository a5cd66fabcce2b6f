"""Labels: one table for every interface, complete in both languages."""

from __future__ import annotations

import pytest

from indexer.reporting.coverage import STATES
from indexer.reports.taxonomy import (
    SECTIONS,
    SECTIONS_EN,
    TOPICS,
    TOPICS_EN,
    facet_label,
    label,
    state_label,
)
from indexer.search.request import FACETS


def test_every_section_and_topic_has_a_label_in_both_languages() -> None:
    assert SECTIONS.keys() == SECTIONS_EN.keys()
    assert TOPICS.keys() == TOPICS_EN.keys()
    assert label("section", "on_request") == "依申请公开"
    assert label("topic", "finance", "en") == "Finance, assets and fees"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_facet_and_state_has_a_label(language: str) -> None:
    assert all(facet_label(facet, language) != facet for facet in FACETS)
    assert all(state_label(state, language) != state for state in STATES)


def test_what_is_not_known_has_a_label_under_every_facet() -> None:
    assert {facet: label(facet, "unknown") for facet in FACETS} == {
        "school": "未知",
        "section": "未知",
        "topic": "不属任何类别",
        "year": "未知",
        "province": "未知",
        "text_source": "未知",
    }


def test_names_are_their_own_labels() -> None:
    assert label("school", "安徽大学", "en") == "安徽大学"
    assert label("year", "2024", "en") == "2024"
