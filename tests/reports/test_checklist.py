"""The rows of a checklist are read from tables, lists and sentences, and nothing is concluded."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reports.checklist import ChecklistRow, read_checklist
from indexer.reports.checklist_cells import cell_status, find_urls, lacks_item
from indexer.reports.checklist_items import checklist_items, find_item
from indexer.reports.model import Link, Part
from tests.webapp.conftest import a_report

CASES = tomllib.loads(Path(__file__).with_name("checklist_cases.toml").read_text("utf-8"))["case"]


def rows(text: str, sections: list[str], links: list[list[str]]) -> tuple[ChecklistRow, ...]:
    part = Part(
        3, tuple(sections), (), "附件：清单", text, links=tuple(Link(*link) for link in links)
    )
    return read_checklist(a_report(parts=[part]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_checklist_is_read(case: dict[str, Any]) -> None:
    text = case["text"].strip("\n")
    read = rows(text, case.get("sections", ["checklist"]), case.get("links", []))
    seen = [
        [
            row.number or 0,
            row.official or 0,
            row.item[: len(want[2])],
            row.status or "",
            [*row.urls],
            row.note[: len(want[5])] if want[5] else row.note,
        ]
        for row, want in zip(read, case["rows"], strict=False)
    ]
    assert seen == case["rows"]
    assert len(read) == len(case["rows"])
    for row in read:
        assert row.ordinal == 3
        assert row.item in text[slice(*row.span)] or row.item == ""


@pytest.mark.parametrize("number", range(1, 51))
def test_every_item_is_recognised_by_its_words_alone(number: int) -> None:
    item = checklist_items()[number]
    assert find_item(item.wording) == number
    assert find_item(item.wording.replace("、", "，").replace("学校", "")) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("学校章程及各项规章制度", 2),
        ("校级领导班子简介及分工", 1),
        ("部门预算", None),
        ("收支决算总表", 20),
        ("教代会相关制度、工作报告", 3),
        ("毕业生就业质量年度报告", 33),
        ("高等职业教育质量年度报告", None),
        ("学校官网信息公开专栏", None),
        ("党委宣传部", None),
        ("", None),
    ],
)
def test_shortened_items_are_recognised_and_others_are_not(text: str, number: int | None) -> None:
    assert find_item(text) == number


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("见http://a.edu.cn/x.htm。", ["http://a.edu.cn/x.htm"]),
        ("http：//a.edu.cn/x", ["http://a.edu.cn/x"]),
        ("xxgk.a.edu.cn（信息公开网）", ["xxgk.a.edu.cn"]),
        ("http://a.cn/1 http://a.cn/2", ["http://a.cn/1", "http://a.cn/2"]),
        ("http://a.edu.cn/info /1.htm", ["http://a.edu.cn/info/1.htm"]),
        ("邮箱 xxgk@a.edu.cn", []),
        ("共 3.5 万元", []),
    ],
)
def test_addresses_are_found_as_stated(text: str, urls: list[str]) -> None:
    assert find_urls(text) == urls


def test_a_reason_is_no_status_of_another_item() -> None:
    assert cell_status("无此项") == "not_applicable"
    assert cell_status("√") is None
    assert lacks_item("学校为高职院校，无研究生教育")
    assert not lacks_item("无障碍服务办法详见学生手册")
    assert not lacks_item("见学校官网")
    assert not lacks_item("非学历教育收费标准")


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "1",
                    "（2）",
                    "学籍管理办法",
                    "http://a.cn/1",
                    "x/1.htm",
                    "无",
                    "公开",
                    "√",
                    "序号",
                    "事项",
                    "网址",
                    "",
                ]
            ),
            max_size=7,
        ).map("\t".join),
        max_size=8,
    ).map("\n".join)
)
def test_any_table_is_read_without_an_error(text: str) -> None:
    for row in rows(text, ["checklist"], [["学籍管理办法", "http://b.cn"]]):
        assert 0 <= row.span[0] <= row.span[1] <= len(text)
