"""Addresses: those a format marks as links, and those that are merely written out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin, urlsplit

from indexer.ingest.extracted import ExtractedLink

_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'*+,;=%]+", re.IGNORECASE)
_LONGEST: Final = 2_000
_MOST: Final = 20_000
"""Links of one file; what has more is no report."""


def written_links(text: str) -> tuple[ExtractedLink, ...]:
    """The http(s) addresses that stand in the text itself, in order."""
    return tuple(link for _, link in zip(range(_MOST), _found(text), strict=False))


def links_of_line(text: str, marked: Iterable[ExtractedLink]) -> tuple[ExtractedLink, ...]:
    """The links of one line in the order of the line: the marked ones, and those written out.

    `marked` comes in order; a link whose words are its own address is one link, not two.
    """
    placed: list[tuple[int, ExtractedLink]] = []
    end = 0
    for link in marked:
        at = text.find(link.text, end)
        placed.append((max(at, 0) if at >= 0 else end, link))
        end = at + len(link.text) if at >= 0 else end
    taken = [(at, at + len(link.text)) for at, link in placed]
    for link in written_links(text) if "://" in text else ():
        at = text.find(link.text)
        if not any(start < at + len(link.text) and at < stop for start, stop in taken):
            placed.append((at, link))
    return tuple(link for _, link in sorted(placed, key=lambda pair: pair[0]))


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


def _found(text: str) -> Iterable[ExtractedLink]:
    for found in _WRITTEN.finditer(text):
        written = found.group().rstrip(".,;:!?'*[]")
        if url := web_address(written):
            yield ExtractedLink(text=written, url=url)
