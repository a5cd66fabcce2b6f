"""Pages and data of web sites by chance: those of the made-up sites, spoilt as text and as bytes."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from bench.local_sites import Reply
from collector.addresses import (
    MAX_LENGTH,
    SCHEMES,
    absolute,
    authority_of,
    citable,
    host_of,
    key_of,
    registrable_domain,
    slot_of,
    with_chinese_path,
)
from collector.continuations import chapters_of, further_pages
from collector.fetch import is_login
from collector.finding import Source
from collector.link_kinds import Kind, place_of
from collector.onward import entries_of, may_be_report
from collector.page import Page, read_page
from collector.page_data import links_in_data
from collector.school_state import PageEntry
from tests.collector.sites import COMMON, FURTHER
from tests.fuzz.mutating import LARGEST, damaged, mutant

_SITES: Final = (*COMMON, *FURTHER)
_URLS: Final = (
    "http://a.edu.cn/",
    "https://www.a.edu.cn:8443/xxgk/list.asp?id=5&page=2",
    "http://[2001:db8::1]/信息公开/",
    "http://学院.cn/a//b/../c.htm;jsessionid=ABCDEF0123456789",
)
_TYPES: Final = ("text/html", "text/html; charset=gb2312", "text/xml; charset=x", "é;charset=", "")
_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8", "gb18030", "utf-8-sig", "utf-16", "big5hkscs")
_DATA: Final = (
    (
        '{"code":0,"data":{"rows":[{"id":7,"title":"2023年信息公开年度报告","url":"/info/7.htm",'
        '"date":"2023-10-30"},{"id":8,"name":"信息公开指南","link":"../zn.aspx?id=8"}]}}'
    ),
    'callback([{"title":"\\u4fe1\\u606f公开","href":"\\/a\\/b.html"},["x",{"subject":"年报","path":"?id=1"}]]);',
    'var list=[{title:"2022年度报告",url:"a.htm"}];add(1,0,"信息公开","list.htm");',
    (
        "<?xml version='1.0' encoding='utf-8'?><urlset><url><loc>http://a.edu.cn/1.htm</loc>"
        "<title>信息公开年度报告</title><lastmod>2023-10-30</lastmod></url></urlset>"
    ),
    (
        "<rss><channel><item><title>2021年信息公开年度报告</title><link>/i/1.htm</link>"
        "<pubDate>2021-10-30</pubDate></item></channel></rss>"
    ),
)
_PIECES: Final = (
    *"< > / \" ' = & ; # ? % \\ ( ) { } [ ] , . : + $ ` \0 \n \u3000 \ufeff \ud800 é".split(" "),
    *"</a> <script> </script> <iframe> <!-- --> <![CDATA[ ]]> <base> <table> <select> <svg>".split(),
    *"&amp; &#0; &#x110000; &nbsp; \\u4fe1 \\ud83d %E4 %zz //[ //[::1 ../../ http:// 2023-13-45".split(),
    *(
        "<a href=http://[::1>公开</a>",
        "<a href=javascript:open('/a.htm')>年报</a>",
        "<a href=//>x</a>",
    ),
    *(
        "<a href='ftp://a.cn/年报.pdf'>2023年信息公开年度报告</a>",
        "<a href='http://a.cn:99999/'>x</a>",
    ),
    *(
        "<a href=file:///etc/passwd>信息公开</a>",
        "<a href=http://é。中国/>x</a>",
        "<base href=data:x>",
    ),
    *(
        "<base href=ftp://b.cn/>",
        "<base href='http://[x'>",
        "<meta http-equiv=refresh content=0;url=x>",
    ),
    *("<meta http-equiv=refresh content='0;url=javascript:1'>", "<frame src=gopher://x>"),
    *("<iframe srcdoc=\"<a href='b.htm'>x</a>\">", "<embed src='v.html?file=aHR0cDovL2EucGRm'>"),
    *(
        "<tr onclick=\"location='/a?id='+1\">",
        "<option value='?y=2023'>2023年</option>",
        "<li data-url=/b>",
    ),
    *(
        "<script>location.href='a'+b</script>",
        "function f(a,b){window.open(a+'/'+b)}",
        "f('x','y')",
    ),
    *(
        "url+='&x';",
        "$.getJSON('/d.json',{id:1},",
        "`/show/${r.id}.html`",
        "createPageHTML(9,0,'i','htm')",
    ),
    *(
        "['2023年报告','a.htm'],",
        '{"title":"年度报告","url":"javascript:1"},',
        "<script type=text/x>",
    ),
)


class Fetched(NamedTuple):
    """What a server gave."""

    body: bytes
    url: str
    content_type: str
    templates: tuple[str, ...] = ("/show/${id}.html", "javascript:f(${id})")


def fetched(random: Random) -> Fetched:
    seeds = _DATA if random.random() < 0.25 else _pages(random.randrange(len(_SITES)))
    text = mutant(seeds, _PIECES, random)
    body = text.encode(random.choice(_ENCODINGS), "replace")
    if random.random() < 0.2:
        body = damaged(body, random)
    return Fetched(body, random.choice(_URLS), random.choice(_TYPES))


@cache
def _pages(number: int) -> tuple[str, ...]:
    """The pages and data of one site as text, short enough to be changed in many ways."""
    replies = [each for each in _SITES[number]().pages.values() if isinstance(each, Reply)]
    bodies = [each.body for each in replies if 0 < len(each.body) <= LARGEST]
    texts = [body.decode("utf-8", "replace") for body in bodies if b"\0" not in body]
    return (*(text for text in texts if not text.startswith(("%PDF", "PK"))), *_DATA[:1])


def fetched_is_read(made: Fetched) -> None:
    """A page, whose links and data lead to web addresses only and can be followed."""
    base = absolute("http://a.edu.cn/", made.url)
    assert base is not None
    page = read_page(made.body, base, made.content_type)
    data = links_in_data(page, made.body, made.content_type)
    leads = [page.goes_on_to] if page.goes_on_to else []
    leads += [*page.data_addresses, *(link.url for link in (*page.links, *data))]
    for url in leads:
        _is_web_address(url)
    _goes_on(page)
    for text in (page.title, page.heading, page.own_text, page.text, *(x.text for x in data)):
        text.encode("utf-8")


def _is_web_address(url: str) -> None:
    assert urlsplit(url).scheme in SCHEMES, url
    assert host_of(url), url
    assert len(url) <= MAX_LENGTH, url
    assert url.isascii(), url
    assert absolute("http://b.edu.cn/", url) == url, url
    for read in (authority_of, citable, key_of, slot_of, is_login):
        read(url)
    registrable_domain(host_of(url))
    with_chinese_path(url, "gb18030")


def _goes_on(page: Page) -> None:
    """What follows of a page for the crawl is read without an error, too."""
    for kind in (Kind.HUB, Kind.ANNUAL, Kind.REPORT):
        entry = PageEntry(page.url, kind, 1, is_disclosure=True)
        place = place_of(page, kind, is_start=False, was_disclosure=True)
        source = Source(entry, page.url, page.url, page.title, page.date)
        may_be_report(entry, page, place)
        for found in entries_of(page, place, source, is_kept=False, kept_year=None):
            assert urlsplit(found.url).scheme in SCHEMES, found
    further_pages(page.url, page.links)
    chapters_of(page)
