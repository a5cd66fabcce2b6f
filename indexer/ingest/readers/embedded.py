"""A picture inside a file, found again by the name that the file's reader gave it."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.limits import Limits
from indexer.ingest.readers.formats import HEAD, sniff
from indexer.ingest.readers.html.mhtml import archived_picture
from indexer.ingest.readers.libreoffice import to_docx
from indexer.ingest.readers.office_xml import inline_pictures
from indexer.ingest.readers.pictures import Sibling, linked_picture
from indexer.ingest.readers.safe_zip import SafeZip

GONE: Final = Message("文件里的图片已不存在")


def embedded_picture(content: bytes, member: str, sibling: Sibling, limits: Limits) -> bytes:
    """The bytes of a picture in a file, by its name there. Raises UnreadableError."""
    match sniff(content[:HEAD], ""):
        case "zip":
            data = _zipped(content, member, limits)
        case "ole" | "rtf" as kind:  # converted once more: seldom, and cheaper than recognition
            data = _zipped(to_docx(content, kind, limits), member, limits)
        case "mhtml":
            data = archived_picture(content, int(member))
        case "flat-odf" | "word-xml":
            data = dict(inline_pictures(content)).get(member)
        case _:
            found = linked_picture(member, sibling)
            data = found[1] if found else None
    if not data:
        raise UnreadableError(GONE)
    return data


def _zipped(content: bytes, member: str, limits: Limits) -> bytes | None:
    with SafeZip(BytesIO(content), limits) as zip_file:
        return next((data for _, data in zip_file.pictures([member])), None)
