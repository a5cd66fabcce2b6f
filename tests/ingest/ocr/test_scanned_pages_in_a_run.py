"""A run over files with scanned pages: its progress, and which pages it asks for.

A made recogniser runs in the workers.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from indexer.archive import Archive, open_archive
from indexer.archive.progress import Progress
from indexer.ingest.ocr.engine import model_version
from indexer.reports.model import Report
from tests.ingest.ocr.pages import TITLE, made_pool
from tests.ingest.readers.typeset import Pages

pytestmark = pytest.mark.skipif(
    model_version() is None, reason="needs pip install 'xxgk-search[ocr]'"
)


@pytest.fixture(autouse=True)
def _made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.ingest.read.pool_config", made_pool)


def pdf(*pages: str) -> bytes:
    """A PDF of pages of text, of scans ("scan"), and of text that was decoded wrongly."""
    made = Pages()
    for number, page in enumerate(pages):
        if page == "scan":
            made.scan(Image.new("L", (60, 80), 100 + number))
        elif page == "garbled":
            made.canvas.setFont("Helvetica", 12)
            for line in range(20):
                made.canvas.drawString(72, 700 - 20 * line, "ÐÅÏ¢¹«¿ª¹¤×÷Äê¶È±¨¸æ" * 3)
        else:
            for _ in range(8):
                made.paragraph(page)
        made.page()
    return made.bytes()


def updated(tmp_path: Path, files: dict[str, bytes], **options: object) -> Archive:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    archive = open_archive(tmp_path / "index", create=True)
    archive.update([folder], jobs=1, **options)  # type: ignore[arg-type]
    return archive


def only(archive: Archive) -> Report:
    (head,) = archive.reports()
    return archive.report(head.id)


def test_progress_counts_the_pages_of_all_files(tmp_path: Path) -> None:
    told: list[Progress] = []
    files = {"a.pdf": pdf("scan", "scan"), "b.pdf": pdf(f"{TITLE}，公开信息若干条。", "scan")}
    updated(tmp_path, files, progress=told.append)
    counted = [(step.pages, step.all_pages) for step in told if step.pages is not None]
    assert counted == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.slow
def test_a_page_of_text_is_not_recognised_unless_all_are(tmp_path: Path) -> None:
    files = {"a.pdf": pdf(f"{TITLE}，公开信息若干条。", "scan")}
    archive = updated(tmp_path, files)
    assert [page.page for page in only(archive).scanned] == [2]
    assert only(archive).text_source == "mixed"
    archive.update([tmp_path / "in"], jobs=1, rebuild=True, ocr="always")
    assert [page.page for page in only(archive).scanned] == [1, 2]
    assert only(archive).text_source == "ocr"


@pytest.mark.slow
@pytest.mark.parametrize("pages", [("garbled", "garbled"), ("garbled", "scan")])
def test_a_text_layer_that_proves_garbled_is_recognised_too(
    tmp_path: Path, pages: tuple[str, ...]
) -> None:
    """Also where other pages were recognised before it could be seen."""
    report = only(updated(tmp_path, {"a.pdf": pdf(*pages)}))
    assert [page.page for page in report.scanned] == [1, 2]
    assert "ÐÅÏ" not in report.text
    assert report.text_source == "ocr"


@pytest.mark.slow
def test_the_same_page_in_two_files_is_kept_once(tmp_path: Path) -> None:
    scan = pdf("scan", "scan")
    archive = updated(tmp_path, {"a.pdf": scan, "b.pdf": scan})
    assert archive.folder is not None
    assert len([*archive.folder.glob("ocr/*/*.gz")]) == 2
    assert len(archive.reports()) == 1
