"""Documents that a page shows: in viewers that get an address, and by scripts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from collector.scripts import assigned, assignments

DOCUMENT: Final = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|rtf|odt|zip|rar|7z|xlsx?|ceb)(?=$|[?&#;])", re.IGNORECASE
)
_FILE_PARAMETER: Final = re.compile(
    r"[?&#](?:file|src|url|path|pdf|pdfurl)=([^&#]+)", re.IGNORECASE
)
_VIEWER_CALL: Final = re.compile(
    r"""(?:showVsbpdfIframe|getDocument|PDFObject\.embed|Pdfh5|pdf_?url|fileUrl|viewer)[^"'<>]{0,80}?"""
    r"""["']([^"'<>]{4,600})["']""",
    re.IGNORECASE,
)
_QUOTED_DOCUMENT: Final = re.compile(
    r"""["']([^"'<>\s]{1,500}?\.(?:pdf|docx?|wps|ofd)(?:\?[^"'<>\s]{0,300})?)["']""", re.IGNORECASE
)
_IS_DOCUMENT: Final = re.compile(r"[^\s\"'<>]{0,500}[\w)）]\.(?:pdf|docx?|wps|ofd)")
_LONGEST_SCRIPT: Final = 50_000
"""Characters of a script whose variables are followed."""


def document_in(address: str) -> str | None:
    """The document that an address passes to a viewer, as it is or in Base64."""
    found = _FILE_PARAMETER.search(address)
    if found is None:
        return None
    file = unquote(found.group(1))
    if "%" in file:
        file = unquote(file)
    if DOCUMENT.search(file) or "download" in file.lower():
        return file
    try:
        plain = base64.b64decode(file, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return plain if DOCUMENT.search(plain) and plain.isprintable() else None


def shown_documents(script: str) -> Iterator[str]:
    """The documents that a script shows, as written."""
    for found in _VIEWER_CALL.finditer(script):
        written = found.group(1)
        is_file = DOCUMENT.search(written) or "download" in written.lower()
        if target := document_in(written) or (written if is_file else None):
            yield target
    for found in _QUOTED_DOCUMENT.finditer(script):
        yield document_in(found.group(1)) or found.group(1)
    if len(script) <= _LONGEST_SCRIPT and re.search(r"\.(?:pdf|docx?|ofd|wps)\b", script):
        yield from (
            each
            for each in assigned(assignments(script), {}).values()
            if _IS_DOCUMENT.fullmatch(each)
        )


def name_in_address(url: str) -> str:
    """The Chinese name of the document to which an address leads, "" where it has none."""
    last = unquote_to_bytes(urlsplit(url).path.rpartition("/")[2])
    for encoding in ("utf-8", "gb18030"):
        try:
            name = last.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_named = DOCUMENT.search(name) is not None and re.search("[一-鿿]{4}", name) is not None
        return name if is_named else ""
    return ""
