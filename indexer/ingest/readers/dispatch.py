"""The door of the readers: find the one for some bytes, and check what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final

from indexer.errors import Message, UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, in_words
from indexer.ingest.readers.docx import read_docx
from indexer.ingest.readers.encoding import BINARY
from indexer.ingest.readers.html import read_html
from indexer.ingest.readers.markdown import read_markdown
from indexer.ingest.readers.mhtml import read_mhtml
from indexer.ingest.readers.office import to_docx
from indexer.ingest.readers.packed import Content, Packed
from indexer.ingest.readers.pdf import read_pdf
from indexer.ingest.readers.sniff import HEAD, foreign_name, sniff
from indexer.ingest.readers.text import read_text
from indexer.ingest.readers.word_xml import read_word_xml

EMPTY: Final = Message("文件是空的：请核对下载是否完整")
_OFFICE: Final[Mapping[Content, str]] = {
    "xlsx": Message(" Excel 表格"),
    "pptx": Message(" PowerPoint 演示文稿"),
    "ofd": Message(" OFD 版式文件"),
    "epub": Message(" EPUB 电子书"),
}


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """The text of a file. `name` decides only between kinds of text, and is never opened.

    Raises UnreadableError with a reason in Chinese that names the mend.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError(EMPTY)
    extracted = _read(data, name, limits)
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


def _read(data: bytes, name: str, limits: Limits) -> Extracted:
    match kind := sniff(data[:HEAD], name):
        case "foreign":
            raise UnreadableError(
                Message(
                    "这是%(kind)s，不能读取：请转换为 PDF、DOCX 或 TXT", kind=foreign_name(data)
                )
            )
        case "binary":
            raise UnreadableError(BINARY)
        case "pdf":
            return read_pdf(data, limits)
        case "zip":
            return _read_zip(data, limits)
        case "ole" | "rtf":
            return read_docx(to_docx(data, kind, limits), limits)
        case "markdown":
            _hold_to(limits.text_size, data)
            return read_markdown(data, limits)
        case "word-xml":
            return read_word_xml(data, limits)
        case "mhtml":
            return read_mhtml(data, limits)
        case "html":
            _hold_to(limits.text_size, data)
            return read_html(data, limits)
        case _:
            _hold_to(limits.text_size, data)
            return read_text(data)


def _hold_to(size: int, data: bytes) -> None:
    if len(data) > size:
        raise UnreadableError(
            Message(
                "文件有 %(size)s，超过文本文件的上限 %(most)s：请拆分文件",
                size=in_words(len(data)),
                most=in_words(size),
            )
        )


def _read_zip(data: bytes, limits: Limits) -> Extracted:
    with Packed(BytesIO(data), limits) as packed:
        content = packed.content
    match content:
        case "docx":
            return read_docx(data, limits)
        case "odt":
            return read_docx(to_docx(data, "zip", limits), limits)
        case "archive":
            raise UnreadableError(Message("这是压缩包，不是文档：请解压后再索引"))
        case _:
            raise UnreadableError(
                Message("这是%(kind)s，不能读取：请另存为 PDF 或 DOCX", kind=_OFFICE[content])
            )
