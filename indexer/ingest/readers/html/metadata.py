"""What a web page says of itself: its title, its site and its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.html.markup import text_of
from indexer.ingest.readers.links import web_address

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_TITLE_NAMES: Final = ("articletitle", "og:title")
_SITE_NAMES: Final = ("og:site_name", "application-name", "sitename")
_ACCOUNT: Final = ".//*[@id='js_name']"
"""The account under which an article stands on WeChat."""
_HAN: Final = "[\u4e00-\u9fff]"
_COPYRIGHT: Final = re.compile(
    r"(?:版权所有|copyright|©|&copy;|\(c\))(?:版权所有|copyright|all|rights|reserved|[^\u4e00-\u9fff\w\n]|\d)*"
    rf"({_HAN}[\u4e00-\u9fff()（）·]{{3,40}})",
    re.IGNORECASE,
)
_COPYRIGHT_AFTER: Final = re.compile(rf"({_HAN}{{4,40}})[\s,，。:：]*版权所有")
_INLINE_TAG: Final = re.compile("</?(?:a|b|strong|span|font|i|em)(?: [^<>]*)?>", re.IGNORECASE)
_TAG: Final = re.compile("<[^<>]*>")
_BLANK_LINES: Final = re.compile(r"\s*\n\s*")
_LONGEST_OWNER: Final = 200
"""Characters before a claim of copyright in which its owner's name stands."""
_FOOTER: Final = 20_000
"""Characters at the end of a page's source in which its footer stands."""
_FOOTER_PART: Final = re.compile(
    "地址|校址|邮编|邮政|电话|技术支持|维护|设计|制作|主办|承办|版权|备案|联系"
)


def page_title(page: _Element) -> str | None:
    """`<title>`, else what a meta element gives as the article's title."""
    title = " ".join((page.findtext(".//title") or "").split())
    return title or _meta(page, _TITLE_NAMES) or None


def page_sites(page: _Element, source: str) -> tuple[str, ...]:
    """What a page calls its site: a meta element, a WeChat account, the owner of the copyright."""
    account = page.find(_ACCOUNT)
    named = [_meta(page, _SITE_NAMES), text_of(account) if account is not None else None]
    owners = [_FOOTER_PART.split(owner)[0] for owner in _copyright_owners(source[-_FOOTER:])]
    return tuple(name.strip() for name in (*named, *owners) if name and name.strip())


def _copyright_owners(footer: str) -> Iterator[str]:
    """What stands after a page's claims of copyright, then what stands before them."""
    text = _BLANK_LINES.sub("\n", _TAG.sub("\n", _INLINE_TAG.sub("", footer)))
    yield from (found[1] for found in _COPYRIGHT.finditer(text))
    first = text.find("版权所有")
    if first >= 0:
        begin = max(0, first - _LONGEST_OWNER)
        yield from (found[1] for found in _COPYRIGHT_AFTER.finditer(text, begin))


def page_address(page: _Element, source: str) -> str | None:
    """The page's own address: canonical link, og:url, `<base>`, or the browser's note of saving."""
    candidates = [
        *(link.get("href") for link in page.iter("link") if "canonical" in _words(link, "rel")),
        _meta(page, ("og:url", "url")),
        *(found.group(1) for found in _SAVED_FROM.finditer(source[:2000])),
        *(base.get("href") for base in page.iter("base")),
    ]
    return next((url for given in candidates if given and (url := web_address(given))), None)


def _meta(page: _Element, names: tuple[str, ...]) -> str | None:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        said.setdefault(name, (meta.get("content") or "").strip())
    return next((said[name] for name in names if said.get(name)), None)


def _words(element: _Element, attribute: str) -> list[str]:
    return (element.get(attribute) or "").lower().split()
