"""The report page: outline, text, highlights, citation, other years."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive
from indexer.reports.model import OutlineEntry, Part, Source
from indexer.reports.warnings import ReadingWarning
from tests.webapp.conftest import Page, a_report, address


def test_no_sentence_is_lost(client: FlaskClient, seeds: Archive) -> None:
    for head in seeds.reports():
        page = Page(client, f"/reports/{head.id}")
        shown = "".join("".join(page.texts(".text")).split())
        for line in seeds.report(head.id).lines():
            for piece in line.split("\n"):
                assert "".join(piece.split()) in shown, piece


def test_every_heading_of_the_outline_links_to_its_position(
    client: FlaskClient, seeds: Archive
) -> None:
    for head in seeds.reports():
        page = Page(client, f"/reports/{head.id}")
        anchors = [link[1:] for link in page.links(".outline li > a:first-child")]
        assert len(anchors) == len(set(anchors)) > 5
        for anchor in anchors:
            assert len(page.tree.cssselect(f"#{anchor}")) == 1, anchor


def test_highlights_are_counted_and_numbered(client: FlaskClient) -> None:
    page = Page(client, address("/reports/000", q="领导小组"))
    marks = page.tree.cssselect(".text mark")
    assert [mark.get("id") for mark in marks] == [f"h{n}" for n in range(1, len(marks) + 1)]
    assert f"{len(marks)} 处" in page.text(".stepper [role=status]")
    hits = sum(int(re.sub(r"\D", "", text)) for text in page.texts(".hits-here"))
    assert hits == len(marks)


def test_highlights_follow_the_interpretation_of_the_query(client: FlaskClient) -> None:
    """A school's name is its filter, and a question is searched by its words."""
    page = Page(client, address("/reports/000", q="安徽机电 领导小组"))
    assert set(page.texts(".text mark")) == {"领导小组"}
    page = Page(client, address("/reports/000", q="哪些学校收到了公开申请多少条"))
    assert "申请" in " ".join(page.texts(".text mark"))


def test_a_query_without_a_match_in_the_report_is_reported(client: FlaskClient) -> None:
    page = Page(client, address("/reports/000", q="不存在的词语", match="exact"))
    assert "没有" in page.text(".stepper [role=status]")
    assert not page.tree.cssselect("mark")


def test_an_inline_heading_is_emphasised_in_its_paragraph(
    serving: Callable[..., FlaskClient],
) -> None:
    part = Part(
        1, ("overview",), (), "一、概述", "（一）机制。学校成立小组。\n1.制度\n甲\t乙\n丙\t丁"
    )
    outline = (
        OutlineEntry(1, "一、概述", "s1", 1, -1),
        OutlineEntry(2, "（一）机制。", "s1-1", 1, 0),
        OutlineEntry(3, "1.制度", "s1-2", 1, 1),
    )
    page = Page(serving(a_report(parts=(part,), outline=outline)), "/reports/r1?q=小组 机制 丁")
    assert page.text("#s1-1") == "（一）机制。学校成立小组。"
    assert page.text("#s1-1 strong") == "（一）机制。"
    assert page.text("h4#s1-2") == "1.制度"
    assert [len(row) for row in page.tree.cssselect(".text tr")] == [2, 2]
    assert page.texts("mark") == ["机制", "小组", "丁"]


def test_the_same_school_in_other_years_is_one_link_away(
    serving: Callable[..., FlaskClient],
) -> None:
    client = serving(
        a_report("new", year=2024),
        a_report("old", year=2023, period="2022-2023"),
        a_report("other", school="别的学院"),
    )
    page = Page(client, "/reports/new?q=公开")
    assert page.links(".neighbours li a") == [
        "/reports/new?q=%E5%85%AC%E5%BC%80",
        "/reports/old?q=%E5%85%AC%E5%BC%80",
        "/compare?report=old&report=new",
    ]
    assert not Page(client, "/reports/other").tree.cssselect(".neighbours")


def test_a_report_without_metadata_is_shown(
    serving: Callable[..., FlaskClient],
) -> None:
    unknown = dict.fromkeys(
        ("school", "province", "period", "year", "period_start", "period_end", "published")
    )
    client = serving(a_report(title="", source_url=None, **unknown))
    page = Page(client, "/reports/r1?q=公开")
    assert page.text("h1") == "信息公开年度报告"
    assert page.texts(".text mark")
    assert Page(client, "/search?q=公开").text(".result h2") == "r1.txt"
    assert Page(client, "/search?school=unknown&year=unknown").texts(".result")
    for path in ("/", "/coverage", "/trends?q=公开", "/compare?report=r1", "/export/search.xlsx"):
        assert client.get(path).status_code == 200, path


def test_what_is_in_doubt_is_said_beside_the_facts(serving: Callable[..., FlaskClient]) -> None:
    doubtful = (ReadingWarning.PERIOD_CONFLICT, ReadingWarning.SCHOOL_UNCONFIRMED)
    client = serving(a_report(warnings=doubtful), a_report("r2"))
    assert Page(client, "/reports/r1").texts(".facts .doubts dd") == ["不同位置写的统计期间不一致"]
    english = Page(client, "/reports/r1?lang=en").text(".facts .doubts")
    assert english.startswith("Please check")
    assert "不同位置" not in english
    assert not Page(client, "/reports/r2").tree.cssselect(".doubts")


def test_a_contradictory_period_is_named_with_the_places_as_of_a_draft(
    serving: Callable[..., FlaskClient],
) -> None:
    title = "某师范大学2019-2020学年信息公开年度报告"
    client = serving(a_report(title=title, warnings=(ReadingWarning.PERIOD_CONFLICT,)))
    (doubt,) = Page(client, "/reports/r1").texts(".facts .doubts dd")
    assert doubt.startswith("不同位置写的统计期间不一致：标题写 2019-2020、")


def test_the_citation_names_school_title_date_and_address(
    serving: Callable[..., FlaskClient],
) -> None:
    texts = Page(serving(a_report()), "/reports/r1").texts(".citation")
    assert texts[0].startswith(
        "青江职业学院. 青江职业学院2023-2024学年信息公开年度报告[R/OL]. (2024-10-30)["
    )
    assert texts[0].endswith("https://qj.example.cn/report.htm.")
    assert texts[1].startswith(
        "青江职业学院《青江职业学院2023-2024学年信息公开年度报告》，2024年10月30日，"
        "https://qj.example.cn/report.htm，"
    )
    assert re.search(r"，\d{4}年\d+月\d+日访问$", texts[1])


class TestOriginal:
    """The file itself: only what the index records, and never as a page."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "报告.htm"
        path.write_text("<script>alert(1)</script>", encoding="utf-8")
        return path

    def serve(self, serving: Callable[..., FlaskClient], path: Path, **about: str) -> FlaskClient:
        facts = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()} | about
        return serving(a_report(source=Source("甲/报告.htm", location=str(path), **facts)))

    def test_is_a_download_in_a_sandbox(
        self, serving: Callable[..., FlaskClient], file: Path
    ) -> None:
        client = self.serve(serving, file)
        (link,) = Page(client, "/reports/r1").links(".path a")
        answer = client.get(link)
        assert answer.data == file.read_bytes()
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_is_rejected_if_it_has_changed_since_it_was_indexed(
        self, serving: Callable[..., FlaskClient], file: Path
    ) -> None:
        client = self.serve(serving, file)
        file.write_text("etwas anderes", encoding="utf-8")
        assert client.get("/reports/r1/original").status_code == 404

    @pytest.mark.parametrize("about", [{"sha256": ""}, {"member": "a.txt"}])
    def test_is_not_offered_if_the_index_does_not_record_it(
        self, serving: Callable[..., FlaskClient], file: Path, about: dict[str, str]
    ) -> None:
        client = self.serve(serving, file, **about)
        assert Page(client, "/reports/r1").links(".path a") == []
        assert client.get("/reports/r1/original").status_code == 404

    def test_its_name_has_no_line_end_and_no_bidi_control(
        self, serving: Callable[..., FlaskClient], file: Path
    ) -> None:
        found = Source("甲/a\r\nSet-Cookie: x\x1b[2J\u202egpj.htm", location=str(file))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        client = serving(a_report(source=replace(found, sha256=digest)))
        answer = client.get("/reports/r1/original")
        assert answer.status_code == 200
        named = answer.headers["Content-Disposition"]
        assert named == 'attachment; filename="a__Set-Cookie: x_[2J_gpj.htm"'
        assert "Set-Cookie" not in answer.headers

    def test_is_not_found_if_it_cannot_be_read(
        self, serving: Callable[..., FlaskClient], file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuses(*_: object) -> NoReturn:
            raise PermissionError(13, "Permission denied")

        client = self.serve(serving, file)
        monkeypatch.setattr("hashlib.file_digest", refuses)
        assert client.get("/reports/r1/original").status_code == 404
        monkeypatch.setattr(Path, "is_file", refuses)
        assert client.get("/reports/r1/original").status_code == 404
        assert client.get("/reports/r1").status_code == 200

    def test_is_not_reached_through_a_link(
        self, serving: Callable[..., FlaskClient], file: Path, tmp_path: Path
    ) -> None:
        link = tmp_path / "link.htm"
        link.symlink_to(file)
        assert self.serve(serving, link).get("/reports/r1/original").status_code == 404
