"""A file's format is detected from its first bytes."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.limits import Limits
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.formats import sniff, suffix

PAGE = "<!DOCTYPE html><html><body><p>概述</p></body></html>"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "report.txt", "pdf"),
        (b"\n\n%PDF-1.4", "report", "pdf"),
        (b"PK\x03\x04", "report.pdf", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "report.docx", "ole"),
        (b"{\\rtf1\\ansi", "report.doc", "rtf"),
        (PAGE.encode(), "report.doc", "html"),
        (PAGE.encode("utf-16"), "report.txt", "html"),
        (b"<?xml version='1.0'?>\n<!-- a --> <!-- b -->\n<html>", "report", "html"),
        (b"<!---->" * 585, "report.txt", "text"),
        (b"<!-- " * 800, "report.txt", "text"),
        ("<p>一</p><p>二</p><div>三</div>".encode(), "report.txt", "html"),
        ("一、概述 a < b".encode(), "report.txt", "text"),
        ("## 概述".encode(), "report.md", "markdown"),
        ("## 概述".encode(), "report.txt", "text"),
        (b"\xff\xd8\xff\xe0", "report.txt", "foreign"),
        (b"\x7fELF\0\0\0\0", "report.txt", "binary"),
        ("无。\n".encode("utf-16-le"), "report.txt", "text"),
    ],
)
def test_the_suffix_is_not_believed(data: bytes, name: str, kind: str) -> None:
    assert sniff(data, name) == kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.PDF", ".pdf"),
        ("1.关于报送信息公开年度报告的函", ""),
        ("v1.2", ""),
        ("2023.10.30", ""),
        ("folder.d/name", ""),
        (".htm", ""),
    ],
)
def test_a_dot_inside_a_name_begins_no_suffix(name: str, expected: str) -> None:
    assert suffix(name) == expected


def _zip(**members: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, text in members.items():
            packed.writestr(name.replace("__", "/"), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (b" \n\t\r\n", "空"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "图片很小"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50_000, "这是图片"),
        (b"Rar!\x1a\x07", "RAR"),
        (_zip(**{"a.txt": "x"}), "压缩包"),
        (_zip(**{"OFD.xml": "x"}), "OFD 文件已损坏"),
        (_zip(**{"[Content_Types].xml": "x", "xl__workbook.xml": "x"}), "XLSX 文件已损坏"),
        (_zip(**{"[Content_Types].xml": "x", "ppt__slides.xml": "x"}), "PowerPoint"),
        (_zip(**{"META-INF__container.xml": "x"}), "EPUB"),
        (b"<html><body><script>var a</script></body></html>", "没有读到文字"),
    ],
)
def test_a_refusal_says_what_the_file_is(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_bytes(data, "report.txt")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.ofd", "a.xlsx", "a.rar", "a.caj"])
def test_a_note_where_a_document_should_be_is_no_document(name: str) -> None:
    with pytest.raises(UnreadableError, match=r"不是|不能读取"):
        read_bytes(b"404 Not Found", name)


def test_a_report_in_plain_text_is_read_whatever_its_name() -> None:
    assert read_bytes("一、概述".encode(), "a.pdf").text == "一、概述"


def test_a_text_file_too_large_is_refused() -> None:
    with pytest.raises(UnreadableError, match="上限 1 MB"):
        read_bytes("信息公开".encode() * 200_000, "a.txt", Limits(text_size=1 << 20))


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(UnreadableError, match="超过上限 100 字"):
        read_bytes("信息公开，".encode() * 100, "a.txt", Limits(characters=100))
