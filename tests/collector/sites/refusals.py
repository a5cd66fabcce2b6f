"""Servers that are slow, break, refuse or ask for patience."""

from __future__ import annotations

import gzip
import time
from email.utils import formatdate

from bench.local_sites import Reply, Request, report_title
from tests.collector.sites.site import (
    HTML,
    PDF,
    Site,
    article,
    document,
    items,
    pdf,
    text_of,
)


def slow() -> Site:
    """Slow answers, and one page that never comes."""
    site = Site("平沙美术学院", home="/gk")
    rows = items([(f"/gk/{y}", report_title(site.school, y), "") for y in (2021, 2022, 2023)])
    site.pages["/gk"] = Reply(document("信息公开年度报告", rows), headers=HTML, wait=0.5)
    for y in (2021, 2023):
        site.pages[f"/gk/{y}"] = Reply(
            document(report_title(site.school, y), article(site.school, y)), headers=HTML, wait=0.5
        )
        site.finds(y, f"/gk/{y}")
    site.pages["/gk/2022"] = Reply(b"", wait=30)
    return site


def drip() -> Site:
    site = Site("细流水电学校", home="/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/gk/a.pdf", report_title(site.school, 2022), ""),
                ("/gk/b", report_title(site.school, 2023), ""),
            ]
        ),
    )
    site.pages["/gk/a.pdf"] = Reply(pdf(site.school, 2022), headers=PDF, wait=2.0)
    site.report("/gk/b", 2023)
    site.finds(2022, "/gk", "/gk/a.pdf")
    site.finds(2023, "/gk/b")
    return site


def broken() -> Site:
    """Connections that break once, bodies that end early, answers that are no HTTP."""
    site = Site("清溪铁道学院", home="/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items([(f"/gk/{y}", report_title(site.school, y), "") for y in (2020, 2021, 2022)]),
    )
    whole = document(report_title(site.school, 2021), article(site.school, 2021))

    def once(request: Request) -> Reply:
        return (
            Reply(whole[:400], declared=len(whole))
            if site.counts[request.path] == 1
            else Reply(whole)
        )

    site.pages["/gk/2021"] = once
    site.pages["/gk/2020"] = Reply(raw=b"\x00\x01 nonsense \r\n\r\n")
    site.pages["/gk/2022"] = Reply(whole[:300], declared=90_000)
    site.finds(2021, "/gk/2021")
    return site


def sometimes() -> Site:
    site = Site("时断交通学院", home="/gk")

    def f(a: Request) -> Reply | None:
        if a.path == "/gk/2022" and site.counts[a.path] == 1:
            return Reply(b"busy", 503, {"Retry-After": "1"})
        if a.path == "/gk/2022":
            return Reply(
                gzip.compress(document("r", article(site.school, 2022))),
                headers={"Content-Encoding": "gzip", **HTML},
            )
        if a.path == "/gk/2021":
            return Reply(b"no", 403)
        return None

    site.fallback = f
    site.html(
        "/gk",
        "信息公开年度报告",
        items([(f"/gk/{y}", report_title(site.school, y), "") for y in (2021, 2022)]),
    )
    site.finds(2022, "/gk/2022")
    site.problem = "403"
    return site


def refusing() -> Site:
    site = Site("石门警官学院", problem="403")
    site.fallback = lambda request: (
        None if request.path == "/robots.txt" else Reply(b"Forbidden", 403)
    )
    return site


def wait_until() -> Site:
    """429 with Retry-After as a date, then 503 with seconds."""
    site = Site("碧波海事学院")
    school = site.school
    site.html(
        "/",
        school,
        items(
            [
                (f"/news/{y}.html", f"{y}年信息公开年度报告", f"{y}-10-18")
                for y in (2024, 2023, 2022)
            ]
        ),
    )
    for y in (2024, 2023, 2022):
        path = f"/news/{y}.html"
        page = Reply(
            document(
                "报告",
                f"<h1>{school}{y}年信息公开年度报告</h1><p>时间：{y}-10-18</p>{text_of(school, y)}",
            ),
            headers=HTML,
        )

        def answer(request: Request, y: int = y, page: Reply = page) -> Reply:
            if site.counts[request.path] == 1 and y == 2023:
                return Reply(
                    b"busy", 429, {"Retry-After": formatdate(time.time() + 1, usegmt=True)}
                )
            if site.counts[request.path] == 1 and y == 2022:
                return Reply(b"busy", 503, {"Retry-After": "1"})
            return page

        site.pages[path] = answer
        site.finds(y, path, date=f"{y}-10-18")
    return site


def log_in() -> Site:
    site = Site("深院学院", problem="log-in required", forbidden=(r"/cas/.*",))
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    site.html(
        "/gk",
        "信息公开",
        items(
            [
                ("/gk/2024", report_title(site.school, 2024), ""),
                ("/gk/2023", report_title(site.school, 2023), ""),
            ]
        ),
    )
    site.pages["/gk/2024"] = Reply(b"", 302, {"Location": "/cas/login?service=x"})
    site.html(
        "/gk/2023",
        "统一身份认证",
        "<form method=post><input name=u><input type=password name=p><button>登录</button></form>",
    )
    return site


def walls() -> Site:
    site = Site("函谷金融学院", "/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                (f"/gk/{y}", f"{site.school}{y}年信息公开年度报告", "")
                for y in (2024, 2023, 2022, 2021, 2020)
            ]
        ),
    )
    site.pages["/gk/2024"] = Reply(b"auth", 401, {"WWW-Authenticate": "Basic realm=x"})
    site.pages["/gk/2023"] = Reply(b"", 302, {"Location": "/user/login.jsp?return=/gk/2023"})
    site.pages["/gk/2022"] = Reply(b"", 200)
    site.pages["/gk/2021"] = Reply(
        document("安全验证", "<p>请输入验证码后继续访问</p><form><input name=code></form>"),
        headers=HTML,
    )
    site.pages["/gk/2020"] = Reply(b"gone", 410)
    site.problem = "log-in required"
    site.forbidden = (r"/user/.*",)
    return site


def unreachable() -> Site:
    """Everything is sent to https, where nobody answers."""
    site = Site("砥柱交通学院")
    site.fallback = lambda request: Reply(
        b"",
        301,
        {
            "Location": f"https://{request.headers['host'].partition(':')[0]}:{{port}}0{request.path}"
        },
    )
    site.pages["/"] = lambda request: Reply(
        b"", 301, {"Location": f"https://{request.headers['host'].partition(':')[0]}:9/"}
    )
    site.pages["/robots.txt"] = Reply(b"", 404)
    site.problem = "answer"
    return site


def patient() -> Site:
    site = Site("缓行物流学院", "/gk")
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/gk/1", f"{site.school}2024年信息公开年度报告", "2024-10-10"),
                ("/gk/2", f"{site.school}2023年信息公开年度报告", "2023-10-10"),
            ]
        ),
    )
    p = {
        n: Reply(
            document("x", f"<h1>{site.school}{y}年信息公开年度报告</h1>{text_of(site.school, y)}"),
            headers=HTML,
        )
        for n, y in ((1, 2024), (2, 2023))
    }
    site.pages["/gk/1"] = lambda _: (
        p[1] if site.counts["/gk/1"] > 4 else Reply(b"", 429, {"Retry-After": "0"})
    )
    site.pages["/gk/2"] = lambda _: p[2] if site.counts["/gk/2"] > 1 else Reply(b"", 429)
    site.finds(2024, "/gk/1", date="2024-10-10")
    site.finds(2023, "/gk/2", date="2023-10-10")
    return site
