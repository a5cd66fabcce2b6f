"""Scans are read: in PDFs, as pictures, in Word files and web pages; a bad picture costs itself.

Few pages, since each takes seconds; `slow` has more. They are composed with the machine's Chinese
typeface (`scanning.py`).
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from indexer.archive import Archive, open_archive
from indexer.ingest.files import discover
from indexer.ingest.ocr import engine
from indexer.ingest.ocr.engine import model_version
from indexer.ingest.ocr.scans import OcrOptions
from indexer.ingest.read import read_report
from indexer.reports.model import Report
from indexer.search.request import SearchRequest
from tests.ingest.readers.typeset import Pages
from tests.ingest.scanning import Look, as_file, as_pdf, scan, typeface

pytestmark = [
    pytest.mark.skipif(model_version() is None, reason="needs pip install 'xxgk-search[ocr]'"),
    pytest.mark.skipif(typeface() is None, reason="needs fonts-noto-cjk"),
    pytest.mark.usefixtures("in_worker_processes"),
]

ROOT = Path(__file__).parents[2]
TITLE = "青江职业学院2023-2024学年信息公开年度报告"
TEXT = (
    TITLE,
    "根据《高等学校信息公开办法》，现公布青江职业学院2023-2024学年信息公开年度报告。",
    "一、概述",
    "学校高度重视信息公开工作，成立信息公开工作领导小组，明确各部门的职责，把公开工作与日常管理结合起来。",
    "二、主动公开情况",
    "全年主动公开信息1435条，其中学校网站573条，信息公开栏862条。",
    "三、依申请公开情况",
    "本学年收到信息公开申请6件，均已按时答复。",
    ">青江职业学院",
    ">2024年10月28日",
)
SECTIONS = ["preamble", "overview", "proactive", "on_request"]


def indexed(tmp_path: Path, files: dict[str, bytes], **options: object) -> Archive:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    archive = open_archive(tmp_path / "index", create=True)
    archive.update([folder], **options)  # type: ignore[arg-type]
    return archive


def only(archive: Archive) -> Report:
    (head,) = archive.reports()
    return archive.report(head.id)


def is_read(report: Report) -> bool:
    facts = (report.school, report.period, [*report.sections])
    return facts == ("青江职业学院", "2023-2024", SECTIONS)


def test_a_scan_is_read_kept_and_not_recognised_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (page,) = scan(TEXT, Look(seal=True, turned=0.8))
    archive = indexed(tmp_path, {"a.pdf": as_pdf([page])})
    report = only(archive)
    assert is_read(report)
    assert report.text_source == "ocr"
    assert [each.page for each in report.scanned] == [1]
    text = report.text.replace("（", "(")
    assert all(line.lstrip(">") in text for line in TEXT[1:])
    assert "专用章" not in text
    assert [hit.part.text_source for hit in archive.hits(SearchRequest("领导小组"))] == ["ocr"]
    # The second time no worker is asked: the record is enough, also for a rebuild.
    monkeypatch.setattr("indexer.ingest.read.pool_config", None)
    archive.update([tmp_path / "in"], rebuild=True)
    assert is_read(only(archive))
    assert not archive.check()


def test_without_the_extra_a_scan_fails_and_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = Image.effect_noise((1000, 1400), 90).convert("RGB")
    (tmp_path / "a.jpg").write_bytes(as_file(noise))
    (tmp_path / "b.pdf").write_bytes(as_pdf([noise]))
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    model_version.cache_clear()
    try:
        options = OcrOptions("auto", tmp_path / "ocr")
        read = [read_report(source, ocr=options) for source in discover([tmp_path])]
    finally:
        model_version.cache_clear()
    assert len(read) == 2
    assert all("pip install 'xxgk-search[ocr]'" in result.reason for result in read)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs a system that can kill a group")
def test_a_run_that_is_killed_continues_where_it_ended(tmp_path: Path) -> None:
    """Three pages, one after the other: what was recognised before the kill is not read again."""
    folder, index = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(
        as_pdf([page for at in (0, 4, 6) for page in scan(TEXT[at:][:4])])
    )
    command = [sys.executable, "-m", "indexer.cli", "--index", str(index), "index", str(folder)]
    run = subprocess.Popen([*command, "--jobs", "1"], cwd=ROOT, start_new_session=True)
    kept: dict[Path, int] = {}
    while not kept:
        assert run.poll() is None, "ended before it was killed"
        kept = {path: path.stat().st_ino for path in index.glob("ocr/*/*.gz")}
        time.sleep(0.05)
    run.kill()  # the pages' worker ends by itself
    assert run.wait() == -signal.SIGKILL
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after = {path: path.stat().st_ino for path in index.glob("ocr/*/*.gz")}
    assert len(after) == 3
    assert after.items() >= kept.items()  # a page that is read again is another file
    archive = open_archive(index)
    assert [page.page for page in only(archive).scanned] == [1, 2, 3]
    assert not archive.check()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_loose_picture_is_read_where_it_is_a_report(tmp_path: Path, form: str) -> None:
    (page,) = scan(TEXT, Look(face="Sans", grey=True))
    (letter,) = scan(["关于放假的通知", "各部门：根据安排，现将放假时间通知如下。"])
    files = {"a." + form.lower(): as_file(page, form), "b.png": as_file(letter, "PNG")}
    archive = indexed(tmp_path, files)
    assert is_read(only(archive))
    assert only(archive).path == "a." + form.lower()


@pytest.mark.slow
def test_a_mixed_pdf_is_read_whole_and_its_text_pages_are_not_recognised(tmp_path: Path) -> None:
    (second,) = scan(["", *TEXT[4:]])
    pages = Pages()
    for line in TEXT[:4]:
        pages.paragraph(line)
    pages.page()
    pages.scan(second)
    pages.page()
    archive = indexed(tmp_path, {"a.pdf": pages.bytes()})
    report = only(archive)
    assert is_read(report)
    assert [each.page for each in report.scanned] == [2]
    sources = {part.sections[0]: part.text_source for part in report.parts}
    assert sources == {
        "preamble": "text",
        "overview": "text",
        "proactive": "ocr",
        "on_request": "ocr",
    }


def _docx(picture: bytes) -> bytes:
    from docx import Document
    from docx.shared import Cm

    document = Document()
    document.add_picture(io.BytesIO(picture), width=Cm(15))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _html(picture: bytes) -> bytes:
    del picture
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body>"
        "<div class=v_news_content><p><img src='page.files/1.png'></p></div></body></html>"
    ).encode()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "made"), [("a.docx", _docx), ("a.html", _html)])
def test_pictures_that_hold_the_report_are_read(
    tmp_path: Path, name: str, made: Callable[[bytes], bytes]
) -> None:
    (page,) = scan(TEXT)
    picture = as_file(page, "PNG")
    archive = indexed(tmp_path, {name: made(picture), "page.files/1.png": picture})
    report = next(archive.report(head.id) for head in archive.reports() if head.path == name)
    assert is_read(report)
    assert report.text_source == "ocr"


@pytest.mark.slow
def test_a_bad_picture_costs_itself_alone(tmp_path: Path) -> None:
    (page,) = scan(TEXT)
    good = as_file(page, "PNG")
    bomb = io.BytesIO()
    Image.new("1", (60_000, 60_000)).save(bomb, "PNG")
    files = {
        "a.png": good,
        "bomb.png": bomb.getvalue(),
        "cut.jpg": as_file(page)[: 30 << 10],
        "damaged.png": good[:2000] + bytes(60 << 10),
        "small.png": as_file(page.resize((300, 420)), "PNG"),
    }
    archive = indexed(tmp_path, files)
    assert is_read(only(archive))
    again = archive.update([tmp_path / "in"])
    assert {failure.path for failure in again.failed} >= {"bomb.png", "damaged.png"}
    assert "small.png" in {file.path for file in again.ignored}


def test_never_reads_scans_as_before(tmp_path: Path) -> None:
    (page,) = scan(TEXT[:2])
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(as_pdf([page]))
    archive = open_archive(tmp_path / "index", create=True)
    (failure,) = archive.update([folder], ocr="never").failed
    assert "扫描件" in failure.reason
    assert "pip install" not in failure.reason
