"""Files have names that a person can read and every system can store."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.keep import (
    Folder,
    clean_name,
    disposition_name,
    file_name,
    folder_name,
    suffix_of,
)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("某学院2024年信息公开年度报告", "某学院2024年信息公开年度报告"),
        ("../../etc/passwd", "etc passwd"),
        ('a\\b:c*d?e"f<g>h|i', "a b c d e f g h i"),
        ("CON", "报告 CON"),
        ("aux.txt", "报告 aux.txt"),
        (".hidden", "hidden"),
        ("readme", "报告 readme"),
        ("manifest", "报告 manifest"),
        ("  \u202e报告\x00 . ", "报告"),
        ("", "报告"),
        ("报告_1", "报告-1"),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert clean_name(title) == name


def test_a_path_has_at_most_200_bytes_and_is_cut_between_characters() -> None:
    folder = folder_name("很长的学校名称" * 20)
    name = file_name("很长的标题" * 60, 2024, ".html", folder)
    assert len(f"{folder}/{name}".encode()) <= 200
    assert name.startswith("2024-很长的标题")
    assert name.endswith(".html")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="年度报告.pdf"', "年度报告.pdf"),
        ("attachment; filename=%E5%B9%B4%E6%8A%A5.doc", "年报.doc"),
        ("attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx", "年报.docx"),
        ("attachment; filename*=GBK''%C4%EA%B1%A8.pdf", "年报.pdf"),
        ("attachment;filename=%C4%EA%B1%A8.pdf", "年报.pdf"),
        ('attachment; filename="..\\..\\x.pdf"', "x.pdf"),
        ("inline", ""),
        ('attachment; filename="=?UTF-8?B?5bm05oqlLnBkZg==?="', "年报.pdf"),
    ],
)
def test_a_server_names_a_file_in_many_ways(header: str, name: str) -> None:
    assert disposition_name(header) == name


@pytest.mark.parametrize(
    ("body", "url", "suffix"),
    [
        (b"%PDF-1.4", "http://a.cn/download.jsp?id=1", ".pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "http://a.cn/x.wps", ".wps"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "http://a.cn/x.pdf", ".doc"),
        (b"<!DOCTYPE html><html>", "http://a.cn/x.pdf", ".html"),
        (b"{\\rtf1", "http://a.cn/x.doc", ".rtf"),
        (b"PK\x03\x04broken", "http://a.cn/x.docx", ".docx"),
    ],
)
def test_the_bytes_say_what_a_file_is(body: bytes, url: str, suffix: str) -> None:
    assert suffix_of(body, url) == suffix


def test_a_file_never_replaces_that_of_another(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "某校").mkdir()
    (tmp_path / "某校" / "a.html").write_bytes(b"a person's")
    assert folder.place("某校", "a.html", [b"new"], lambda _: False) == ("某校/a (2).html",)
    assert folder.place("某校", "a.html", [b"a person's"], lambda _: False) == ("某校/a.html",)


def test_nothing_is_written_through_a_link_to_the_outside(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    folder = Folder(root)
    (root / "某校").symlink_to(outside)
    draft = folder.draft(["a.html"], [b"x"])
    with pytest.raises(Exception, match="之外"):
        folder.move(draft, ["a.html"], ["某校/a.html"])
    assert [*outside.iterdir()] == []
