"""Chooses the reader for a file by its content, and checks what it returns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, format_size
from indexer.ingest.ocr.picture import SMALL_PICTURE
from indexer.ingest.ocr.scans import NO_SCANS, Scans, with_install_hint
from indexer.ingest.readers.docx.document import read_docx
from indexer.ingest.readers.docx.flat_word_xml import read_word_xml
from indexer.ingest.readers.encoding import BINARY
from indexer.ingest.readers.formats import (
    HEAD,
    Format,
    Kind,
    archive_kind,
    damaged_error,
    foreign_format,
    format_error,
    format_of,
    is_picture,
    named,
    sniff,
    suffix,
)
from indexer.ingest.readers.html.mhtml import read_mhtml
from indexer.ingest.readers.html.reader import read_html
from indexer.ingest.readers.libreoffice import to_docx
from indexer.ingest.readers.markdown import read_markdown
from indexer.ingest.readers.odt import read_flat_odt, read_odt
from indexer.ingest.readers.ofd import read_ofd
from indexer.ingest.readers.pdf import read_pdf
from indexer.ingest.readers.pictures import MIN_SCAN_BYTES, read_picture
from indexer.ingest.readers.safe_zip import Content, SafeZip
from indexer.ingest.readers.text import read_text
from indexer.ingest.readers.xlsx import read_xlsx

EMPTY: Final = Message("文件是空的：请核对下载是否完整")
_UNREAD_ZIPS: Final[Mapping[Content, str]] = {
    "pptx": "PowerPoint 演示文稿",
    "epub": "EPUB 电子书",
    "ods": "OpenDocument 表格或演示文稿",
    "archive": "压缩包",
}
"""Zips that are not read → their names in `formats.FORMATS`."""


_RECOGNISE: Final = Message("请用文字识别（OCR）软件转成带文字层的 PDF")
_TEXT_FORMATS: Final = frozenset({"纯文本", "网页", "Word XML"})
"""Formats whose files may be plain text."""
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def read_bytes(
    data: bytes, name: str, limits: Limits = DEFAULT_LIMITS, scans: Scans = NO_SCANS
) -> Extracted:
    """The text of a file. `name` only decides between kinds of text, and is never opened.

    Raises UnreadableError with a reason in Chinese that says how to fix it, and UnrecognisedError
    where pages are to be recognised first (see `ocr.scans`).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError(EMPTY)
    extracted = _read(data, name, limits, scans)
    if len(extracted.text) > limits.characters:
        raise UnreadableError(
            Message(
                "取出的文字有 %(characters)s 字，超过上限 %(most)s 字：请拆分文件",
                characters=len(extracted.text),
                most=limits.characters,
            )
        )
    if not extracted.text.strip():
        raise UnreadableError(Message("没有读到文字：请核对文件内容"))
    return extracted


def _read(data: bytes, name: str, limits: Limits, scans: Scans) -> Extracted:
    kind = sniff(data[:HEAD], name)
    if is_picture(data[:HEAD]):
        if scans.is_on:
            return read_picture(data, limits, scans)
        raise _unread_picture(data, scans)
    known = format_of(suffix(name))
    if kind in {"foreign", "archive", "binary"}:
        raise _refusal(data, name)
    if known is None or known.how != "named" or kind not in {"ole", "zip"}:
        return _read_as(kind, data, known, limits, scans)
    try:
        return _read_as(kind, data, known, limits, scans)
    except UnreadableError as error:  # what is left of the format its name states
        raise format_error(known) from error


def _read_as(
    kind: Kind, data: bytes, known: Format | None, limits: Limits, scans: Scans
) -> Extracted:
    """The text of a file of a kind; `known` is the format of its suffix."""
    if kind in {"ole", "rtf"}:
        return read_docx(to_docx(data, kind, limits), limits, scans)
    if kind == "pdf":
        return read_pdf(data, limits, scans)
    if kind in {"text", "markdown", "html"}:
        _check_text_size(limits.text_size, data)
    if kind == "html":
        return read_html(data, limits, scans=scans)
    if kind == "zip":
        return _read_zip(data, limits, scans)
    if kind != "text":
        return _READERS[kind](data, limits, scans)
    if known is not None and known.how in {"named", "unpacked"}:
        raise _suffix_error(known)
    extracted = read_text(data)
    if (
        known is not None
        and known.name not in _TEXT_FORMATS
        and not _CHINESE.search(extracted.text)
    ):
        raise damaged_error(known)  # a notice in place of the document
    return extracted


def _refusal(data: bytes, name: str) -> UnreadableError:
    """The error for a file that is no text: by its first bytes, else by its suffix."""
    head = data[:HEAD]
    if packed := archive_kind(head):
        return format_error(named({"7z": "7z 压缩包", "rar": "RAR 压缩包"}.get(packed, "压缩包")))
    if foreign := foreign_format(head):
        return format_error(foreign)
    known = format_of(suffix(name))
    return _suffix_error(known) if known else UnreadableError(BINARY)


def _unread_picture(data: bytes, scans: Scans) -> UnreadableError:
    """The error for a picture where no text is recognised."""
    if len(data) < MIN_SCAN_BYTES:
        return NotAReportError(SMALL_PICTURE)
    reason = Message("这是%(kind)s，不能读取：%(fix)s", kind=named("图片").name, fix=_RECOGNISE)
    return UnreadableError(with_install_hint(reason, scans.options))


def _suffix_error(known: Format) -> UnreadableError:
    match known.how:
        case "named" | "picture":
            return format_error(known)
        case _:
            return UnreadableError(BINARY) if known.name == "纯文本" else damaged_error(known)


def _check_text_size(size: int, data: bytes) -> None:
    if len(data) > size:
        raise UnreadableError(
            Message(
                "文件有 %(size)s，超过文本文件的上限 %(most)s：请拆分文件",
                size=format_size(len(data)),
                most=format_size(size),
            )
        )


def _read_zip(data: bytes, limits: Limits, scans: Scans) -> Extracted:
    with SafeZip(BytesIO(data), limits) as zip_file:
        content = zip_file.content
    if content not in _ZIP_READERS:
        raise format_error(named(_UNREAD_ZIPS[content]))
    return _ZIP_READERS[content](data, limits, scans)


def _read_markdown(data: bytes, limits: Limits, _: Scans) -> Extracted:
    return read_markdown(data, limits)


def _read_xlsx(data: bytes, limits: Limits, _: Scans) -> Extracted:
    return read_xlsx(data, limits)


_Reader = Callable[[bytes, Limits, Scans], Extracted]
_READERS: Final[Mapping[str, _Reader]] = {
    "word-xml": read_word_xml,
    "flat-odf": read_flat_odt,
    "mhtml": read_mhtml,
    "markdown": _read_markdown,
}
_ZIP_READERS: Final[Mapping[Content, _Reader]] = {
    "docx": read_docx,
    "odt": read_odt,
    "ofd": read_ofd,
    "xlsx": _read_xlsx,
}
"""By the content of a zip."""
