"""Lower headings and the checklist's ten topics."""

from __future__ import annotations

import pytest

from indexer.reports.topics import classify_topic

TOPICS = {
    "（一）办学基本信息": "basic",
    "学校基本情况": "basic",
    "1.基本信息公开。": "basic",
    "学校章程及规章制度": "basic",
    "（二）招生考试信息": "admissions",
    "1.招生就业信息公开情况": "admissions",
    "4.招生信息公开方面。": "admissions",
    "招生录取工作": "admissions",
    "（三）财务、资产及收费信息": "finance",
    "2.财务与招标信息公开情况": "finance",
    "8.学校后勤项目工程招投标信息公开。": "finance",
    "物资采购信息": "finance",
    "预决算信息公开": "finance",
    "（四）干部人事信息": "personnel",
    "2.人事、师资信息公开。": "personnel",
    "职称评审信息": "personnel",
    "教职工招聘信息": "personnel",
    "中外合作办学信息公开": "exchange",
    "来华留学生管理信息": "exchange",
    "（五）教学质量信息": "teaching",
    "4.教学科研信息公开情况": "teaching",
    "本科教学工作": "teaching",
    "（六）学生管理服务信息": "students",
    "5.学生管理信息公开情况": "students",
    "学生资助信息": "students",
    "（七）学风建设信息": "integrity",
    "学术诚信建设": "integrity",
    "学位、学科信息": "degrees",
    "学科与学位信息公开情况": "degrees",
    "（八）对外交流与合作信息": "exchange",
    "国际交流与合作": "exchange",
    "（九）其他信息": "other",
    "6.其他信息公开情况": "other",
    "人事师资与教学质量信息": "personnel teaching",
    "招生考试信息和学生管理服务信息": "admissions students",
}


@pytest.mark.parametrize("title", TOPICS)
def test_a_heading_is_about_the_topics_it_names(title: str) -> None:
    assert classify_topic(title) == tuple(TOPICS[title].split())


@pytest.mark.parametrize(
    "title",
    [
        "（一）信息公开基本情况",
        "（三）主动公开的重点信息情况，确保工作的实时性与实效性",
        "1. 教职工和社会关注的热点问题。",
        "2. 重点、敏感、突发事件。",
        "3.宣传信息公开方面。",
        "（一）学校主动公开各类信息的方式",
        "（二）公开的方式和途径",
        "（一）对外公开",
        "（二）对内公开",
        "对外公开情况",
        "对外公开信息的方式",
        "向校外公开",
        "其他渠道",
        "其他公开渠道",
        "其他公开形式",
        "3.其他方式",
        "其它途径公开情况",
        "其他媒体",
        "主动公开信息数量",
        "主动公开的基本情况",
        "2. 会议：",
        "（二）规范流程，推动工作长效深入",
        "",
    ],
)
def test_a_heading_about_disclosure_itself_is_about_no_topic(title: str) -> None:
    assert classify_topic(title) == ()
