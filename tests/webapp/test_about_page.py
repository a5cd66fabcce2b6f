"""About this archive: how much, as of when, and what could not be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.archive import Archive, open_archive
from tests.webapp.conftest import SEEDS, Page, a_report, archive_of
from webapp import create_app


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    folder = tmp_path / "reports"
    folder.mkdir()
    for seed in sorted(SEEDS.glob("*.txt"))[:2]:
        (folder / seed.name).write_bytes(seed.read_bytes())
    (folder / "<b>扫描.pdf").write_text("no pdf", encoding="utf-8")
    archive = open_archive(tmp_path / "index", create=True)
    archive.update([folder])
    return create_app(archive).test_client()


def test_it_says_how_much_there_is_and_as_of_when(client: FlaskClient) -> None:
    page = Page(client, "/about")
    facts = dict(zip(page.texts(".facts dt"), page.texts(".facts dd"), strict=True))
    assert facts["报告"] == facts["学校"] == "2"
    assert facts["截至"].startswith(datetime.now(UTC).strftime("%Y-"))
    assert len(page.texts("#newest + ul li")) == 2


def test_it_names_the_files_that_could_not_be_read_and_why(client: FlaskClient) -> None:
    page = Page(client, "/about")
    assert page.texts("#failed + p + div tbody th") == ["<b>扫描.pdf"]
    assert page.text("#failed + p + div tbody td")
    assert "could not be read" in Page(client, "/about?lang=en").html


def test_an_archive_without_a_record_says_so() -> None:
    archive: Archive = archive_of([a_report(school=None)])
    page = Page(create_app(archive).test_client(), "/about")
    assert "不详" in page.text(".facts")
    assert "学校 1 份" in " ".join(page.texts("main p"))
