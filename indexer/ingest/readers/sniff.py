"""What a file is, told from its first bytes. A suffix only decides between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final, Literal

from indexer.ingest.readers.formats import Format, named

Kind = Literal[
    "text", "markdown", "html", "pdf", "mhtml", "zip", "ole", "rtf", "word-xml", "flat-odf",
    "archive", "foreign", "binary",
]  # fmt: skip

HEAD: Final = 4096
"""How many bytes decide."""

_MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(rb"<\?xml[^>]*>")
_ELEMENT: Final = re.compile(rb"<(?:p|div|table|meta|title|span|br)\b[^>]*>", re.IGNORECASE)
_ARCHIVED: Final = re.compile(rb"^MIME-Version:\s*1", re.IGNORECASE | re.MULTILINE)
_MULTIPART: Final = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_WORD_XML: Final = re.compile(
    rb"<(?:\w+:)?wordDocument\b|progid=[\"']Word\.Document|<pkg:package\b"
)
_FLAT_ODF: Final = re.compile(rb"<office:document\b")
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x7f]")
_ZEROS_OF: Final = 20
"""Bytes of which more than one is zero where they are no text."""
_FOREIGN: Final = (
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"%!PS", "PostScript 文件"),
    (b"AT&TFORM", "DjVu 扫描件"),
    (b"KDH ", "CAJ 文件"),
    (b"CAJ\x00", "CAJ 文件"),
    (b"HN\x00\x00", "CAJ 文件"),
    (b"\xfd7zXZ\x00", "其他压缩包"),
    (b"\x28\xb5\x2f\xfd", "其他压缩包"),
    (b"MSCF\0\0\0\0", "其他压缩包"),
    (b"ITSF\x03\0\0\0", "Pages、UOF、CHM 文档"),
)
"""How files of formats that are not read begin, and what `formats` calls them."""
_ARCHIVES: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
)


def sniff(head: bytes, name: str) -> Kind:
    """The kind of a file whose first bytes are `head`; `name` may hold folders."""
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if packed := archive_kind(head):
        return "zip" if packed == "zip" else "archive"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if foreign_format(head):
        return "foreign"
    if _is_binary(head):
        return "binary"
    return _kind_of_text(head, suffix(name))


def archive_kind(head: bytes) -> str:
    """zip, rar, 7z, gzip, bzip2 or tar; "" for what is none of these."""
    for magic, kind in _ARCHIVES:
        if head.startswith(magic):
            return kind
    return "tar" if is_tar(head) else ""


def is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def is_picture(head: bytes) -> bool:
    return (found := foreign_format(head)) is not None and found.how == "picture"


def foreign_format(head: bytes) -> Format | None:
    """The format of a file that begins so, where it is known and not read here."""
    for magic, name in _FOREIGN:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head[:14]):
            return named(name)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return named("图片")
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return named("图片")
    return None


def suffix(name: str) -> str:
    """The suffix in lower case, "" where the name has none.

    A dot inside a Chinese name (`1.信息公开年度报告`) begins no suffix.
    """
    found = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return found if found.isascii() and found[1:].isalnum() and not found[1:].isdigit() else ""


def _kind_of_text(head: bytes, ending: str) -> Kind:
    if _ARCHIVED.search(head) and _MULTIPART.search(head):
        return "mhtml"
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    plain = plain.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _WORD_XML.search(plain):
        return "word-xml"
    if _FLAT_ODF.search(plain):
        return "flat-odf"
    if _MARKUP.match(_past_comments(plain)):
        return "html"
    if ending not in {".md", ".markdown"} and len(_ELEMENT.findall(plain)) >= 3:
        return "html"
    if ending in {".html", ".htm"} and _ELEMENT.search(plain):
        return "html"
    return "markdown" if ending in {".md", ".markdown"} else "text"


def _past_comments(head: bytes) -> bytes:
    """What follows the XML declaration and the comments at the start."""
    head = head.lstrip()
    if declaration := _XML_DECLARATION.match(head):
        head = head[declaration.end() :].lstrip()
    while head.startswith(b"<!--"):
        _, _, head = head.partition(b"-->")
        head = head.lstrip()
    return head


def _is_binary(head: bytes) -> bool:
    """Three zero bytes in a row stand in no text, UTF-16 without a mark included; a few of them
    are damage that a text survives, and so are those that fill a block before or after it."""
    if head.startswith((b"\xff\xfe", b"\0\0\xfe\xff")):
        return False
    inside = head.strip(b"\0")
    if not _CONTROL.search(inside):
        head = inside
    return b"\0\0\0" in head and head.count(0) * _ZEROS_OF > len(head)
