"""What servers do: redirects, errors, sessions, delays, walls."""

from __future__ import annotations

import re

from bench.local_sites import Reply, Request, report_title
from tests.collector.sites.site import (
    HTML,
    Site,
    article,
    document,
    items,
    text_of,
)


def redirects() -> Site:
    """A moved site, a meta refresh, a script that goes on, a redirect loop, one to another site."""
    site = Site("东陵理工学院")
    site.pages["/"] = Reply(b"", 302, {"Location": "/new/"})
    site.pages["/new/"] = Reply(
        b"<html><head><meta http-equiv='Refresh' content='0; URL=main.htm'></head></html>",
        headers=HTML,
    )
    site.html(
        "/new/main.htm",
        site.school,
        "<a href='/go.htm'>信息公开</a><a href='/loop'>信息公开目录</a><a href='/away'>信息公开平台</a><a href='/private'>信息公开专栏</a>",
    )
    site.pages["/go.htm"] = Reply(
        b"<html><script>window.location.href='/gk/list.htm';</script></html>", headers=HTML
    )
    site.html(
        "/gk/list.htm",
        "信息公开",
        items([("/r?to=2024", report_title(site.school, 2024), "2024-10-9")]),
    )
    site.pages["/r?to=2024"] = Reply(b"", 301, {"Location": "/gk/2024.html"})
    site.report("/gk/2024.html", 2024)
    site.finds(2024, "/gk/2024.html", date="2024-10-09")
    site.pages["/loop"] = Reply(b"", 302, {"Location": "/loop2"})
    site.pages["/loop2"] = Reply(b"", 302, {"Location": "/loop"})
    site.pages["/away"] = Reply(b"", 302, {"Location": "http://127.0.0.251:{port}/stolen"})
    site.pages["/private"] = Reply(b"", 302, {"Location": "http://10.255.255.1/secret"})
    return site


def goes_on() -> Site:
    site = Site("镜湖轻工学院")
    site.html("/", "跳转", "<script>setTimeout(\"window.location.href='/cn/'\",1000);</script>")
    site.html(
        "/cn/",
        site.school,
        "<noscript><meta http-equiv=refresh content='0;url=/nojs.html'></noscript><a href='/cn/gk/'>信息公开</a>"
        + "学校坐落在镜湖之滨。" * 40,
    )
    site.pages["/cn/gk/"] = Reply(
        b"<html><body onload=\"location='/cn/gk/main.html'\"></body></html>", headers=HTML
    )
    site.html(
        "/cn/gk/main.html",
        "信息公开",
        "<div><h3>2023年</h3><ul><li><a href='a.html'>信息公开年度报告</a></li><li><a href='b.html'>本科教学质量报告</a></li></ul><h3>2022年</h3><ul><li><a href='c.html'>信息公开年度报告</a></li></ul></div>",
    )
    site.html("/cn/gk/b.html", "质量报告", "<h1>本科教学质量报告</h1><p>一、本科教育基本情况。</p>")
    for n, y in (("a", 2023), ("c", 2022)):
        site.html(
            f"/cn/gk/{n}.html",
            "x",
            f"<h1>信息公开年度报告</h1><p>（{y - 1}—{y}学年）</p>{text_of(site.school, y)}",
        )
        site.finds(y, f"/cn/gk/{n}.html")
    site.forbidden = (r"/nojs\.html",)
    return site


def soft_404() -> Site:
    """Half of the links lead to a friendly page that says 200; the others are right."""
    site = Site("西岭农业大学")
    site.html("/", site.school, "<a href='/xxgk/'>信息公开</a>")
    links = [(f"/xxgk/{y}.html", report_title(site.school, y), "") for y in range(2019, 2025)]
    site.html("/xxgk/", "信息公开年度报告", items(links))
    for y in (2020, 2022, 2024):
        site.report(f"/xxgk/{y}.html", y)
        site.finds(y, f"/xxgk/{y}.html")
    gone = Reply(
        document("出错了", "<h1>抱歉，您访问的页面不存在</h1><a href='/'>返回首页</a>"),
        headers=HTML,
    )
    site.fallback = lambda request: None if request.path == "/robots.txt" else gone
    return site


def gone() -> Site:
    """Soft 404 pages that name the reports, and redirects that go in circles."""
    site = Site("秋浦中医药大学")
    school = site.school
    sorry = (
        f"<h1>提示信息</h1><p>您访问的{school}信息公开年度报告页面不存在或已被删除，5秒后返回首页。</p>"
        "<p>您可能想找：<a href='/gk/2023.htm'>2023年信息公开年度报告</a> <a href='/gk/2020.htm'>2020年信息公开年度报告</a></p>"
    )
    site.html(
        "/",
        school,
        items(
            [
                (f"/gk/{y}.htm", f"{school}{y}年信息公开年度报告", "")
                for y in (2024, 2023, 2022, 2021, 2020)
            ]
        ),
    )
    site.html(
        "/gk/2024.htm",
        f"{school}2024年信息公开年度报告",
        f"<h1>{school}2024年信息公开年度报告</h1><p>[发布时间] 2024-10-31</p>{text_of(school, 2024)}",
    )
    site.html("/gk/2023.htm", "提示信息", sorry)
    site.pages["/gk/2022.htm"] = Reply(b"", 302, {"Location": "/gk/x.htm"})
    site.pages["/gk/x.htm"] = Reply(b"", 302, {"Location": "/gk/2022.htm"})
    site.html(
        "/gk/2021.htm",
        "跳转",
        "跳转中",
        head="<meta http-equiv=refresh content='0;url=/gk/2021b.htm'>",
    )
    site.html(
        "/gk/2021b.htm",
        "跳转",
        "跳转中",
        head="<meta http-equiv=refresh content='0; URL=2021.htm'>",
    )
    site.fallback = lambda _: Reply(document("页面不存在", sorry), headers=HTML)
    site.finds(2024, "/gk/2024.htm", date="2024-10-31")
    return site


def sessions() -> Site:
    """Every link carries another session; each page answers under every session."""
    site = Site("中川航空学院")
    counter = iter(range(10_000))

    def link(path: str) -> str:
        return f"{path};jsessionid=A{next(counter):015X}"

    def answer(request: Request) -> Reply | None:
        path = re.sub(r";jsessionid=\w+", "", request.path)
        if path == "/":
            body = f"<a href='{link('/gk.do')}'>信息公开</a><a href='{link('/gk.do')}'>信息公开</a>"
            return Reply(document(site.school, body), headers=HTML)
        if path == "/gk.do":
            rows = [
                (
                    link(f"/show.do?id={y}").replace(f"?id={y}", "") + f"?id={y}",
                    report_title(site.school, y),
                    "",
                )
                for y in (2022, 2023)
            ]
            return Reply(
                document("信息公开", items(rows) + f"<a href='{link('/gk.do')}'>刷新</a>"),
                headers=HTML,
            )
        if found := re.fullmatch(r"/show\.do\?id=(\d+)", path):
            return Reply(document("公开报告", article(site.school, int(found[1]))), headers=HTML)
        return None

    site.fallback = answer
    for y in (2022, 2023):
        site.finds(y, f"/show.do?id={y}")
    return site


def cookie() -> Site:
    site = Site("饼干食品学院")

    def f(a: Request) -> Reply | None:
        if a.path == "/robots.txt":
            return None
        if "visited=1" not in a.headers.get("cookie", ""):
            return Reply(b"", 302, {"Location": a.path, "Set-Cookie": "visited=1; Path=/"})
        if a.path == "/":
            return Reply(document(site.school, "<a href='/g'>信息公开</a>"), headers=HTML)
        if a.path == "/g":
            return Reply(
                document("信息公开", items([("/g/1", report_title(site.school, 2023), "")])),
                headers=HTML,
            )
        if a.path == "/g/1":
            return Reply(document("r", article(site.school, 2023)), headers=HTML)
        return None

    site.fallback = f
    site.finds(2023, "/g/1")
    return site


def home_404() -> Site:
    """Missing pages lead to the home page, or answer with it."""
    site = Site("归零通信学院")
    home = document(site.school, "<a href='/gk/'>信息公开</a><p>欢迎访问</p>")
    site.pages["/"] = Reply(home, headers=HTML)
    site.html(
        "/gk/",
        "信息公开年度报告",
        items(
            [
                (f"/gk/{y}.htm", f"{site.school}{y}年信息公开年度报告", f"{y}-10-10")
                for y in (2024, 2023, 2022, 2021)
            ]
        ),
    )
    site.html(
        "/gk/2024.htm",
        "x",
        f"<h1>{site.school}2024年信息公开年度报告</h1>{text_of(site.school, 2024)}",
    )
    site.pages["/gk/2023.htm"] = Reply(b"", 302, {"Location": "/"})
    site.pages["/gk/2022.htm"] = Reply(home, headers=HTML)
    site.pages["/gk/2021.htm"] = Reply(b"", 302, {"Location": "/gk/2024.htm"})
    site.finds(2024, "/gk/2024.htm", date="2024-10-10")
    return site
