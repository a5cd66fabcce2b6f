"""Checking a draft: opt-in, same origin, small, one at a time, and gone afterwards."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import lxml.html
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.archive import draft
from indexer.archive.draft import read_draft
from indexer.ingest.read import read_report
from indexer.reports.model import Report
from tests.webapp.conftest import SEEDS, a_hostile_report, seed_reports
from webapp import inspect

Serving = Callable[..., FlaskClient]
SEED = min(SEEDS.glob("*.txt"))


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: worker processes have tests of their own."""

    def read(sources: Any, *, jobs: int, limits: Any) -> Any:
        return [read_report(source, limits) for source in sources]

    monkeypatch.setattr(draft, "read_reports", read)


@pytest.fixture
def client(serving: Serving) -> FlaskClient:
    return serving(*seed_reports(), inspect=True)


def hand_in(
    client: FlaskClient, content: bytes | str, name: str = "稿件.txt", **how: Any
) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    form = {"file": (io.BytesIO(data), name), **how.pop("form", {})}
    return client.post("/inspect", data=form, content_type="multipart/form-data", **how)


def next_years() -> str:
    """Next year's report of a school in the archive."""
    text = SEED.read_text("utf-8")
    return text.replace("2024", "2025").replace("2023", "2024").replace("4827", "5000")


def texts(answer: TestResponse, selector: str) -> list[str]:
    tree = lxml.html.fromstring(answer.get_data(as_text=True))
    return [" ".join(found.text_content().split()) for found in tree.cssselect(selector)]


class TestPermission:
    def test_without_it_there_is_no_such_page(self, serving: Serving) -> None:
        client = serving(*seed_reports())
        assert client.get("/inspect").status_code == 404
        assert hand_in(client, "一、概述").status_code in (404, 413)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        ],
    )
    def test_no_other_site_may_hand_in_a_file(
        self, client: FlaskClient, headers: dict[str, str]
    ) -> None:
        assert hand_in(client, SEED.read_bytes(), headers=headers).status_code == 403

    @pytest.mark.parametrize(
        "headers", [{}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}]
    )
    def test_this_one_may(self, client: FlaskClient, headers: dict[str, str]) -> None:
        assert hand_in(client, SEED.read_bytes(), headers=headers).status_code == 200

    def test_a_site_behind_a_proxy_may(self, serving: Serving) -> None:
        client = serving(*seed_reports(), inspect=True, base_url="https://xxgk.example.cn/all")
        headers = {"Origin": "https://xxgk.example.cn"}
        assert hand_in(client, SEED.read_bytes(), headers=headers).status_code == 200

    def test_no_other_view_reads_a_body(self, client: FlaskClient) -> None:
        assert client.post("/search", data={"q": "a"}).status_code == 405


class TestResult:
    @pytest.fixture
    def answer(self, client: FlaskClient) -> TestResponse:
        answer = hand_in(client, next_years(), "安徽机电2025.txt")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer

    def test_names_the_sections_that_are_missing_or_empty(self, answer: TestResponse) -> None:
        verdict = " ".join(texts(answer, ".verdict p"))
        assert "没有找到：评议" in verdict
        assert "其他事项" in verdict

    def test_shows_its_row_of_coverage(self, answer: TestResponse) -> None:
        assert texts(answer, ".matrix tbody th") == ["安徽机电职业技术学院"]
        assert len(texts(answer, ".matrix tbody .cell")) == 9

    def test_shows_the_headings_with_their_sections(self, answer: TestResponse) -> None:
        headings = texts(answer, ".read-headings li")
        assert any("依申请公开" in heading for heading in headings)

    def test_tells_what_stood_in_the_report_before(self, answer: TestResponse) -> None:
        html = answer.get_data(as_text=True)
        assert "句相同" in html
        assert len(texts(answer, "#repeated ~ details li")) > 10
        assert "/reports/000" in html

    def test_is_kept_by_no_cache(self, answer: TestResponse) -> None:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers

    def test_a_school_without_an_earlier_report_is_told_so(self, client: FlaskClient) -> None:
        answer = hand_in(client, SEED.read_bytes())
        assert "没有这所学校更早的报告" in answer.get_data(as_text=True)

    def test_text_of_a_draft_is_never_markup(self, client: FlaskClient) -> None:
        text = "\n".join(a_hostile_report().lines())
        answer = hand_in(client, text, "<b>稿.txt", form={"school": "<i>校"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.get_data(as_text=True)
        assert "<b>稿" not in answer.get_data(as_text=True)


class TestFile:
    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        return tmp_path

    @pytest.mark.parametrize("content", [SEED.read_bytes(), b"\x00", b"no report"])
    def test_is_gone_afterwards(self, client: FlaskClient, place: Path, content: bytes) -> None:
        hand_in(client, content)
        assert [*place.iterdir()] == []

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"PK\x03\x04", "稿.zip"),
            (b"%PDF-1.4 broken", "稿.pdf"),
            (b"MZ", "稿.exe"),
            (b"hello", "稿.txt"),
        ],
    )
    def test_that_cannot_be_read_is_refused_with_the_reason(
        self, client: FlaskClient, content: bytes, name: str
    ) -> None:
        answer = hand_in(client, content, name)
        assert answer.status_code == 422
        assert texts(answer, "[role=alert]")[0]

    def test_of_a_stated_school_is_read_whatever_it_is(self, client: FlaskClient) -> None:
        answer = hand_in(client, "一、概述\n学校重视。", form={"school": "安徽机电职业技术学院"})
        assert answer.status_code == 200
        assert texts(answer, ".matrix tbody th") == ["安徽机电职业技术学院"]

    def test_that_is_missing_is_asked_for(self, client: FlaskClient) -> None:
        answer = client.post("/inspect", data={}, content_type="multipart/form-data")
        assert answer.status_code == 400

    def test_that_is_too_large_is_not_read(
        self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(inspect, "UPLOAD_BYTES", 1000)
        assert hand_in(client, b"x" * 2000).status_code == 413

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd.txt", "C:\\a\\b.txt", "\x00.txt", "." * 300]
    )
    def test_has_a_name_that_leads_nowhere(
        self, client: FlaskClient, place: Path, name: str
    ) -> None:
        assert hand_in(client, SEED.read_bytes(), name).status_code in (200, 400, 422)
        assert [*place.iterdir()] == []


def test_one_draft_is_checked_at_a_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, end = Event(), Event()

    def waiting(*draft: Any) -> Report:
        started.set()
        end.wait()
        return read_draft(*draft)

    other = client.application.test_client()
    with ThreadPoolExecutor(1) as one, monkeypatch.context() as patch:
        patch.setattr(inspect, "read_draft", waiting)
        first = one.submit(hand_in, other, SEED.read_bytes())
        try:
            assert started.wait(30)
            busy = hand_in(client, SEED.read_bytes())
        finally:
            end.set()
        assert first.result().status_code == 200
    assert busy.status_code == 503
    assert busy.headers["Retry-After"]
    assert hand_in(client, SEED.read_bytes()).status_code == 200


class TestAdvice:
    def test_names_both_periods_and_where_they_stand(self, client: FlaskClient) -> None:
        draft = SEED.read_text("utf-8").replace("2023—2024 学年", "2020—2021 学年", 1)
        answer = hand_in(client, draft, "年度报告.txt")
        (said,) = (text for text in texts(answer, ".verdict .about") if "统计期间不一致" in text)
        assert "标题写 2020-2021" in said
        assert "开头写 2023-2024" in said
        english = texts(hand_in(client, draft, query_string={"lang": "en"}), ".verdict .about")
        assert any("the title: 2020-2021" in text for text in english)

    def test_leaves_out_what_no_one_can_act_upon(self, client: FlaskClient) -> None:
        draft = (
            "安徽大学2024年信息公开工作年度报告\n统计期限为2024年1月1日至12月31日。\n"
            "一、概述\n完成了各项工作。\n二、主动公开情况\n公开信息20条。\n三、依申请公开情况\n无。\n"
        )
        text = hand_in(client, draft).get_data(as_text=True)
        assert "安徽大学" in text
        assert "只在一处写明" not in text

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_is_for_visitors_not_for_those_who_keep_the_archive(
        self, client: FlaskClient, language: str
    ) -> None:
        notice = "关于召开校运动会的通知\n各单位：定于下周三召开，请按时参加。\n校办公室\n"
        answer = hand_in(client, notice, query_string={"lang": language})
        assert answer.status_code == 422
        (said,) = texts(answer, ".note[role=alert]")
        assert "manifest" not in said
        assert ("没有报告标题" in said or "看来是" in said) == (language == "zh")
