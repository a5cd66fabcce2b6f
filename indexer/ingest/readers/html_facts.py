"""What a web page says of itself: its title and its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.links import web_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_TITLE_NAMES: Final = ("articletitle", "og:title")


def page_title(page: HtmlElement) -> str | None:
    """`<title>`, else what a meta element gives as the article's title."""
    title = " ".join((page.findtext(".//title") or "").split())
    return title or _meta(page, _TITLE_NAMES) or None


def page_address(page: HtmlElement, source: str) -> str | None:
    """The page's own address: canonical link, og:url, `<base>`, or the browser's note of saving."""
    candidates = [
        *(link.get("href") for link in page.iter("link") if "canonical" in _words(link, "rel")),
        _meta(page, ("og:url", "url")),
        *(found.group(1) for found in _SAVED_FROM.finditer(source[:2000])),
        *(base.get("href") for base in page.iter("base")),
    ]
    return next((url for given in candidates if given and (url := web_address(given))), None)


def _meta(page: HtmlElement, names: tuple[str, ...]) -> str | None:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        said.setdefault(name, (meta.get("content") or "").strip())
    return next((said[name] for name in names if said.get(name)), None)


def _words(element: HtmlElement, attribute: str) -> list[str]:
    return (element.get(attribute) or "").lower().split()
