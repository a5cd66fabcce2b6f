"""The page of a scanned report: what is uncertain, and the picture of the page beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from threading import Event, Semaphore

import pytest
from flask.testing import FlaskClient
from PIL import Image

from indexer.archive import Archive
from indexer.engines.oracle import OracleEngine
from indexer.ingest.source_file import sha256_of
from indexer.reports.model import Part, Report, ScannedPage, Source, UncertainText
from tests.webapp.conftest import Page
from webapp import WebSettings, create_app
from webapp.settings import ServerLimits

TEXT = "全年主动公开信息1435条。\n依申请公开3件。"
SURE = replace(Part(1, ("overview",), (), "一、概述", "学校重视。"), text_source="ocr")


def scanned(source: Source) -> Report:
    part = Part(2, ("proactive",), (), "二、主动公开情况", TEXT)
    part = replace(
        part, text_source="ocr", uncertain=(UncertainText(8, 10, 1), UncertainText(16, 17, 2))
    )
    return Report(
        id="scan",
        school="青江职业学院",
        province=None,
        period="2023",
        year=2023,
        period_start=None,
        period_end=None,
        published=date(2024, 3, 1),
        title="青江职业学院2023年信息公开年度报告",
        source_url=None,
        source=source,
        parts=(SURE, part),
        scanned=(ScannedPage(1, 0.99), ScannedPage(2, 0.97)),
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("originals") / "scan.pdf"
    sheets = [Image.new("RGB", (827, 1169), colour) for colour in ("white", "silver")]
    sheets[0].save(path, "PDF", resolution=100, save_all=True, append_images=sheets[1:])
    return path


@pytest.fixture(scope="module")
def archive(original: Path) -> Iterator[Archive]:
    data = original.read_bytes()
    engine = OracleEngine()
    with engine.writer() as writer:
        writer.put(scanned(Source("scan.pdf", str(original), sha256_of([data]), len(data))))
    archive = Archive(engine)
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def client(archive: Archive) -> FlaskClient:
    return create_app(archive).test_client()


def test_uncertain_characters_are_marked_beside_their_pages(client: FlaskClient) -> None:
    page = Page(client, "/reports/scan?q=公开信息")
    assert page.texts("#s2 .uncertain") == ["14", "申"]
    assert [each.get("src") for each in page.tree.cssselect("#s2 .page-images img")] == [
        "/reports/scan/pages/1",
        "/reports/scan/pages/2",
    ]
    assert not page.tree.cssselect("#s1 .page-images")
    assert page.texts("#s1 .recognised") == ["扫描识别"]
    assert "第 2 页" in page.texts(".facts")[0]


def test_a_highlight_with_an_uncertain_character_stays_whole(client: FlaskClient) -> None:
    page = Page(client, "/reports/scan?q=1435")
    assert page.texts("#s2 .uncertain mark") == ["1435"]


def test_the_picture_of_a_page_is_made_from_the_original_and_not_stored(
    client: FlaskClient, original: Path
) -> None:
    before = sorted(original.parent.iterdir())
    answer = client.get("/reports/scan/pages/2")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size[0] == 1000
    assert abs(picture.convert("L").getpixel((500, 500)) - 192) < 6
    assert sorted(original.parent.iterdir()) == before
    assert client.get("/reports/scan/pages/3").status_code == 404
    assert client.get("/reports/other/pages/1").status_code == 404


def test_two_pictures_are_made_at_once_and_no_more(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, end = Semaphore(0), Event()

    def made(_report: Report, page: int) -> bytes:
        started.release()
        end.wait()
        return bytes([page])

    monkeypatch.setattr("webapp.page_images.picture_of", made)
    limits = ServerLimits(picture_wait_s=0.01)
    app = create_app(archive, settings=WebSettings(limits=limits))
    client = app.test_client()
    with ThreadPoolExecutor(2) as two:
        answers = [two.submit(app.test_client().get, f"/reports/scan/pages/{n}") for n in (1, 2)]
        try:
            assert all(started.acquire(timeout=30) for _ in answers)
            third = client.get("/reports/scan/pages/1")
        finally:
            end.set()
    assert third.status_code == 503
    assert third.headers["Retry-After"]
    assert [answer.result().data for answer in answers] == [b"\1", b"\2"]
    assert client.get("/reports/scan/pages/1").status_code == 200


def test_pictures_for_which_no_place_is_left_are_refused_at_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the threads of a server are left for other pages."""
    end = Event()

    def made(_report: Report, page: int) -> bytes:
        end.wait()
        return bytes([page])

    monkeypatch.setattr("webapp.page_images.picture_of", made)
    app = create_app(archive, settings=WebSettings(limits=ServerLimits(picture_wait_s=60)))
    with ThreadPoolExecutor(10) as ten:
        answers = [ten.submit(app.test_client().get, "/reports/scan/pages/1") for _ in range(10)]
        try:
            refused = [done.result() for done in islice(as_completed(answers, timeout=60), 4)]
        finally:
            end.set()
    assert {each.status_code for each in refused} == {503}
    assert sorted(each.result().status_code for each in answers) == [200] * 6 + [503] * 4


def test_a_result_is_labelled_and_filtered(client: FlaskClient) -> None:
    page = Page(client, "/search?q=公开")
    assert page.texts(".hit .recognised") == ["扫描识别"]
    assert page.texts("#facet-text_source") == ["文字来源"]
    found = client.get("/api/v1/search?q=公开&text_source=text").json
    assert found is not None
    assert found["total"] == 0
