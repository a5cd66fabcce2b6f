"""A draft is read in a process of its own, under the name it was handed in with."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.archive.draft import read_draft
from indexer.errors import NotAReportError, UnreadableError
from tests.archive.composing import composed


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.txt"
    path.write_text(composed(school="青江职业学院"), encoding="utf-8")
    return path


def test_it_is_read_like_a_source_file(draft: Path) -> None:
    report = read_draft(draft, "稿件.txt")
    assert report.school == "青江职业学院"
    assert report.path == "稿件.txt"
    assert report.figures


def test_what_is_no_report_is_refused_with_the_reason(draft: Path) -> None:
    draft.write_text("会议通知。请各学院按时参加。", encoding="utf-8")
    with pytest.raises(NotAReportError):
        read_draft(draft, "稿件.txt")


@pytest.mark.parametrize("name", ["a.exe", "a.csv"])
def test_another_format_is_not_read(draft: Path, name: str) -> None:
    with pytest.raises(UnreadableError, match="格式"):
        read_draft(draft, name)


def test_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "draft.zip"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 60)
    with pytest.raises(UnreadableError, match="压缩包"):
        read_draft(path, "稿件.zip")
