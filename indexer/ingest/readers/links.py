"""Addresses: those a format marks as links, and those that are merely written out."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from indexer.ingest.extracted import ExtractedLink

_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+", re.IGNORECASE)
_LONGEST: Final = 2_000


def written_links(text: str) -> tuple[ExtractedLink, ...]:
    """The http(s) addresses that stand in the text itself, in order."""
    return tuple(
        ExtractedLink(text=found.group(), url=url)
        for found in _WRITTEN.finditer(text)
        if (url := web_address(found.group().rstrip(".,;:!?'*[]")))
    )


def web_address(address: str, base: str | None = None) -> str | None:
    """`address` as an absolute http or https address, None where it is nothing of the kind."""
    address = re.sub(r"[\x00-\x20\x7f]+", "", address) if len(address) <= _LONGEST else ""
    if not address or address.startswith("#"):
        return None
    try:
        whole = urljoin(base, address) if base else address
        parts = urlsplit(whole)
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return whole if known else None
