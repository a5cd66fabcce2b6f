"""Many alike school sites, answered from their numbers, for runs that are killed and for large ones."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from bench.local_sites import Reply, Request, report_paragraphs, report_title

HTML = {"Content-Type": "text/html"}
NEWEST = 2025


def host(number: int) -> str:
    """The loopback address of a school's site."""
    return f"127.{1 + number // 60_000}.{number // 240 % 250}.{2 + number % 240}"


def school(number: int) -> str:
    digits = "零一二三四五六七八九"
    return f"第{''.join(digits[int(digit)] for digit in str(number))}工程职业学院"


class ManySites:
    """The sites: a home page, a list, a report a year; with ETag on every second site."""

    def __init__(self, schools: int, reports: int) -> None:
        self.numbers = {host(number): number for number in range(schools)}
        self.years = range(NEWEST - reports + 1, NEWEST + 1)
        self.on_request: Callable[[Request], None] = lambda _: None

    def __call__(self, request: Request) -> Reply | None:
        self.on_request(request)
        number = self.numbers[request.host]
        name = school(number)
        if request.path == "/":
            body = f"<title>{name}</title><a href='/xxgk/'>信息公开</a><a href='/news/'>新闻</a>"
        elif request.path == "/xxgk/":
            body = f"<title>信息公开年度报告</title>{''.join(map(self._item, self.years))}".replace(
                "{name}", name
            )
        elif found := re.fullmatch(r"/xxgk/(\d{4})\.htm", request.path):
            body = self._report(name, int(found[1]))
        else:
            return None
        data = f"<html><meta charset=utf-8>{body}</html>".encode()
        if number % 2:
            return Reply(data, headers=HTML)
        etag = f'"{hashlib.md5(data).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(b"", 304, {"ETag": etag})
        return Reply(data, headers={**HTML, "ETag": etag})

    @staticmethod
    def _item(year: int) -> str:
        return f"<li><a href='{year}.htm'>{report_title('{name}', year)}</a><span>{year}-10-28</span></li>"

    @staticmethod
    def _report(name: str, year: int) -> str:
        lines = "".join(f"<p>{line}</p>" for line in report_paragraphs(name, year))
        title = report_title(name, year)
        return f"<title>{title}</title><h1>{title}</h1><div id=vsb_content>{lines}</div>"

    def sites(self) -> dict[str, ManySites]:
        return dict.fromkeys(self.numbers, self)

    def table(self, port: int) -> str:
        lines = [f"{school(number)},http://{each}:{port}/" for each, number in self.numbers.items()]
        return "\n".join(("school,url", *lines))
