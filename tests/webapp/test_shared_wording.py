"""The report page shows which sentences are also in other schools' reports, where it is asked to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from indexer.reports.model import Part, Report
from tests.webapp.conftest import Page, a_report

COPIED = "学校通过门户网站主动公开各类信息，接受师生和社会监督。"
OWN = "学校新建了贯穿本科生培养全过程的信息公开专题网站。"
REPEATED = "学校编制了信息公开目录并且及时维护更新其中内容。"


def reports() -> list[Report]:
    def of(identity: str, school: str, year: int, *texts: str) -> Report:
        parts = [
            Part(n, ("overview",), (), f"{n}、概述", text) for n, text in enumerate(texts, start=1)
        ]
        return a_report(identity, school=school, year=year, period=str(year), parts=parts)

    others = [
        of(f"o{n}", f"第{n}市大学", 2015 + n, OWN.replace("专题", "专门") + COPIED)
        for n in range(3)
    ]
    before = of("m23", "青江职业学院", 2023, REPEATED)
    return [of("m24", "青江职业学院", 2024, f"无。{OWN}{COPIED}", REPEATED), before, *others]


SWITCH = ".wording a[rel=nofollow]"


@pytest.fixture
def served(serving: Callable[..., FlaskClient]) -> FlaskClient:
    return serving(*reports())


def test_shared_sentences_are_dimmed_only_if_asked_for(served: FlaskClient) -> None:
    page = Page(served, "/reports/m24")
    assert not page.tree.cssselect(".shared, .shared-note, .nearest")
    (switch,) = page.links(SWITCH)
    dimmed = Page(served, switch)
    assert dimmed.texts(".shared") == [COPIED]
    assert dimmed.texts(".shared-note") == ["4 所学校 · 2015 年起"]
    assert dimmed.links(SWITCH) == ["/reports/m24"]


def test_the_page_says_how_much_is_shared_and_repeated(served: FlaskClient) -> None:
    said = " ".join(Page(served, "/reports/m24?shared=dim").texts(".wording p"))
    assert "3 句中有 1 句也见于其他学校的报告" in said
    assert "与本校上一年的报告相同的有 1 句（33%）" in said
    page = Page(served, "/reports/m24?shared=dim")
    (repeated,) = page.links(".wording a:not([rel])")
    assert repeated == "/compare?report=m23&report=m24"
    assert served.get(repeated).status_code == 200
    assert "上一年" not in " ".join(Page(served, "/reports/o1?shared=dim").texts(".wording p"))


def test_the_nearest_wording_of_other_schools_is_linked(served: FlaskClient) -> None:
    page = Page(served, "/reports/m24?shared=dim")
    (near,) = page.tree.cssselect(".nearest")
    schools = [item.text_content() for item in near.cssselect("li")]
    assert [text.split()[0] for text in schools] == ["第2市大学", "第1市大学", "第0市大学"]
    assert "2 句中有 1 句相同" in schools[0]
    assert served.get(page.links(".nearest a")[1]).status_code == 200


def test_highlights_and_shared_sentences_go_together(served: FlaskClient) -> None:
    page = Page(served, "/reports/m24?shared=dim&q=门户网站")
    assert page.texts(".shared mark") == ["门户网站"]
    assert "".join(page.texts(".shared")) == COPIED
    crossing = Page(served, "/reports/m24?shared=dim&q=专题网站。学校通过")
    assert [mark.get("id") for mark in crossing.tree.cssselect(".text mark")] == ["h1"]
    assert "shared=dim" not in crossing.links(SWITCH)[0]
    assert "q=" in crossing.links(SWITCH)[0]


def test_in_english_the_notes_are_english(served: FlaskClient) -> None:
    page = Page(served, "/reports/m24?shared=dim&lang=en")
    assert page.texts(".shared-note") == ["4 universities · since 2015"]


def test_an_unknown_value_of_the_switch_is_an_error(served: FlaskClient) -> None:
    assert served.get("/reports/m24?shared=yes").status_code == 400


def test_the_api_lists_copied_reports(served: FlaskClient) -> None:
    def listed(copied: str) -> list[str]:
        return [head["id"] for head in served.get(f"/api/v1/reports?copied={copied}").json]

    assert (listed("33"), listed("34")) == (["m24"], [])
    assert served.get("/api/v1/reports?copied=101").status_code == 400
