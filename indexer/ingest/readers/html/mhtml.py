"""Web archives (MHTML): pages saved as one file by browsers or reporting systems, often named
.doc."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.message import Message as Mail
from functools import partial
from typing import Final
from urllib.parse import unquote, urljoin

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans
from indexer.ingest.readers.html.reader import read_html

_NO_PAGE = Message("网页归档里没有网页：请用浏览器打开后另存为 HTML 或 PDF")
_CONTENT_TYPE: Final = re.compile(
    rb"^Content-Type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_MAX_HEADER_BYTES: Final = 8_192


def read_mhtml(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The first page with text in a web archive; where it shows the report in pictures of the
    archive, their text. Raises UnreadableError, UnrecognisedError."""
    message, parts = _parse(data)
    failure: UnreadableError | None = None
    for part in parts:
        if part.get_content_type() == "text/html" and (page := _content(part)).strip():
            address = _address(message, part)
            pictures = partial(_picture, _by_name(parts, message), address or "")
            try:
                return read_html(page, limits, address=address, scans=scans, picture=pictures)
            except UnreadableError as error:  # of frames, whose text is a part of its own
                failure = failure or error
    raise failure or UnreadableError(_NO_PAGE)


def archived_picture(data: bytes, number: int) -> bytes | None:
    """The picture that is the part with a number; None where there is no such part. Raises
    UnreadableError."""
    _, parts = _parse(data)
    return _content(parts[number]) if number < len(parts) else None


def _parse(data: bytes) -> tuple[Mail, list[Mail]]:
    """A web archive, and all its parts. Raises UnreadableError."""
    if any(len(field[0]) > _MAX_HEADER_BYTES for field in _CONTENT_TYPE.finditer(data)):
        raise UnreadableError(_NO_PAGE)  # parsing takes time quadratic in the number of parameters
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        return message, [*message.walk()]
    except RecursionError as error:  # parts nested too deep
        raise UnreadableError(_NO_PAGE) from error


def _content(part: Mail) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _by_name(parts: Sequence[Mail], message: Mail) -> Mapping[str, tuple[int, Mail]]:
    """The pictures and their numbers, by the names that a page may give them: content id and
    address."""
    names: dict[str, tuple[int, Mail]] = {}
    for number, part in enumerate(parts):
        if part.get_content_maintype() != "image":
            continue
        content_id = str(part.get("Content-ID") or "").strip().strip("<>")
        location = (_address(message, part) or "") if part.get("Content-Location") else ""
        for name in (f"cid:{content_id}" if content_id else "", unquote(location)):
            if name:
                names.setdefault(name, (number, part))
    return names


def _picture(
    names: Mapping[str, tuple[int, Mail]], base: str, source: str
) -> tuple[str, bytes] | None:
    """The number and the bytes of a picture, by its source as the page at `base` writes it."""
    written = source.strip()
    try:
        whole = urljoin(base, written)
    except ValueError:
        whole = written
    for name in (written, unquote(written), unquote(whole)):
        if name in names:
            number, part = names[name]
            return str(number), _content(part)
    return None


def _address(message: Mail, part: Mail) -> str | None:
    """The address the page was saved from."""
    stated = part.get("Content-Location") or message.get("Snapshot-Content-Location")
    return str(stated).strip() if stated else None
