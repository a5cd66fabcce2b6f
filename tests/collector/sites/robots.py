"""Sites with a robots.txt of every kind."""

from __future__ import annotations

from bench.local_sites import Reply, report_title
from tests.collector.sites.site import (
    PDF,
    ROBOTS,
    TRAP,
    Site,
    docx,
    items,
    pdf,
    text_of,
)


def robots_forbids() -> Site:
    site = Site("禁苑学院", problem="robots.txt forbids", forbidden=(r"/(?!robots\.txt).*",))
    site.pages["/robots.txt"] = Reply(b"User-agent: *\r\nDisallow: /\r\n", headers=ROBOTS)
    site.html("/", site.school, "<a href='/gk'>信息公开</a>")
    return site


def robots_variants() -> Site:
    """robots.txt with a BOM, mixed case, wildcards and a group of its own."""
    site = Site("丹江水利学院")
    school = site.school
    site.pages["/robots.txt"] = Reply(
        "\ufeff# 说明\r\nUSER-AGENT: Baiduspider\r\nDisallow: /\r\n\r\nUser-Agent : XXGK-Search\r\nUser-agent: OtherBot\r\n"
        "DISALLOW: /*.doc$\r\ndisallow: /inner/\r\nALLOW: /inner/open/\r\nDisallow: /*?print=\r\nCrawl-delay: 0.1\r\n\r\nUser-agent: *\r\nDisallow: /\r\n".encode(),
        headers=ROBOTS,
    )
    links = [
        (f"/inner/open/{y}.htm", f"{school}{y}年信息公开年度报告", f"{y}-10-10")
        for y in (2024, 2023)
    ]
    links += [
        ("/inner/2022.htm", f"{school}2022年信息公开年度报告", "2022-10-10"),
        ("/f/2021.doc", f"{school}2021年信息公开年度报告", "2021-10-10"),
    ]
    links += [
        ("/f/2020.docx", f"{school}2020年信息公开年度报告", "2020-10-10"),
        ("/inner/open/2024.htm?print=1", f"{school}2024年信息公开年度报告（打印版）", ""),
    ]
    site.html("/", school, items(links))
    for y in (2024, 2023):
        site.html(
            f"/inner/open/{y}.htm",
            "报告",
            f"<h1>{school}{y}年信息公开年度报告</h1><p>{y}-10-10</p>{text_of(school, y)}",
        )
        site.finds(y, f"/inner/open/{y}.htm", date=f"{y}-10-10")
    site.pages["/f/2020.docx"] = Reply(
        docx(school, 2020),
        headers={
            "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        },
    )
    site.finds(2020, "/", "/f/2020.docx")
    site.forbidden = (r"/inner/2022\.htm", r"/f/2021\.doc", r".*\?print=.*")
    site.problem = "robots"
    return site


def robots_odd() -> Site:
    site = Site("守礼政法大学", forbidden=(r".*print.*", r"/files/private/.*"))
    site.pages["/robots.txt"] = Reply(
        b"# hi\nUser-agent: Baiduspider\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 0.2\nDisallow: /*print\nDisallow: /files/private/\nAllow: /files/\n",
        headers=ROBOTS,
    )
    site.html("/", site.school, "<a href='/gk.html'>信息公开</a>")
    site.html(
        "/gk.html",
        "信息公开",
        "<a href='/n.html?print=1'>2021年信息公开年度报告</a>"
        + items(
            [
                ("/n.html", report_title(site.school, 2021), "2021.10.30"),
                ("/files/private/2020.pdf", report_title(site.school, 2020), ""),
                ("/files/2019.pdf", report_title(site.school, 2019), "2019.11.02"),
            ]
        ),
    )
    site.report("/n.html", 2021)
    site.finds(2021, "/n.html", date="2021-10-30")
    site.pages["/files/2019.pdf"] = Reply(pdf(site.school, 2019), headers=PDF)
    site.finds(2019, "/gk.html", "/files/2019.pdf", date="2019-11-02")
    return site


def robots_broken() -> Site:
    site = Site(
        "残垣学院", problem="robots.txt cannot be fetched", forbidden=(r"/(?!robots\.txt).*",)
    )
    site.pages["/robots.txt"] = Reply(b"oops", 500)
    site.html("/", "信息公开", "")
    return site


def robots_html() -> Site:
    site = Site("误导职业大学")
    site.pages["/robots.txt"] = Reply(b"", 302, {"Location": "/404.html"})
    site.html("/404.html", "404", "<h1>Disallow: /</h1>")
    site.html("/", site.school, "<a href='/enter.html'><img src='e.jpg' alt='进入网站'></a>")
    site.html("/enter.html", site.school, "<a href='/fw'>公共服务</a>")
    site.html("/fw", "公共服务", "<a href='/fw/gk'>信息公开</a>")
    site.html(
        "/fw/gk", "信息公开", items([("/FW/GK/2020.HTML", report_title(site.school, 2020), "")])
    )
    site.report("/FW/GK/2020.HTML", 2020)
    site.finds(2020, "/FW/GK/2020.HTML")
    return site


def robots_moves() -> Site:
    site = Site("远迁农林学院", "/gk", forbidden=(r"/a/.*", r"/.*\?.*"))
    site.pages["/robots.txt"] = Reply(b"", 301, {"Location": "/static/robots-real.txt"})
    site.pages["/static/robots-real.txt"] = Reply(
        b"user-agent:*\ndisallow:/a/ # x\nDisallow: /*?\nAllow: /a/pub\n\nSitemap: http://x/site.xml\n",
        headers=ROBOTS,
    )
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [
                ("/a/2024.html", f"{site.school}2024年信息公开年度报告", ""),
                ("/b.asp?id=3", f"{site.school}2023年信息公开年度报告", ""),
                ("/c/2022.html", f"{site.school}2022年信息公开年度报告", "2022-10-10"),
                ("/go/2021", f"{site.school}2021年信息公开年度报告", ""),
            ]
        ),
    )
    site.html(
        "/c/2022.html",
        "x",
        f"<h1>{site.school}2022年信息公开年度报告</h1>{text_of(site.school, 2022)}",
    )
    site.pages["/go/2021"] = Reply(b"", 302, {"Location": "/a/2021.html"})
    site.finds(2022, "/c/2022.html", date="2022-10-10")
    site.problem = "robots.txt forbids"
    return site


def private_net() -> Site:
    site = Site("深宅大学", "/gk", problem="private address")
    bad = [
        "http://10.0.0.5/2024.pdf",
        "http://169.254.169.254/latest/meta-data/2023.pdf",
        "http://[::1]/2022.pdf",
        "http://2130706433/2021.pdf",
        "http://localhost/2020.pdf",
        "http://0/2019.pdf",
        "http://127.1/2017.pdf",
    ]
    ys = (2024, 2023, 2022, 2021, 2020, 2019, 2017)
    site.html(
        "/gk",
        "信息公开年度报告",
        items(
            [(u, f"{site.school}{y}年信息公开年度报告", "") for u, y in zip(bad, ys, strict=True)]
        )
        + items(
            [
                ("/r1", f"{site.school}2016年信息公开年度报告", ""),
                ("/r2.pdf", f"{site.school}2015年信息公开年度报告", ""),
                ("/ok", f"{site.school}2014年信息公开年度报告", "2014-12-12"),
            ]
        )
        + f"<iframe src='http://{TRAP}:{{port}}/f'></iframe>",
    )
    site.pages["/r1"] = Reply(b"", 302, {"Location": f"http://{TRAP}:{{port}}/x"})
    site.pages["/r2.pdf"] = Reply(b"", 307, {"Location": "http://10.1.1.1/x.pdf"})
    site.html(
        "/ok", "x", f"<h1>{site.school}2014年信息公开年度报告</h1>{text_of(site.school, 2014)}"
    )
    site.finds(2014, "/ok", date="2014-12-12")
    return site
