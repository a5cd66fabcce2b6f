"""The canonical sections and topics: their ids (part of the contract) and their labels; and the
labels of facets and section states.

栏目 is a section of the report (a column of the coverage matrix); 部分 is a part, the unit that is
indexed and counted. Every interface takes its labels from here.

Source: the yearly notice of the ministry on the report's contents, and the ten categories of
《高等学校信息公开事项清单》 (教办函〔2014〕23号).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SECTIONS: Final[dict[str, str]] = {
    "preamble": "前言",
    "overview": "概述",
    "proactive": "主动公开",
    "key_areas": "重点领域",
    "on_request": "依申请公开",
    "evaluation": "评议",
    "complaints": "举报、复议、诉讼",
    "improvement": "经验、问题与改进",
    "other_matters": "其他事项",
    "checklist": "清单事项",
    "unclassified": "未归类",
}
"""Section id → name shown, in the order of the ministry's notice."""

SECTIONS_EN: Final[dict[str, str]] = {
    "preamble": "Preamble",
    "overview": "Overview",
    "proactive": "Proactive disclosure",
    "key_areas": "Key areas",
    "on_request": "Disclosure on request",
    "evaluation": "Public evaluation",
    "complaints": "Complaints and litigation",
    "improvement": "Experience, problems and improvement",
    "other_matters": "Other matters",
    "checklist": "Checklist",
    "unclassified": "Unclassified",
}

TOPICS: Final[dict[str, str]] = {
    "basic": "基本信息",
    "admissions": "招生考试",
    "finance": "财务、资产及收费",
    "personnel": "人事师资",
    "teaching": "教学质量",
    "students": "学生管理服务",
    "integrity": "学风建设",
    "degrees": "学位、学科",
    "exchange": "对外交流与合作",
    "other": "其他",
}
"""Topic id → name shown: the checklist's ten categories, in its order."""

TOPICS_EN: Final[dict[str, str]] = {
    "basic": "Basic information",
    "admissions": "Admissions and examinations",
    "finance": "Finance, assets and fees",
    "personnel": "Personnel and faculty",
    "teaching": "Teaching quality",
    "students": "Student affairs",
    "integrity": "Academic integrity",
    "degrees": "Degrees and disciplines",
    "exchange": "Exchange and cooperation",
    "other": "Other",
}

TEXT_SOURCES: Final[dict[str, str]] = {
    "text": "原文文字",
    "ocr": "扫描识别",
    "mixed": "部分识别",
}
"""Where a text is from → its Chinese name: the file's own text, recognised from pictures of pages
(OCR), or both."""
TEXT_SOURCES_EN: Final[dict[str, str]] = {
    "text": "Text",
    "ocr": "OCR",
    "mixed": "Partly OCR",
}

UNKNOWN: Final = "unknown"
"""The value of facets and filters for what is not known (null)."""

_EN: Final = "en"
_LABELS: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "section": (SECTIONS | {UNKNOWN: "未知"}, SECTIONS_EN | {UNKNOWN: "Not known"}),
    "topic": (TOPICS | {UNKNOWN: "不属任何类别"}, TOPICS_EN | {UNKNOWN: "No topic"}),
    "text_source": (
        TEXT_SOURCES | {UNKNOWN: "未知"},
        TEXT_SOURCES_EN | {UNKNOWN: "Not known"},
    ),
    "facet": (
        {
            "school": "学校",
            "section": "栏目",
            "topic": "清单类别",
            "year": "年份",
            "province": "省份",
            "text_source": "文字来源",
            "figure": "指标",
            "since": "收录日期",
        },
        {
            "school": "School",
            "section": "Section",
            "topic": "Topic",
            "year": "Year",
            "province": "Province",
            "text_source": "Text source",
            "figure": "Figure",
            "since": "Added",
        },
    ),
    "state": (
        {
            "present": "有内容",
            "says_nothing": "只写“无”",
            "named_only": "仅有标题",
            "absent": "无此栏目",
            "no_report": "本库未收录",
        },
        {
            "present": "Has content",
            "says_nothing": "States “none”",
            "named_only": "Heading only",
            "absent": "Missing",
            "no_report": "Not in this archive",
        },
    ),
}
"""Kind → its labels in Chinese and in English, by id."""
_OTHERS: Final = ({UNKNOWN: "未知"}, {UNKNOWN: "Not known"})


def facet_label(facet: str, language: str = "zh") -> str:
    """What a facet is called: section → 栏目."""
    return label("facet", facet, language)


def state_label(state: str, language: str = "zh") -> str:
    """What a state of a section in the coverage matrix is called: absent → 无此栏目."""
    return label("state", state, language)


def label(facet: str, value: str, language: str = "zh") -> str:
    """A facet's value as a reader sees it; a name without a label is returned unchanged."""
    return facet_value_labels(facet, language).get(value, value)


def plain_value(facet: str) -> str:
    """The value of a facet that says nothing where it is the only one."""
    return "text" if facet == "text_source" else UNKNOWN


def facet_value_labels(facet: str, language: str = "zh") -> Mapping[str, str]:
    """The labels of a facet's values that have one."""
    return _LABELS.get(facet, _OTHERS)[language == _EN]


TOPICAL_SECTIONS: Final = frozenset({"proactive", "key_areas"})
"""The sections inside which each topic's passage is a part of its own."""
