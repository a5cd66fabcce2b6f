"""What a web page states about itself: its title, site, address and day of publication.

The day of publication is taken, in the order of trust, from what the page's head states for
machines, from the lines around the article's heading, and from a labelled date elsewhere on the
page. Dates beside links belong to other articles; those of a greeting or a footer mean nothing.
"""

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
from indexer.reports.dates import find_days, normalize_dates

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_TITLE_NAMES: Final = ("articletitle", "og:title")
_SITE_NAMES: Final = ("og:site_name", "application-name", "sitename")
_ADDRESS_NAMES: Final = ("og:url", "url")
_DATE_NAMES: Final = (
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
_WECHAT_ACCOUNT: Final = ".//*[@id='js_name']"
_WECHAT_DATE: Final = ".//*[@id='publish_time']"
_WECHAT_SECONDS: Final = re.compile(r"""\b(?:ct|create_time|publish_time)\s*=\s*["'](1\d{9})["']""")
_HAN: Final = "[\u4e00-\u9fff]"
_OWNER_AFTER: Final = re.compile(
    r"(?:版权所有|copyright|©|&copy;|\(c\))(?:版权所有|copyright|all|rights|reserved|[^\u4e00-\u9fff\w\n]|\d)*"
    rf"({_HAN}[\u4e00-\u9fff()（）·]{{3,40}})",
    re.IGNORECASE,
)
_OWNER_BEFORE: Final = re.compile(rf"({_HAN}{{4,40}})[\s,，。:：]*版权所有")
_MAX_OWNER_CHARS: Final = 200
"""Characters before a copyright notice that may contain its owner's name."""
_INLINE_TAG: Final = re.compile("</?(?:a|b|strong|span|font|i|em)(?: [^<>]*)?>", re.IGNORECASE)
_TAG: Final = re.compile("<[^<>]*>")
_BLANK_LINES: Final = re.compile(r"\s*\n\s*")
_FOOTER_CHARS: Final = 20_000
"""Characters at the end of a page's source that contain its footer."""
_FOOTER_PART: Final = re.compile(
    "地址|校址|邮编|邮政|电话|技术支持|维护|设计|制作|主办|承办|版权|备案|联系"
)

_CHINA: Final = timezone(timedelta(hours=8))
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)"
)
_JSON_DATE: Final = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"')
_FIRST_YEAR: Final = 2008
_OF_OTHERS: Final = frozenset({"a", "aside", "footer", "li", "nav"})
"""Elements in which a date belongs to another article, or to none."""
_SIGNATURE_LINES: Final = 6
_TITLE_LINES: Final = 3
"""Lines of the article among which its heading may be."""
_NEARBY_LINES: Final = 8
"""Lines after the heading, and after the article, that may state when it was published."""
_MAX_LINE_CHARS: Final = 160
_MIN_TITLE_CHARS: Final = 6


def page_title(page: _Element) -> str | None:
    """`<title>`, else what a meta element gives as the article's title."""
    title = " ".join((page.findtext(".//title") or "").split())
    return title or _meta(page, _TITLE_NAMES) or None


def page_sites(page: _Element, source: str) -> tuple[str, ...]:
    """The site's names: from meta elements, a WeChat account, the copyright notices."""
    account = page.find(_WECHAT_ACCOUNT)
    names = [_meta(page, _SITE_NAMES), text_of(account) if account is not None else None]
    owners = [_FOOTER_PART.split(owner)[0] for owner in _copyright_owners(source[-_FOOTER_CHARS:])]
    return tuple(name.strip() for name in (*names, *owners) if name and name.strip())


def _copyright_owners(footer: str) -> Iterator[str]:
    """The names after a page's copyright notices, then those before."""
    text = _BLANK_LINES.sub("\n", _TAG.sub("\n", _INLINE_TAG.sub("", footer)))
    yield from (match[1] for match in _OWNER_AFTER.finditer(text))
    first = text.find("版权所有")
    if first >= 0:
        begin = max(0, first - _MAX_OWNER_CHARS)
        yield from (match[1] for match in _OWNER_BEFORE.finditer(text, begin))


def page_address(page: _Element, source: str) -> str | None:
    """The page's own address: canonical link, og:url, `<base>`, or the note a browser leaves when
    it saves a page."""
    candidates = [
        *(
            link.get("href")
            for link in page.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ),
        _meta(page, _ADDRESS_NAMES),
        *(match.group(1) for match in _SAVED_FROM.finditer(source[:2000])),
        *(base.get("href") for base in page.iter("base")),
    ]
    return next((url for stated in candidates if stated and (url := web_address(stated))), None)


def _meta(page: _Element, names: tuple[str, ...]) -> str | None:
    stated = _metas(page, ("name", "property"))
    return next((stated[name] for name in names if stated.get(name)), None)


def _metas(page: _Element, attributes: tuple[str, ...]) -> dict[str, str]:
    """The contents of the page's meta elements by name, which one of `attributes` holds."""
    stated: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = next(filter(None, map(meta.get, attributes)), "")
        stated.setdefault(name.strip().lower(), (meta.get("content") or "").strip())
    return stated


def published_on(
    page: _Element, article: Article, lines: list[PageLine], titles: tuple[str, ...]
) -> date | None:
    """The day of publication. `titles` are the page's title and the article's heading."""
    return (
        next(filter(None, _machine_readable_days(page)), None)
        or _day_beside_article(article, lines, titles)
        or next(filter(None, map(_day_of_time, _time_elements(page, article))), None)
    )


def _machine_readable_days(page: _Element) -> Iterator[date | None]:
    stated = _metas(page, ("name", "property", "itemprop"))
    yield from (read_moment(stated[name]) for name in _DATE_NAMES if name in stated)
    scripts = [script.text or "" for script in page.iter("script")]
    for script in scripts:
        yield from (read_moment(match.group(1)) for match in _JSON_DATE.finditer(script))
    for element in page.findall(_WECHAT_DATE):
        yield read_moment(text_of(element))
    for script in scripts:
        for match in _WECHAT_SECONDS.finditer(script):
            yield datetime.fromtimestamp(int(match.group(1)), _CHINA).date()


def read_moment(text: str) -> date | None:
    """The first date in a text, in China's time where the text names a time zone."""
    if match := _MOMENT.search(text):
        moment = datetime.fromisoformat(match.group().upper())
        return _plausible(moment.astimezone(_CHINA).date())
    return next(
        (day for found in find_days(normalize_dates(text)) if (day := _plausible(found.day))), None
    )


def _plausible(day: date | None) -> date | None:
    return day if day and day.year >= _FIRST_YEAR else None


def _day_beside_article(
    article: Article, lines: list[PageLine], titles: tuple[str, ...]
) -> date | None:
    inside = {id(line) for line in article.lines}
    indexes = [i for i, line in enumerate(lines) if id(line) in inside] or [len(lines)]
    start, end = indexes[0], indexes[-1] + 1
    heading = _last_heading(lines[: start + _TITLE_LINES], titles)
    if heading is None:
        between = [line for line in lines[start : start + _NEARBY_LINES] if id(line) not in inside]
        near = [*between, *lines[max(0, start - _NEARBY_LINES) : start]]
    elif article.known:
        near = [
            line for line in lines[heading + 1 : start + _NEARBY_LINES] if id(line) not in inside
        ]
    else:
        near = lines[heading + 1 : heading + 1 + _NEARBY_LINES]
    beside = _texts(near)
    above = _texts(lines[: start if heading is None else heading], in_lists=False)
    below = _texts(lines[end : end + _NEARBY_LINES], in_lists=False)
    return (
        find_published("\n".join(beside))
        or _first(find_byline_day, beside)
        or (_first(find_bare_day, beside) if heading is not None else None)
        or find_published("\n".join(reversed(above)))
        or find_published("\n".join(below))
        or (find_changed("\n".join(beside)) if not _is_signed(article) else None)
    )


def _texts(lines: list[PageLine], *, in_lists: bool = True) -> list[str]:
    """The short lines that do not link to another article; without `in_lists`, without the lines
    that follow such a link either."""
    texts = []
    is_after_link = False
    for line in lines:
        is_link = _links_elsewhere(line)
        if not is_link and (in_lists or not is_after_link):
            texts.append(line.text)
        is_after_link = is_link
    return [text for text in texts if 0 < len(text) <= _MAX_LINE_CHARS]


def _links_elsewhere(line: PageLine) -> bool:
    return line.linked * 2 > line.letters and not has_byline_item(line.text)


def _is_signed(article: Article) -> bool:
    return any(find_signed_day(line.text) for line in article.lines[-_SIGNATURE_LINES:])


def _time_elements(page: _Element, article: Article) -> Iterator[_Element]:
    """The `<time>` elements of the page that belong to no other article."""
    inside = set(article.root.iter()) if article.known else set()
    for element in page.iter("time"):
        outer_tags = {ancestor.tag for ancestor in element.iterancestors()}
        if element not in inside and not outer_tags & _OF_OTHERS:
            yield element


def _day_of_time(element: _Element) -> date | None:
    return read_moment(element.get("datetime") or text_of(element))


def _first(find: Callable[[str], date | None], lines: list[str]) -> date | None:
    return next((day for line in lines if (day := find(line))), None)


def _last_heading(lines: list[PageLine], titles: tuple[str, ...]) -> int | None:
    """Index of the last line that is the article's heading, or the page's title without the
    site's name."""
    squeezed_titles = [_squeezed(title) for title in titles if title]
    indexes = [
        i
        for i, line in enumerate(lines)
        if len(text := _squeezed(line.text)) >= _MIN_TITLE_CHARS
        and not text.endswith("。")
        and any(title.startswith(text) or text.startswith(title) for title in squeezed_titles)
    ]
    return indexes[-1] if indexes else None


def _squeezed(text: str) -> str:
    return "".join(text.split())
