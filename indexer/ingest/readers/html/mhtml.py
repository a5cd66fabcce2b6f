"""Web archives (MHTML): pages saved as one file by browsers or reporting systems, often named
.doc."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message as Mail
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.html.reader import read_html

_NO_PAGE = Message("网页归档里没有网页：请用浏览器打开后另存为 HTML 或 PDF")
_CONTENT_TYPE: Final = re.compile(
    rb"^Content-Type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_MAX_HEADER_BYTES: Final = 8_192


def read_mhtml(data: bytes, limits: Limits) -> Extracted:
    """The first page with text in a web archive. Raises UnreadableError."""
    if any(len(field[0]) > _MAX_HEADER_BYTES for field in _CONTENT_TYPE.finditer(data)):
        raise UnreadableError(_NO_PAGE)  # parsing takes time quadratic in the number of parameters
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = [*message.walk()]
    except RecursionError as error:  # parts nested too deep
        raise UnreadableError(_NO_PAGE) from error
    failure: UnreadableError | None = None
    for part in parts:
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                try:
                    return read_html(page, limits, address=_address(message, part))
                except UnreadableError as error:  # of frames, whose text is a part of its own
                    failure = failure or error
    raise failure or UnreadableError(_NO_PAGE)


def _address(message: Mail, part: Mail) -> str | None:
    """The address the page was saved from."""
    stated = part.get("Content-Location") or message.get("Snapshot-Content-Location")
    return str(stated).strip() if stated else None
