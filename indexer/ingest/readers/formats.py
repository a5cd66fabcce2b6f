"""The formats of files: which are read, what is got out of each, and what it needs.

The one table of formats. What is tried, what is said of a file that cannot be read, and the table
in `docs/guide/formats.md` are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from indexer.errors import UnreadableError
from indexer.i18n import Message

How = Literal["read", "converted", "unpacked", "named", "picture"]
"""Read here; by way of LibreOffice; an archive; known and not read; a picture of a page."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table."""

    name: Message
    suffixes: tuple[str, ...]
    how: How
    gets: Message
    """What is got out of it, and what it needs; for what is not read, how to have it read."""


_LIBREOFFICE: Final = Message(
    "与 Word 文档相同；需要装有 LibreOffice（命令 `soffice`），没有就列为没有读成"
)
_PROGRAM: Final = Message(
    "里面的文件；需要装有 bsdtar、7-Zip 或 unar（macOS、Windows 自带 bsdtar），没有就列为没有读成"
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
        Message("文字层，去掉页码、页眉，接好换行；扫描件没有文字，读不了"),
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
        Message("文字层，接好换行；只有图片或轮廓的读不了"),
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
        Message("压缩包"),
        (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2"),
        "unpacked",
        Message("里面的以上文件，可以再套一层压缩包"),
    ),
    Format(Message("7z 压缩包"), (".7z",), "unpacked", _PROGRAM),
    Format(Message("RAR 压缩包"), (".rar",), "unpacked", _PROGRAM),
    Format(
        Message("图片"),
        tuple(".jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic".split()),
        "picture",
        Message("请用文字识别（OCR）软件转成带文字层的 PDF"),
    ),
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

_BY_SUFFIX: Final = {suffix: one for one in FORMATS for suffix in one.suffixes}


def format_of(suffix: str) -> Format | None:
    """The format that a suffix (".ofd", in lower case) stands for."""
    return _BY_SUFFIX.get(suffix)


def named(name: str) -> Format:
    """The format of that Chinese name."""
    return next(one for one in FORMATS if one.name == name)


def refusal(one: Format) -> UnreadableError:
    """What is said of a file whose format is known and not read."""
    fix = _UNPACK if one.how == "unpacked" else one.gets
    return UnreadableError(Message("这是%(kind)s，不能读取：%(fix)s", kind=one.name, fix=fix))


def damaged(one: Format) -> UnreadableError:
    """What is said of a file that is named like a format and holds nothing of it."""
    return UnreadableError(
        Message("不是%(kind)s，或已损坏：请重新下载，或另存为 PDF 或 DOCX", kind=one.name)
    )
