"""Which numbers make a line a heading, and how far the count of sections may skip."""

from __future__ import annotations

import pytest

from tests.ingest.reading import read_text

TITLE = "安徽大学2023年信息公开年度报告\n"
OPENING = "一、概述\n学校公开信息。\n"


def headings(text: str) -> list[str]:
    """The headings that are found below a report's title, at every level."""
    return [entry.text for entry in read_text(TITLE + text).outline]


@pytest.mark.parametrize("number", ["一 ", "二 ", "1 ", "2 ", "12 ", "三　", "2　", "、", "．"])
@pytest.mark.parametrize(
    "words", ["校园网络改造", "学校章程修订", "公告栏", "招生人数", "教学质量报告"]
)
def test_a_number_with_nothing_but_a_blank_makes_no_heading_of_a_line(
    number: str, words: str
) -> None:
    text = f"{OPENING}{number}{words}\n学校按期完成。\n二、主动公开情况\n公布章程。\n"
    assert headings(text) == ["一、概述", "二、主动公开情况"]


@pytest.mark.parametrize("number", ["二 ", "二　", "2 ", "二"])
def test_it_makes_one_of_a_section_s_title(number: str) -> None:
    assert headings(f"{OPENING}{number}主动公开情况\n公布章程。\n")[1] == f"{number}主动公开情况"


@pytest.mark.parametrize(
    ("number", "opens"), [("二", 1), ("三", 1), ("四", 1), ("五", 0), ("六", 0)]
)
def test_two_numbers_may_be_missing_before_a_heading_of_the_school_s_own(
    number: str, opens: bool
) -> None:
    report = read_text(f"{TITLE}{OPENING}{number}、校长信箱答复处理情况\n来信五封。\n")
    assert ("unclassified" in report.sections) == opens


@pytest.mark.parametrize(
    "row",
    [
        "（一）予以公开\n8",
        "一、本年新收政府信息公开申请数量\n12",
        "二、上年结转数量\n1,204",
        "1.属于国家秘密\n0",
        "（三）满意率\n96.5%",
        "（二）不予公开 3",
        "一、本年新收申请数量  5 0 0 5",
        "2.信函　1,020",
    ],
)
def test_the_first_cell_of_a_row_is_no_heading(row: str) -> None:
    text = f"{OPENING}二、依申请公开情况\n项目\n数量\n{row}\n三、其他需要报告的事项\n无。\n"
    assert headings(text) == ["一、概述", "二、依申请公开情况", "三、其他需要报告的事项"]
