"""When a general heading stands above sections of their own, and when it is one itself."""

from __future__ import annotations

import pytest

from tests.ingest.reading import read_text

REPORT = """安徽大学2015年信息公开年度报告
一、概述
学校公开信息。
二、{general}
{below}
三、存在的问题和改进措施
改进。
"""
CHILDREN = "（一）主动公开情况\n公布章程。\n（二）依申请公开情况\n无。\n（三）评议情况\n好。"


def sections(general: str, below: str) -> list[str]:
    """The sections between the first and the last."""
    return [*read_text(REPORT.format(general=general, below=below)).sections[2:-1]]


@pytest.mark.parametrize(
    "general",
    [
        "信息公开情况",
        "学校信息公开情况",
        "公开情况",
        "本学年信息公开工作情况",
        "信息公开工作开展情况",
        "信息公开总体情况",
        "2014—2015学年学校信息公开工作基本情况",
        "信息公开实施情况",
        "信息公开具体情况：",
        "工作开展情况",
        "信息公开的主要内容",
        "信息公开工作",
    ],
)
def test_its_children_are_sections_where_two_differ(general: str) -> None:
    assert sections(general, CHILDREN) == ["proactive", "on_request", "evaluation"]


@pytest.mark.parametrize(
    "below",
    [
        "学校公布各类信息。",
        "（一）网站建设\n改版。\n（二）制度建设\n修订。",
        "（一）主动公开情况\n公布章程。",
        "（一）主动公开的内容\n章程。\n（二）主动公开的渠道\n网站。",
    ],
)
def test_without_them_it_is_the_proactive_section(below: str) -> None:
    assert sections("学校信息公开情况", below) == ["proactive"]


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("主动公开情况", "proactive"),
        ("依申请公开情况", "on_request"),
        ("组织领导和制度建设情况", "overview"),
        ("校长信箱答复处理情况", "unclassified"),
    ],
)
def test_a_heading_that_says_more_keeps_its_lower_headings(title: str, section: str) -> None:
    assert sections(title, CHILDREN) == [section]


def test_what_a_heading_on_the_contents_holds_of_them_is_no_section() -> None:
    below = "（一）主动公开的信息\n章程。\n（二）重点领域公开的信息\n预算。"
    assert sections("信息公开的内容", below) == ["proactive"]


def test_the_first_heading_is_never_such_a_one() -> None:
    text = f"安徽大学2015年信息公开年度报告\n一、信息公开情况\n{CHILDREN}\n二、改进措施\n改进。\n"
    assert read_text(text).sections == ("preamble", "overview", "improvement")


def test_beside_a_proactive_section_it_remains_an_overview() -> None:
    text = REPORT.format(general="信息公开工作情况", below="好。").replace(
        "三、存在", "三、主动公开情况\n章程。\n四、存在"
    )
    assert read_text(text).sections[2:] == ("overview", "proactive", "improvement")
