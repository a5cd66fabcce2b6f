"""The door of the readers: find the one for some bytes, and check what it gives."""

from __future__ import annotations

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, in_words
from indexer.ingest.readers.encoding import BINARY
from indexer.ingest.readers.sniff import HEAD, foreign_name, sniff
from indexer.ingest.readers.text import read_text

EMPTY = "文件是空的：请核对下载是否完整"


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """The text of a file. `name` decides only between kinds of text, and is never opened.

    Raises UnreadableError with a reason in Chinese that names the mend.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError(EMPTY)
    extracted = _read(data, name, limits)
    if len(extracted.text) > limits.characters:
        raise UnreadableError(
            f"取出的文字有 {len(extracted.text)} 字，超过上限 {limits.characters} 字：请拆分文件"
        )
    if not extracted.text.strip():
        raise UnreadableError("没有读到文字：请核对文件内容")
    return extracted


def _read(data: bytes, name: str, limits: Limits) -> Extracted:
    match sniff(data[:HEAD], name):
        case "foreign":
            raise UnreadableError(f"这是{foreign_name(data)}，不能读取：请转换为 PDF、DOCX 或 TXT")
        case "binary":
            raise UnreadableError(BINARY)
        case _:
            _hold_to(limits.text_size, data)
            return read_text(data)


def _hold_to(size: int, data: bytes) -> None:
    if len(data) > size:
        raise UnreadableError(
            f"文件有 {in_words(len(data))}，超过文本文件的上限 {in_words(size)}：请拆分文件"
        )
