"""What a web page says of itself: its title, its site and its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from indexer.ingest.bylines import (
    find_bare_day,
    find_byline_day,
    find_changed,
    find_published,
    find_signed_day,
    has_byline_item,
)
from indexer.ingest.readers.builder import web_address
from indexer.ingest.readers.html.article import Article
from indexer.ingest.readers.html.lines import PageLine
from indexer.ingest.readers.html.markup import text_of
from indexer.reports.dates import find_days, plain

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


META_NAMES: Final = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "firstpublishedtime",
    "datepublished",
    "archivedate",
    "createdate",
    "date",
)
_CHINA: Final = timezone(timedelta(hours=8))
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)"
)
_STRUCTURED: Final = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"')
_WECHAT_SECONDS: Final = re.compile(r"""\b(?:ct|create_time|publish_time)\s*=\s*["'](1\d{9})["']""")
_EARLIEST: Final = 2008
_OF_OTHERS: Final = frozenset({"a", "aside", "footer", "li", "nav"})
"""Elements in which a date is that of another article, or of none."""
_SIGNATURE_LINES: Final = 6
_TITLE_LINES: Final = 3
"""Lines of the article among which its heading may be."""
_NEAR: Final = 8
"""Lines from the heading on, and from the article's end on, that can say when it was published."""
_LONGEST_LINE: Final = 160
_LEAST_TITLE: Final = 6


def published_on(
    page: _Element, article: Article, lines: list[PageLine], titles: tuple[str, ...]
) -> date | None:
    """The day of publication. `titles` are the page's title and the article's heading."""
    return (
        next(filter(None, _machine_readable(page)), None)
        or _beside_article(article, lines, titles)
        or next(filter(None, map(_day_of_time, _times_outside(page, article))), None)
    )


def _machine_readable(page: _Element) -> Iterator[date | None]:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        said.setdefault(name.strip().lower(), meta.get("content") or "")
    yield from (read_moment(said[name]) for name in META_NAMES if name in said)
    scripts = [script.text or "" for script in page.iter("script")]
    for script in scripts:
        yield from (read_moment(found.group(1)) for found in _STRUCTURED.finditer(script))
    for element in page.xpath("//*[@id='publish_time']"):
        yield read_moment(text_of(element))
    for script in scripts:
        for found in _WECHAT_SECONDS.finditer(script):
            yield datetime.fromtimestamp(int(found.group(1)), _CHINA).date()


def read_moment(text: str) -> date | None:
    """The first date in a text, in China where the text names a time zone."""
    if found := _MOMENT.search(text):
        moment = datetime.fromisoformat(found.group().upper())
        return _possible(moment.astimezone(_CHINA).date())
    return next((day for found in find_days(plain(text)) if (day := _possible(found.day))), None)


def _possible(day: date | None) -> date | None:
    return day if day and day.year >= _EARLIEST else None


def _beside_article(
    article: Article, lines: list[PageLine], titles: tuple[str, ...]
) -> date | None:
    inside = {id(line) for line in article.lines}
    places = [at for at, line in enumerate(lines) if id(line) in inside] or [len(lines)]
    start, end = places[0], places[-1] + 1
    heading = _last_heading(lines[: start + _TITLE_LINES], titles)
    if heading is None:
        between = [line for line in lines[start : start + _NEAR] if id(line) not in inside]
        near = [*between, *lines[max(0, start - _NEAR) : start]]
    elif article.known:
        near = [line for line in lines[heading + 1 : start + _NEAR] if id(line) not in inside]
    else:
        near = lines[heading + 1 : heading + 1 + _NEAR]
    beside = _texts(near)
    above = _texts(lines[: start if heading is None else heading], in_lists=False)
    return (
        find_published("\n".join(beside))
        or _first(find_byline_day, beside)
        or (_first(find_bare_day, beside) if heading is not None else None)
        or find_published("\n".join(reversed(above)))
        or find_published("\n".join(_texts(lines[end : end + _NEAR], in_lists=False)))
        or (find_changed("\n".join(beside)) if not _is_signed(article) else None)
    )


def _texts(lines: list[PageLine], *, in_lists: bool = True) -> list[str]:
    """The short lines that do not lead to another article; without `in_lists`, those that follow
    such a line neither."""
    texts = []
    is_after_link = False
    for line in lines:
        leads_away = _leads_away(line)
        if not leads_away and (in_lists or not is_after_link):
            texts.append(line.text)
        is_after_link = leads_away
    return [text for text in texts if 0 < len(text) <= _LONGEST_LINE]


def _leads_away(line: PageLine) -> bool:
    return line.linked * 2 > line.letters and not has_byline_item(line.text)


def _is_signed(article: Article) -> bool:
    return any(find_signed_day(line.text) for line in article.lines[-_SIGNATURE_LINES:])


def _times_outside(page: _Element, article: Article) -> Iterator[_Element]:
    """The `<time>` elements of the page that belong to no other article."""
    inside = set(article.root.iter()) if article.known else set()
    for element in page.iter("time"):
        around = {ancestor.tag for ancestor in element.iterancestors()}
        if element not in inside and not around & _OF_OTHERS:
            yield element


def _day_of_time(element: _Element) -> date | None:
    return read_moment(element.get("datetime") or text_of(element))


def _first(find: Callable[[str], date | None], lines: list[str]) -> date | None:
    return next((day for line in lines if (day := find(line))), None)


def _last_heading(lines: list[PageLine], titles: tuple[str, ...]) -> int | None:
    """The last line that is the article's heading, or the page's title without the site's name."""
    wanted = [_squeezed(title) for title in titles if title]
    places = [
        at
        for at, line in enumerate(lines)
        if len(words := _squeezed(line.text)) >= _LEAST_TITLE
        and not words.endswith("。")
        and any(title.startswith(words) or words.startswith(title) for title in wanted)
    ]
    return places[-1] if places else None


def _squeezed(text: str) -> str:
    return "".join(text.split())
