"""Web archives: pages that a browser or a reporting system saved as one file, often named .doc."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.html import read_html

_NO_PAGE = "网页归档里没有网页：请用浏览器打开后另存为 HTML 或 PDF"


def read_mhtml(data: bytes, limits: Limits) -> Extracted:
    """The first page of a web archive. Raises UnreadableError."""
    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return read_html(page, limits, address=_address(message, part))
    raise UnreadableError(_NO_PAGE)


def _address(message: Message, part: Message) -> str | None:
    """Where the page was saved from."""
    stated = part.get("Content-Location") or message.get("Snapshot-Content-Location")
    return str(stated).strip() if stated else None
