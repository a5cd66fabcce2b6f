"""What things are called on a page, in the language of the request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from indexer.reports.taxonomy import SECTIONS, SECTIONS_EN, TOPICS, TOPICS_EN
from indexer.search.response import UNKNOWN_VALUE
from webapp.languages import language

FACET_TITLES: Final = {
    "school": lazy_gettext("学校"),
    "section": lazy_gettext("栏目"),
    "topic": lazy_gettext("清单类别"),
    "year": lazy_gettext("年份"),
    "province": lazy_gettext("省份"),
}


def facet_title(facet: str) -> str:
    return str(FACET_TITLES[facet])


def section_name(section: str) -> str:
    names = SECTIONS_EN if language() == "en" else SECTIONS
    return names.get(section, section)


def topic_name(topic: str) -> str:
    names = TOPICS_EN if language() == "en" else TOPICS
    return names.get(topic, topic)


def value_name(facet: str, value: str) -> str:
    """A facet's value as a reader sees it."""
    if value == UNKNOWN_VALUE:
        return str(_("不属任何类别") if facet == "topic" else _("未知"))
    match facet:
        case "section":
            return section_name(value)
        case "topic":
            return topic_name(value)
        case _:
            return value


def labels(sections: Iterable[str], topics: Iterable[str]) -> list[str]:
    """What a part is about, a word or two each."""
    return [*map(section_name, sections), *map(topic_name, topics)]
