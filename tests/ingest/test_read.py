"""A folder of good and harmful files: each gives a report or a reason."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.ingest.files import discover
from indexer.ingest.limits import Limits
from indexer.ingest.read import read_reports
from indexer.ingest.source_file import SourceFile
from indexer.reports.model import NormalizedText
from tests.effort import tries
from tests.ingest.formats import as_docx, as_page, as_pdf, as_text

REPORT = (
    "某师范学院2022—2023学年信息公开年度报告",
    "一、概述",
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "二、依申请公开情况",
    "无。",
)
ROOT = Path(__file__).parents[2]


def test_every_format_is_read_and_every_failure_has_a_reason(tmp_path: Path) -> None:
    for name, data in {
        "1.txt": as_text(REPORT, "gb18030"),
        "2.htm": as_page(REPORT),
        "3.docx": as_docx(REPORT),
        "4.pdf": as_pdf(REPORT),
        "5.txt": b"",
        "6.docx": b"PK\x03\x04 nothing",
        "7.pdf": b"%PDF-1.4 nothing",
        "8.txt": "今天食堂的菜单：青菜豆腐、红烧肉、番茄鸡蛋汤。".encode(),
    }.items():
        (tmp_path / name).write_bytes(data)
    outcomes = {o.source.display_path: o for o in read_reports(discover([tmp_path]), jobs=2)}
    assert [*outcomes] == [
        f"{n}.{e}"
        for n, e in enumerate(("txt", "htm", "docx", "pdf", "txt", "docx", "pdf", "txt"), start=1)
    ]
    for name in ("1.txt", "2.htm", "3.docx", "4.pdf"):
        report = outcomes[name].report
        assert report is not None
        assert report.sections[-2:] == ("overview", "on_request")
        assert report.source.path == name
        assert report.source.sha256 == outcomes[name].sha256 == outcomes[name].source.sha256()
        assert report.id == outcomes[name].source.report_id
        assert outcomes[name].normalized == NormalizedText.of(report)
    for name, said in {
        "5.txt": "空", "6.docx": "损坏", "7.pdf": "损坏", "8.txt": "不是信息公开年度报告",
    }.items():  # fmt: skip
        assert outcomes[name].report is None
        assert said in outcomes[name].reason


def test_several_jobs_give_what_one_gives() -> None:
    inputs = [*discover([ROOT / "seeds"])] * tries(4, 7)
    one = [outcome.report for outcome in read_reports(inputs, jobs=1)]
    many = [outcome.report for outcome in read_reports(inputs, jobs=tries(2, 3))]
    assert one == many
    assert None not in one


def test_a_manifest_row_forces_a_file_to_be_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("本年度没有需要说明的事项。", encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("path,school\na.txt,某学院\n", encoding="utf-8")
    (outcome,) = read_reports(discover([tmp_path]))
    assert outcome.report is not None
    assert outcome.report.school == "某学院"
    assert outcome.report.source.overrides == outcome.source.overrides_hash != ""


def test_the_pages_of_an_article_are_one_report(tmp_path: Path) -> None:
    for name, part in (("a.htm", REPORT[:3]), ("a_1.htm", REPORT[3:])):
        (tmp_path / name).write_bytes(as_page(part, title=REPORT[0]))
    (outcome,) = read_reports(discover([tmp_path]))
    assert outcome.report is not None
    assert outcome.report.sections[-2:] == ("overview", "on_request")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_pdf_bomb_fails_alone(tmp_path: Path) -> None:
    packer = zlib.compressobj(1)
    stream = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    (tmp_path / "bomb.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        + f"4 0 obj<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode()
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    (tmp_path / "good.txt").write_bytes(as_text(REPORT))
    bomb, good = read_reports(discover([tmp_path]), jobs=1, limits=Limits(memory=192 << 20))
    assert "内存" in bomb.reason
    assert good.report is not None


def test_a_file_that_takes_too_long_fails(tmp_path: Path) -> None:
    (tmp_path / "slow.txt").write_bytes("一、概述\n".encode() * 900_000)
    (tmp_path / "zoom.txt").write_bytes(as_text(REPORT))
    slow, good = read_reports(discover([tmp_path]), jobs=1, limits=Limits(seconds=3))
    assert "超过 3 秒" in slow.reason
    assert good.report is not None


def test_a_file_that_could_not_be_opened_gives_the_reason() -> None:
    source = SourceFile(path="a.txt", location="/nowhere/a.txt")
    known, missing = read_reports([replace(source, error="此故"), source])
    assert known.reason == "此故"
    assert "不存在" in missing.reason


def test_a_script_without_a_main_guard_may_read_reports(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from indexer.ingest.files import discover\n"
        "from indexer.ingest.read import read_reports\n"
        "print(len([*read_reports(discover(['seeds']))]))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "5\n"
