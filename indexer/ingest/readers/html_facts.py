"""What a web page says of itself: its title, address and publish date."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.html_article import Article, visible_pieces
from indexer.ingest.readers.links import web_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)"
)
_STATED: Final = re.compile(
    r"(?:(?:发布|发文|更新|发表|公开|上传|生成|编辑)(?:时间|日期)|(?<![\u4e00-\u9fff])(?:时间|日期)|发布于)"
    r"\s*[:：]?\s*(?=[\[（(]?\s*(?:19|20)\d\d)"
)
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_DATE_NAMES: Final = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "firstpublishedtime",
    "archivedate",
    "createdate",
    "date",
)
_TITLE_NAMES: Final = ("articletitle", "og:title")
_REACH: Final = 40
_SHORT: Final = 120


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


def published_on(page: HtmlElement, article: Article) -> date | None:
    """The date on which the page says it was published: in a meta element, a `<time>`, or in
    words around the article, never in the article's own text."""
    stated = _meta(page, _DATE_NAMES)
    if stated and (day := read_date(stated)):
        return day
    inside = set(article.root.iter()) if article.known else set()
    for element in page.iter("time"):
        if element not in inside and (day := read_date(element.get("datetime") or _text(element))):
            return day
    around = _text_around(page, article)
    for found in _STATED.finditer(around):
        if day := read_date(around[found.end() : found.end() + _REACH]):
            return day
    return None


def read_date(text: str) -> date | None:
    """The first date in a text that exists in the calendar."""
    for found in _DATE.finditer(text):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            continue
    return None


def _text_around(page: HtmlElement, article: Article) -> str:
    """The visible text of the page outside the article; where nothing marks the article, the
    short pieces that could be such."""
    if article.known:
        return " ".join(visible_pieces(page, frozenset({article.root})))
    return " ".join(piece for piece in visible_pieces(page) if len(piece) < _SHORT)


def _meta(page: HtmlElement, names: tuple[str, ...]) -> str | None:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        said.setdefault(name, (meta.get("content") or "").strip())
    return next((said[name] for name in names if said.get(name)), None)


def _words(element: HtmlElement, attribute: str) -> list[str]:
    return (element.get(attribute) or "").lower().split()


def _text(element: HtmlElement) -> str:
    return str(element.text_content())
