"""No link of ours leads to an error: the site is crawled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import groupby
from urllib.parse import urljoin, urlsplit

import lxml.html
from flask.testing import FlaskClient

from tests.effort import tries
from tests.webapp.conftest import a_hostile_report, a_report, seed_reports

MOST = tries(140, 400)
"""Pages to look at."""
PER_KIND = tries(10, 40)
"""Pages of one path: filters can be combined without end."""


def test_every_link_is_answered(serving: Callable[..., FlaskClient]) -> None:
    nameless = a_report("nameless", school=None, province=None, year=None, period=None)
    client = serving(*seed_reports(), a_hostile_report(), nameless)
    seen = {"/"}
    waiting = deque(seen)
    kinds: dict[str, int] = {}
    while waiting and len(seen) < MOST:
        url = waiting.popleft()
        answer = client.get(url)
        is_switch = urlsplit(url).path.startswith("/language/")
        assert answer.status_code == (303 if is_switch else 200), url
        if is_switch or answer.mimetype != "text/html":
            continue
        for link in links(answer.get_data(as_text=True), url):
            kind = urlsplit(link).path
            if link not in seen and kinds.get(kind, 0) < PER_KIND:
                kinds[kind] = kinds.get(kind, 0) + 1
                seen.add(link)
                waiting.append(link)
    for url in waiting:
        is_switch = urlsplit(url).path.startswith("/language/")
        assert client.get(url).status_code == (303 if is_switch else 200), url
    assert len(kinds) > 15


def test_every_link_inside_a_page_has_its_target(serving: Callable[..., FlaskClient]) -> None:
    client = serving(*seed_reports())
    found = [
        urljoin(page, href)
        for page in (
            "/search?q=信息公开",
            "/reports/003?q=公开",
            "/coverage",
            "/compare?report=000&report=001",
        )
        for href in hrefs(client.get(page).get_data(as_text=True))
        if "#" in href
    ]
    assert len(found) > 50
    for page, anchored in groupby(sorted(found), key=lambda url: url.partition("#")[0]):
        tree = lxml.html.fromstring(client.get(page).get_data(as_text=True))
        places = {*tree.xpath("//@id")}
        for url in anchored:
            assert url.partition("#")[2] in places, url


def links(html: str, base: str) -> list[str]:
    """Addresses of ours, without their place in the page."""
    absolute = (urljoin(base, href).partition("#")[0] for href in hrefs(html))
    return [url for url in absolute if url.startswith("/") and not url.startswith("//")]


def hrefs(html: str) -> list[str]:
    return [str(href) for href in lxml.html.fromstring(html).xpath("//a/@href")]
