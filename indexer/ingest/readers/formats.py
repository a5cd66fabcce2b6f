"""File formats: which are read, what is extracted from each, and how a file's format is detected.

`FORMATS` is the only table of formats. Which files are read, the messages for those that cannot be,
and the table in `docs/guide/formats.md` are made from it. A file's first bytes decide what it is; a
suffix only decides between kinds of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message

How = Literal["read", "converted", "unpacked", "named", "picture"]
"""Read here; converted by LibreOffice; an archive; known but not read; a picture of a page."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table."""

    name: Message
    suffixes: tuple[str, ...]
    how: How
    gets: Message
    """What is extracted and what that needs; for a format that is not read, how to convert it."""


_LIBREOFFICE: Final = Message(
    "与 Word 文档相同；需要装有 LibreOffice（命令 `soffice`），否则列为读取失败"
)
_PROGRAM: Final = Message(
    "里面的文件；需要装有 bsdtar、7-Zip 或 unar（macOS、Windows 自带 bsdtar），否则列为读取失败"
)
_UNPACK: Final = Message("请解压后再索引")
_AS_PDF: Final = Message("请另存为 PDF 或 DOCX")

FORMATS: Final = (
    Format(
        Message("网页"),
        (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"),
        "read",
        Message("正文，去掉菜单、页脚、点击数；`_1.htm` 一类的分页接成一份"),
    ),
    Format(
        Message("PDF"),
        (".pdf",),
        "read",
        Message("文字层，去掉页码、页眉，接好换行；扫描页须装有文字识别（`xxgk-search[ocr]`）"),
    ),
    Format(
        Message("Word 文档"),
        (".docx", ".docm", ".dotx", ".dotm"),
        "read",
        Message("文字、自动编号、表格、脚注、文本框、链接；修订中删去的和划掉的不算"),
    ),
    Format(
        Message("Word XML"),
        (".xml",),
        "read",
        Message("Word 2003 XML 和 Word XML 文档，常以 `.doc` 为名；与 DOCX 相同"),
    ),
    Format(Message("旧 Word 文档"), (".doc", ".dot", ".wps", ".rtf"), "converted", _LIBREOFFICE),
    Format(
        Message("OpenDocument 文档"),
        (".odt", ".ott", ".fodt"),
        "read",
        Message("文字、标题与列表编号、表格、脚注、链接；修订中删去的和划掉的不算"),
    ),
    Format(
        Message("OFD 版式文件"),
        (".ofd",),
        "read",
        Message("文字层，接好换行；图片页须装有文字识别（`xxgk-search[ocr]`），轮廓不能读取"),
    ),
    Format(
        Message("Excel 表格"),
        (".xlsx", ".xlsm", ".xltx"),
        "read",
        Message("各工作表的单元格，一行一行；隐藏的工作表不算"),
    ),
    Format(
        Message("纯文本"),
        (".txt", ".md", ".markdown"),
        "read",
        Message("UTF-8、GBK/GB18030、UTF-16 自动识别"),
    ),
    Format(
        Message("图片"),
        tuple(".jpg .jpeg .png .gif .bmp .tif .tiff .webp".split()),
        "picture",
        Message("识别出的文字，是报告才收；须装有文字识别（`xxgk-search[ocr]`），否则列为读取失败"),
    ),
    Format(
        Message("压缩包"),
        (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2"),
        "unpacked",
        Message("其中的上述各种文件；里面还可以有一层压缩包"),
    ),
    Format(Message("7z 压缩包"), (".7z",), "unpacked", _PROGRAM),
    Format(Message("RAR 压缩包"), (".rar",), "unpacked", _PROGRAM),
    Format(Message("HEIC 照片"), (".heic", ".heif"), "named", Message("请另存为 JPG 或 PDF")),
    Format(
        Message("旧 Excel 表格"), (".xls", ".xlt", ".et"), "named", Message("请另存为 XLSX 或 PDF")
    ),
    Format(
        Message("PowerPoint 演示文稿"),
        (".pptx", ".pptm", ".ppsx", ".ppt", ".pps", ".dps"),
        "named",
        Message("请另存为 PDF"),
    ),
    Format(Message("OpenDocument 表格或演示文稿"), (".ods", ".odp"), "named", _AS_PDF),
    Format(Message("EPUB 电子书"), (".epub", ".mobi", ".azw3"), "named", _AS_PDF),
    Format(
        Message("CAJ 文件"),
        (".caj", ".kdh", ".nh"),
        "named",
        Message("请用 CAJViewer 另存为 PDF"),
    ),
    Format(
        Message("CEB 文件"),
        (".ceb", ".cebx"),
        "named",
        Message("请用方正 Apabi Reader 打印成 PDF"),
    ),
    Format(
        Message("GD、SEP 公文"),
        (".gd", ".sep", ".gw"),
        "named",
        Message("请用书生阅读器打印成 PDF"),
    ),
    Format(Message("DjVu 扫描件"), (".djvu", ".djv", ".pdg"), "named", Message("请转换为 PDF")),
    Format(Message("PostScript 文件"), (".ps", ".eps"), "named", Message("请转换为 PDF")),
    Format(
        Message("Pages、UOF、CHM 文档"),
        (".pages", ".uof", ".uot", ".chm", ".xps", ".oxps"),
        "named",
        _AS_PDF,
    ),
    Format(
        Message("其他压缩包"),
        tuple(".xz .txz .zst .lz .lzma .lzh .arj .cab .iso .z".split()),
        "named",
        _UNPACK,
    ),
)

_BY_SUFFIX: Final = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}

Kind = Literal[
    "text", "markdown", "html", "pdf", "mhtml", "zip", "ole", "rtf", "word-xml", "flat-odf",
    "archive", "foreign", "binary",
]  # fmt: skip

HEAD: Final = 4096
"""Bytes from which the format is detected."""

_MARKUP: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML_DECLARATION: Final = re.compile(rb"<\?xml[^>]*>")
_ELEMENT: Final = re.compile(rb"<(?:p|div|table|meta|title|span|br)\b[^>]*>", re.IGNORECASE)
_MIME_VERSION: Final = re.compile(rb"^MIME-Version:\s*1", re.IGNORECASE | re.MULTILINE)
_MULTIPART: Final = re.compile(rb"^Content-Type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_WORD_XML: Final = re.compile(
    rb"<(?:\w+:)?wordDocument\b|progid=[\"']Word\.Document|<pkg:package\b"
)
_FLAT_ODF: Final = re.compile(rb"<office:document\b")
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x7f]")
_BYTES_PER_ZERO: Final = 20
"""A text has at most one zero byte in as many."""
_FOREIGN_MAGIC: Final = (
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
"""The first bytes of formats that are not read, and their names in `FORMATS`."""
_ARCHIVE_MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
)


def format_of(suffix: str) -> Format | None:
    """The format of a suffix in lower case, such as ".ofd"."""
    return _BY_SUFFIX.get(suffix)


def named(name: str) -> Format:
    """The format with that Chinese name."""
    return next(format_ for format_ in FORMATS if format_.name == name)


def format_error(format_: Format) -> UnreadableError:
    """The error for a file whose format is known but not read."""
    fix = _UNPACK if format_.how == "unpacked" else format_.gets
    return UnreadableError(Message("这是%(kind)s，不能读取：%(fix)s", kind=format_.name, fix=fix))


def damaged_error(format_: Format) -> UnreadableError:
    """The error for a file that has the suffix of a format and not its content."""
    return UnreadableError(
        Message("不是%(kind)s，或已损坏：请重新下载，或另存为 PDF 或 DOCX", kind=format_.name)
    )


def sniff(head: bytes, name: str) -> Kind:
    """The kind of a file whose first bytes are `head`; `name` may include folders."""
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
    """zip, rar, 7z, gzip, bzip2 or tar; "" for anything else."""
    for magic, kind in _ARCHIVE_MAGIC:
        if head.startswith(magic):
            return kind
    return "tar" if is_tar(head) else ""


def is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def is_picture(head: bytes) -> bool:
    return (known := foreign_format(head)) is not None and known.how == "picture"


def foreign_format(head: bytes) -> Format | None:
    """The format of a file that begins with `head`, if it is known but not read."""
    for magic, name in _FOREIGN_MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\0" in head[:14]):
            return named(name)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return named("图片")
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return named("HEIC 照片")
    return None


def suffix(name: str) -> str:
    """The suffix in lower case, "" where the name has none.

    A dot inside a Chinese name (`1.信息公开年度报告`) does not begin a suffix.
    """
    stem, _, ending = name.replace("\\", "/").rstrip("/").rpartition("/")[2].rpartition(".")
    ending = f".{ending.lower()}" if stem and ending else ""
    is_suffix = ending.isascii() and ending[1:].isalnum() and not ending[1:].isdigit()
    return ending if is_suffix else ""


def _kind_of_text(head: bytes, ending: str) -> Kind:
    if _MIME_VERSION.search(head) and _MULTIPART.search(head):
        return "mhtml"
    if b"<" in head and (kind := _kind_of_markup(head, ending)):
        return kind
    return "markdown" if ending in {".md", ".markdown"} else "text"


def _kind_of_markup(head: bytes, ending: str) -> Kind | None:
    """The kind of a file with a `<`; None for a plain text."""
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
    return None


def _past_comments(head: bytes) -> bytes:
    """What follows the XML declaration and the comments at the beginning."""
    head = head.lstrip()
    if declaration := _XML_DECLARATION.match(head):
        head = head[declaration.end() :].lstrip()
    while head.startswith(b"<!--"):
        _, _, head = head.partition(b"-->")
        head = head.lstrip()
    return head


def _is_binary(head: bytes) -> bool:
    """Whether the bytes are no text: no text, not even UTF-16, has three zero bytes in a row. A few
    are damage that a text survives, and so are those that pad it before or after."""
    if head.startswith((b"\xff\xfe", b"\0\0\xfe\xff")):
        return False
    inside = head.strip(b"\0")
    if not _CONTROL.search(inside):
        head = inside
    return b"\0\0\0" in head and head.count(0) * _BYTES_PER_ZERO > len(head)
