"""The rows of a report's checklist on its page, in the API and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from indexer.reports.model import Part
from tests.webapp.conftest import Page, a_report

TABLE = """序号\t公开事项\t公开情况\t公开网址
1\t学校章程及制定的各项规章制度\t已公开\thttps://a.edu.cn/zc?a=1&b=2
2\t学术规范制度\t已公开\twww.a.edu.cn/xs
3\t中外合作办学情况\t无此项\t我校未开展中外合作办学"""


@pytest.fixture
def served(serving: Callable[..., FlaskClient]) -> FlaskClient:
    parts = [Part(1, ("checklist",), (), "附件：清单事项公开情况表", TABLE)]
    other = a_report("other", school="乙江大学", parts=parts)
    return serving(a_report("r1", parts=parts), other, a_report("none", school="丙江大学"))


def test_the_page_lists_the_rows_with_their_addresses(served: FlaskClient) -> None:
    page = Page(served, "/reports/r1")
    assert "3 条" in page.text(".checklist summary")
    rows = [row.text_content().split() for row in page.tree.cssselect(".checklist tbody tr")]
    assert rows[0][:3] == ["1", "学校章程及制定的各项规章制度", "公开"]
    assert rows[2] == ["3", "中外合作办学情况", "无此项", "我校未开展中外合作办学"]
    assert page.links(".checklist tbody td:nth-child(4) a") == ["https://a.edu.cn/zc?a=1&b=2"]
    assert not Page(served, "/reports/none").tree.cssselect(".checklist")


def test_the_api_gives_the_rows(served: FlaskClient) -> None:
    rows = served.get("/api/v1/reports/r1").json["checklist"]
    assert [row["status"] for row in rows] == ["disclosed", "disclosed", "not_applicable"]
    assert [row["official"] for row in rows] == [2, 41, 47]
    assert rows[1]["urls"] == ["www.a.edu.cn/xs"]
    assert served.get("/api/v1/reports/none").json["checklist"] == []


def test_the_rows_of_one_report_or_of_many_are_a_file(served: FlaskClient) -> None:
    book = load_workbook(io.BytesIO(served.get("/export/checklist.xlsx?report=r1").data))
    lines = [*book["清单事项"].values]
    assert lines[0][3:9] == ("年份", "序号", "教育部清单序号", "清单类别", "事项", "写明的情形")
    assert lines[1][3:9] == (2024, 1, 2, "基本信息", "学校章程及制定的各项规章制度", "公开")
    assert len(lines) == 4
    text = served.get("/export/checklist.csv").get_data(as_text=True)
    rows = [*csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))]
    assert sorted({row["report_id"] for row in rows}) == ["other", "r1"]
    assert rows[0]["status"] == "公开"
    filtered = served.get("/export/checklist.json?school=乙江大学").json["checklist"]
    assert {row["report_id"] for row in filtered} == {"other"}
    assert filtered[0]["status"] == "disclosed"
    assert served.get("/export/checklist.csv?report=x").status_code == 404
    assert served.get("/export/checklist.csv?school=没有这所大学").status_code == 400
